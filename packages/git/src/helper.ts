import { serveHelper } from '@mcp-reference/kit/sandbox';
import { operations } from './files/index.ts';

await serveHelper(operations);
