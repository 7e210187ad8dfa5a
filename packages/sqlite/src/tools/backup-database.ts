import { defineTool, z } from '@mcp-reference/kit';
import { database } from '../arguments.ts';
import type { Context } from '../context.ts';
import { readableSize } from '../present/text.ts';

export const backupDatabase = defineTool({
  name: 'backup_database',
  title: 'Back up database',
  description: 'Copy a database, which may be in use, into a new file.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({ path: z.string().describe('New file.'), database }),
  async handler({ path, database: name }, { databases }: Context, call) {
    const database = databases.get(name);
    const bytes = await database.read('backup', { path, target: database.target }, call);
    return `Wrote ${path}: a copy of ${database.name}, ${readableSize(bytes)}`;
  },
});
