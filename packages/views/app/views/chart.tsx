import { scaleBand, scaleLinear } from 'd3-scale';
import { arc, area, line, pie } from 'd3-shape';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ViewProps } from '../lib/page.tsx';

interface Series {
  name: string;
  values: readonly (number | null)[];
}

interface ChartData {
  type: Kind;
  title: string;
  xName: string;
  labels: readonly string[];
  positions?: readonly number[];
  series: readonly Series[];
}

const kinds = ['bar', 'line', 'area', 'scatter', 'pie'] as const;
type Kind = (typeof kinds)[number];

const colours = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#d55e00', '#56b4e9', '#a37a00', '#777777'];
const colour = (index: number): string => colours[index % colours.length] ?? '#0072b2';
const size = { width: 720, height: 340, left: 62, right: 12, top: 12, bottom: 44 };
/** Labels on the x axis. */
const mostLabels = 10;

/** A chart whose kind can be switched; the arrow keys and the pointer read its values. */
export function ChartView({ data }: ViewProps<ChartData>): VNode {
  const { title, labels, series, xName } = data;
  const [kind, setKind] = useState(data.type);
  const [at, setAt] = useState<number>();
  const isShare = series.length === 1 && (series[0]?.values.every((value) => (value ?? 0) >= 0) ?? false);
  const step = (by: number) =>
    setAt(Math.min(labels.length - 1, Math.max(0, (at ?? (by > 0 ? -1 : labels.length)) + by)));
  const read =
    at === undefined
      ? ''
      : `${labels[at]}: ${series.map(({ name, values }) => `${name} ${values[at] ?? 'no value'}`).join(', ')}`;
  return (
    <>
      <h1>{title}</h1>
      <div class="bar" role="group" aria-label="Kind of chart">
        {kinds
          .filter((one) => one !== 'pie' || isShare)
          .map((one) => (
            <button key={one} type="button" aria-pressed={kind === one} onClick={() => setKind(one)}>
              {one}
            </button>
          ))}
      </div>
      <div
        tabIndex={0}
        role="slider"
        aria-label={`${kind} chart of ${labels.length} points; the arrow keys read them`}
        aria-valuemin={0}
        aria-valuemax={labels.length - 1}
        aria-valuenow={at ?? 0}
        aria-valuetext={read === '' ? 'no point chosen' : read}
        onKeyDown={(event) => {
          const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          step(by);
        }}
      >
        <svg viewBox={`0 0 ${size.width} ${size.height}`} width="100%" aria-hidden="true">
          {kind === 'pie' ? (
            <Pie {...data} at={at} setAt={setAt} />
          ) : (
            <Plot {...data} type={kind} at={at} setAt={setAt} />
          )}
        </svg>
      </div>
      <p class="note">
        {read === '' ? `${xName} across` : read}
        {series.length > 1 &&
          series.map(({ name }, index) => (
            <span key={name}>
              {' '}
              <span aria-hidden="true" style={{ color: colour(index) }}>
                ■
              </span>{' '}
              {name}
            </span>
          ))}
      </p>
      <details>
        <summary>Values as a table</summary>
        <div class="scroll" tabIndex={0} role="region" aria-label="Values">
          <table>
            <thead>
              <tr>
                <th scope="col">{xName}</th>
                {series.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {labels.map((label, index) => (
                <tr key={index}>
                  <th scope="row">{label}</th>
                  {series.map(({ name, values }) => (
                    <td key={name} class="number">
                      {values[index] ?? ''}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}

interface Reading {
  at: number | undefined;
  setAt(at: number): void;
}

const isNumber = (value: number | null | undefined): value is number => value !== null && value !== undefined;

function Plot({ type, labels, positions, series, at, setAt }: ChartData & Reading): VNode {
  const values = series.flatMap((one) => one.values.filter(isNumber));
  const isFromZero = type === 'bar' || type === 'area';
  const low = Math.min(isFromZero ? 0 : Infinity, ...values);
  const high = Math.max(isFromZero ? 0 : -Infinity, ...values);
  const y = scaleLinear()
    .domain(low === high ? [low - 1, high + 1] : [low, high])
    .nice()
    .range([size.height - size.bottom, size.top]);
  const band = scaleBand<number>()
    .domain(labels.map((_, index) => index))
    .range([size.left, size.width - size.right])
    .padding(0.2);
  const places = positions !== undefined && type !== 'bar' && positions.length > 1 ? positions : undefined;
  const linear = scaleLinear()
    .domain(places === undefined ? [0, 1] : [Math.min(...places), Math.max(...places)])
    .range([size.left + 6, size.width - size.right - 6]);
  const x = (index: number): number =>
    places === undefined ? (band(index) ?? 0) + band.bandwidth() / 2 : linear(places[index] ?? 0);
  const every = Math.max(1, Math.ceil(labels.length / mostLabels));
  const width = band.bandwidth() / series.length;
  return (
    <>
      {y.ticks(6).map((tick) => (
        <g key={tick}>
          <line class="axis" x1={size.left} x2={size.width - size.right} y1={y(tick)} y2={y(tick)} />
          <text class="soft" x={size.left - 6} y={y(tick) + 4} text-anchor="end">
            {y.tickFormat(6)(tick)}
          </text>
        </g>
      ))}
      {labels.map((label, index) =>
        index % every === 0 ? (
          <text key={index} class="soft" x={x(index)} y={size.height - size.bottom + 18} text-anchor="middle">
            {label.length > 12 ? `${label.slice(0, 11)}…` : label}
          </text>
        ) : null,
      )}
      {series.map(({ name, values }, place) => {
        const points = values.map((value, index) => ({ value, index }));
        const has = ({ value }: { value: number | null }) => value !== null;
        const top = ({ value }: { value: number | null }) => y(value ?? 0);
        const across = ({ index }: { index: number }) => x(index);
        if (type === 'line' || type === 'area') {
          const path =
            type === 'line'
              ? line<(typeof points)[number]>().defined(has).x(across).y(top)(points)
              : area<(typeof points)[number]>().defined(has).x(across).y0(y(0)).y1(top)(points);
          const fill = type === 'area' ? { fill: colour(place), 'fill-opacity': 0.35 } : { fill: 'none' };
          return <path key={name} d={path ?? ''} stroke={colour(place)} stroke-width="2" {...fill} />;
        }
        return points
          .filter(has)
          .map((point) =>
            type === 'bar' ? (
              <rect
                key={`${name} ${point.index}`}
                x={(band(point.index) ?? 0) + place * width}
                width={Math.max(1, width)}
                y={Math.min(y(0), top(point))}
                height={Math.abs(y(0) - top(point))}
                fill={colour(place)}
              />
            ) : (
              <circle key={`${name} ${point.index}`} cx={across(point)} cy={top(point)} r="3.5" fill={colour(place)} />
            ),
          );
      })}
      {at !== undefined && <line class="edge" x1={x(at)} x2={x(at)} y1={size.top} y2={size.height - size.bottom} />}
      <rect
        x={size.left}
        y={size.top}
        width={size.width - size.left - size.right}
        height={size.height - size.top - size.bottom}
        fill="transparent"
        onPointerMove={(event) => {
          const frame = event.currentTarget.getBoundingClientRect();
          const pointer =
            size.left + ((event.clientX - frame.left) / frame.width) * (size.width - size.left - size.right);
          const nearest = labels.reduce(
            (best, _, index) => (Math.abs(x(index) - pointer) < Math.abs(x(best) - pointer) ? index : best),
            0,
          );
          setAt(nearest);
        }}
      />
    </>
  );
}

function Pie({ series: [only], labels, at, setAt }: ChartData & Reading): VNode {
  const slices = pie<number>().sort(null)((only?.values ?? []).map((value) => value ?? 0));
  const [inner, outer] = [0, size.height / 2 - 14];
  const shape = arc<(typeof slices)[number]>().innerRadius(inner).outerRadius(outer);
  const name = arc<(typeof slices)[number]>()
    .innerRadius(outer * 0.7)
    .outerRadius(outer * 0.7);
  return (
    <g transform={`translate(${size.width / 2},${size.height / 2})`}>
      {slices.map((slice, index) => (
        <path
          key={index}
          d={shape(slice) ?? ''}
          fill={colour(index)}
          stroke="var(--bg)"
          stroke-width={at === index ? 4 : 1}
          onPointerEnter={() => setAt(index)}
        />
      ))}
      {slices.map((slice, index) =>
        slice.endAngle - slice.startAngle > 0.2 ? (
          <text key={index} transform={`translate(${name.centroid(slice).join(',')})`} text-anchor="middle">
            {labels[index]}
          </text>
        ) : null,
      )}
    </g>
  );
}
