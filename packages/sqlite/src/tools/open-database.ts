import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';

export const openDatabase = defineTool({
  name: 'open_database',
  title: 'Open database',
  description: 'Open a database file in the allowed folders, or ":memory:" for an empty one, and list its tables.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ path: z.string().describe('File, or ":memory:".') }),
  async handler({ path }, { databases }: Context, call) {
    const database =
      path === ':memory:' ? databases.add(undefined) : databases.add(...(await found(path, databases, call)));
    const tables = await database.read('listTables', { target: database.target }, call).catch((error: unknown) => {
      databases.forget(database);
      throw error;
    });
    return `Opened "${database.name}"\n${tables.text}`;
  },
});

async function found(
  path: string,
  databases: Context['databases'],
  call: Parameters<Context['databases']['files']['run']>[2],
): Promise<[path: string, identity: string | undefined]> {
  const { files } = databases;
  const place = await files.run('place', { path }, call);
  if (place.path === '')
    throw new ToolError(
      'not_found',
      `${JSON.stringify(path)} is not a database file; list_databases shows those in the allowed folders.`,
    );
  // Another spelling of a path is no second database: its two writers would wait for each other.
  for (const known of databases.unidentified)
    databases.identify(known, (await files.run('place', { path: known.target.path ?? '' }, call)).identity);
  return [place.path, place.identity];
}
