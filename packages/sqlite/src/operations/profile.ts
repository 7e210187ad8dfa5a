import { ToolError, under, type Confined } from '@mcp-reference/kit/sandbox';
import { connect } from '../engine/connection.ts';
import type { Db } from '../engine/driver.ts';
import { encode, nothingSeen } from '../present/encode.ts';
import { explained } from '../engine/failures.ts';
import { isMasked, maskedIn } from '../engine/masks.ts';
import { tableOf, type Column, type Table } from '../engine/schema.ts';
import type { OnTarget } from '../engine/target.ts';
import { rowsFor, type Rows } from './sample.ts';
import { count, meant, nameList, quoteName, shownName, shownText, shownType } from '../present/text.ts';

export interface ProfileParams extends OnTarget {
  table: string;
  columns: readonly string[] | undefined;
  /** Most frequent values of each column. */
  top: number;
  budget: number;
}

/** Rows of an index that are read to count its different values. */
const mostIndexed = 5_000_000;
/** Columns of a call that names none. */
const mostColumns = 60;
/** Characters of a value. */
const cell = 60;
/** Above this part of different values none is frequent. */
const frequent = 0.9;
/** Decimal digits that a REAL carries exactly. */
const exactDigits = 15;

interface Facts {
  rows: bigint;
  filled: bigint;
  different: bigint;
  low: unknown;
  high: unknown;
  average: number | null;
  longest: bigint | null;
  types: string;
}

/** Summarizes the values of each column, a line each. */
export function* profile(
  fs: Confined,
  { target, table: name, columns: wanted, top, budget }: ProfileParams,
  job: { overdue(): boolean },
): Generator<undefined, string> {
  const connection = connect(fs, target, 'reader');
  const { db } = connection;
  try {
    const table = tableOf(db, name);
    if (isMasked(target) && table.kind !== 'table')
      throw new ToolError('denied', 'The database has masked columns, so only its tables can be profiled, not views.');
    const columns = chosen(table.columns, wanted, table.name);
    const rows = rowsFor(db, table);
    const most = wanted === undefined ? mostColumns : columns.length;
    const lines: string[] = [];
    let left = budget - 500;
    for (const column of columns.slice(0, most)) {
      if (job.overdue() || left < 0) break;
      const isHidden = maskedIn(target, table.name).has(column.name.toLowerCase());
      const line = isHidden ? `${shownName(column.name)}: masked` : describeOrSay(db, table, rows, column, top);
      lines.push(line);
      left -= line.length;
      yield;
    }
    const missing = columns.length - lines.length;
    const head = [
      `${shownName(table.name)}: ${rows.said}`,
      count(lines.length, 'column'),
      missing > 0 ? `${missing} left out: name them as "columns"` : undefined,
    ].filter((fact) => fact !== undefined);
    return under(head, lines);
  } catch (error) {
    throw explained(error, target.name, { db, tokens: [] });
  }
}

function chosen(all: readonly Column[], wanted: readonly string[] | undefined, table: string): readonly Column[] {
  if (wanted === undefined) return all;
  return wanted.map((name) => {
    const column = all.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (column) return column;
    throw new ToolError(
      'not_found',
      `${shownName(table)} has no column ${shownName(name)}.${meant(
        name,
        all.map((one) => one.name),
      )} It has: ${nameList(all.map((one) => one.name))}.`,
    );
  });
}

function describeOrSay(db: Db, table: Table, rows: Rows, column: Column, top: number): string {
  const name = `t.${quoteName(column.name)}`;
  try {
    return describe(db, table, rows.from(name), { column, top, sampled: rows.sampled });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const missing = /^no such collation sequence: (.*)$/s.exec(message)?.[1];
    if (missing === undefined) return `${shownName(column.name)}: cannot be read (${shownText(message, 200)})`;
    const line = describe(db, table, rows.from(`${name} COLLATE BINARY`), { column, top, sampled: rows.sampled });
    return `${line}; compared by bytes, because the collation ${shownName(missing)} is not here`;
  }
}

interface Described {
  column: Column;
  top: number;
  sampled: boolean;
}

