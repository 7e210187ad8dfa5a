import { ToolError, type Confined } from '@mcp-reference/kit/sandbox';
import { connect, type Connection } from '../engine/connection.ts';
import { encode, nothingSeen } from '../engine/encode.ts';
import { explained } from '../engine/failures.ts';
import { tableOf, type Column } from '../engine/schema.ts';
import type { OnTarget } from '../engine/target.ts';
import { count, quoteName } from '../text.ts';

export interface ProfileParams extends OnTarget {
  table: string;
  columns: readonly string[] | undefined;
  /** Most frequent values of each column. */
  top: number;
  budget: number;
}

/** Rows whose values are counted; of a larger table the first ones stand for all. */
const sample = 200_000;
/** Columns of one call. */
const mostColumns = 60;
/** Characters of a value. */
const cell = 60;
/** Above this part of distinct values none is frequent. */
const frequent = 0.9;

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

/** What the values of each column are like, a line each. */
export function* profile(
  fs: Confined,
  { target, table: name, columns: wanted, top, budget }: ProfileParams,
  job: { overdue(): boolean },
): Generator<undefined, string> {
  const connection = connect(fs, target, 'reader');
  try {
    const table = tableOf(connection.db, name);
    const from = `main.${quoteName(table.name)}`;
    const columns = chosen(table.columns, wanted, table.name);
    const rows = Number(
      connection.db
        .prepare(`SELECT count(*) FROM (SELECT 1 FROM ${from} LIMIT ${sample + 1})`)
        .pluck()
        .get(),
    );
    const part = rows > sample;
    const lines: string[] = [];
    let room = budget - 500;
    for (const column of columns) {
      if (job.overdue() || room < 0) break;
      const line = describe(
        connection,
        `(SELECT ${quoteName(column.name)} AS v FROM ${from} LIMIT ${sample})`,
        column,
        top,
      );
      lines.push(line);
      room -= line.length;
      yield;
    }
    const left = columns.length - lines.length;
    const head = [
      `${table.name}: ${part ? `the first ${count(sample, 'row')} of more` : count(rows, 'row')}`,
      count(lines.length, 'column'),
      left > 0 ? `${left} left out: name them as "columns"` : undefined,
    ].filter((fact) => fact !== undefined);
    return [`[${head.join('; ')}]`, ...lines].join('\n');
  } catch (error) {
    throw explained(error, target.name);
  }
}

function chosen(all: readonly Column[], wanted: readonly string[] | undefined, table: string): readonly Column[] {
  if (wanted === undefined) return all.slice(0, mostColumns);
  return wanted.map((name) => {
    const column = all.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (column) return column;
    throw new ToolError(
      'not_found',
      `${table} has no column "${name}"; it has: ${all.map((one) => one.name).join(', ')}.`,
    );
  });
}

function describe({ db }: Connection, from: string, { name, type }: Column, top: number): string {
  const facts = db
    .prepare<[], Facts>(
      `SELECT count(*) AS rows, count(v) AS filled, count(DISTINCT v) AS different, min(v) AS low, max(v) AS high,
        avg(CASE WHEN typeof(v) IN ('integer', 'real') THEN v END) AS average,
        max(CASE WHEN typeof(v) = 'text' THEN length(v) END) AS longest,
        group_concat(DISTINCT typeof(v)) AS types FROM ${from}`,
    )
    .safeIntegers(true)
    .get();
  if (facts === undefined || facts.rows === 0n) return `${name} ${type}: no rows`;
  const show = (value: unknown) => encode(value, cell, nothingSeen());
  const empty = Number(facts.rows - facts.filled);
  const types = facts.types.split(',').filter((one) => one !== 'null');
  const parts = [
    empty === 0 ? 'no NULL' : `${((100 * empty) / Number(facts.rows)).toFixed(1)}% NULL`,
    `${facts.different.toLocaleString('en-US')} different`,
  ];
  if (types.length > 1) parts.push(`types ${types.join(', ')}`);
  if (facts.filled > 0n) parts.push(`${show(facts.low)} to ${show(facts.high)}`);
  if (facts.average !== null) parts.push(`average ${Number(facts.average.toPrecision(6))}`);
  if (facts.longest !== null) parts.push(`longest ${count(facts.longest, 'character')}`);
  if (top > 0 && Number(facts.different) < Number(facts.filled) * frequent) {
    const often = db
      .prepare<[number], { v: unknown; n: bigint }>(
        `SELECT v, count(*) AS n FROM ${from} WHERE v IS NOT NULL GROUP BY v ORDER BY n DESC, v LIMIT ?`,
      )
      .safeIntegers(true)
      .all(top);
    parts.push(`most frequent ${often.map(({ v, n }) => `${show(v)} x${n.toLocaleString('en-US')}`).join(', ')}`);
  }
  return `${name}${type === '' ? '' : ` ${type}`}: ${parts.join('; ')}`;
}
