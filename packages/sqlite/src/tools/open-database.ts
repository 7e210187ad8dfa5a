import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';

export const openDatabase = defineTool({
  name: 'open_database',
  title: 'Open database',
  description:
    'Open a database file inside the allowed folders, or ":memory:" for an empty one to try things in, and tell what is in it. list_databases shows which there are.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ path: z.string() }),
  async handler({ path }, { databases }: Context, call) {
    const database = path === ':memory:' ? databases.add(undefined) : databases.add(await found(path, databases, call));
    const tables = await database.read('listTables', { target: database.target }, call).catch((error: unknown) => {
      databases.forget(database);
      throw error;
    });
    return `Opened "${database.name}"\n${tables}`;
  },
});

async function found(
  path: string,
  { files }: Context['databases'],
  call: Parameters<Context['databases']['files']['run']>[2],
): Promise<string> {
  const place = await files.run('place', { path }, call);
  if (place.path === '')
    throw new ToolError('not_found', `"${path}" is no database file; list_databases shows which there are.`);
  return place.path;
}
