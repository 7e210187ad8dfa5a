import { ToolError, type Job } from '@mcp-reference/kit/sandbox';
import { toSqlite } from '../engine/bind.ts';
import type { Connection } from '../engine/connection.ts';
import { count, quoteName } from '../text.ts';
import { rowsOf, type Source, type SourceRow } from './source.ts';
import type { ColumnType } from './types.ts';

/** How rows go into a table. */
export interface Plan {
  columns: string[];
  types: ColumnType[];
  /** The statement that makes the table; undefined when it exists. */
  create: string | undefined;
  rows: number;
  first: SourceRow[];
  /** All rows, unless there are too many to keep: the file is then read twice. */
  kept: SourceRow[] | undefined;
  /** Whether the first row is a header. */
  header: boolean;
}

/** Values in one INSERT: several rows at once take half the time. */
const atOnce = 500;
const mostSkipped = 1_000;

/** What becomes of rows, and where they go. */
export interface Into {
  table: string;
  delimiter: string | undefined;
  onError: 'abort' | 'skip';
}

/** The values of a row in the order of the columns, as the driver takes them. */
export function valuesOf({ values, line }: SourceRow, { columns }: Plan): readonly unknown[] {
  const all: readonly unknown[] = Array.isArray(values)
    ? values
    : columns.map((column) => (values as Record<string, unknown>)[column]);
  // As they come from CSV.
  if (all.every((value) => typeof value === 'string' || value === null)) return all;
  return all.map((value, index) =>
    typeof value === 'string' || value === null ? value : toSqlite(value, `row ${line}, ${columns[index]}`),
  );
}

/** Puts all rows in, several at once; what does not fit is told by its line. */
export function insert(
  { db }: Connection,
  source: Source,
  plan: Plan,
  { table, delimiter, onError }: Into,
  job: Job,
): { inserted: number; skipped: string[] } {
  const { columns, create } = plan;
  if (create !== undefined) db.exec(create);
  const row = `(${columns.map(() => '?').join(', ')})`;
  const head = `INSERT INTO main.${quoteName(table)} (${columns.map(quoteName).join(', ')}) VALUES`;
  const one = db.prepare(`${head} ${row}`);
  const size = Math.max(1, Math.floor(atOnce / columns.length));
  const many = db.prepare(`${head} ${Array.from({ length: size }, () => row).join(', ')}`);
  const skipped: string[] = [];
  let inserted = 0;
  let batch: { line: number; values: readonly unknown[] }[] = [];
  let flat: unknown[] = [];
  const single = (): void => {
    for (const { line, values } of batch) {
      try {
        one.run(values);
        inserted++;
      } catch (error) {
        if (!(error instanceof Error) || !db.inTransaction) throw error;
        if (onError === 'abort')
          throw new ToolError(
            'conflict',
            `Line ${line}: ${error.message}; nothing was imported. on_error: "skip" leaves such rows out.`,
          );
        skip(`line ${line}: ${error.message}`);
      }
    }
    batch = [];
    flat = [];
  };
  const skip = (reason: string): void => {
    skipped.push(reason);
    if (skipped.length > mostSkipped)
      throw new ToolError(
        'conflict',
        `More than ${mostSkipped} rows do not fit; nothing was imported. The first: ${skipped[0]}.`,
      );
  };
  let isHeader = plan.header && plan.kept === undefined;
  for (const given of plan.kept ?? rowsOf(source, delimiter)) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    const values = valuesOf(given, plan);
    if (values.length !== columns.length) {
      skip(`line ${given.line}: ${count(values.length, 'value')}, ${columns.length} expected`);
      continue;
    }
    batch.push({ line: given.line, values });
    for (const value of values) flat.push(value);
    if (batch.length < size) continue;
    try {
      many.run(flat);
      inserted += batch.length;
      batch = [];
      flat = [];
    } catch {
      // One by one, to find the row that does not fit.
      single();
    }
    job.progress(inserted, plan.rows, 'importing');
  }
  single();
  return { inserted, skipped };
}
