import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { RunDelay } from '../src/sandbox/inline/run-delay.ts';

test.skipIf(process.platform !== 'linux')('counts the time that other programs take, and no sleep', async () => {
  const delay = new RunDelay();
  delay.start();
  const begun = performance.now();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  const slept = performance.now() - begun;
  // It slept for all but the time that it waited for a processor.
  expect(slept - delay.get()).toBeGreaterThanOrEqual(190);
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
