import { defineTool, z } from '@mcp-reference/kit';
import { database } from '../arguments.ts';
import type { Context } from '../context.ts';
import { readableSize } from '../text.ts';

export const backupDatabase = defineTool({
  name: 'backup_database',
  title: 'Back up database',
  description:
    'Copy a database into a new file in the allowed folders while it stays in use; the copy is consistent, and no file is replaced.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({ path: z.string(), database }),
  async handler({ path, database: name }, { databases }: Context, call) {
    const database = databases.get(name);
    const bytes = await database.read('backup', { path, target: database.target }, call);
    return `Wrote ${path}: a copy of ${database.name}, ${readableSize(bytes)}`;
  },
});
