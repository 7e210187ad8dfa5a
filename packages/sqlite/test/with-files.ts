import fs from 'node:fs';
import path from 'node:path';
import { makeDatabase, start, temporaryFolder } from './start.ts';

/** A folder with a database, a server that may write it, and functions that put files there and import them. */
export async function open(flags: readonly string[] = []) {
  const folder = temporaryFolder();
  const file = makeDatabase(
    path.join(folder, 'a.db'),
    'CREATE TABLE has(id INTEGER PRIMARY KEY, name TEXT NOT NULL, at TEXT)',
  );
  const session = await start(['--write', ...flags, file, folder]);
  const put = (name: string, text: string | Uint8Array) => fs.writeFileSync(path.join(folder, name), text);
  const load = (args: Record<string, unknown>) =>
    session.call('import_data', { table_name: 't', dry_run: false, ...args });
  return { folder, file, session, put, load };
}
