/** Calls before a measurement: the first thousand of a server run code that is not compiled yet. */
import { performance } from 'node:perf_hooks';
import { takeTurns, type Lane } from './lanes.ts';

export interface WarmUp {
  /** Calls of each server. */
  readonly calls: number;
  /** The time in which a server makes no more of them, in ms. */
  readonly ms: number;
}

const portions = 4;

/** Lets every lane make its calls, in turns. `step` makes some and returns how many. */
export async function warmUp(
  lanes: readonly Lane[],
  { calls, ms }: WarmUp,
  step: (lane: Lane, left: number) => Promise<number>,
): Promise<void> {
  await takeTurns(lanes, portions, async (lane) => {
    const until = performance.now() + ms / portions;
    for (let left = Math.ceil(calls / portions); left > 0 && performance.now() < until;) left -= await step(lane, left);
  });
}
