/** Checks if a server's memory grows with the number of answered calls. */
import { closeLanes, openLanes, takeTurns, type Lane } from '../lanes.ts';
import { operate } from '../operate.ts';
import type { Place } from '../scratch.ts';
import type { Bench, Family, Row, Scenario, Target } from '../types.ts';

export interface Memory {
  /** The name of the call in a server's table. */
  readonly name: string;
  readonly family: Family;
  /** The number of calls before the first and the second measurement. */
  readonly calls: readonly [number, number];
  readonly fixture: (place: Place) => Promise<void>;
  readonly targets: readonly Target[];
}

async function measure({ name, calls, fixture }: Memory, bench: Bench): Promise<readonly Row[]> {
  const { lanes, failed } = await openLanes(bench, name, fixture);
  const seen = new Map<Lane, number[]>(lanes.map((lane) => [lane, []]));
  try {
    for (const until of calls) {
      await takeTurns(lanes, 1, async (lane) => {
        while (lane.turn < until) await operate(lane);
        seen.get(lane)?.push(lane.session.usage()?.rssMb ?? NaN);
      });
    }
    const rows = lanes.map((lane): Row => {
      const [first = NaN, last = NaN] = seen.get(lane) ?? [];
      const cells = { first, last, growth: last / first, n: lane.turn };
      return { server: lane.server, cells, failed: lane.failed };
    });
    return [...rows, ...failed];
  } finally {
    await closeLanes(lanes);
  }
}

export function memory(spec: Memory): Scenario {
  const [first, last] = spec.calls;
  return {
    name: spec.name,
    family: spec.family,
    columns: [
      { key: 'first', title: `RSS MB after ${first}` },
      { key: 'last', title: `after ${last}` },
      { key: 'growth', title: 'growth' },
      { key: 'n', title: 'n' },
    ],
    targets: spec.targets,
    run: (bench) => measure(spec, bench),
  };
}
