/** The time that a short call waits while a long one runs: does the server keep answering? */
import { closeLanes, openLanes, takeTurns, type Lane } from '../lanes.ts';
import { operate } from '../operate.ts';
import type { Place } from '../scratch.ts';
import { median, percentile } from '../stats.ts';
import type { Bench, Family, Row, Scenario, Target } from '../types.ts';

export interface Fairness {
  /** The name of the long call in a server's table, too. */
  readonly name: string;
  readonly family: Family;
  readonly short: string;
  readonly fixture: (place: Place) => Promise<void>;
  readonly targets?: readonly Target[];
}

const rounds = 5;
const idleCalls = 100;
const shareMs = 10_000;

interface Seen {
  readonly idle: number[];
  readonly loaded: number[];
  readonly long: number[];
}

async function round(lane: Lane, short: string, seen: Seen): Promise<void> {
  const call = lane.server.calls[short];
  if (!call) throw new Error(`${short} is not in the server's table`);
  const quick = { ...lane, call };
  for (let i = 0; i < idleCalls / rounds; i++) seen.idle.push((await operate(quick)).ms);
  const progress = { running: true };
  const long = operate(lane).finally(() => {
    progress.running = false;
  });
  // Awaited below; until then a failure must not count as unhandled.
  long.catch(() => {});
  while (progress.running) seen.loaded.push((await operate(quick)).ms);
  seen.long.push((await long).ms);
}

function rowOf({ server, failed }: Lane, { idle, loaded, long }: Seen): Row {
  if (failed !== undefined) return { server, cells: {}, failed };
  const cells = {
    idle: median(idle.slice(idle.length / 5)), // The first calls are cold.
    loaded: median(loaded),
    p99: percentile(loaded, 0.99),
    max: Math.max(...loaded),
    long: median(long),
    answered: loaded.length,
    n: long.length,
  };
  return { server, cells };
}

async function measure(spec: Fairness, bench: Bench): Promise<readonly Row[]> {
  const { lanes, failed } = await openLanes(bench, spec.name, spec.fixture);
  const all = new Map<Lane, Seen>(lanes.map((lane) => [lane, { idle: [], loaded: [], long: [] }]));
  try {
    await takeTurns(lanes, bench.quick ? 1 : rounds, async (lane) => {
      const seen = all.get(lane);
      const spent = seen?.long.reduce((sum, ms) => sum + ms, 0) ?? 0;
      if (seen && spent < shareMs) await round(lane, spec.short, seen);
    });
    return [...lanes.map((lane) => rowOf(lane, all.get(lane) ?? { idle: [], loaded: [], long: [] })), ...failed];
  } finally {
    await closeLanes(lanes);
  }
}

export function fairness(spec: Fairness): Scenario {
  return {
    name: spec.name,
    family: spec.family,
    columns: [
      { key: 'idle', title: 'idle median ms' },
      { key: 'loaded', title: 'loaded median' },
      { key: 'p99', title: 'loaded p99' },
      { key: 'max', title: 'loaded max' },
      { key: 'long', title: 'long call ms' },
      { key: 'answered', title: 'answered meanwhile' },
      { key: 'n', title: 'long calls' },
    ],
    ratio: { of: 'max' },
    targets: spec.targets ?? [],
    run: (bench) => measure(spec, bench),
  };
}
