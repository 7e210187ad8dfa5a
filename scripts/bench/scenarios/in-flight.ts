/** Many calls in flight: the throughput of a server that is never idle. */
import { performance } from 'node:perf_hooks';
import { closeLanes, openLanes, takeTurns, type Lane } from '../lanes.ts';
import { operate } from '../operate.ts';
import type { Place } from '../scratch.ts';
import { median, percentile } from '../stats.ts';
import type { Bench, Family, Row, Scenario, Target } from '../types.ts';
import { warmUp } from '../warm-up.ts';

export interface InFlight {
  readonly name: string;
  readonly family: Family;
  /** The name of the repeated call. */
  readonly repeats: string;
  readonly inFlight: number;
  readonly n: number;
  /** The number of calls before the measurement. */
  readonly warm?: number;
  /** Measures the first calls after the start, without a warm-up. */
  readonly fresh?: true;
  readonly fixture: (place: Place) => Promise<void>;
  readonly targets: readonly Target[];
}

const rounds = 4;

/** Keeps `inFlight` calls open until `n` are answered. Returns the duration. */
async function burst(lane: Lane, inFlight: number, n: number): Promise<number> {
  let left = n;
  const worker = async () => {
    while (left-- > 0) {
      const { ms, bytes, pages } = await operate(lane);
      lane.ms.push(ms);
      lane.bytes = bytes;
      lane.pages = pages.length;
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: inFlight }, worker));
  return performance.now() - begin;
}

function rowOf(lane: Lane, cpuBefore: number | undefined, busyMs: number): Row {
  const { server, failed, ms } = lane;
  if (failed !== undefined) return { server, cells: {}, failed };
  const usage = lane.session.usage();
  const cells = {
    ops: ms.length / (busyMs / 1000),
    median: median(ms),
    p99: percentile(ms, 0.99),
    cpu: usage && cpuBefore !== undefined ? (usage.cpuMs - cpuBefore) / ms.length : undefined,
    rss: usage?.peakRssMb,
    treeRss: usage && Math.max(lane.treePeakMb, usage.treePeakRssMb),
    n: ms.length,
  };
  return { server, cells };
}

async function measure(spec: InFlight, bench: Bench): Promise<readonly Row[]> {
  const n = (bench.quick && !spec.fresh ? spec.n / 4 : spec.n) / (spec.fresh ? 1 : rounds);
  const { lanes, failed } = await openLanes(bench, spec.repeats, spec.fixture);
  const busyMs = new Map<Lane, number>();
  const cpuBefore = new Map<Lane, number | undefined>();
  try {
    const { warm = 0, inFlight: most } = spec;
    await warmUp(lanes, { calls: warm, ms: bench.quick ? 2_000 : 10_000 }, async (lane, left) => {
      const calls = Math.min(left, 8 * most);
      await burst(lane, most, calls);
      return calls;
    });
    await takeTurns(lanes, 1, async (lane) => {
      lane.ms.length = 0;
      cpuBefore.set(lane, lane.session.usage()?.cpuMs);
    });
    await takeTurns(lanes, spec.fresh ? 1 : rounds, async (lane) => {
      busyMs.set(lane, (busyMs.get(lane) ?? 0) + (await burst(lane, spec.inFlight, n)));
    });
    return [...lanes.map((lane) => rowOf(lane, cpuBefore.get(lane), busyMs.get(lane) ?? NaN)), ...failed];
  } finally {
    await closeLanes(lanes);
  }
}

export function inFlight(spec: InFlight): Scenario {
  const { name, family, targets } = spec;
  return {
    name,
    family,
    columns: [
      { key: 'ops', title: 'ops/s' },
      { key: 'median', title: 'median ms' },
      { key: 'p99', title: 'p99' },
      { key: 'cpu', title: 'CPU ms/op' },
      { key: 'rss', title: 'peak RSS MB' },
      { key: 'treeRss', title: 'tree' },
      { key: 'n', title: 'n' },
    ],
    ratio: { of: 'ops' },
    targets,
    run: (bench) => measure(spec, bench),
  };
}
