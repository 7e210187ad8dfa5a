import { Worker } from 'node:worker_threads';
import { controlFd, encode } from '../wire.ts';

/** The time between two checks of a busy helper, in milliseconds. */
const every = 25;

/** The shared memory of the thread: a flag for a busy helper, and a cell that is never notified, for sleeping. */
const cells = 2;

const exitNotice = encode({ over: 'memory' });

/**
 * A thread that sleeps while the helper is idle. Long-running native code blocks the helper's own thread, so only this
 * one can check its memory and whether its server still runs.
 */
const program = `
const { state, limit, parent } = require('node:worker_threads').workerData;
const gone = () => {
  if (process.platform !== 'win32') return process.ppid !== parent;
  try { process.kill(parent, 0); return false; } catch { return true; }
};
for (;;) {
  Atomics.wait(state, 0, 0);
  Atomics.wait(state, 1, 0, ${every});
  if (gone()) process.kill(process.pid, 'SIGKILL');
  if (process.memoryUsage.rss() > limit) {
    try { require('node:fs').writeSync(${controlFd}, ${JSON.stringify(exitNotice)}); } catch {}
    process.kill(process.pid, 'SIGKILL');
  }
}`;

export interface Watchdog {
  busy(): void;
  idle(): void;
}

/** Kills this process when it uses more than `limit` bytes or its server is gone, whatever it is doing. */
export function startWatchdog(limit: number | undefined): Watchdog | undefined {
  if (limit === undefined) return undefined;
  const state = new Int32Array(new SharedArrayBuffer(cells * Int32Array.BYTES_PER_ELEMENT));
  new Worker(program, {
    eval: true,
    workerData: { state, limit, parent: process.ppid },
    // It allocates almost nothing.
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, codeRangeSizeMb: 1 },
  })
    .on('error', () => {})
    .unref();
  return {
    busy() {
      Atomics.store(state, 0, 1);
      Atomics.notify(state, 0);
    },
    idle: () => void Atomics.store(state, 0, 0),
  };
}
