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

/** Rows that refer to a row which does not exist: the row and the values by which it refers, with a sentence about it. */
export type Violations = ReadonlyMap<string, string>;

/** Present names of tables by their former ones, in lower case. */
export type Renames = ReadonlyMap<string, string>;

/** Of these and of the tables that refer to them; of all tables without a list. */
export function violations(db: Db, tables?: readonly string[]): Violations {
  const found = new Map<string, string>();
  const check = db.prepare<[string], Broken>('SELECT "table", rowid, parent, fkid FROM pragma_foreign_key_check(?)');
  const all = db.prepare<[], Broken>('SELECT "table", rowid, parent, fkid FROM pragma_foreign_key_check');
  const rows = tables === undefined ? all.all() : withReferrers(db, tables).flatMap((table) => check.all(table));
  for (const broken of rows) {
    const from = keyColumnsOf(db, broken);
    const values = broken.rowid === null ? undefined : valuesOf(db, broken.table, from, broken.rowid);
    const key = (n: number) => keyOf(broken, encodeAll(values ?? []), n);
    let n = 1;
    // Rows without a rowid cannot be told apart: each counts.
    if (broken.rowid === null) while (found.has(key(n))) n++;
    found.set(key(n), inWords(db, broken, { from, values, n }));
  }
  return found;
}

/** Names change in a schema change, and a violation is still the same one. */
const keyOf = ({ table, rowid, parent }: Broken, values: readonly string[], n: number): string =>
  JSON.stringify([table.toLowerCase(), parent.toLowerCase(), rowid, values, n]);

const encodeAll = (values: readonly unknown[]): string[] => values.map((value) => encode(value, 80, nothingSeen()));

const keyColumnsOf = (db: Db, { table, fkid }: Broken): string[] =>
  db
    .prepare<[string, number], string>('SELECT "from" FROM pragma_foreign_key_list(?) WHERE id = ? ORDER BY seq')
    .pluck()
    .all(table, fkid);

/** `Album rowid 348: ArtistId 99999 is not in Artist(ArtistId)`. */
function inWords(
  db: Db,
  { table, rowid, parent, fkid }: Broken,
  { from, values, n }: { from: readonly string[]; values: readonly unknown[] | undefined; n: number },
): string {
  const to = db
    .prepare<[string, number], string | null>('SELECT "to" FROM pragma_foreign_key_list(?) WHERE id = ? ORDER BY seq')
    .pluck()
    .all(table, fkid)
    .flatMap((column) => column ?? []);
  const shown = encodeAll(values ?? []);
  const referring = from.map((column, index) => `${shownName(column, 80)}${values ? ` ${shown[index]}` : ''}`);
  const which = rowid === null ? `a row${n > 1 ? ` (${n})` : ''}` : `rowid ${rowid}`;
  const target = `${shownName(parent, 80)}${to.length > 0 ? `(${to.map((column) => shownName(column, 80)).join(', ')})` : ''}`;
  return `${shownName(table, 80)} ${which}: ${referring.join(', ')} is not in ${target}`;
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

/** The violations that did not exist before. `renames` are those of the tables since then. */
export function newViolations(before: Violations, after: Violations, renames: Renames = new Map()): string[] {
  const known = new Set([...before.keys()].map((key) => renamed(key, renames)));
  return [...after].flatMap(([key, words]) => (known.has(key) ? [] : [words]));
}

function renamed(key: string, renames: Renames): string {
  if (renames.size === 0) return key;
  const [table, parent, ...rest] = JSON.parse(key) as [string, string, ...unknown[]];
  return JSON.stringify([renames.get(table) ?? table, renames.get(parent) ?? parent, ...rest]);
}
