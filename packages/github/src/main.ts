#!/usr/bin/env node
import { run } from '@mcp-reference/kit';
import { github } from './server.ts';

await run(github);
