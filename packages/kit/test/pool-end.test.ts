import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { isRunning } from '../src/testing/is-running.ts';
import { temporaryFolder } from './fixtures.ts';
import { inProcess, poolScene } from './pool-scene.ts';

const { helperSource, setUp } = await poolScene();

describe('the end', () => {
  test('what runs and what waits is refused, and the helpers are gone', async () => {
    const { pool, waiting, echo, until, notes } = setUp({ maxHelpers: 1 });
    const slow = waiting();
    await until(1, /run wait/);
    const queued = echo();
    pool.close();
    for (const call of [slow.call, queued, echo()])
      await expect(call).rejects.toMatchObject({ code: 'unavailable', message: 'The server is shutting down.' });
    const pid = Number(notes()[0]?.split(' ')[0]);
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false));
  });

  test.each([
    ['a minute', {}, 60_000],
    ['its own idle timeout', { idleTimeout: 1_000 }, 1_000],
  ] as const)(
    'an idle helper ends after %s, also the last one, and the next call starts another',
    async (_, options, time) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      onTestFinished(() => void vi.useRealTimers());
      const { echo } = setUp({ restart: true, ...options });
      const { pid } = await echo();
      vi.advanceTimersByTime(time - 1);
      expect((await echo()).pid).toBe(pid);
      vi.advanceTimersByTime(time - 1);
      expect(isRunning(pid)).toBe(true);
      vi.advanceTimersByTime(1);
      vi.useRealTimers();
      await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 120_000 });
      expect((await echo()).pid).not.toBe(pid);
    },
  );

  test('a helper that holds data is kept', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { echo } = setUp({ idleTimeout: Infinity });
    const { pid } = await echo();
    vi.advanceTimersByTime(24 * 60 * 60 * 1000);
    expect((await echo()).pid).toBe(pid);
  });

  test('an idle helper does not keep the process alive', () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'helper.mjs'), helperSource);
    const { stdout, stderr, signal } = inProcess(
      folder,
      "console.log((await pool.run(set, 'echo', 'done', call)).params);",
    );
    expect({ stdout, stderr, signal }).toEqual({ stdout: 'done\n', stderr: '', signal: null });
  });
});
