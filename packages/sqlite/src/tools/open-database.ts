import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { openFile } from '../open-file.ts';

export const openDatabase = defineTool({
  name: 'open_database',
  title: 'Open database',
  description: 'Open a database file, or ":memory:" for an empty one, and list its tables.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ path: z.string().describe('File, or ":memory:".') }),
  async handler({ path }, { databases }: Context, call) {
    const database = path === ':memory:' ? databases.add(undefined) : await openFile(path, databases, call);
    const tables = await database.read('listTables', { target: database.target }, call).catch((error: unknown) => {
      databases.forget(database);
      throw error;
    });
    return `Opened "${database.name}"\n${tables.text}`;
  },
});
