import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { RunDelay } from '../src/sandbox/inline/run-delay.ts';

test.skipIf(process.platform !== 'linux')('counts the time that other programs take, and no sleep', async () => {
  const delay = new RunDelay();
  const begun = performance.now();
  delay.start();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  const waited = delay.get();
  // The time on the clock begins earlier and ends later, so it holds every wait for a processor, and the sleep.
  expect(performance.now() - begun - waited).toBeGreaterThanOrEqual(190);
  const busy = Array.from({ length: 2 * availableParallelism() }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  onTestFinished(() => busy.forEach((child) => void child.kill('SIGKILL')));
  const before = delay.get();
  while (delay.get() - before < 20) {
    for (let i = 0; i < 1e6; i++);
    await new Promise(setImmediate);
  }
  expect(delay.get() - before).toBeGreaterThanOrEqual(20);
});
