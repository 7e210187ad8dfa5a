import { defineTool, z } from '@mcp-reference/kit';
import { database } from '../arguments.ts';
import type { Context } from '../context.ts';

export const undoWrite = defineTool({
  name: 'undo_write',
  title: 'Undo write',
  description: 'Take back the last write exactly; call again for the one before. Needs --undo.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.object({ dry_run: z.boolean().default(false).describe('Only show it.'), database }),
  async handler({ dry_run: dryRun, database: name }, { databases }: Context, call) {
    const database = databases.get(name);
    const { what, sql } = await database.write('undo', { target: database.target, dryRun }, call);
    return `[${dryRun ? 'would undo' : 'undone'}: ${what}] ${sql}`;
  },
});
