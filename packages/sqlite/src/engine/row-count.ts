import { quoteName, shownText } from '../present/text.ts';
import type { Db } from './driver.ts';
import type { Table } from './schema.ts';

/** The rows of a table with a higher rowid are not counted, unless they are few. */
const highId = 2_000_000;
/** Rows of such a table that are counted: each is read from the table itself, which can be large. */
const mostCounted = 10_000;

export interface RowCount {
  rows: number;
  /** The highest rowid of a table with more than these rows. */
  highest?: number;
  /** Why the rows cannot be counted. */
  unknown?: string;
}

/** Counts the rows of a table, up to a limit; undefined for a view. */
export function rowsOf(db: Db, { name, kind, withoutRowid }: Table): RowCount | undefined {
  if (kind === 'view') return undefined;
  const table = `main.${quoteName(name)}`;
  const one = (sql: string) => Number(db.prepare(sql).pluck().get() ?? 0);
  if (kind === 'table' && !withoutRowid) {
    try {
      const highest = one(`SELECT max(rowid) FROM ${table}`);
      // Ids can be far apart: a few rows may have very high ones.
      const some = `SELECT count(*) FROM (SELECT 1 FROM ${table} LIMIT ${mostCounted + 1})`;
      if (highest > highId && one(some) > mostCounted) return { rows: mostCounted, highest };
    } catch {
      // A column can be called rowid; counting says what else is wrong.
    }
  }
  try {
    return { rows: one(`SELECT count(*) FROM ${table}`) };
  } catch (error) {
    try {
      // An index whose collation another program defined cannot be used to count.
      return { rows: one(`SELECT count(*) FROM ${table} NOT INDEXED`) };
    } catch {
      return { rows: 0, unknown: shownText(error instanceof Error ? error.message : String(error), 120) };
    }
  }
}
