import { ToolError, visible, type Confined } from '@mcp-reference/kit/sandbox';
import { backupBeside, copyInto } from '../engine/backup.ts';
import { connect, type Connection } from '../engine/connection.ts';
import type { Db } from '../engine/driver.ts';
import { explained } from '../engine/failures.ts';
import { forgetWrites, mostCopied, rememberWrite, schemaVersion } from '../engine/past.ts';
import { rowsOf } from '../engine/row-count.ts';
import { tables } from '../engine/schema.ts';
import type { OnTarget, Target } from '../engine/target.ts';
import { count } from '../present/text.ts';
import { place } from './places.ts';

export interface RestoreParams extends OnTarget {
  /** The database file whose content is taken. */
  path: string;
  /** The states of both databases when the user agreed; undefined before that. */
  agreedAt: string | undefined;
  undo: boolean;
  backup: boolean;
}

export interface Restored {
  /** The contents before and after, in words. */
  before: string;
  after: string;
  state: string;
  notes: string[];
  done: boolean;
}

/** Replaces the content of a database by that of another file, in one transaction. */
export async function restore(fs: Confined, params: RestoreParams): Promise<Restored> {
  const { target, agreedAt } = params;
  const from = sourceOf(fs, params);
  const source = connect(fs, from, 'reader');
  try {
    assertSound(source.db, params.path);
    const connection = connect(fs, target, 'writer');
    assertSamePages(source.db, connection.db, target.name);
    const state = `${source.stamp()} ${connection.stamp()}`;
    const before = contentOf(connection.db);
    const after = contentOf(source.db);
    if (agreedAt === undefined) return { before, after, state, notes: [], done: false };
    if (agreedAt !== state)
      throw new ToolError('conflict', 'One of the databases changed since this was agreed to; nothing was restored.');
    const notes = params.backup ? [`copy kept as ${await backupBeside(fs, connection)}`] : [];
    const was = connection.stamp();
    const copy = params.undo && sizeOf(connection.db) <= mostCopied ? connection.db.serialize() : undefined;
    await copyInto(fs, connection, source);
    notes.push(...remember(fs, params, copy, was));
    return { before, after, state, notes, done: true };
  } catch (error) {
    throw explained(error, target.name);
  }
}

function sourceOf(fs: Confined, { target, path }: RestoreParams): Target {
  const found = place(fs, { path });
  if (found.path === '') throw new ToolError('not_found', `"${visible(path)}" is not a database file.`);
  if (target.path !== undefined && found.identity === place(fs, { path: target.path }).identity)
    throw new ToolError('invalid', `"${visible(path)}" is the database itself; give a backup of it.`);
  return { ...target, name: visible(path), path: found.path, writable: false };
}

function assertSound(db: Db, path: string): void {
  const [first] = db.prepare<[], string>('PRAGMA quick_check(1)').pluck().all();
  if (first !== 'ok')
    throw new ToolError('unavailable', `"${visible(path)}" is damaged, so it was not restored: quick_check fails.`, {
      retryable: false,
    });
}

/** SQLite cannot change the page size of a database in WAL mode. */
function assertSamePages(source: Db, db: Db, name: string): void {
  const size = (one: Db) => Number(one.pragma('page_size', { simple: true }));
  const isEmpty = Number(db.pragma('page_count', { simple: true })) === 0;
  if (size(source) === size(db) || isEmpty || db.pragma('journal_mode', { simple: true }) !== 'wal') return;
  throw new ToolError(
    'unsupported',
    `"${name}" is in WAL mode with pages of ${size(db)} bytes, and the backup has pages of ${size(source)} bytes, so SQLite cannot put one in the place of the other. Create a new database and restore the backup into that.`,
  );
}

/** `2 tables with 51 rows`. */
function contentOf(db: Db): string {
  const all = tables(db).filter(({ kind }) => kind !== 'view');
  const counts = all.flatMap((table) => rowsOf(db, table) ?? []);
  const isExact = counts.every(({ highest, unknown }) => highest === undefined && unknown === undefined);
  const rows = counts.reduce((sum, one) => sum + one.rows, 0);
  return `${count(all.length, 'table')} with ${isExact ? '' : 'at least '}${count(rows, 'row')}`;
}

const sizeOf = (db: Db): number =>
  Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }));

function remember(fs: Confined, params: RestoreParams, copy: Buffer | undefined, before: string): string[] {
  if (!params.undo) return [];
  const { target } = params;
  if (copy === undefined) {
    forgetWrites(target);
    return ['cannot be undone'];
  }
  const connection: Connection = connect(fs, target, 'writer');
  rememberWrite(target, {
    sql: `restore ${visible(params.path)}`,
    undo: { copy },
    schemaVersion: schemaVersion(connection.db),
    before,
    after: connection.stamp(),
  });
  return ['undo_write takes it back'];
}
