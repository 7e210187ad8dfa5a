import { serveHelper } from '@mcp-reference/kit/helper';
import { operations } from './operations/index.ts';

await serveHelper(operations);
