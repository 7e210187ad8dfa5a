import { ToolError, type Confined } from '@mcp-reference/kit/sandbox';
import type { Chart, ChartType } from '../present/chart/chart.ts';
import { bind, type Params } from '../engine/bind.ts';
import { attach } from '../engine/attach.ts';
import { connect, type Connection } from '../engine/connection.ts';
import { explained } from '../engine/failures.ts';
import { keysOf } from '../engine/page.ts';
import { inSnapshot } from '../engine/snapshot.ts';
import type { OnTarget } from '../engine/target.ts';
import { admitRead, type Admitted } from '../gate/gate.ts';
import { nameList, plainText, shownColumn, shownName, shownText } from '../present/text.ts';
import { readable } from './query.ts';

export interface ChartParams extends OnTarget {
  sql: string;
  params?: Params | undefined;
  type: ChartType;
  x: string | undefined;
  y: readonly string[] | undefined;
  title: string | undefined;
  format: 'svg' | 'png';
}

/** Places on a picture; of a longer result the first ones are drawn. */
const mostPoints = 2_000;
const mostSeries = 8;
/** Slices of a pie; the others are one. */
const mostSlices = 12;
const size = { width: 800, height: 480 };

/** Draws the result of a query. `data` is base64. */
export async function chart(
  fs: Confined,
  params: ChartParams,
): Promise<{
  data: string;
  points: number;
  series: string[];
  cut: boolean;
  drawn: Pick<Chart, 'title' | 'xName' | 'labels' | 'positions' | 'series'>;
}> {
  // Loaded when first used: most engines never draw.
  const { drawChart } = await import('../present/chart/chart.ts');
  const { chart, cut } = read(fs, params);
  const svg = drawChart(chart);
  const data = params.format === 'svg' ? Buffer.from(svg) : await (await import('../present/chart/png.ts')).toPng(svg);
  return {
    data: data.toString('base64'),
    points: chart.labels.length,
    series: chart.series.map(({ name }) => shownColumn(name)),
    cut,
    drawn: {
      title: chart.title,
      xName: chart.xName,
      labels: chart.labels,
      positions: chart.positions,
      series: chart.series,
    },
  };
}

function read(fs: Confined, { target, sql, params, type, x, y, title }: ChartParams): { chart: Chart; cut: boolean } {
  const admitted = admitRead(sql);
  const connection = connect(fs, target, 'reader');
  try {
    attach(fs, connection, []);
    const { names, rows } = inSnapshot(connection, () => firstRows(fs, connection, admitted, params));
    const cut = rows.length > mostPoints;
    if (cut) rows.pop();
    if (rows.length === 0) throw new ToolError('invalid', 'The query has no rows, so there is nothing to draw.');
    const placeOf = (name: string): number => {
      const at = names.findIndex((one) => one.toLowerCase() === name.toLowerCase());
      if (at === -1)
        throw new ToolError('invalid', `The result has no column ${shownName(name, 80)}; it has: ${nameList(names)}.`);
      return at;
    };
    const across = x === undefined ? 0 : placeOf(x);
    const isNumber = (at: number) =>
      rows.every((row) => row[at] === null || typeof row[at] === 'bigint' || typeof row[at] === 'number');
    const up = y?.map(placeOf) ?? names.flatMap((_, at) => (at !== across && isNumber(at) ? [at] : []));
    if (up.length === 0 || up.length > mostSeries)
      throw new ToolError(
        'invalid',
        `Name one to ${mostSeries} columns with numbers as "y"; the result has: ${nameList(names)}.`,
      );
    const series = up.map((at) => ({
      name: names[at] ?? '',
      values: rows.map((row) => toNumber(row[at], names[at] ?? '')),
    }));
    const labels = rows.map((row) => (row[across] === null ? 'NULL' : plainText(row[across])));
    const isNumeric = isNumber(across) && rows.every((row) => row[across] !== null);
    const times = isNumeric ? undefined : timesOf(labels);
    const positions = isNumeric ? rows.map((row) => Number(row[across])) : times;
    const chart: Chart = {
      type,
      title: title ?? `${series.map(({ name }) => name).join(', ')} by ${names[across]}`,
      labels,
      positions,
      isTime: times !== undefined,
      xName: names[across] ?? '',
      series,
      ...size,
    };
    assertDrawable(chart);
    if (type === 'pie') assertShares(chart);
    return { chart: type === 'pie' ? withFewSlices(chart) : chart, cut };
  } catch (error) {
    throw explained(error, target.name, { db: connection.db, tokens: admitted.tokens });
  }
}

