import { defineTool, z } from '@mcp-reference/kit';
import { database } from '../arguments.ts';
import type { Context } from '../context.ts';

export const undoWrite = defineTool({
  name: 'undo_write',
  title: 'Undo write',
  description:
    'Take back the last write of this session, row by row; again for the one before it. Works for servers started with --undo, until the schema changes, and only while every row is still as the write left it.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.object({ dry_run: z.boolean().default(false), database }),
  async handler({ dry_run: dryRun, database: name }, { databases }: Context, call) {
    const database = databases.get(name);
    const { what, sql } = await database.write('undo', { target: database.target, dryRun }, call);
    return `[${dryRun ? 'would undo' : 'undone'}: ${what}] ${sql}`;
  },
});
