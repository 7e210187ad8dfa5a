#!/usr/bin/env node
import { run } from '@mcp-reference/kit';
import { filesystem } from './server.ts';

await run(filesystem);
