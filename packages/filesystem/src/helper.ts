import { serveHelper } from '@mcp-reference/kit/sandbox';
import { keepNoChanges } from './files/journal.ts';
import { operations } from './operations/index.ts';
import { pathsElsewhere } from './present/elsewhere.ts';

if (process.argv.includes('--no-undo')) keepNoChanges();
await serveHelper(operations, { elsewhere: pathsElsewhere });
