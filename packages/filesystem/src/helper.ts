import { serveHelper } from '@mcp-reference/kit/sandbox';
import { operations } from './operations/index.ts';

await serveHelper(operations);
