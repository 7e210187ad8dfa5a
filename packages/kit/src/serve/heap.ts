import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { IdleTimer } from '../idle-timer.ts';
import { returnMemory } from '../return-memory.ts';

/** The bytes that both halves of V8's space for new objects take when it stops growing. */
const youngSize = 8 * 1024 * 1024;
/** The size is looked at after this many requests. */
const requestsPerLook = 8;

/**
 * Returns a function to be called for each request. It calls `stop` once V8's space for new objects has grown to 4 MB a half: it
 * doubles while many objects survive, up to 16 MB, and a server runs for days, so memory that a few large answers claimed
 * would not be returned. Small answers leave it as it is. With 2 MB, 200 files in one answer take a quarter more CPU time.
 * V8 reads its limits before any code runs, but the factor each time it grows. Servers with smaller answers give another size.
 */
export function whenGrown(sizeOfYoung: () => number, stop: () => void): (most?: number) => void {
  let requests = 0;
  let isOver = false;
  return (most = youngSize) => {
    if (isOver || ++requests % requestsPerLook !== 0 || sizeOfYoung() < most) return;
    isOver = true;
    stop();
  };
}

const stopGrowth = whenGrown(
  () => getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0,
  () => setFlagsFromString('--semi-space-growth-factor=1'),
);

/** The time without a call after which memory is returned, in milliseconds. */
const idleTime = 60_000;

/**
 * Called for each request. After a minute without one, garbage is collected and its pages are returned to the system: V8
 * by itself collects only when something new is allocated, and most servers in a host are idle. Measured on Node 24, 20 small
 * reads and a minute later: 75 MB instead of 83 MB.
 */
export function markActive(mostYoung?: number): void {
  stopGrowth(mostYoung);
  idle.use();
}

const idle = new IdleTimer(idleTime, returnMemory);
