import { serveHelper } from '@mcp-reference/kit/helper';
import { operations } from './operations.ts';

await serveHelper(operations);
