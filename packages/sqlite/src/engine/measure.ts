import { quoteName } from '../present/text.ts';
import type { Db } from './driver.ts';

/** Rows of one table, and of all together, that are copied to be measured. */
const mostRows = { table: 200_000, all: 500_000 };
/** Bytes of all rows. */
const mostBytes = 64_000_000;
/** Milliseconds of one run; a longer one is stopped, and counts as this long. */
const longestRun = 2_000;
const runs = 3;
/** On fewer rows times say nothing. */
const fewestRows = 5_000;

/** Times of a query in milliseconds, on the same rows. */
export interface Times {
  before: number;
  after: number;
  /** Rows of the largest table in the copy, and whether it has all of them. */
  rows: number;
  whole: boolean;
}

/**
 * Measures how indexes change the time of a query: copies the rows of its tables into `clone`, which has their schema, and runs it there
 * without and with the indexes. The database itself is only read. Undefined for
 * tables with few rows.
 */
export function measure(
  db: Db,
  clone: Db,
  tables: readonly string[],
  { sql, values, indexes }: { sql: string; values: readonly unknown[]; indexes: readonly string[] },
): Times | undefined {
  // Only the tables of the query are copied.
  clone.pragma('foreign_keys=OFF');
  let left = mostRows.all;
  let rows = 0;
  let whole = true;
  for (const table of tables) {
    const copied = copyRows(db, clone, table, Math.min(left, mostRows.table));
    left -= copied.rows;
    rows = Math.max(rows, copied.rows);
    whole &&= copied.whole;
  }
  if (rows < fewestRows) return undefined;
  const before = timeOf(clone, sql, values);
  for (const index of indexes) clone.exec(index);
  return { before, after: timeOf(clone, sql, values), rows, whole };
}

function copyRows(db: Db, clone: Db, table: string, most: number): { rows: number; whole: boolean } {
  const columns = db
    .prepare<[string], string>(`SELECT name FROM pragma_table_xinfo(?, 'main') WHERE hidden = 0`)
    .pluck()
    .all(table);
  const list = columns.map(quoteName).join(', ');
  const put = clone.prepare(
    `INSERT OR IGNORE INTO main.${quoteName(table)} (${list}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const read = db
    .prepare<[], unknown[]>(`SELECT ${list} FROM main.${quoteName(table)} NOT INDEXED`)
    .raw()
    .safeIntegers(true);
  let rows = 0;
  let bytes = 0;
  clone.exec('BEGIN');
  try {
    for (const row of read.iterate()) {
      if (rows >= most || bytes > mostBytes) return { rows, whole: false };
      for (const value of row) bytes += typeof value === 'string' || value instanceof Uint8Array ? value.length + 8 : 8;
      put.run(row);
      rows++;
    }
    return { rows, whole: true };
  } finally {
    clone.exec('COMMIT');
  }
}

/** The shortest of some runs, because other programs only make a run longer. */
function timeOf(db: Db, sql: string, values: readonly unknown[]): number {
  const statement = db.prepare(sql).raw();
  let best = Infinity;
  for (let n = 0; n < runs; n++) {
    const start = performance.now();
    let seen = 0;
    for (const _row of statement.iterate(...values))
      if (++seen % 1_000 === 0 && performance.now() - start > longestRun) break;
    best = Math.min(best, performance.now() - start);
    if (best > longestRun) break;
  }
  return best;
}
