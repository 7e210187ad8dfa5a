import { emptyWhenLarge, ToolError, type Confined } from '@mcp-reference/kit/sandbox';
import type { Token } from '../gate/tokens.ts';
import { driver, type Db, type Statement } from './driver.ts';
import { loadExtensions } from './extensions.ts';
import { addFunctions } from './functions.ts';
import { codeOf, explained, isMissingCollation, needsRecovery } from './failures.ts';
import { findAgain, limitSize, missingBytes, openCopy, openFile, pathOf, type Role } from './file.ts';
import { assertOwnJournal } from './journal.ts';
import { Stamps } from './stamps.ts';
import { withStandIns } from './stand-in.ts';
import { Statements } from './statements.ts';
import { count } from '../present/text.ts';
import type { Target } from './target.ts';

/** Milliseconds between checks that the path still leads to the file: its folder may have been replaced. */
const lookAgain = 1_000;

/** An open database, and the statements that were prepared on it. */
export interface Connection {
  db: Db;
  role: Role;
  target: Target;
  /** The statement for a text. */
  prepare(sql: string): Statement;
  /** Forgets the statements if the schema was changed since they were prepared. Returns whether it was. */
  refresh(): boolean;
  /** Forgets them in any case. */
  forget(): void;
  /** The state of the file and its log: differs after any change by any program. */
  stamp(): string;
  /** See {@link Stamps.before}. */
  stampBefore(): () => string;
  /** A note for answers about how the database was opened. */
  note?: string;
  /** Other databases that were attached, by the name under which statements read them. */
  attached: Map<string, { path: string; identity: string | undefined }>;
}

interface Held extends Connection {
  /** Undefined in memory. */
  stamps: Stamps | undefined;
  identity: string | undefined;
  looked: number;
  /** The state of the file that was copied into memory; undefined if the file itself is open. */
  copied?: string | undefined;
}

/** The open connections. One process serves one database, as a reader or as its writer. */
const held = new Map<string, Held>();

// Kept statements can be large, and the query that comes next would be refused for them.
emptyWhenLarge(() => {
  for (const { forget } of held.values()) forget();
});

/**
 * The connection to a database, opened when first asked for, and again when another file took its place.
 * @param refreshes false for a caller that refreshes it while its statement holds the file, and then begins again
 */
export const connect = (fs: Confined, target: Target, role: Role, refreshes = true): Connection =>
  connectAs(fs, target, role, target.path === undefined ? ':memory:' : `${role} ${target.path}`, refreshes);

/** Another connection of a reader, for temporary views that the first one must not see. */
export const connectWithViews = (fs: Confined, target: Target): Connection =>
  connectAs(fs, target, 'reader', `views ${target.path}`);

function connectAs(fs: Confined, target: Target, role: Role, key: string, refreshes = true): Connection {
  const known = held.get(key);
  if (known !== undefined && stillThere(fs, known)) {
    if (target.path === undefined) known.db.pragma(`query_only=${role === 'reader' ? 1 : 0}`);
    try {
      if (refreshes) known.refresh();
    } catch {
      // Such as a journal that must be rolled back: the statement that reads reports it.
    }
    return known;
  }
  known?.db.close();
  held.delete(key);
  const made = target.path === undefined ? inMemory(target, role) : opened(fs, target, target.path, role);
  held.set(key, made);
  return made;
}

/**
 * Does something that only reads, with its errors told in the caller's words. Where a writer was killed since the
 * database was opened, it is opened again, which recovers it.
 */
export function reading<R>(
  fs: Confined,
  target: Target,
  act: (connection: Connection) => R,
  tokens: readonly Token[] = [],
  refreshes = true,
): R {
  const connection = connect(fs, target, 'reader', refreshes);
  try {
    return act(connection);
  } catch (error) {
    const copy = isMissingCollation(error) ? standIn(connection) : undefined;
    if (copy) return attempt(copy, act, tokens);
    if (!needsRecovery(error) || !target.writable) throw explained(error, target.name, { db: connection.db, tokens });
    disconnect(connection);
  }
  return attempt(connect(fs, target, 'reader'), act, tokens);
}

function attempt<R>(connection: Connection, act: (connection: Connection) => R, tokens: readonly Token[]): R {
  const { db, target } = connection;
  try {
    return act(connection);
  } catch (error) {
    throw explained(error, target.name, { db, tokens });
  }
}

/** Copies of databases in which BINARY stands in for unknown collations, by path, with the state of the file. */
const copies = new Map<string, { copy: Connection; stamp: string }>();

