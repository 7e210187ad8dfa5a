import { scale, short, ticksFor, timeLabel, timeTicks } from './scale.ts';

export const chartTypes = ['bar', 'line', 'area', 'scatter', 'pie'] as const;
export type ChartType = (typeof chartTypes)[number];

export interface Series {
  name: string;
  /** A value for each place on the x axis; `null` leaves a gap. */
  values: (number | null)[];
}

export interface Chart {
  type: ChartType;
  title: string;
  /** The labels of the places on the x axis. */
  labels: string[];
  /** Their positions if x is a number or a time; otherwise they stand side by side. */
  positions: number[] | undefined;
  /** True if the positions are times, in milliseconds since the epoch. */
  isTime: boolean;
  xName: string;
  series: Series[];
  width: number;
  height: number;
}

// Told apart also by people who see some colours alike (Okabe and Ito).
const colours = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#d55e00',
  '#56b4e9',
  '#f0e442',
  '#555555',
  '#332288',
  '#999933',
  '#882255',
  '#bbbbbb',
];
const colour = (index: number): string => colours[index % colours.length] ?? '#000';
const font = "font-family=\"Helvetica, Arial, 'DejaVu Sans', 'Liberation Sans', sans-serif\"";
const margin = { top: 64, right: 20, bottom: 84, left: 84 };
/** Names in a row of the legend. */
const legendColumns = 4;
/** Points of a line that are marked, so that it shows where there are values; a point without neighbours always is. */
const mostMarked = 60;
/** Labels on the x axis. */
const mostLabels = 12;
const mostCharacters = 16;