/** The first rows of a result, one more than are drawn. */
function firstRows(fs: Confined, connection: Connection, admitted: Admitted, params: Params | undefined) {
  const statement = readable(fs, connection, admitted);
  const names = keysOf(statement.columns());
  const rows: (readonly unknown[])[] = [];
  for (const row of statement.iterate(...bind(admitted.tokens, params)) as IterableIterator<readonly unknown[]>) {
    rows.push(row);
    if (rows.length > mostPoints) break;
  }
  return { names, rows };
}

/** Numbers beyond this have no room on an axis. */
const largest = 1e300;

/** A picture without a mark would say nothing. */
function assertDrawable({ series, positions = [] }: Chart): void {
  const values = series.flatMap((one) => one.values.filter((value) => value !== null));
  if (values.length === 0)
    throw new ToolError(
      'invalid',
      `${nameList(series.map(({ name }) => name))} holds only NULL, so there is nothing to draw.`,
    );
  const beyond = [...values, ...positions].find((value) => Math.abs(value) > largest);
  if (beyond !== undefined)
    throw new ToolError('invalid', `${beyond} is too large to draw; scale the values down in the query.`);
}

/** A slice shows a share of a sum, and there is none of a negative number. */
function assertShares({ series: [only], labels }: Chart): void {
  const at = only?.values.findIndex((value) => value !== null && value < 0) ?? -1;
  if (at !== -1)
    throw new ToolError(
      'invalid',
      `A pie cannot show the negative value ${only?.values[at]} of ${shownText(JSON.stringify(labels[at]), 80)}; use a bar chart.`,
    );
  if (only?.values.every((value) => value === null || value === 0))
    throw new ToolError('invalid', 'All values are 0, so a pie has no slices; use a bar chart.');
}

const isoTime = /^\d{4}-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?)?$/;

/** Milliseconds since the epoch, if all labels are dates or times as SQLite's functions write them. */
function timesOf(labels: readonly string[]): number[] | undefined {
  if (labels.length < 2 || !labels.every((label) => isoTime.test(label))) return undefined;
  const times = labels.map((label) =>
    Date.parse(
      /[ T]/.test(label) && !/(?:Z|[+-]\d{2}:\d{2})$/.test(label)
        ? `${label.replace(' ', 'T')}Z`
        : label.replace(' ', 'T'),
    ),
  );
  return times.every(Number.isFinite) ? times : undefined;
}

function toNumber(value: unknown, name: string): number | null {
  if (value === null) return null;
  const number = typeof value === 'bigint' || typeof value === 'string' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw new ToolError(
    'invalid',
    `${shownName(name, 80)} holds ${shownText(JSON.stringify(plainText(value)), 60)}, which is not a number; name other columns as "y".`,
  );
}

function withFewSlices(chart: Chart): Chart {
  const [only] = chart.series;
  if (only === undefined || chart.labels.length <= mostSlices) return chart;
  const order = only.values
    .map((value, at) => ({ value: value ?? 0, label: chart.labels[at] ?? '' }))
    .sort((a, b) => b.value - a.value);
  const kept = order.slice(0, mostSlices - 1);
  const rest = order.slice(mostSlices - 1).reduce((sum, { value }) => sum + value, 0);
  return {
    ...chart,
    labels: [...kept.map(({ label }) => label), 'others'],
    series: [{ name: only.name, values: [...kept.map(({ value }) => value), rest] }],
  };
}
