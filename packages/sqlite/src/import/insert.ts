import { ToolError, type Job } from '@mcp-reference/kit/sandbox';
import { toSqlite } from '../engine/bind.ts';
import type { Connection } from '../engine/connection.ts';
import type { Db } from '../engine/driver.ts';
import { isForeignKey } from '../engine/failures.ts';
import { newViolations, violations } from '../engine/foreign-keys.ts';
import { count, quoteName, shownName, shownText } from '../present/text.ts';
import type { OnError, Plan } from './plan.ts';
import type { Source, SourceRow } from './source.ts';

/** Values in one INSERT: several rows together take half the time. */
const atOnce = 500;
const mostSkipped = 1_000;
/** Rows whose failing key is named. */
const mostNamed = 3;
/** Rows that a preview shows. */
const mostShown = 5;

export interface Inserted {
  inserted: number;
  /** Rows that were left out, and why. */
  skipped: string[];
  /** Rowids of the first rows. */
  first: bigint[];
}

/** The values of a row in the order of the columns, as the driver takes them. */
function valuesOf({ values, line }: SourceRow, { columns }: Plan): readonly unknown[] {
  const all: readonly unknown[] = Array.isArray(values)
    ? values
    : columns.map((column) => (values as Record<string, unknown>)[column]);
  return all.map((value, index) =>
    typeof value === 'string' || value === null
      ? value
      : isDocument(value)
        ? JSON.stringify(value)
        : toSqlite(value, `row ${line}, ${shownName(columns[index] ?? `column ${index + 1}`, 80)}`),
  );
}

/** An object with keys that begin with "$" is data too, such as MongoDB's `{"$oid": …}` and a `$ref` of JSON Schema. */
const isDocument = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value)[0]?.startsWith('$') === true &&
  !['$int', '$real', '$base64', '$text'].some((key) => key in value);

/** Inserts all rows in batches; a row that does not fit is reported by its line. */
export function insert(
  { db }: Connection,
  source: Source,
  plan: Plan,
  { table, onError }: { table: string; onError: OnError },
  job: Job,
): Inserted {
  const { columns, create } = plan;
  if (create !== undefined) db.exec(create);
  const row = `(${columns.map(() => '?').join(', ')})`;
  const head = `INSERT INTO main.${quoteName(table)} (${columns.map(quoteName).join(', ')}) VALUES`;
  const one = db.prepare(`${head} ${row}`).safeIntegers(true);
  const size = Math.max(1, Math.floor(atOnce / columns.length));
  const many = db.prepare(`${head} ${Array.from({ length: size }, () => row).join(', ')}`);
  const skipped: string[] = [];
  const first: bigint[] = [];
  let inserted = 0;
  // The values of the rows that wait, one after another, and their lines.
  let flat: unknown[] = [];
  let lines: number[] = [];
  const width = columns.length;
  const skip = (reason: string): void => {
    skipped.push(reason);
    if (skipped.length > mostSkipped)
      throw new ToolError(
        'conflict',
        `More than ${mostSkipped} rows do not fit; nothing was imported. The first: ${skipped[0]}.`,
      );
  };
  const single = (): void => {
    for (const [index, line] of lines.entries()) {
      const values = flat.slice(index * width, (index + 1) * width);
      try {
        const { lastInsertRowid, changes } = one.run(values);
        if (changes > 0 && first.length < mostShown) first.push(BigInt(lastInsertRowid));
        inserted++;
      } catch (error) {
        if (!(error instanceof Error) || !db.inTransaction) throw error;
        // Finding the key takes a look at the whole table.
        const why =
          skipped.length < mostNamed
            ? reasonFor(error, db, table, () => one.run(values))
            : shownText(error.message, 300);
        const reason = `line ${line}: ${why}`;
        if (onError === 'abort')
          throw new ToolError(
            'conflict',
            `L${reason.slice(1)}; nothing was imported. on_error: "skip" leaves such rows out.`,
            { cause: error },
          );
        skip(reason);
      }
    }
    lines = [];
    flat = [];
  };
  const isText = source.format === 'csv' || source.format === 'tsv';
  let isHeader = plan.header && plan.kept === undefined;
  for (const given of plan.kept ?? source.rows()) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    const values = fitted(isText ? (given.values as readonly unknown[]) : valuesOf(given, plan), width, onError);
    if (values.length !== width) {
      skip(`line ${given.line}: ${count(values.length, 'value')}, ${width} expected`);
      continue;
    }
    lines.push(given.line);
    for (const value of values) flat.push(value);
    // The first rows go in one by one, to be shown.
    if (first.length < mostShown) single();
    if (lines.length < size) continue;
    try {
      many.run(flat);
      inserted += lines.length;
      lines = [];
      flat = [];
    } catch {
      // One by one, to find the row that does not fit.
      single();
    }
    job.progress(inserted, plan.rows, 'importing');
  }
  single();
  return { inserted, skipped, first };
}

/** The reason why a row is refused. SQLite names neither key nor table when a foreign key fails, so the row is tried again without the check. */
function reasonFor(error: Error, db: Db, table: string, insertAgain: () => void): string {
  if (!isForeignKey(error)) return shownText(error.message, 300);
  db.exec('SAVEPOINT naming');
  try {
    const before = violations(db, [table]);
    db.pragma('defer_foreign_keys=ON');
    insertAgain();
    const [named] = newViolations(before, violations(db, [table]));
    return named === undefined ? error.message : `FOREIGN KEY constraint failed: ${named}`;
  } catch {
    return error.message;
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK TO naming; RELEASE naming');
    db.pragma('defer_foreign_keys=OFF');
  }
}

const fitted = (values: readonly unknown[], width: number, onError: OnError): readonly unknown[] =>
  onError === 'pad' && values.length < width
    ? [...values, ...Array.from({ length: width - values.length }, () => null)]
    : values;
