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
import { explained, needsRecovery } from './failures.ts';
import { assertOwnJournal } from './journal.ts';
import type { Target } from './target.ts';

export type Role = 'reader' | 'writer';

/** How often it is looked whether the file is still the one that was opened, in milliseconds. */
const lookAgain = 1_000;
/** Prepared statements that are kept. */
const mostStatements = 100;
/** What SQLite keeps beside a database. */
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
  /** What the file and its log are at this moment: differs after any change, by whomever. */
  stamp(): string;
}

interface Held extends Connection {
  identity: string | undefined;
  looked: number;
}

/** What this engine holds open. One process serves one database, as a reader or as its writer. */
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
  return fs.follow(known.target.path).stat?.identity === known.identity;
}

/** Puts another content in the place of a database in memory. */
export function replaceMemory({ db, role, target }: Connection, content: Buffer): void {
  held.set(':memory:', inMemory(target, role, content));
  db.close();
}

function inMemory(target: Target, role: Role, content?: Buffer): Held {
  const db = new (driver())(content ?? ':memory:');
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
    throw explained(error, target.name);
  }
}

/** The database's file. What stands beside it must be files, too: SQLite would wait on a pipe. */
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
        `"${visible(shown + suffix)}" is a ${kind === 'other' ? 'pipe or device' : kind}, where SQLite keeps a file of its own; remove it first.`,
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

/** Where SQLite opens it. */
export const pathOf = ({ folder, name }: NamedSpot): string => `${folder.path === '/' ? '' : folder.path}/${name}`;

function tryOpen(target: Target, spot: NamedSpot, role: Role): Db {
  const path = pathOf(spot);
  const before = openedFiles();
  const db = new (driver())(path, { readonly: role === 'reader', fileMustExist: true, timeout: target.patience });
  try {
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
 * SQLite opens by name. Whether it opened what was looked up: on Linux the kernel tells, for the database and for what
 * stands beside it; elsewhere the name must still lead to the same file.
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

function limitSize(db: Db, { mostBytes }: Target): void {
  const page = Number(db.pragma('page_size', { simple: true }));
  db.pragma(`max_page_count=${Math.max(1, Math.floor(mostBytes / page))}`);
}

/** `path` is where the kernel says that the file is; undefined in memory. */
function connection(db: Db, role: Role, target: Target, path?: string): Connection {
  const statements = new Map<string, Statement>();
  const version = db.prepare<[], number>('PRAGMA schema_version').pluck();
  let known: number | undefined;
  return {
    db,
    role,
    target,
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
      const changed = known !== undefined && now !== known;
      if (changed) statements.clear();
      known = now;
      return changed;
    },
    stamp() {
      if (path !== undefined) return `${stampOf(path)} ${stampOf(`${path}-wal`)}`;
      const counted = Number(db.prepare('SELECT total_changes()').pluck().get());
      return `${counted} ${String(db.pragma('schema_version', { simple: true }))}`;
    },
  };
}
