import path from 'node:path';
import { ToolError, type Call } from '@mcp-reference/kit';
import type { Database } from './databases/database.ts';
import type { Databases } from './databases/databases.ts';
import { near } from './present/text.ts';

/** Databases among which near names are looked for. */
const mostFound = 200;

/**
 * Makes a database file known. Another spelling of a known path is the same database: two writers of one file would wait for
 * each other.
 * @throws ToolError `not_found` if it is not a file in the allowed folders.
 */
export async function openFile(given: string, databases: Databases, call: Call): Promise<Database> {
  const { files } = databases;
  const place = await files.run('place', { path: given }, call);
  if (place.path === '')
    throw new ToolError(
      'not_found',
      `${JSON.stringify(given)} is not a database file.${await alike(given, databases, call)} list_databases shows those in the allowed folders.`,
    );
  for (const known of databases.unidentified)
    databases.identify(known, (await files.run('place', { path: known.target.path ?? '' }, call)).identity);
  return databases.add(place.path, place.identity);
}

/** Names databases with the same file name, or one that is similar. */
async function alike(given: string, { files, hasFolders }: Databases, call: Call): Promise<string> {
  if (!hasFolders) return '';
  const { found } = await files.run('findDatabases', { limit: mostFound, known: [] }, call);
  const names = new Map(found.map((one) => [path.basename(one.path), one.path]));
  const base = path.basename(given);
  const meant = names.has(base) ? [base] : near(base, [...names.keys()]);
  return meant.length === 0
    ? ''
    : ` Did you mean ${meant.map((name) => JSON.stringify(names.get(name))).join(' or ')}?`;
}
