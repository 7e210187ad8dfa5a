/** One call at a time: the form of most scenarios. */
import { closeLanes, openLanes, takeTurns, type Lane } from '../lanes.ts';
import { operate, wholeText } from '../operate.ts';
import type { Place } from '../scratch.ts';
import { median, percentile } from '../stats.ts';
import type { Bench, Column, Family, Row, Scenario, Target } from '../types.ts';
import { warmUp } from '../warm-up.ts';

const rounds = 10;
const fewest = 3;

const columns: readonly Column[] = [
  { key: 'median', title: 'median ms' },
  { key: 'p99', title: 'p99' },
  { key: 'cpu', title: 'CPU ms/op' },
  { key: 'bytes', title: 'answer B' },
  { key: 'pages', title: 'calls' },
  { key: 'rss', title: 'peak RSS MB' },
  { key: 'treeRss', title: 'tree' },
  { key: 'n', title: 'n' },
];

export interface Sequential {
  readonly name: string;
  readonly family: Family;
  /** The number of operations. A server gets only its share of time for them, but at least three. */
  readonly n: number;
  readonly fixture: (place: Place) => Promise<void>;
  readonly targets: readonly Target[];
  /** The number of calls before the measurement; by default 20. */
  readonly warm?: number;
  /** The number of operations with `--quick`; by default a tenth. */
  readonly quickN?: number;
  /** The server that ratios refer to; by default the family's reference. */
  readonly against?: string;
  /** Measures the first calls after the start, without a warm-up. */
  readonly fresh?: true;
  /** The call in a server's table, if it has another name than the scenario. */
  readonly repeats?: string;
  /** Adds the column `above`: the ms above this server's median, or above a multiple of it. */
  readonly above?: { readonly server: string; readonly times?: number };
}

interface Meter {
  spentMs: number;
  cpuBefore: number | undefined;
}

/** Checks once that the answer is complete. */
async function assertComplete(lane: Lane): Promise<void> {
  const lacking = lane.call.check?.(wholeText(await operate(lane)));
  lane.note = lacking === undefined ? undefined : `incomplete: ${lacking}`;
}

function rowOf(lane: Lane, cpuBefore: number | undefined): Row {
  const { server, failed, note, ms } = lane;
  if (failed !== undefined) return { server, cells: {}, failed };
  const usage = lane.session.usage();
  const cells = {
    median: median(ms),
    p99: percentile(ms, 0.99),
    cpu: usage && cpuBefore !== undefined ? (usage.cpuMs - cpuBefore) / ms.length : undefined,
    bytes: lane.bytes,
    pages: lane.pages,
    rss: usage?.peakRssMb,
    treeRss: usage && Math.max(lane.treePeakMb, usage.treePeakRssMb),
    n: ms.length,
  };
  return { server, cells, note };
}

function addAbove(rows: readonly Row[], { server: name, times = 1 }: NonNullable<Sequential['above']>): readonly Row[] {
  const floor = rows.find(({ server }) => server.name === name)?.cells['median'];
  return rows.map((row) => {
    const own = row.cells['median'];
    const above = typeof own === 'number' && typeof floor === 'number' ? own - floor * times : undefined;
    return { ...row, cells: { ...row.cells, above } };
  });
}

const aboveTitle = ({ server, times = 1 }: NonNullable<Sequential['above']>): string =>
  `ms above ${times === 1 ? '' : `${times} x `}${server}`;

async function measure(spec: Sequential, bench: Bench): Promise<readonly Row[]> {
  const n = bench.quick && !spec.fresh ? (spec.quickN ?? Math.max(fewest, Math.ceil(spec.n / 10))) : spec.n;
  const shareMs = bench.quick ? 2_000 : 10_000;
  const { lanes, failed } = await openLanes(bench, spec.repeats ?? spec.name, spec.fixture);
  const meters = new Map<Lane, Meter>(lanes.map((lane) => [lane, { spentMs: 0, cpuBefore: undefined }]));
  try {
    if (!spec.fresh) {
      await takeTurns(lanes, 1, assertComplete);
      await warmUp(lanes, { calls: spec.warm ?? Math.min(20, n), ms: spec.warm ? shareMs : 500 }, async (lane) => {
        await operate(lane);
        return 1;
      });
    }
    await takeTurns(lanes, 1, async (lane) => {
      const meter = meters.get(lane);
      if (meter) meter.cpuBefore = lane.session.usage()?.cpuMs;
    });
    await takeTurns(lanes, Math.min(rounds, n), async (lane, round) => {
      const meter = meters.get(lane);
      if (!meter) return;
      const until = Math.ceil((n * (round + 1)) / Math.min(rounds, n));
      while (lane.ms.length < until && (meter.spentMs < shareMs || lane.ms.length < fewest)) {
        const { ms, bytes, pages } = await operate(lane);
        meter.spentMs += ms;
        lane.ms.push(ms);
        lane.bytes = bytes;
        lane.pages = pages.length;
      }
    });
    const rows = [...lanes.map((lane) => rowOf(lane, meters.get(lane)?.cpuBefore)), ...failed];
    return spec.above === undefined ? rows : addAbove(rows, spec.above);
  } finally {
    await closeLanes(lanes);
  }
}

export function sequential(spec: Sequential): Scenario {
  const { name, family, targets, against, above } = spec;
  return {
    name,
    family,
    columns: above === undefined ? columns : [...columns, { key: 'above', title: aboveTitle(above) }],
    ratio: { of: 'median', ...(against === undefined ? {} : { to: against }) },
    targets,
    run: (bench) => measure(spec, bench),
  };
}
