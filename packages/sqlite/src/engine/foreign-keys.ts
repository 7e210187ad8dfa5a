import { quoteName, shownName } from '../present/text.ts';
import { shapeOf } from './catalogue.ts';
import type { Db } from './driver.ts';
import { encode, nothingSeen } from '../present/encode.ts';

interface Broken {
  table: string;
  rowid: number | null;
  parent: string;
  fkid: number;
}

/** Rows that refer to a row which does not exist, each in words. */
export type Violations = ReadonlySet<string>;

/** Of these and of the tables that refer to them; of all tables without a list. */
export function violations(db: Db, tables?: readonly string[]): Violations {
  const found = new Set<string>();
  const check = db.prepare<[string], Broken>('SELECT "table", rowid, parent, fkid FROM pragma_foreign_key_check(?)');
  const all = db.prepare<[], Broken>('SELECT "table", rowid, parent, fkid FROM pragma_foreign_key_check');
  const rows = tables === undefined ? all.all() : withReferrers(db, tables).flatMap((table) => check.all(table));
  for (const { table, rowid, parent, fkid } of rows) {
    const key = (n: number) => inWords(db, { table, rowid, parent, fkid }, n);
    let n = 1;
    // Rows without a rowid cannot be told apart: each counts.
    if (rowid === null) while (found.has(key(n))) n++;
    found.add(key(n));
  }
  return found;
}

/** `Album rowid 348: ArtistId 99999 is not in Artist(ArtistId)`. */
function inWords(db: Db, { table, rowid, parent, fkid }: Broken, n: number): string {
  const pairs = db
    .prepare<[string, number], { from: string; to: string | null }>(
      'SELECT "from", "to" FROM pragma_foreign_key_list(?) WHERE id = ? ORDER BY seq',
    )
    .all(table, fkid);
  const from = pairs.map((pair) => pair.from);
  const to = pairs.flatMap((pair) => pair.to ?? []);
  const row = rowid === null ? undefined : valuesOf(db, table, from, rowid);
  const values = from.map(
    (column, index) =>
      `${shownName(column, 80)}${row === undefined ? '' : ` ${encode(row[index], 80, nothingSeen())}`}`,
  );
  const which = rowid === null ? `a row${n > 1 ? ` (${n})` : ''}` : `rowid ${rowid}`;
  const target = `${shownName(parent, 80)}${to.length > 0 ? `(${to.map((column) => shownName(column, 80)).join(', ')})` : ''}`;
  return `${shownName(table, 80)} ${which}: ${values.join(', ')} is not in ${target}`;
}

function valuesOf(db: Db, table: string, columns: readonly string[], rowid: number): unknown[] | undefined {
  const alias = shapeOf(db, table)?.key.rowid;
  if (alias === undefined) return undefined;
  return db
    .prepare<[number], unknown[]>(
      `SELECT ${columns.map(quoteName).join(', ')} FROM main.${quoteName(table)} WHERE ${alias} = ?`,
    )
    .raw()
    .safeIntegers(true)
    .get(rowid);
}

function withReferrers(db: Db, tables: readonly string[]): string[] {
  return db
    .prepare<[Record<string, string>], string>(
      `SELECT DISTINCT l.name FROM pragma_table_list AS l LEFT JOIN pragma_foreign_key_list(l.name) AS k
        WHERE l.schema = 'main' AND l.type = 'table' AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
          AND (l.name IN (SELECT value FROM json_each(?1)) OR k."table" COLLATE NOCASE IN (SELECT value FROM json_each(?1)))`,
    )
    .pluck()
    .all({ 1: JSON.stringify(tables) });
}

export const newViolations = (before: Violations, after: Violations): string[] =>
  [...after].filter((one) => !before.has(one));
