import { serveHelper } from '@mcp-reference/kit/sandbox';
import { operations } from './operations/index.ts';

await serveHelper(operations, { elsewhere: 'Call list_allowed_directories to see them.' });
