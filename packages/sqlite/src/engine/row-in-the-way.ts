import { encode, nothingSeen } from '../present/encode.ts';
import { quoteName, shownName } from '../present/text.ts';
import { rowidNames, shapeOf, tableNamesOf, type TableShape } from './catalogue.ts';
import type { Db } from './driver.ts';
import { codeOf } from './failures.ts';
import { isMasked } from './masks.ts';
import type { Target } from './target.ts';
import { temporaryName } from './temporary-name.ts';

/** Columns whose values may be in one row only. */
interface Unique {
  shape: TableShape;
  columns: readonly string[];
}

/** The function of each connection that receives the rows, under a name that no statement can have been written for. */
const noting = new WeakMap<Db, { name: string; last: readonly unknown[] | undefined }>();

/**
 * Adds to the error of a UNIQUE constraint the values that are there already, and the row that has them. SQLite names only the columns,
 * so the statement is run `again`, in the transaction that its error ends, with triggers that note each row before it is written.
 */
export function nameRowInTheWay(
  db: Db,
  target: Pick<Target, 'masked'>,
  error: unknown,
  { statement, again }: { statement: string; again: () => void },
): void {
  if (!(error instanceof Error) || !/^SQLITE_CONSTRAINT_(?:UNIQUE|PRIMARYKEY|ROWID)$/.test(codeOf(error) ?? '')) return;
  // OR ROLLBACK has ended the transaction; and no value is shown where some are masked.
  if (!db.inTransaction || isMasked(target)) return;
  const unique = uniqueIn(db, error.message);
  if (unique === undefined) return;
  const values = isKeptInPart(db, statement, unique) ? undefined : valuesOf(db, unique, again);
  if (values === undefined) return;
  error.message += `. ${inWords(db, unique, values)}`;
}

/** The columns that a message names, such as `t.a, t.b`: names may hold dots and commas, so they are compared whole. */
function uniqueIn(db: Db, message: string): Unique | undefined {
  const found = /^UNIQUE constraint failed: (.*)$/s.exec(message)?.[1];
  if (found === undefined) return undefined;
  const keys = db.prepare<[string], { name: string }>(
    `SELECT name FROM pragma_index_list(?) WHERE "unique" = 1 AND partial = 0`,
  );
  const columnsOf = db
    .prepare<[string], string>('SELECT name FROM pragma_index_xinfo(?) WHERE key = 1 AND name IS NOT NULL')
    .pluck();
  for (const table of tableNamesOf(db)) {
    if (!found.startsWith(`${table}.`)) continue;
    const shape = shapeOf(db, table);
    if (shape === undefined) continue;
    const { rowid } = shape.key;
    const primary = db
      .prepare<[string], string>('SELECT name FROM pragma_table_xinfo(?) WHERE pk = 1')
      .pluck()
      .get(table);
    const sets = [
      ...keys.all(table).map(({ name }) => columnsOf.all(name)),
      ...(rowid === undefined ? [] : [[rowid], ...(primary === undefined ? [] : [[primary]])]),
    ];
    const columns = sets.find((set) => set.map((column) => `${table}.${column}`).join(', ') === found);
    if (columns !== undefined) return { shape, columns };
  }
  return undefined;
}

/** With FAIL the rows before the one that failed stay, so that another run would fail at the first of them. */
const isKeptInPart = (db: Db, statement: string, { shape }: Unique): boolean =>
  [statement, String(db.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(shape.name))].some((sql) =>
    /\bFAIL\b/i.test(sql),
  );

/** Runs the statement again and returns the values of the row at which it fails. */
function valuesOf(db: Db, { shape, columns }: Unique, again: () => void): readonly unknown[] | undefined {
  let noted = noting.get(db);
  if (noted === undefined) {
    const made = { name: temporaryName(), last: undefined as readonly unknown[] | undefined };
    db.function(made.name, { varargs: true, safeIntegers: true }, (...values: unknown[]) => {
      made.last = values;
      return null;
    });
    noting.set(db, (noted = made));
  }
  noted.last = undefined;
  const given = columns.map((column) => `NEW.${quoteName(column)}`).join(', ');
  const table = `main.${quoteName(shape.name)}`;
  for (const event of ['INSERT', 'UPDATE'])
    db.exec(
      `CREATE TEMP TRIGGER ${noted.name}_${event} BEFORE ${event} ON ${table} BEGIN SELECT ${noted.name}(${given}); END`,
    );
  try {
    again();
    return undefined;
  } catch {
    return noted.last;
  } finally {
    if (db.inTransaction) for (const event of ['INSERT', 'UPDATE']) db.exec(`DROP TRIGGER temp.${noted.name}_${event}`);
  }
}

/** `ArtistId 1 is already in Artist, rowid 1.` */
function inWords(db: Db, { shape, columns }: Unique, values: readonly unknown[]): string {
  const show = (names: readonly string[], row: readonly unknown[]) =>
    names.map((name, index) => `${shownName(name, 80)} ${encode(row[index], 80, nothingSeen())}`).join(', ');
  const same = columns.map((column) => `${quoteName(column)} = ?`).join(' AND ');
  const key = shape.key.rowid === undefined ? shape.key.columns : [shape.key.rowid];
  const row = db
    .prepare<unknown[], unknown[]>(
      `SELECT ${key.map((one) => (rowidNames.some((name) => name === one) ? one : quoteName(one))).join(', ')} FROM main.${quoteName(shape.name)} WHERE ${same}`,
    )
    .raw(true)
    .safeIntegers(true)
    .get(...values);
  const what = show(columns, values);
  if (row === undefined) return `${what} comes more than once in this statement.`;
  return `${what} is already in ${shownName(shape.name, 80)}, ${show(key, row)}.`;
}
