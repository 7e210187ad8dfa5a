import { ToolError, type Confined } from '@mcp-reference/kit/sandbox';
import { quoteName } from '../present/text.ts';
import { type Connection } from './connection.ts';
import { lookUp, pathOf } from './file.ts';
import { assertOwnJournal } from './journal.ts';

/** Another database that a query names, and what it calls it. */
export interface Attachment {
  path: string;
  schema: string;
}

/** SQLite allows ten. */
const mostAttached = 8;

/** Makes other databases readable in the same query. The connection was opened read-only, and so are they. */
export function attach(fs: Confined, connection: Connection, wanted: readonly Attachment[]): void {
  const { db, attached } = connection;
  if (wanted.length > mostAttached)
    throw new ToolError('invalid', `At most ${mostAttached} databases can be attached.`);
  const names = new Map(wanted.map(({ path, schema }) => [schema, path]));
  let changed = false;
  for (const [schema, { path, identity }] of attached) {
    // Another program can have put another file in its place.
    if (names.get(schema) === path && lookUp(fs, path).stat?.identity === identity) continue;
    db.exec(`DETACH ${quoteName(schema)}`);
    attached.delete(schema);
    changed = true;
  }
  for (const { path, schema } of wanted) {
    if (attached.has(schema)) continue;
    const spot = lookUp(fs, path);
    assertOwnJournal(spot);
    db.prepare(`ATTACH ? AS ${quoteName(schema)}`).run(pathOf(spot));
    attached.set(schema, { path, identity: spot.stat?.identity });
    // Opened by name: what was looked up must still be there.
    if (spot.folder.find(spot.name)?.identity !== spot.stat?.identity) {
      db.exec(`DETACH ${quoteName(schema)}`);
      attached.delete(schema);
      throw new ToolError('conflict', 'A database was replaced by another program while it was attached; try again.');
    }
    changed = true;
  }
  if (changed) connection.forget();
}
