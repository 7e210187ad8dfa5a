import fs from 'node:fs';
import path from 'node:path';
import type { Session } from '@mcp-reference/kit/testing';
import { makeDatabase, remakeDatabase, sharedFolder, start, startShared, temporaryFolder } from './start.ts';

const schema = 'CREATE TABLE has(id INTEGER PRIMARY KEY, name TEXT NOT NULL, at TEXT)';

/** A folder with a database, a server that may write it, and functions that put files there and import them. */
export async function open(flags: readonly string[] = []) {
  const folder = temporaryFolder();
  const file = makeDatabase(path.join(folder, 'a.db'), schema);
  return openedAt(folder, file, await start(['--write', ...flags, file, folder]));
}

/** Like `open`, with one server for all tests of a file. The folder and the database are as new for each test. */
export function openShared(): () => Promise<ReturnType<typeof openedAt>> {
  const folder = sharedFolder();
  const file = makeDatabase(path.join(folder, 'a.db'), schema);
  const starting = startShared(['--write', file, folder]);
  return async () => {
    for (const name of fs.readdirSync(folder)) if (name !== 'a.db') fs.rmSync(path.join(folder, name));
    remakeDatabase(file, schema);
    return openedAt(folder, file, await starting);
  };
}

function openedAt(folder: string, file: string, session: Session) {
  const put = (name: string, text: string | Uint8Array) => fs.writeFileSync(path.join(folder, name), text);
  const load = (args: Record<string, unknown>) =>
    session.call('import_data', { table_name: 't', dry_run: false, ...args });
  return { folder, file, session, put, load };
}
