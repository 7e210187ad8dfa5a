import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Requests between two looks at the heap. */
const every = 32;
/** The heap is collected when it has grown by this factor since the last collection. */
const growth = 1.25;
/** Bytes below which nothing is collected. */
const least = 16_000_000;

export interface Heap {
  /** Bytes in use. */
  used(): number;
  collect(): void;
}

/**
 * Returns a function to be called after each request, which keeps the heap from growing with their number. `fetch` registers
 * what it makes for finalization, so only a full collection frees it, and V8 puts those off while there is memory. Measured
 * on Node 20 from 200 to 1,200 lists of 30 issues: 110 to 116 MB instead of 110 to 142 MB.
 */
export function keepHeapFlat(heap: Heap = ownHeap): () => void {
  let requests = 0;
  let floor = least;
  return () => {
    if (++requests % every !== 0 || heap.used() < floor * growth) return;
    heap.collect();
    floor = Math.max(heap.used(), least);
  };
}

let collector: unknown;

const ownHeap: Heap = {
  used: () => getHeapStatistics().used_heap_size,
  collect() {
    setFlagsFromString('--expose-gc');
    collector ??= runInNewContext('gc');
    if (typeof collector === 'function') collector({ type: 'major', execution: 'sync' });
  },
};
