import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Keeps V8's space for new objects at 4 MB. It would double repeatedly, and a server runs for days: memory that a few large
 * answers claimed is not returned. A smaller space moves objects of calls in flight to the old generation. Measured on Node 24,
 * 7,500 small reads with 64 in flight: 112 MB; with 1 MB 145 MB, growing without a limit over 200 MB.
 */
export const keepHeapSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1 --min-semi-space-size=4');

/** The time without a call after which memory is returned, in milliseconds. */
const idleTime = 60_000;

/** Returns a function to be called for each request; `collect` runs after a minute without one. */
export function whenIdle(collect: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => void (timer = timer?.refresh() ?? setTimeout(collect, idleTime).unref());
}

/**
 * Called for each request. After a minute without one, garbage is collected and its pages are returned to the system: V8
 * by itself collects only when something new is allocated, and most servers in a host are idle. Measured on Node 24, 20 small
 * reads and a minute later: 75 MB instead of 83 MB.
 */
export const markActive = whenIdle(returnMemory);

export function returnMemory(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