function describe(db: Db, table: Table, from: string, { column, top, sampled }: Described): string {
  const { name, type } = column;
  const facts = db
    .prepare<[], Facts>(
      `SELECT count(*) AS rows, count(v) AS filled, count(DISTINCT v) AS different, min(v) AS low, max(v) AS high,
        avg(CASE WHEN typeof(v) IN ('integer', 'real') THEN v END) AS average,
        max(CASE WHEN typeof(v) = 'text' THEN length(v) END) AS longest,
        group_concat(DISTINCT typeof(v)) AS types FROM ${from}`,
    )
    .safeIntegers(true)
    .get();
  const head = `${shownName(name)}${type === '' ? '' : ` ${shownType(type)}`}`;
  if (facts === undefined || facts.rows === 0n) return `${head}: no rows`;
  const exact = sampled ? fromIndex(db, table, column) : undefined;
  const show = (value: unknown) => encode(value, cell, nothingSeen());
  const about = sampled ? ' in the sample' : '';
  const empty = Number(facts.rows - facts.filled);
  const types = facts.types.split(',').filter((one) => one !== 'null');
  const parts = [
    empty === 0 ? `no NULL${about}` : `${((100 * empty) / Number(facts.rows)).toFixed(1)}% NULL${about}`,
    exact?.different === undefined
      ? `${facts.different.toLocaleString('en-US')} different${about}`
      : `${exact.different.toLocaleString('en-US')} different`,
  ];
  if (types.length > 1) parts.push(`types ${types.join(', ')}`);
  if (exact) parts.push(`${show(exact.low)} to ${show(exact.high)}`);
  else if (facts.filled > 0n) parts.push(`${show(facts.low)} to ${show(facts.high)}${about}`);
  const average = facts.average === null ? undefined : averageOf(db, from, { ...facts, average: facts.average });
  if (average !== undefined) parts.push(`average ${average}${about}`);
  if (facts.longest !== null) parts.push(`longest ${count(facts.longest, 'character')}${about}`);
  if (top > 0 && Number(facts.different) < Number(facts.filled) * frequent) {
    const often = db
      .prepare<[number], { v: unknown; n: bigint }>(
        `SELECT v, count(*) AS n FROM ${from} WHERE v IS NOT NULL GROUP BY v ORDER BY n DESC, v LIMIT ?`,
      )
      .safeIntegers(true)
      .all(top);
    parts.push(
      `most frequent ${often.map(({ v, n }) => `${show(v)} x${n.toLocaleString('en-US')}`).join(', ')}${about}`,
    );
  }
  return `${head}: ${parts.join('; ')}`;
}

/** The average with the digits that it has: never outside the values, and finite where their sum is not. */
function averageOf(db: Db, from: string, { average, low, high }: Facts & { average: number }): string {
  const isNumber = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';
  const mean = Number.isFinite(average)
    ? average
    : Number(
        db
          .prepare(
            `SELECT sum(v / n) FROM (SELECT v FROM ${from} WHERE typeof(v) IN ('integer', 'real')),
              (SELECT 1.0 * count(*) AS n FROM ${from} WHERE typeof(v) IN ('integer', 'real'))`,
          )
          .pluck()
          .get(),
      );
  const rounded = Number(mean.toPrecision(exactDigits));
  if (isNumber(low) && rounded < low) return String(low);
  if (isNumber(high) && rounded > high) return String(high);
  return String(rounded);
}

/** Reads from an index on the column the smallest and the largest value of all rows, and the number of different ones. */
function fromIndex(
  db: Db,
  table: Table,
  { name, key, type }: Column,
): { low: unknown; high: unknown; different: number | undefined } | undefined {
  const isRowid = key === 1 && /^integer$/i.test(type) && table.columns.filter((one) => one.key > 0).length === 1;
  const index = table.indexes.find(({ columns, partial }) => columns[0] === name && !partial);
  if (table.kind !== 'table' || (!isRowid && index === undefined)) return undefined;
  const from = `main.${quoteName(table.name)}`;
  const column = quoteName(name);
  const one = (sql: string) => db.prepare(sql).pluck().safeIntegers(true).get();
  const filled = Number(one(`SELECT count(${column}) FROM ${from}`));
  const unique = isRowid || (index?.unique === true && index.columns.length === 1);
  return {
    low: one(`SELECT min(${column}) FROM ${from}`),
    high: one(`SELECT max(${column}) FROM ${from}`),
    different: unique
      ? filled
      : filled <= mostIndexed
        ? Number(one(`SELECT count(DISTINCT ${column}) FROM ${from}`))
        : undefined,
  };
}
