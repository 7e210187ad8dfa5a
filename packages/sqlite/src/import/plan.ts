import { ToolError, visible, type Job } from '@mcp-reference/kit/sandbox';
import type { Table } from '../engine/schema.ts';
import { count, meant, nameList, plainText, quoteName, shownName } from '../present/text.ts';
import type { Source, SourceRow } from './source.ts';
import { WrongEncoding } from './text.ts';
import { TextColumn, widenByValue, type ColumnType } from './types.ts';

/** The columns of the table, and the rows that go into it. */
export interface Plan {
  columns: string[];
  /** The statement that makes the table; undefined when it exists. */
  create: string | undefined;
  rows: number;
  /** All rows, unless there are too many to keep: the file is then read twice. */
  kept: SourceRow[] | undefined;
  /** True if the first row is a header. */
  header: boolean;
  /** Columns of numbers that are text, because a number would not be the same again. */
  inexact: string[];
}

/** The treatment of rows that do not fit. */
export type OnError = 'abort' | 'skip' | 'pad';

export interface Wishes {
  table: string;
  known: Table | undefined;
  /** True if the first row names the columns; only for rows without names. */
  header: boolean;
  types: Readonly<Record<string, string>>;
  onError: OnError;
}

/** Values that are kept between looking at the rows and inserting them. */
const mostKept = 100_000;

/** Looks at every row, so that a type which is chosen changes no value. */
export function planFor(source: Source, wishes: Wishes, job: Job): Plan {
  try {
    return planOnce(source, wishes, job);
  } catch (error) {
    if (!(error instanceof WrongEncoding)) throw error;
    return planOnce(source, wishes, job);
  }
}

function planOnce(source: Source, { table, known, header, types: wanted, onError }: Wishes, job: Job): Plan {
  let columns: string[] | undefined;
  const texts: TextColumn[] = [];
  const types: ColumnType[] = [];
  let kept: SourceRow[] | undefined = source.isLarge ? undefined : [];
  let rows = 0;
  let headed = false;
  const isText = source.format === 'csv' || source.format === 'tsv';
  for (const row of source.rows()) {
    const list = Array.isArray(row.values);
    if (columns === undefined && list && header && isHeader(source, row.values as readonly unknown[])) {
      columns = unique(row.values as readonly unknown[]);
      headed = true;
      continue;
    }
    const values: readonly unknown[] = list ? (row.values as readonly unknown[]) : Object.values(row.values);
    columns ??= list ? values.map((_value, index) => known?.columns[index]?.name ?? `column_${index + 1}`) : [];
    if (!list) for (const key of Object.keys(row.values)) if (!columns.includes(key)) columns.push(key);
    if (list) assertWidth(row.line, values.length, columns.length, onError);
    const fits = !list || values.length === columns.length || (onError === 'pad' && values.length < columns.length);
    if (!known && fits)
      for (let at = 0; at < columns.length; at++) {
        const value = list ? values[at] : (row.values as Record<string, unknown>)[columns[at] ?? ''];
        if (value === null || value === undefined) continue;
        if (isText) (texts[at] ??= new TextColumn()).add(value as string);
        else types[at] = widenByValue(types[at] ?? '', value);
      }
    rows++;
    if (kept) kept.push(row);
    if (rows * columns.length > mostKept) kept = undefined;
    if (rows % 10_000 === 0) job.progress(rows, undefined, 'looking at the rows');
  }
  if (columns === undefined || (rows === 0 && !headed))
    throw new ToolError('invalid', `"${visible(source.name)}" holds no rows.`);
  if (columns.length === 0) throw new ToolError('invalid', `The rows of "${visible(source.name)}" have no columns.`);
  assertDistinct(columns);
  if (known) assertKnown(known, columns);
  const own = typesFor(columns, wanted);
  const definitions = columns.map(
    (column, index) => `${quoteName(column)} ${own[index] ?? (texts[index]?.type || types[index] || 'TEXT')}`,
  );
  const create = known ? undefined : `CREATE TABLE ${quoteName(table)} (${definitions.join(', ')})`;
  const inexact = columns.flatMap((column, index) => {
    const example = own[index] === undefined ? texts[index]?.inexact : undefined;
    return example === undefined
      ? []
      : [`${shownName(column, 80)} is TEXT, as ${example} would not stay the same as a number`];
  });
  return { columns, create, rows, kept, header: headed, inexact };
}

/** The first of the lists in a JSON document is a header if it holds only texts. */
const isHeader = ({ named }: Source, values: readonly unknown[]): boolean =>
  !named || (values.length > 0 && values.every((value) => typeof value === 'string'));

/** To SQLite, names that differ in case only are the same. */
function assertDistinct(columns: readonly string[]): void {
  const known = new Map<string, string>();
  for (const column of columns) {
    const other = known.get(column.toLowerCase());
    if (other !== undefined)
      throw new ToolError(
        'invalid',
        `The rows have the keys ${shownName(other, 80)} and ${shownName(column, 80)}, which name the same column in SQLite; rename one of them first.`,
      );
    known.set(column.toLowerCase(), column);
  }
}

function assertWidth(line: number, has: number, expected: number, onError: OnError): void {
  if (has === expected || onError === 'skip' || (onError === 'pad' && has < expected)) return;
  throw new ToolError(
    'invalid',
    `Line ${line} has ${count(has, 'value')}, ${expected} expected; nothing was imported. on_error: "skip" leaves such rows out${has < expected ? ', "pad" fills them up with NULL' : ''}.`,
  );
}

const typeNames = /^(?:INTEGER|INT|REAL|NUMERIC|TEXT|BLOB)$/i;

/** The types that the caller chose, by column. */
function typesFor(columns: readonly string[], wanted: Readonly<Record<string, string>>): (string | undefined)[] {
  const chosen: (string | undefined)[] = [];
  for (const [name, type] of Object.entries(wanted)) {
    const index = columns.findIndex((column) => column.toLowerCase() === name.toLowerCase());
    if (index === -1)
      throw new ToolError(
        'invalid',
        `types: there is no column ${shownName(name, 80)}.${meant(name, columns)} Columns: ${nameList(columns)}.`,
      );
    if (!typeNames.test(type))
      throw new ToolError('invalid', `types: ${shownName(name, 80)} takes INTEGER, REAL, NUMERIC, TEXT or BLOB.`);
    chosen[index] = type.toUpperCase();
  }
  return chosen;
}

function assertKnown(table: Table, wanted: readonly string[]): void {
  const has = table.columns.filter(({ generated }) => generated === undefined).map(({ name }) => name);
  const names = new Set(has.map((name) => name.toLowerCase()));
  const strange = wanted.filter((name) => !names.has(name.toLowerCase()));
  const [first] = strange;
  if (first !== undefined)
    throw new ToolError(
      'conflict',
      `The table ${shownName(table.name)} has no column ${nameList(strange)}.${meant(first, has)} It has: ${nameList(has)}.`,
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
