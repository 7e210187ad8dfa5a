/** Servers take turns in small portions, so that changes in the machine's load affect all of them. */
import { open } from './launch.ts';
import { placeFor, type Place } from './scratch.ts';
import type { Bench, Row, Server, Session, ToolCall } from './types.ts';

export interface Lane {
  readonly server: Server;
  readonly place: Place;
  readonly session: Session;
  readonly call: ToolCall;
  /** The number of this server's calls in this scenario. */
  turn: number;
  /** Durations of the operation, in ms. */
  readonly ms: number[];
  bytes: number;
  pages: number;
  /** The peak memory of the server and its children, which may come and go. */
  treePeakMb: number;
  note: string | undefined;
  failed: string | undefined;
}

export function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/g, ' ').slice(0, 200);
}

/** Starts every server that offers the call. Servers that fail to start are in `failed`. */
export async function openLanes(
  bench: Bench,
  callName: string,
  fixture: (place: Place) => Promise<void>,
): Promise<{ lanes: Lane[]; failed: Row[] }> {
  const lanes: Lane[] = [];
  const failed: Row[] = [];
  for (const server of bench.servers) {
    const call = server.calls[callName];
    if (!call) continue;
    const place = placeFor(server);
    try {
      await fixture(place);
      const session = await open(server, bench.node);
      const start = { turn: 0, ms: [], bytes: 0, pages: 0, treePeakMb: 0, note: undefined, failed: undefined };
      lanes.push({ server, place, session, call, ...start });
    } catch (error) {
      failed.push({ server, cells: {}, failed: reason(error) });
    }
  }
  return { lanes, failed };
}

/** Runs `step` for every lane in every round, in rotating order. A lane that throws has failed and is skipped. */
export async function takeTurns(
  lanes: readonly Lane[],
  rounds: number,
  step: (lane: Lane, round: number) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < lanes.length; i++) {
      const lane = lanes[(i + round) % lanes.length];
      if (!lane || lane.failed !== undefined) continue;
      try {
        await step(lane, round);
        lane.treePeakMb = Math.max(lane.treePeakMb, lane.session.usage()?.treePeakRssMb ?? NaN);
      } catch (error) {
        lane.failed = reason(error);
        await lane.session.close();
      }
    }
  }
}

export async function closeLanes(lanes: readonly Lane[]): Promise<void> {
  await Promise.all(lanes.map(({ session }) => session.close()));
}
