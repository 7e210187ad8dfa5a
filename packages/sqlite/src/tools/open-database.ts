import { defineTool, toCursor, z } from '@mcp-reference/kit';
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
    const first = { target: database.target, skip: 0, budget: call.budget };
    const { text, next } = await database.read('listTables', first, call).catch((error: unknown) => {
      databases.forget(database);
      throw error;
    });
    const more = next === undefined ? '' : `, list_tables continues with cursor ${toCursor('tables', next)}`;
    return `Opened "${database.name}"\n${text.replace(' left]', ` left${more}]`)}`;
  },
});
