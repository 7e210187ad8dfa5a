import { ToolError, type Call } from '@mcp-reference/kit';
import type { Database } from './databases/database.ts';
import type { Databases } from './databases/databases.ts';

/**
 * Makes a database file known. Another spelling of a known path is the same database: two writers of one file would wait for
 * each other.
 * @throws ToolError `not_found` if it is not a file in the allowed folders.
 */
export async function openFile(path: string, databases: Databases, call: Call): Promise<Database> {
  const { files } = databases;
  const place = await files.run('place', { path }, call);
  if (place.path === '')
    throw new ToolError(
      'not_found',
      `${JSON.stringify(path)} is not a database file; list_databases shows those in the allowed folders.`,
    );
  for (const known of databases.unidentified)
    databases.identify(known, (await files.run('place', { path: known.target.path ?? '' }, call)).identity);
  return databases.add(place.path, place.identity);
}
