#!/usr/bin/env node
import { run } from '@mcp-reference/kit';
import { sqlite } from './server.ts';

await run(sqlite);
