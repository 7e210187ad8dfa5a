import { Worker } from 'node:worker_threads';
import { controlFd, encode } from '../wire.ts';

/** Milliseconds between two looks at a helper that is busy. */
const every = 25;

/** What the thread looks at: whether the helper is busy, and a cell that nobody ever wakes it by. */
const cells = 2;

const exitNotice = encode({ over: 'memory' });

/**
 * The thread sleeps while the helper is idle. Native code that runs for long lets nothing else in its thread run, so
 * this is the one place where its memory can be seen, and that its server is gone.
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

/** Ends this process when it takes more than `limit` bytes or its server is gone, whatever it hangs in. */
export function startWatchdog(limit: string | undefined): Watchdog | undefined {
  if (limit === undefined) return undefined;
  const state = new Int32Array(new SharedArrayBuffer(cells * Int32Array.BYTES_PER_ELEMENT));
  new Worker(program, {
    eval: true,
    workerData: { state, limit: Number(limit), parent: process.ppid },
    // It allocates nothing to speak of.
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
