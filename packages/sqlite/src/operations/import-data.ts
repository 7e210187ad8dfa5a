import { ToolError, visible, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import { connect, lookUp, type Connection } from '../engine/connection.ts';
import { encode, nothingSeen } from '../engine/encode.ts';
import { explained } from '../engine/failures.ts';
import { tableNames, tableOf } from '../engine/schema.ts';
import type { OnTarget } from '../engine/target.ts';
import { transact } from '../engine/transaction.ts';
import { insert, valuesOf, type Plan } from '../import/insert.ts';
import { rowsOf, sourceOf, type Format, type Source, type SourceRow } from '../import/source.ts';
import { widenByText, widenByValue, type ColumnType } from '../import/types.ts';
import { count, plainText, quoteName } from '../text.ts';

export interface ImportParams extends OnTarget {
  path: string | undefined;
  content: string | undefined;
  table: string;
  format: Format | undefined;
  delimiter: string | undefined;
  /** Whether the first row names the columns; only for rows without names. */
  header: boolean;
  dryRun: boolean;
  /** What becomes of rows that do not fit. */
  onError: 'abort' | 'skip';
}

const shown = 5;
/** Values that are kept between looking at the rows and inserting them. */
const mostKept = 3_000_000;

/** Reads a file into a table: first what it would do, then in one transaction. */
export function importData(fs: Confined, params: ImportParams, job: Job): string {
  const { target, path, content, table, dryRun } = params;
  if ((path === undefined) === (content === undefined))
    throw new ToolError('invalid', 'Give either "path" or "content".');
  const connection = connect(fs, target, dryRun ? 'reader' : 'writer');
  const file = path === undefined ? undefined : fs.file(path);
  if (file && target.path !== undefined && file.stat().identity === lookUp(fs, target.path).stat?.identity)
    throw new ToolError('invalid', `"${visible(file.shown)}" is the database itself.`);
  const source = sourceOf(file ? { file } : { content: content ?? '' }, params.format);
  try {
    const plan = planFor(connection, source, params, job);
    const into = plan.create === undefined ? `the existing table ${table}` : `a new table ${table}`;
    if (dryRun) {
      const rows = plan.first.map(
        (row) =>
          `[${valuesOf(row, plan)
            .map((value, index) => asStored(value, plan.types[index]))
            .join(',')}]`,
      );
      return [
        `[preview: ${count(plan.rows, 'row')} (${source.format}) would go into ${into}; nothing was changed; dry_run: false imports]`,
        plan.create ?? `columns: ${plan.columns.join(', ')}`,
        ...rows,
      ].join('\n');
    }
    const { inserted, skipped } = transact(fs, connection, job, () => ({
      keep: true,
      result: insert(connection, source, plan, params, job),
    }));
    const head = `[imported ${count(inserted, 'row')} into ${into}${skipped.length > 0 ? `; ${count(skipped.length, 'row')} skipped` : ''}]`;
    return [head, ...(plan.create === undefined ? [] : [plan.create]), ...skipped.slice(0, 10)].join('\n');
  } catch (error) {
    throw explained(error, target.name);
  }
}

/** Looks at every row, so that a type which is chosen changes no value. */
function planFor(
  { db }: Connection,
  source: Source,
  { table, delimiter, header, format: _, onError }: ImportParams,
  job: Job,
): Plan {
  const exists = tableNames(db).some(({ name }) => name.toLowerCase() === table.toLowerCase());
  const known = exists ? tableOf(db, table) : undefined;
  if (known && known.kind !== 'table')
    throw new ToolError('invalid', `"${table}" is a ${known.kind}; rows can be imported into tables.`);
  let columns: string[] | undefined;
  const types: ColumnType[] = [];
  const first: SourceRow[] = [];
  let kept: SourceRow[] | undefined = [];
  const named = source.format === 'json' || source.format === 'ndjson';
  let rows = 0;
  let headed = false;
  for (const row of rowsOf(source, delimiter)) {
    const list = Array.isArray(row.values);
    if (columns === undefined && list && header && !named) {
      columns = unique(row.values as readonly unknown[]);
      headed = true;
      continue;
    }
    const values: readonly unknown[] = list ? (row.values as readonly unknown[]) : Object.values(row.values);
    columns ??= list ? values.map((_value, index) => known?.columns[index]?.name ?? `column_${index + 1}`) : [];
    if (!list) for (const key of Object.keys(row.values)) if (!columns.includes(key)) columns.push(key);
    if (list && values.length !== columns.length && onError === 'abort')
      throw new ToolError(
        'invalid',
        `Line ${row.line} has ${count(values.length, 'value')}, ${columns.length} expected; nothing was imported. on_error: "skip" leaves such rows out.`,
      );
    if (!known) {
      for (const [index, column] of columns.entries()) {
        const value = list ? values[index] : (row.values as Record<string, unknown>)[column];
        if (value === null || value === undefined) continue;
        types[index] = named
          ? widenByValue(types[index] ?? '', value)
          : widenByText(types[index] ?? '', plainText(value));
      }
    }
    if (first.length < shown) first.push(row);
    rows++;
    if (kept) kept.push(row);
    if (rows * columns.length > mostKept) kept = undefined;
    if (rows % 10_000 === 0) job.progress(rows, undefined, 'looking at the rows');
  }
  if (columns === undefined || (rows === 0 && !headed))
    throw new ToolError('invalid', `"${visible(source.name)}" holds no rows.`);
  if (known)
    assertKnown(
      known.columns.filter(({ generated }) => !generated).map(({ name }) => name),
      columns,
      table,
    );
  const definitions = columns.map((column, index) => `${quoteName(column)} ${types[index] || 'TEXT'}`);
  const create = known ? undefined : `CREATE TABLE ${quoteName(table)} (${definitions.join(', ')})`;
  return { columns, types, create, rows, first, kept, header: headed };
}

function assertKnown(has: string[], wanted: string[], table: string): void {
  const names = new Set(has.map((name) => name.toLowerCase()));
  const strange = wanted.filter((name) => !names.has(name.toLowerCase()));
  if (strange.length > 0)
    throw new ToolError(
      'conflict',
      `The table ${table} has no column "${strange.join('", "')}"; it has: ${has.join(', ')}.`,
    );
}

/** Column names from a header: not empty, none twice. */
function unique(header: readonly unknown[]): string[] {
  const taken = new Set<string>();
  return header.map((field, index) => {
    const wanted = plainText(field).trim() || `column_${index + 1}`;
    let name = wanted;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${wanted}_${n}`;
    taken.add(name.toLowerCase());
    return name;
  });
}

/** A value of the preview as it will be read from the table: numbers without the quotes of their texts. */
function asStored(value: unknown, type: ColumnType | undefined): string {
  const bare = typeof value === 'string' && (type === 'INTEGER' || type === 'REAL');
  return bare ? value : encode(value, 200, nothingSeen());
}