const escape = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`).replaceAll(/[^\P{Cc}\t\n]/gu, ' ');
const round = (value: number): number => Math.round(value * 10) / 10;
const cut = (text: string, most = mostCharacters): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

const label = (x: number, y: number, text: string, more = ''): string =>
  `<text x="${round(x)}" y="${round(y)}" font-size="12" fill="#333" ${more}>${escape(text)}</text>`;

/** Draws a chart as SVG: one element a mark, nothing that runs or loads anything. */
export function drawChart(chart: Chart): string {
  const { width, height, title } = chart;
  const body = chart.type === 'pie' ? drawPie(chart) : drawAxes(chart);
  const heading = `<text x="${width / 2}" y="22" font-size="16" text-anchor="middle" fill="#111">${escape(cut(title, 80))}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ${font} role="img" aria-label="${escape(title)}"><rect width="100%" height="100%" fill="#fff"/>${heading}${body}${drawLegend(chart)}</svg>`;
}

function drawLegend({ type, series, labels }: Chart): string {
  const names = type === 'pie' ? labels : series.map(({ name }) => name);
  if (names.length < 2 || type === 'pie') return '';
  return names
    .slice(0, colours.length)
    .map((name, index) => {
      const x = margin.left + (index % legendColumns) * 170;
      const y = 32 + Math.floor(index / legendColumns) * 16;
      return `<rect x="${x}" y="${y}" width="10" height="10" fill="${colour(index)}"/>${label(x + 14, y + 9, cut(name, 22))}`;
    })
    .join('');
}

function drawAxes(chart: Chart): string {
  const { type, series, labels, positions, width, height, xName, isTime } = chart;
  const all = series.flatMap(({ values }) => values.filter((value) => value !== null));
  const zero = type === 'bar' || type === 'area';
  const yTicks = ticksFor(Math.min(...all, ...(zero ? [0] : [])), Math.max(...all, ...(zero ? [0] : [])), 6);
  const [low = 0, high = low] = [yTicks[0], yTicks.at(-1)];
  const bottom = height - margin.bottom;
  const right = width - margin.right;
  const y = scale(low, high, bottom, margin.top);
  const slot = (right - margin.left) / Math.max(1, labels.length);
  const onAxis = positions && type !== 'bar';
  const span = onAxis ? ([Math.min(...positions), Math.max(...positions)] as const) : undefined;
  const xTicks = span && (isTime ? timeTicks(...span, 8) : ticksFor(...span, 8));
  const atNumber =
    isTime && span
      ? scale(span[0], span[1], margin.left, right)
      : scale(xTicks?.[0] ?? 0, xTicks?.at(-1) ?? 1, margin.left, right);
  const x = (index: number): number =>
    xTicks && positions ? atNumber(positions[index] ?? 0) : margin.left + slot * (index + 0.5);
  const parts: string[] = [];
  for (const tick of yTicks) {
    parts.push(`<line x1="${margin.left}" x2="${right}" y1="${round(y(tick))}" y2="${round(y(tick))}" stroke="#ddd"/>`);
    parts.push(label(margin.left - 6, y(tick) + 4, short(tick, stepOf(yTicks)), 'text-anchor="end"'));
  }
  if (xTicks)
    for (const tick of xTicks)
      parts.push(
        label(
          atNumber(tick),
          bottom + 18,
          isTime && span ? timeLabel(tick, span[1] - span[0]) : short(tick, stepOf(xTicks)),
          'text-anchor="middle"',
        ),
      );
  else {
    const every = Math.ceil(labels.length / mostLabels);
    const turned = labels.some((text, index) => index % every === 0 && text.length > (slot * every) / 7);
    for (const [index, text] of labels.entries()) {
      if (index % every !== 0) continue;
      const [tx, ty] = [x(index), bottom + (turned ? 14 : 18)];
      parts.push(
        label(
          tx,
          ty,
          cut(text),
          turned ? `text-anchor="end" transform="rotate(-30 ${round(tx)} ${round(ty)})"` : 'text-anchor="middle"',
        ),
      );
    }
  }
  parts.push(label((margin.left + right) / 2, height - 8, cut(xName, 60), 'text-anchor="middle"'));
  for (const [index, one] of series.entries())
    parts.push(drawSeries(chart, one, index, { x, y, base: y(Math.min(Math.max(0, low), high)), slot }));
  parts.push(`<line x1="${margin.left}" x2="${right}" y1="${round(bottom)}" y2="${round(bottom)}" stroke="#333"/>`);
  return parts.join('');
}

const stepOf = ([first = 0, second = first]: readonly number[]): number => second - first;

interface Frame {
  x(index: number): number;
  y(value: number): number;
  /** The y position of the base line of bars and areas. */
  base: number;
  /** The width of a place on the x axis. */
  slot: number;
}

function drawSeries({ type, series }: Chart, { values }: Series, index: number, { x, y, base, slot }: Frame): string {
  const fill = colour(index);
  const points = values.map((value, at) => (value === null ? undefined : { x: round(x(at)), y: round(y(value)) }));
  if (type === 'bar') {
    const width = (slot * 0.8) / series.length;
    return points
      .map(
        (point) =>
          point &&
          `<rect x="${round(point.x - slot * 0.4 + width * index)}" y="${Math.min(point.y, round(base))}" width="${round(Math.max(width, 0.5))}" height="${round(Math.abs(base - point.y))}" fill="${fill}"/>`,
      )
      .join('');
  }
  if (type === 'scatter')
    return points
      .map((point) => point && `<circle cx="${point.x}" cy="${point.y}" r="3" fill="${fill}" fill-opacity="0.7"/>`)
      .join('');
  const isMarked = points.length <= mostMarked;
  // Rows can come in any order, and a line goes from left to right.
  const order = [...points.keys()].sort((a, b) => x(a) - x(b));
  return runsOf(order.map((at) => points[at]))
    .map((run) => {
      const line = run.map((point) => `${point.x},${point.y}`).join(' ');
      const area = `<polygon points="${run[0]?.x},${round(base)} ${line} ${run.at(-1)?.x},${round(base)}" fill="${fill}" fill-opacity="0.3"/>`;
      const marks = isMarked || run.length === 1 ? run.map((point) => mark(point, fill)).join('') : '';
      return `${type === 'area' ? area : ''}<polyline points="${line}" fill="none" stroke="${fill}" stroke-width="2"/>${marks}`;
    })
    .join('');
}

const mark = ({ x, y }: { x: number; y: number }, fill: string): string =>
  `<circle cx="${x}" cy="${y}" r="3" fill="${fill}"/>`;

/** Splits points at gaps. */
function runsOf<P>(points: readonly (P | undefined)[]): P[][] {
  const runs: P[][] = [[]];
  for (const point of points) {
    if (point === undefined) runs.push([]);
    else runs.at(-1)?.push(point);
  }
  return runs.filter((run) => run.length > 0);
}

function drawPie({ series, labels, width, height }: Chart): string {
  const values = (series[0]?.values ?? []).map((value) => Math.max(0, value ?? 0));
  const total = values.reduce((sum, value) => sum + value, 0) || 1;
  const [cx, cy, radius] = [
    width * 0.36,
    (height + margin.top) / 2 - 8,
    Math.min(width * 0.32, (height - margin.top) / 2 - 16),
  ];
  const at = (part: number) => {
    const angle = 2 * Math.PI * part - Math.PI / 2;
    return `${round(cx + radius * Math.cos(angle))} ${round(cy + radius * Math.sin(angle))}`;
  };
  let sum = 0;
  return values
    .map((value, index) => {
      const from = sum / total;
      const to = (sum += value) / total;
      const whole = to - from > 0.9999;
      const slice = whole
        ? `<circle cx="${round(cx)}" cy="${round(cy)}" r="${round(radius)}" fill="${colour(index)}"/>`
        : `<path d="M${round(cx)} ${round(cy)} L${at(from)} A${round(radius)} ${round(radius)} 0 ${to - from > 0.5 ? 1 : 0} 1 ${at(to)} Z" fill="${colour(index)}" stroke="#fff"/>`;
      const y = margin.top + 14 + index * 20;
      const text = `${cut(labels[index] ?? '', 24)}: ${short(value)} (${((100 * value) / total).toFixed(1)}%)`;
      return `${slice}<rect x="${round(width * 0.72)}" y="${y - 10}" width="10" height="10" fill="${colour(index)}"/>${label(width * 0.72 + 16, y, text)}`;
    })
    .join('');
}
