/** Ratios and targets, computed from the rows of one scenario in one run. */
import type { Row, Scenario, Target } from './types.ts';

export interface Verdict {
  readonly family: string;
  readonly scenario: string;
  readonly server: string;
  readonly title: string;
  readonly value: number | undefined;
  /** The same measure of the family's bare server, which makes no checks: what the work itself costs. */
  readonly floor: number | undefined;
  /** The same measure of the steps between the floor and ours: the checked calls, and those behind our protocol code. */
  readonly checked: number | undefined;
  readonly protocol: number | undefined;
  /** Such as `<= 0.55 x reference`. */
  readonly target: string;
  /** Undefined if the run cannot decide: a row failed, or the server compared with did not run. */
  readonly met: boolean | undefined;
}

function number(row: Row | undefined, key: string): number | undefined {
  const cell = row?.cells[key];
  return typeof cell === 'number' && Number.isFinite(cell) ? cell : undefined;
}

function rowOf(rows: readonly Row[], who: string, measure: string): Row | undefined {
  if (who === 'fastest') {
    const others = rows.filter(({ server, note }) => /^(reference|peer)$/.test(server.role) && note === undefined);
    const value = (row: Row) => number(row, measure) ?? Infinity;
    return others.toSorted((a, b) => value(a) - value(b))[0];
  }
  return rows.find(({ server }) => server.name === who || (who === 'reference' && server.role === 'reference'));
}

/** Returns the ratio of one row's measure to that of another server in the same scenario. */
export function ratioOf(row: Row, rows: readonly Row[], measure: string, to: string): number | undefined {
  const own = number(row, measure);
  const base = number(rowOf(rows, to, measure), measure);
  return own === undefined || base === undefined || base === 0 ? undefined : own / base;
}

function judge(target: Target, row: Row, rows: readonly Row[], nodeMajor: number): Omit<Verdict, 'scenario'> {
  const { measure, against, title, atLeast } = target;
  const valueOf = (one: Row) => (against === undefined ? number(one, measure) : ratioOf(one, rows, measure, against));
  const value = valueOf(row);
  const step = (name: string) => {
    const row = rows.find(({ server }) => server.role === 'floor' && server.name === name);
    return row && valueOf(row);
  };
  const bare = rows.find(({ server }) => server.role === 'floor' && server.name.startsWith('null'));
  const atMost = typeof target.atMost === 'function' ? target.atMost(nodeMajor) : target.atMost;
  const unit = against === undefined ? '' : ` x ${against}`;
  return {
    family: row.server.family,
    server: row.server.name,
    title,
    value,
    floor: bare && valueOf(bare),
    checked: step('checked'),
    protocol: step('protocol'),
    target: atMost === undefined ? `>= ${atLeast}${unit}` : `<= ${atMost}${unit}`,
    // An incomplete answer meets no target, however fast it was.
    met:
      value === undefined
        ? undefined
        : row.note === undefined && value <= (atMost ?? Infinity) && value >= (atLeast ?? -Infinity),
  };
}

export function verdictsOf(scenario: Scenario, rows: readonly Row[], nodeMajor: number): readonly Verdict[] {
  return rows
    .filter(({ server }) => server.role === 'ours')
    .flatMap((row) =>
      scenario.targets
        .filter(({ families }) => families?.includes(row.server.family) ?? true)
        .map((target) => ({ scenario: scenario.name, ...judge(target, row, rows, nodeMajor) })),
    );
}
