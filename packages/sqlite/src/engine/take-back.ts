import { ToolError } from '@mcp-reference/kit/sandbox';
import { admitWrite } from '../gate/gate.ts';
import { count, quoteName, shownName } from '../present/text.ts';
import { keyOf, type TableShape } from './catalogue.ts';
import type { RowChange } from './difference.ts';
import type { Db } from './driver.ts';
import { newViolations, violations } from './foreign-keys.ts';

/**
 * Puts every row back as it was, without the triggers of the tables, which did their part when the rows were changed.
 * Runs in a transaction with foreign keys switched off.
 * @throws ToolError `conflict` if a row is no longer as the write left it, or another would lose the row it refers to.
 */
export function takeBack(db: Db, changes: readonly RowChange[], { checksKeys }: { checksKeys: boolean }): void {
  const tables = [...new Set(changes.map(({ table }) => table.name))];
  const broken = checksKeys ? violations(db, tables) : undefined;
  const triggers = db
    .prepare<[string], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name COLLATE NOCASE IN (SELECT value FROM json_each(?)) ORDER BY rowid`,
    )
    .all(JSON.stringify(tables));
  for (const { name } of triggers) db.exec(`DROP TRIGGER main.${quoteName(name)}`);
  const isSequence = ({ table }: RowChange): boolean => table.name === 'sqlite_sequence';
  const rows = changes.filter((change) => !isSequence(change));
  // Putting rows back writes the counters of AUTOINCREMENT, so this looks before. One that has moved on since stays as it is.
  const counters = changes.filter((change) => isSequence(change) && isAsLeft(db, change));
  for (const change of rows) if (change.after) remove(db, change);
  for (const change of rows) if (change.before) restore(db, change, change.before);
  for (const change of counters) {
    db.prepare(`DELETE FROM main.sqlite_sequence WHERE ${keyWhere(change.table)}`).run(...change.key);
    if (change.before === undefined) continue;
    const [table] = change.before;
    // The counter may have been written again under another rowid.
    db.prepare('DELETE FROM main.sqlite_sequence WHERE name = ?').run(table);
    restore(db, change, change.before);
  }
  for (const { sql } of triggers) recreate(db, sql);
  const fresh = broken ? newViolations(broken, violations(db, tables)) : [];
  if (fresh.length > 0)
    throw new ToolError(
      'conflict',
      `${count(fresh.length, 'row')} written since refer to rows that would go (${fresh[0]}); nothing was undone.`,
    );
}

function isAsLeft(db: Db, { table, key, after }: RowChange): boolean {
  const found = db
    .prepare<unknown[], unknown[]>(
      `SELECT ${table.columns.map(quoteName).join(', ')} FROM main.${quoteName(table.name)} WHERE ${keyWhere(table)}`,
    )
    .raw()
    .safeIntegers(true)
    .get(...key);
  if (found === undefined || after === undefined) return found === after;
  return found.every((value, index) => isSame(value, after[index]));
}

function remove(db: Db, change: RowChange): void {
  const { table, key, action } = change;
  if (!isAsLeft(db, change))
    throw new ToolError(
      'conflict',
      `A row of ${shownName(table.name)} that was ${action} is no longer as the write left it; nothing was undone.`,
    );
  db.prepare(`DELETE FROM main.${quoteName(table.name)} WHERE ${keyWhere(table)}`).run(...key);
}

function restore(db: Db, { table, key }: RowChange, values: readonly unknown[]): void {
  const { rowid } = table.key;
  const stands = rowid === undefined || table.columns.some((column) => quoteName(column) === rowid);
  const columns = [...(stands ? [] : [rowid]), ...table.columns.map(quoteName)];
  db.prepare(
    `INSERT INTO main.${quoteName(table.name)} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  ).run(...(stands ? [] : key), ...values);
}

const keyWhere = (table: TableShape): string =>
  keyOf(table)
    .map((column) => `${column} = ?`)
    .join(' AND ');

const isSame = (a: unknown, b: unknown): boolean =>
  a instanceof Uint8Array && b instanceof Uint8Array ? Buffer.compare(a, b) === 0 : Object.is(a, b);

/** A schema is text in a file: it passes the gate like any other. */
function recreate(db: Db, sql: string): void {
  const [only, second] = admitWrite(sql);
  if (only?.kind !== 'schema' || second !== undefined)
    throw new ToolError('conflict', 'A trigger of the table cannot be made again; nothing was undone.');
  db.prepare(only.sql).run();
}

/** Returns false if a text may hold bytes that are not UTF-8, which this process cannot write back as they were. */
export const isExact = (changes: readonly RowChange[]): boolean =>
  changes.every(({ before, after }) =>
    [...(before ?? []), ...(after ?? [])].every((value) => typeof value !== 'string' || !value.includes('\ufffd')),
  );
