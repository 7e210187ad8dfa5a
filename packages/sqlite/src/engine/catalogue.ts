import { quoteName } from '../text.ts';
import type { Db } from './driver.ts';

/** A table as writing to it needs to know it. */
export interface TableShape {
  name: string;
  /** Columns that can be written, in order. */
  columns: string[];
  /** What names a row for good: the primary key of a table without rowid, else one of the names of the rowid. */
  key: { columns: string[]; rowid: string | undefined };
}

interface TableRow {
  name: string;
  wr: number;
}

interface ColumnRow {
  name: string;
  pk: number;
  hidden: number;
}

/** The ordinary tables of a database: not virtual ones, nor what those keep their data in. */
export function ordinaryTables(db: Db): TableShape[] {
  const tables = db
    .prepare<[], TableRow>(
      `SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
    )
    .all();
  return tables.map(({ name, wr }) => {
    const all = db.prepare<[string], ColumnRow>('SELECT name, pk, hidden FROM pragma_table_xinfo(?)').all(name);
    const columns = all.filter(({ hidden }) => hidden === 0).map((column) => column.name);
    const taken = new Set(all.map((column) => column.name.toLowerCase()));
    const rowid = ['rowid', '_rowid_', 'oid'].find((alias) => !taken.has(alias));
    const keys = all
      .filter(({ pk }) => pk > 0)
      .sort((a, b) => a.pk - b.pk)
      .map((column) => column.name);
    return {
      name,
      columns,
      key: wr === 1 || rowid === undefined ? { columns: keys, rowid: undefined } : { columns: [], rowid },
    };
  });
}

/** What is in the schema, by kind and name: its SQL. */
export function schemaObjects(db: Db): Map<string, string> {
  const rows = db
    .prepare<[], { type: string; name: string; sql: string | null }>(
      `SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')`,
    )
    .all();
  return new Map(rows.map(({ type, name, sql }) => [`${type} ${quoteName(name)}`, sql ?? '']));
}

/** What differs between two states of the schema, in words. */
export function schemaChanges(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const changes: string[] = [];
  for (const [key, sql] of after) {
    const old = before.get(key);
    if (old === undefined) changes.push(`created ${key}`);
    else if (old !== sql) changes.push(`changed ${key}: now ${sql}`);
  }
  for (const key of before.keys()) if (!after.has(key)) changes.push(`dropped ${key}`);
  return changes;
}
