import { ToolError } from '@mcp-reference/kit/sandbox';
import type { Admitted } from '../gate/gate.ts';
import { quoteName } from '../text.ts';
import type { Db } from './driver.ts';
import type { Change, Observer } from './observer.ts';
import type { Target } from './target.ts';

/** A write that can be taken back. */
export interface Write {
  sql: string;
  changes: readonly Change[];
  schemaVersion: number;
}

const mostWrites = 20;
/** The last writes of this engine, the newest at the end, by database. They are gone when it ends. */
const past = new Map<string, Write[]>();

const schemaVersion = (db: Db) => Number(db.pragma('schema_version', { simple: true }));
const keyOf = ({ path = ':memory:' }: Target) => path;

/** Notes what a write did, if all of it was seen. Returns what is to be said about it. */
export function rememberWrite(
  db: Db,
  target: Target,
  observer: Observer,
  { statements, all, changesSchema }: { statements: readonly Admitted[]; all: number; changesSchema: boolean },
): string {
  const seen = observer.changes.length;
  const writes = past.get(keyOf(target)) ?? [];
  if (changesSchema || observer.full || seen !== all) {
    // What came before cannot be put back under what is not known.
    past.delete(keyOf(target));
    const why = changesSchema
      ? 'it changes the schema'
      : observer.full
        ? 'it changes too many rows'
        : 'not all that it does can be seen row by row';
    return `cannot be undone: ${why}`;
  }
  if (seen === 0) return 'nothing to undo';
  const sql = statements.map((statement) => statement.sql).join('; ');
  writes.push({ sql, changes: [...observer.changes], schemaVersion: schemaVersion(db) });
  past.set(keyOf(target), writes.slice(-mostWrites));
  return 'undo_write takes it back';
}

/** @throws ToolError when there is nothing to take back, or the tables are not what they were. */
export function lastWrite(db: Db, target: Target): Write {
  const write = past.get(keyOf(target))?.at(-1);
  if (write === undefined)
    throw new ToolError(
      'not_found',
      'There is no write to undo: the server notes them with --undo, until the process that writes ends or the schema changes.',
    );
  if (write.schemaVersion !== schemaVersion(db))
    throw new ToolError('conflict', 'The schema was changed since the last write, which can no longer be undone.');
  return write;
}

export function forgetLast(target: Target): void {
  past.get(keyOf(target))?.pop();
}

/**
 * Does the opposite of each change, the last one first; every row must still be as the write left it.
 * @throws ToolError `conflict` for a row that is not.
 */
export function takeBack(db: Db, { changes }: Write): void {
  for (const change of [...changes].reverse()) {
    const { sql, values } = opposite(change);
    if (db.prepare(sql).run(...values).changes !== 1)
      throw new ToolError(
        'conflict',
        `A row of ${change.table.name} is no longer as the write left it; nothing was undone.`,
      );
  }
}

function opposite({ table, action, before, after }: Change): { sql: string; values: unknown[] } {
  const name = `main.${quoteName(table.name)}`;
  const columns = [...(table.key.rowid === undefined ? [] : [table.key.rowid]), ...table.columns.map(quoteName)];
  const is = columns.map((column) => `${column} IS ?`).join(' AND ');
  if (action === 'inserted') return { sql: `DELETE FROM ${name} WHERE ${is}`, values: after ?? [] };
  if (action === 'deleted')
    return {
      sql: `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      values: before ?? [],
    };
  const set = columns.map((column) => `${column} = ?`).join(', ');
  return { sql: `UPDATE ${name} SET ${set} WHERE ${is}`, values: [...(before ?? []), ...(after ?? [])] };
}
