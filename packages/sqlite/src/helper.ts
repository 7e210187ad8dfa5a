import { serveHelper } from '@mcp-reference/kit/sandbox';
import { preload } from './engine/driver.ts';
import { operations } from './operations/index.ts';

// Ahead of the first call, which says what is wrong where this fails.
preload();
await serveHelper(operations, { elsewhere: 'Call list_databases to see them.' });
