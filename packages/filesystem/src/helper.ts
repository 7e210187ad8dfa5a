import { serveHelper } from '@mcp-reference/kit/sandbox';
import { denyOptions, hidingOf } from './files/deny.ts';
import { keepNoChanges } from './files/journal.ts';
import { operations } from './operations/index.ts';
import { pathsElsewhere } from './present/elsewhere.ts';

if (process.argv.includes('--no-undo')) keepNoChanges();
await serveHelper(operations, { elsewhere: pathsElsewhere, hiding: hidingOf(denyOptions(process.argv)) });
