/** The bytes that a helper may hold after a call. */
const most = 400_000_000;
/** The share of its limit that it may hold. */
const share = 0.75;

const caches: (() => void)[] = [];

/** Registers a cache of this helper; it is emptied when the process holds much memory after a call. */
export const emptyWhenLarge = (empty: () => void): void => void caches.push(empty);

/**
 * Gives memory back to the system if the process holds much of it: what one call leaves behind would count against the
 * limit of the next one.
 * @param limit of the process, in bytes
 */
export async function giveBack(limit = Infinity): Promise<void> {
  if (process.memoryUsage.rss() <= Math.min(most, limit * share)) return;
  for (const empty of caches) empty();
  (await import('../../return-memory.ts')).returnMemory();
  // Node frees what libraries hold outside the heap in the next turn.
  await new Promise(setImmediate);
}
