import { quoteName } from '../present/text.ts';
import { keyColumns, valueColumns, type BeforeImage } from './before-image.ts';
import { keyOf, type TableShape } from './catalogue.ts';
import type { Db } from './driver.ts';

export type Action = 'inserted' | 'updated' | 'deleted';

/** One row that differs: its key, and its values before and after in the order of the table's columns. */
export interface RowChange {
  table: TableShape;
  action: Action;
  key: unknown[];
  before: unknown[] | undefined;
  after: unknown[] | undefined;
}

export type Counts = Record<Action, number>;

/** Joins many conditions as a balanced tree: SQLite limits the depth of an expression to 1,000. */
function anyOf(conditions: readonly string[]): string {
  if (conditions.length <= 1) return conditions[0] ?? '0';
  const middle = conditions.length >> 1;
  return `(${anyOf(conditions.slice(0, middle))} OR ${anyOf(conditions.slice(middle))})`;
}

/** Builds the queries that compare a table with its image. */
class Comparison {
  readonly #image: BeforeImage;
  readonly #now: TableShape;
  readonly #same: string;
  readonly #from: { image: string; table: string };

  constructor(image: BeforeImage, now: TableShape) {
    this.#image = image;
    this.#now = now;
    const key = keyOf(now);
    this.#same = keyColumns(image)
      .map((column, index) => `b.${column} = a.${key[index]}`)
      .join(' AND ');
    this.#from = { image: `temp.${image.name} AS b`, table: `main.${quoteName(now.name)} AS a` };
  }

  /** Rows of the image, or of the table, for an action: `FROM …`. */
  from(action: Action): string {
    const { image, table } = this.#from;
    if (action === 'deleted')
      return `FROM ${image} WHERE b.was = 1 AND NOT EXISTS (SELECT 1 FROM ${table} WHERE ${this.#same})`;
    if (action === 'updated')
      return `FROM ${image} CROSS JOIN ${table} ON ${this.#same} WHERE b.was = 1 AND ${this.#differs()}`;
    return this.#image.whole
      ? `FROM ${table} WHERE NOT EXISTS (SELECT 1 FROM ${image} WHERE ${this.#same})`
      : `FROM ${image} CROSS JOIN ${table} ON ${this.#same} WHERE b.was = 0`;
  }

  /** Compares by bytes and type, so that collation and affinity hide nothing. Columns on one side only do not count. */
  #differs(): string {
    const columns = valueColumns(this.#image);
    if (columns.length === 0) return '1';
    const before = this.#image.table.columns;
    const present = new Set(this.#now.columns);
    return anyOf(
      before.flatMap((column, index) => {
        if (!present.has(column)) return [];
        const [old, now] = [`b.${columns[index]}`, `a.${quoteName(column)}`];
        return [`(${now} COLLATE BINARY IS NOT ${old} OR typeof(${now}) <> typeof(${old}))`];
      }),
    );
  }
}

/** Counts the rows that differ. */
export function countChanges(db: Db, image: BeforeImage, now: TableShape | undefined): Counts {
  const count = (sql: string) => Number(db.prepare(`SELECT count(*) ${sql}`).pluck().get());
  if (now === undefined) return { inserted: 0, updated: 0, deleted: count(`FROM temp.${image.name} WHERE was = 1`) };
  const comparison = new Comparison(image, now);
  return {
    inserted: count(comparison.from('inserted')),
    updated: count(comparison.from('updated')),
    deleted: count(comparison.from('deleted')),
  };
}

/** The rows themselves, up to `most` of each action. */
export function* readChanges(
  db: Db,
  image: BeforeImage,
  now: TableShape | undefined,
  most: number,
): Generator<RowChange> {
  if (!image.values) return;
  const keys = keyColumns(image);
  const old = [...keys, ...valueColumns(image)].map((column) => `b.${column}`).join(', ');
  const rows = (sql: string) => db.prepare<[number], unknown[]>(`${sql} LIMIT ?`).raw().safeIntegers(true).all(most);
  const { table } = image;
  const gone = (row: unknown[]): RowChange => ({
    table,
    action: 'deleted',
    key: row.slice(0, keys.length),
    before: row.slice(keys.length),
    after: undefined,
  });
  if (now === undefined) {
    for (const row of rows(`SELECT ${old} FROM temp.${image.name} AS b WHERE was = 1`)) yield gone(row);
    return;
  }
  const comparison = new Comparison(image, now);
  for (const row of rows(`SELECT ${old} ${comparison.from('deleted')}`)) yield gone(row);
  const present = now.columns.map((column) => `a.${quoteName(column)}`);
  const inserted = [...keyOf(now).map((column) => `a.${column}`), ...present].join(', ');
  for (const row of rows(`SELECT ${inserted} ${comparison.from('inserted')}`))
    yield {
      table: now,
      action: 'inserted',
      key: row.slice(0, keys.length),
      before: undefined,
      after: row.slice(keys.length),
    };
  // Both sides in one row would be more columns than SQLite allows for wide tables.
  const width = keys.length + table.columns.length;
  for (const row of rows(`SELECT ${[old, ...present].join(', ')} ${comparison.from('updated')}`))
    yield {
      table: now,
      action: 'updated',
      key: row.slice(0, keys.length),
      before: inOrderOf(now, table, row.slice(keys.length, width)),
      after: row.slice(width),
    };
}

/** The values in the order of the table as it is now; those of columns that it lacks are left out. */
function inOrderOf(now: TableShape, before: TableShape, values: readonly unknown[]): unknown[] {
  return now.columns.map((column) => values[before.columns.indexOf(column)] ?? null);
}
