import { shapeOf } from '../engine/catalogue.ts';
import type { Db } from '../engine/driver.ts';
import type { Table } from '../engine/schema.ts';
import { count, grouped, quoteName } from '../present/text.ts';

/** Rows whose values are counted; a larger table is sampled. */
const wanted = 200_000;
/** Parts of a table from which a sample takes its rows. */
const blocks = 200;

/** The rows of a table that a profile looks at. */
export interface Rows {
  /** SQL of the values of an expression, as `v`. */
  from: (expression: string) => string;
  sampled: boolean;
  /** Says how many rows there are, and which of them are looked at. */
  said: string;
}

/** All rows of a table, or a sample of many. */
export function rowsFor(db: Db, table: Table): Rows {
  const total = countOf(db, table);
  const from = `main.${quoteName(table.name)}`;
  const whole = (limit: string) => (expression: string) => `(SELECT ${expression} AS v FROM ${from} AS t${limit})`;
  if (total <= wanted) return { from: whole(''), sampled: false, said: count(total, 'row') };
  const all = table.kind === 'table' ? count(total, 'row') : `over ${count(wanted, 'row')}`;
  const spread = table.kind === 'table' ? spreadOver(db, table, total) : undefined;
  return spread === undefined
    ? { from: whole(` LIMIT ${wanted}`), sampled: true, said: `${all}, the first ${grouped(wanted)} sampled` }
    : { from: spread.from, sampled: true, said: `${all}, ${grouped(spread.rows)} of them sampled evenly` };
}

function countOf(db: Db, { name, kind }: Table): number {
  const from = `main.${quoteName(name)}`;
  const one = (sql: string) => Number(db.prepare(sql).pluck().get());
  // Counting a view, or a virtual table, can take as long as any query.
  if (kind !== 'table') return one(`SELECT count(*) FROM (SELECT 1 FROM ${from} LIMIT ${wanted + 1})`);
  try {
    return one(`SELECT count(*) FROM ${from}`);
  } catch {
    return one(`SELECT count(*) FROM ${from} NOT INDEXED`);
  }
}

/**
 * Blocks of neighbours that are spread evenly over the rowids; undefined without rowids, and where the gaps between them leave
 * too few rows in the blocks, or too many.
 */
function spreadOver(db: Db, table: Table, total: number): { from: Rows['from']; rows: number } | undefined {
  const rowid = shapeOf(db, table.name)?.key.rowid;
  if (rowid === undefined) return undefined;
  const name = `main.${quoteName(table.name)}`;
  const [low, high] = db
    .prepare<[], [number, number]>(`SELECT min(${rowid}), max(${rowid}) FROM ${name}`)
    .raw()
    .get() ?? [0, 0];
  const step = (high - low + 1) / blocks;
  const width = Math.max(1, Math.ceil((step * wanted) / total));
  const starts = JSON.stringify(Array.from({ length: blocks }, (_, n) => Math.floor(low + n * step)));
  const from = (expression: string) =>
    `(SELECT ${expression} AS v FROM json_each('${starts}') AS b CROSS JOIN ${name} AS t ON t.${rowid} >= b.value AND t.${rowid} < b.value + ${width})`;
  const rows = Number(
    db
      .prepare(`SELECT count(*) FROM (SELECT 1 FROM ${from('1')} LIMIT ${2 * wanted + 1})`)
      .pluck()
      .get(),
  );
  return rows >= wanted / 2 && rows <= 2 * wanted ? { from, rows } : undefined;
}
