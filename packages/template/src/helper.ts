import { serveHelper } from '@mcp-reference/kit/sandbox';
import { operations } from './operations.ts';

await serveHelper(operations);