function standIn(source: Connection): Connection | undefined {
  const { target } = source;
  const stamp = source.stamp();
  const known = copies.get(target.path ?? '');
  if (known?.stamp === stamp && known.copy.db.open) return known.copy;
  known?.copy.db.close();
  copies.delete(target.path ?? '');
  const db = withStandIns(source.db, target);
  if (db === undefined) return undefined;
  const note = 'a collation that another program defined is not here: compared by bytes, in a copy in memory';
  const { stamp: stampNow, stampBefore } = source;
  const copy = { ...connection(db, 'reader', target), stamp: stampNow, stampBefore, note };
  copies.set(target.path ?? '', { copy, stamp });
  return copy;
}

/** Lets go of a connection that may not be used any more. */
export function disconnect({ db }: Connection): void {
  for (const [key, one] of held) if (one.db === db) held.delete(key);
  db.close();
}

function stillThere(fs: Confined, known: Held): boolean {
  if (known.identity === undefined || known.target.path === undefined) return true;
  // Each time: a file that was replaced or removed would be answered from, and written to, without anyone seeing it.
  if (known.stamps !== undefined && known.stamps.look()?.identity !== known.identity) return false;
  if (performance.now() - known.looked < lookAgain) return true;
  known.looked = performance.now();
  if (known.copied !== undefined && known.copied !== known.stamp()) return false;
  return fs.follow(known.target.path).stat?.identity === known.identity;
}

/** Puts another content in the place of a database in memory. */
export function replaceMemory({ db, role, target }: Connection, content: Buffer): void {
  held.set(':memory:', inMemory(target, role, content));
  db.close();
}

function inMemory(target: Target, role: Role, content?: Buffer): Held {
  const db = new (driver())(content ?? ':memory:');
  addFunctions(db);
  loadExtensions(db, target.extensions);
  db.pragma('trusted_schema=0');
  if (role === 'reader') db.pragma('query_only=1');
  limitSize(db, target);
  return { ...connection(db, role, target), identity: undefined, looked: 0 };
}

function opened(fs: Confined, target: Target, path: string, role: Role): Held {
  const spot = findAgain(fs, path);
  if (role === 'writer') {
    spot.folder.rules.assertWritable(spot.name);
    assertOwnJournal(spot);
  }
  const place = pathOf(spot);
  const opening = { identity: spot.stat?.identity, looked: performance.now() };
  try {
    const db = openFile(fs, target, spot, role);
    const made = { ...connection(db, role, target, place), ...opening };
    const missing = missingBytes(db, spot);
    if (missing === 0) return made;
    const note = `the file is cut off: its last ${count(missing, 'byte')} are missing, so rows may be missing or wrong`;
    if (role === 'reader') return { ...made, note };
    db.close();
    throw new ToolError('denied', `"${target.name}" is not written, because ${note}. Restore it from a backup.`);
  } catch (error) {
    // The first in a folder that may not be written, the second on a disk mounted for reading only.
    const noPlaceBeside = ['SQLITE_READONLY_DIRECTORY', 'SQLITE_CANTOPEN'].includes(codeOf(error) ?? '');
    if (role === 'reader' && noPlaceBeside) {
      const db = openCopy(spot, target);
      if (db) {
        const made = { ...connection(db, role, target, place), ...opening };
        return { ...made, copied: made.stamp(), note: 'read from a copy in memory, as SQLite may not write beside it' };
      }
    }
    throw explained(error, target.name);
  }
}

/** `path` is where the kernel says that the file is; undefined in memory. */
function connection(db: Db, role: Role, target: Target, path?: string): Connection & Pick<Held, 'stamps'> {
  const statements = new Statements(db);
  const attached: Connection['attached'] = new Map();
  const version = db.prepare<[], number>('PRAGMA schema_version').pluck();
  const anything = db.prepare('SELECT 1 FROM main.sqlite_schema LIMIT 1');
  let known = version.get();
  const stamps = path === undefined ? undefined : new Stamps(path, () => [...attached.values()].map((one) => one.path));
  const stamp = (): string => {
    if (stamps !== undefined) return stamps.now();
    const counted = Number(db.prepare('SELECT total_changes()').pluck().get());
    return `${counted} ${String(db.pragma('schema_version', { simple: true }))}`;
  };
  return {
    db,
    role,
    target,
    attached,
    stamps,
    prepare: (sql) => statements.prepare(sql),
    refresh() {
      const now = version.get();
      const changed = now !== known;
      if (changed) {
        statements.clear();
        // SQLite notices only when a statement runs: one that is prepared before would have the old columns.
        anything.get();
      }
      known = now;
      return changed;
    },
    forget: () => statements.clear(),
    stamp,
    stampBefore() {
      if (stamps !== undefined) return stamps.before();
      const now = stamp();
      return () => now;
    },
  };
}
