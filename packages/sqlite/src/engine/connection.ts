import {
  openedFiles,
  stampOf,
  ToolError,
  visible,
  assertRegular,
  missing,
  type Confined,
  type NamedSpot,
} from '@mcp-reference/kit/sandbox';
import type { Token } from '../gate/tokens.ts';
import { driver, type Db, type Statement } from './driver.ts';
import { addFunctions } from './functions.ts';
import { codeOf, explained, needsRecovery } from './failures.ts';
import { assertOwnJournal } from './journal.ts';
import type { Target } from './target.ts';

export type Role = 'reader' | 'writer';

/** Milliseconds between checks that the file is still the one that was opened. */
const lookAgain = 1_000;
/** Prepared statements that are kept. */
const mostStatements = 100;
/** Files that SQLite keeps beside a database. */
const beside = ['-journal', '-wal', '-shm'];

/** An open database, and the statements that were prepared on it. */
export interface Connection {
  db: Db;
  role: Role;
  target: Target;
  /** The statement for a text, prepared once. */
  prepare(sql: string): Statement;
  /** Forgets the statements if the schema was changed since they were prepared. Returns whether it was. */
  refresh(): boolean;
  /** Forgets them in any case. */
  forget(): void;
  /** The state of the file and its log: differs after any change by any program. */
  stamp(): string;
  /** A note for answers about how the database was opened. */
  note?: string;
  /** Names of other databases that were attached, by path. */
  attached: Map<string, string>;
}

interface Held extends Connection {
  identity: string | undefined;
  looked: number;
  /** The state of the file that was copied into memory; undefined if the file itself is open. */
  copied?: string | undefined;
}

/** The open connections. One process serves one database, as a reader or as its writer. */
const held = new Map<string, Held>();

