import { quoteName, shownName } from '../present/text.ts';
import type { Db } from './driver.ts';

/** A table as reading and writing its rows needs to know it. */
export interface TableShape {
  name: string;
  /** Columns that are stored, in order. */
  columns: string[];
  /**
   * Identifies a row: one of the names of the rowid, or the columns of the primary key. Without either, the rows of the
   * table cannot be told apart.
   */
  key: {
    rowid: string | undefined;
    columns: string[];
    /** Affinity and collation of each key column, so that a copy of the key compares in the same way. */
    definitions: string[];
  };
}

interface ColumnRow {
  name: string;
  type: string;
  pk: number;
  hidden: number;
}

/** Names of the rowid that no column takes. */
export const rowidNames = ['rowid', '_rowid_', 'oid'] as const;

/** The shape of a table in the schema "main"; undefined if it does not exist. */
export function shapeOf(db: Db, name: string): TableShape | undefined {
  const listed = db
    .prepare<[string], { name: string; wr: number; strict: number }>(
      `SELECT name, wr, strict FROM pragma_table_list(?) WHERE schema = 'main' AND type <> 'view'`,
    )
    .get(name);
  if (listed === undefined) return undefined;
  const all = db.prepare<[string], ColumnRow>('SELECT name, type, pk, hidden FROM pragma_table_xinfo(?)').all(name);
  const keys = all.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  const taken = new Set(all.map((column) => column.name.toLowerCase()));
  const [only, second] = keys;
  // A column that is an alias of the rowid is always reachable by its own name.
  const alias = only && !second && /^integer$/i.test(only.type) ? quoteName(only.name) : undefined;
  const rowid = listed.wr === 1 ? undefined : (rowidNames.find((one) => !taken.has(one)) ?? alias);
  const columns = all.filter(({ hidden }) => hidden === 0).map((column) => column.name);
  if (rowid !== undefined) return { name: listed.name, columns, key: { rowid, columns: [], definitions: ['INTEGER'] } };
  const collations = collationsOf(db, listed.name);
  return {
    name: listed.name,
    columns,
    key: {
      rowid,
      columns: keys.map((column) => column.name),
      definitions: keys.map(
        ({ name: column, type }) =>
          `${affinityOf(type, listed.strict === 1)} COLLATE ${quoteName(collations.get(column) ?? 'BINARY')}`,
      ),
    },
  };
}

/** The collations of the primary key's columns, by column. */
function collationsOf(db: Db, table: string): Map<string, string> {
  const rows = db
    .prepare<[string], { name: string; coll: string }>(
      `SELECT x.name, x.coll FROM pragma_index_list(?) AS l, pragma_index_xinfo(l.name) AS x WHERE l.origin = 'pk' AND x.key = 1`,
    )
    .all(table);
  return new Map(rows.map(({ name, coll }) => [name, coll]));
}

/** The affinity that SQLite derives from a declared type (sqlite.org/datatype3.html, section 3.1). */
function affinityOf(type: string, strict: boolean): string {
  if (/INT/i.test(type)) return 'INTEGER';
  if (/CHAR|CLOB|TEXT/i.test(type)) return 'TEXT';
  if (type === '' || /BLOB/i.test(type) || (strict && /^ANY$/i.test(type))) return 'BLOB';
  return /REAL|FLOA|DOUB/i.test(type) ? 'REAL' : 'NUMERIC';
}

/** The expressions that make up the key of a row, unqualified. */
export const keyOf = ({ key }: TableShape): string[] =>
  key.rowid === undefined ? key.columns.map(quoteName) : [key.rowid];

/** The objects of the schema by kind and name, with their SQL; the tables in which virtual tables keep data are left out. */
export function schemaObjects(db: Db): Map<string, string> {
  const rows = db
    .prepare<[], { type: string; name: string; sql: string | null }>(
      `SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')`,
    )
    .all();
  return new Map(rows.map(({ type, name, sql }) => [`${type} ${shownName(name)}`, sql ?? '']));
}

/** Lists the differences between two states of the schema, a line each. */
export function schemaChanges(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const changes: string[] = [];
  for (const [key, sql] of after) {
    const old = before.get(key);
    if (old === undefined) changes.push(`created ${key}`);
    else if (old !== sql) changes.push(`changed ${key}: now ${shownName(sql, 500)}`);
  }
  for (const key of before.keys()) if (!after.has(key)) changes.push(`dropped ${key}`);
  return changes;
}

/** Ordinary and virtual tables, not those in which virtual tables keep their data. */
export const tableNamesOf = (db: Db): string[] =>
  db
    .prepare<[], string>(
      `SELECT l.name FROM pragma_table_list AS l JOIN sqlite_schema AS s ON s.name = l.name AND s.type = 'table'
        WHERE l.schema = 'main' AND l.type IN ('table', 'virtual')`,
    )
    .pluck()
    .all();

/** Counts the rows of a table, at most `most`. */
export function countRows(db: Db, table: string, most?: number, schema = 'main'): number {
  const from = `${schema}.${quoteName(table)}`;
  const sql =
    most === undefined ? `SELECT count(*) FROM ${from}` : `SELECT count(*) FROM (SELECT 1 FROM ${from} LIMIT ${most})`;
  return Number(db.prepare(sql).pluck().get());
}
