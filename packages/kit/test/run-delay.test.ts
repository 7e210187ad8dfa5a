import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { RunDelay } from '../src/sandbox/inline/run-delay.ts';

/** Returns how much of a sleep of so many milliseconds does not count as a wait for a processor. */
function uncounted(delay: RunDelay, sleep: number): number {
  const begun = performance.now();
  delay.start(performance.now());
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, sleep);
  const waited = delay.get();
  return performance.now() - begun - waited;
}

test.skipIf(process.platform !== 'linux')('counts the time that other programs take, and no sleep', async () => {
  const delay = new RunDelay();
  // The kernel's count is a few milliseconds ahead of the clock on a busy machine, however long the sleep.
  let sleep = 50;
  while (uncounted(delay, sleep) < sleep / 2 && sleep < 10_000) sleep *= 2;
  expect(sleep).toBeLessThan(10_000);
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