/** The connection to a database, opened when first asked for, and again when another file took its place. */
export function connect(fs: Confined, target: Target, role: Role): Connection {
  const key = target.path === undefined ? ':memory:' : `${role} ${target.path}`;
  const known = held.get(key);
  if (known !== undefined && stillThere(fs, known)) {
    if (target.path === undefined) known.db.pragma(`query_only=${role === 'reader' ? 1 : 0}`);
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
): R {
  const connection = connect(fs, target, 'reader');
  try {
    return act(connection);
  } catch (error) {
    if (!needsRecovery(error) || !target.writable) throw explained(error, target.name, { db: connection.db, tokens });
    disconnect(connection);
  }
  const again = connect(fs, target, 'reader');
  try {
    return act(again);
  } catch (error) {
    throw explained(error, target.name, { db: again.db, tokens });
  }
}

/** Lets go of a connection that may not be used any more. */
export function disconnect({ db }: Connection): void {
  for (const [key, one] of held) if (one.db === db) held.delete(key);
  db.close();
}

function stillThere(fs: Confined, known: Held): boolean {
  if (known.identity === undefined || known.target.path === undefined) return true;
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
  db.pragma('trusted_schema=0');
  if (role === 'reader') db.pragma('query_only=1');
  limitSize(db, target);
  return { ...connection(db, role, target), identity: undefined, looked: 0 };
}

function opened(fs: Confined, target: Target, path: string, role: Role): Held {
  const spot = lookUp(fs, path);
  if (role === 'writer') {
    spot.folder.assertWritable(spot.name);
    assertOwnJournal(spot);
  }
  const identity = spot.stat?.identity;
  try {
    const db = open(fs, target, spot, role);
    return { ...connection(db, role, target, pathOf(spot)), identity, looked: performance.now() };
  } catch (error) {
    if (role === 'reader' && codeOf(error) === 'SQLITE_READONLY_DIRECTORY') {
      const db = openCopy(spot);
      if (db) {
        const made = { ...connection(db, role, target, pathOf(spot)), identity, looked: performance.now() };
        return { ...made, copied: made.stamp(), note: 'read from a copy in memory, as SQLite may not write beside it' };
      }
    }
    throw explained(error, target.name);
  }
}

/** Finds the database's file. Its companions must be files too: SQLite would wait on a pipe. */
export function lookUp(fs: Confined, path: string): NamedSpot {
  const { folder, name, stat, shown } = fs.follow(path);
  if (name === undefined) throw new ToolError('invalid', `"${visible(path)}" is a folder, not a database.`);
  if (stat === undefined) throw missing(path);
  assertRegular(stat, path);
  // The driver would open the file whose name is without them.
  if (name !== name.trim())
    throw new ToolError('unsupported', `The name of "${visible(path)}" begins or ends with a space; rename it first.`);
  for (const suffix of beside) {
    const kind = folder.find(name + suffix)?.kind;
    if (kind !== undefined && kind !== 'file')
      throw new ToolError(
        'denied',
        `"${visible(shown + suffix)}" is a ${kind === 'other' ? 'pipe or device' : kind}, where SQLite keeps its own file; remove it first.`,
      );
  }
  return { folder, name, stat, shown };
}

function open(fs: Confined, target: Target, spot: NamedSpot, role: Role): Db {
  try {
    return tryOpen(target, spot, role);
  } catch (error) {
    if (role !== 'reader' || !target.writable || !needsRecovery(error)) throw error;
    // A writer was killed: one that may write rolls its journal back before it reads anything.
    assertOwnJournal(spot);
    tryOpen(target, lookUp(fs, target.path ?? ''), 'writer').close();
    return tryOpen(target, spot, role);
  }
}

/** The path at which SQLite opens it. */
export const pathOf = ({ folder, name }: NamedSpot): string => `${folder.path === '/' ? '' : folder.path}/${name}`;

function tryOpen(target: Target, spot: NamedSpot, role: Role): Db {
  const path = pathOf(spot);
  const before = openedFiles();
  const db = new (driver())(path, { readonly: role === 'reader', fileMustExist: true, timeout: target.patience });
  try {
    addFunctions(db);
    db.pragma('trusted_schema=0');
    db.pragma('cell_size_check=1');
    if (role === 'reader') db.pragma('query_only=1');
    else limitSize(db, target);
    // Files are opened when they are first read.
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    assertOpened(spot, path, before);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * SQLite opens by name, so this checks that it opened the file that was looked up. On Linux the kernel lists the open files,
 * companions included; elsewhere the name must still lead to the same file.
 */
function assertOpened(spot: NamedSpot, path: string, before: Map<string, string> | undefined): void {
  const now = openedFiles();
  const fresh = [...(now ?? [])].filter(([name]) => before?.has(name) !== true);
  const same =
    now === undefined
      ? spot.folder.find(spot.name)?.identity === spot.stat?.identity
      : now.get(path) === spot.stat?.identity &&
        fresh.every(([name]) => name === path || beside.some((suffix) => name === path + suffix));
  if (!same)
    throw new ToolError(
      'conflict',
      `"${visible(spot.shown)}" was replaced by another program while it was opened; try again.`,
    );
}

/** A larger file is not copied into memory. */
const mostCopied = 256_000_000;

/**
 * A database in WAL mode needs files beside it even for reading. If its folder may not be written and its log is empty, the
 * file is complete, and a copy in memory says the same. Undefined if it has a log.
 */
function openCopy({ folder, name, stat }: NamedSpot): Db | undefined {
  if ((folder.find(`${name}-wal`)?.size ?? 0) > 0 || (stat?.size ?? 0) > mostCopied) return undefined;
  const file = folder.open(name);
  const content = file.readAll(mostCopied);
  file.close();
  const db = new (driver())(withoutLog(content));
  addFunctions(db);
  db.pragma('trusted_schema=0');
  db.pragma('query_only=1');
  return db;
}

/** Bytes of the header that say how a file is written and read (file format, section 1.3.3). */
const [writeVersion, readVersion] = [18, 19];
const rollbackJournal = 1;

/** A copy of a database that can be opened in memory, where there is no write-ahead log. */
export function withoutLog(content: Uint8Array): Buffer {
  const image = Buffer.from(content);
  image[writeVersion] = image[readVersion] = rollbackJournal;
  return image;
}

function limitSize(db: Db, { mostBytes }: Target): void {
  const page = Number(db.pragma('page_size', { simple: true }));
  db.pragma(`max_page_count=${Math.max(1, Math.floor(mostBytes / page))}`);
}

/** `path` is where the kernel says that the file is; undefined in memory. */
function connection(db: Db, role: Role, target: Target, path?: string): Connection {
  const statements = new Map<string, Statement>();
  const attached = new Map<string, string>();
  const version = db.prepare<[], number>('PRAGMA schema_version').pluck();
  const anything = db.prepare('SELECT 1 FROM main.sqlite_schema LIMIT 1');
  let known = version.get();
  return {
    db,
    role,
    target,
    attached,
    prepare(sql) {
      const known = statements.get(sql);
      if (known) return known;
      const made = db.prepare(sql);
      statements.set(sql, made);
      for (const [oldest] of statements) {
        if (statements.size <= mostStatements) break;
        statements.delete(oldest);
      }
      return made;
    },
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
    stamp() {
      if (path !== undefined)
        return [path, ...attached.values()].map((one) => `${stampOf(one)} ${stampOf(`${one}-wal`)}`).join(' ');
      const counted = Number(db.prepare('SELECT total_changes()').pluck().get());
      return `${counted} ${String(db.pragma('schema_version', { simple: true }))}`;
    },
  };
}
