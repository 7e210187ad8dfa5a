import * as z from 'zod/v4';
import { describe, expect, test, vi } from 'vitest';
import { ToolError } from '../src/errors.ts';
import { connectTool, deferred, toolOf } from './fixtures.ts';

describe('deadline and cancellation', () => {
  /** Returns the answer of a call after so many seconds of a clock that the test moves. */
  async function afterSeconds<T>(seconds: number, act: () => Promise<T>): Promise<T> {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    try {
      const answer = act();
      await vi.advanceTimersByTimeAsync(seconds * 1_000);
      return await answer;
    } finally {
      vi.useRealTimers();
    }
  }

  const forever = (signal: AbortSignal, heard: (reason: unknown) => void) =>
    new Promise<string>((_, reject) =>
      signal.addEventListener('abort', () => (heard(signal.reason), reject(signal.reason as Error))),
    );

  test('a call that does not end is ended, and told to stop', async () => {
    let reason: unknown;
    const tool = toolOf({}, (_input, { signal }) => forever(signal, (why) => (reason = why)));
    const { call } = await connectTool(tool, { values: { timeout: 20 } });
    expect(await afterSeconds(22, () => call('do_it'))).toMatchObject({
      isError: true,
      code: 'timeout',
      text: 'Stopped after 20 seconds without an answer. Ask for less, or start the server with a longer --timeout.',
    });
    expect(reason).toBeInstanceOf(ToolError);
  });

  test('progress gives a call more time, up to ten times the limit; the same report twice does not', async () => {
    const at = async (seconds: number, reports: (n: number) => number) => {
      const tool = toolOf({}, async (_input, { signal, progress }) => {
        for (let n = 1; n <= seconds; n++) {
          await new Promise((resolve) => setTimeout(resolve, 1_000));
          if (signal.aborted) throw signal.reason;
          progress(reports(n));
        }
        return 'done';
      });
      const { call } = await connectTool(tool, { values: { timeout: 20 } });
      return afterSeconds(seconds + 2, () => call('do_it', {}, { timeout: 3_600_000 }));
    };
    expect(await at(150, (n) => n)).toMatchObject({ isError: false, text: 'done' });
    expect(await at(40, () => 1)).toMatchObject({ code: 'timeout', text: expect.stringContaining('after 21 seconds') });
    expect(await at(300, (n) => n)).toMatchObject({
      code: 'timeout',
      text: expect.stringContaining('after 200 seconds'),
    });
  });

  test('what answers in time is not ended', async () => {
    const tool = toolOf({}, () => new Promise((resolve) => setTimeout(() => resolve('just in time'), 19_000)));
    const { call } = await connectTool(tool, { values: { timeout: 20 } });
    expect(await afterSeconds(20, () => call('do_it'))).toMatchObject({ isError: false, text: 'just in time' });
  });

  test('what a handler throws at the deadline is the deadline', async () => {
    const tool = toolOf({}, async (_input, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      throw new Error('some other error of an interrupted library');
    });
    const { call, lines } = await connectTool(tool, { values: { timeout: 20 } });
    expect(await afterSeconds(22, () => call('do_it'))).toMatchObject({ code: 'timeout' });
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('a cancelled call is no failure of the server, whatever its handler throws', async () => {
    const started = deferred<void>();
    const ended = deferred<void>();
    const tool = toolOf({}, async (_input, { signal }) => {
      started.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      setImmediate(() => ended.resolve());
      throw new DOMException('This operation was aborted', 'AbortError');
    });
    const { call, lines } = await connectTool(tool);
    const controller = new AbortController();
    const answer = call('do_it', {}, { signal: controller.signal });
    await started.promise;
    controller.abort();
    await expect(answer).rejects.toThrow(/abort/i);
    await ended.promise;
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('passes a deadline that lies in the future by the time limit', async () => {
    const tool = toolOf({}, async (_input, { deadline }) => String(deadline));
    const { call } = await connectTool(tool, { values: { timeout: 3_600 } });
    const before = Date.now();
    const deadline = Number((await call('do_it')).text);
    expect(deadline).toBeGreaterThanOrEqual(before + 3_600_000);
    expect(deadline).toBeLessThanOrEqual(Date.now() + 3_600_000);
  });

  test('a cancelled call gets an abort signal', async () => {
    const started = deferred<void>();
    const stopped = deferred<unknown>();
    const tool = toolOf({}, (_input, { signal }) => {
      started.resolve();
      return forever(signal, stopped.resolve);
    });
    const { call } = await connectTool(tool);
    const controller = new AbortController();
    const answer = call('do_it', {}, { signal: controller.signal });
    await started.promise;
    controller.abort();
    await expect(answer).rejects.toThrow(/abort/i);
    await stopped.promise;
  });

  test('a client that goes away stops its calls', async () => {
    const started = deferred<void>();
    const stopped = deferred<unknown>();
    const tool = toolOf({}, (_input, { signal }) => {
      started.resolve();
      return forever(signal, stopped.resolve);
    });
    const { call, client } = await connectTool(tool);
    const answer = call('do_it').catch(() => 'gone');
    await started.promise;
    await client.close();
    await stopped.promise;
    expect(await answer).toBe('gone');
  });

  test('calls do not wait for each other', async () => {
    const gate = deferred<void>();
    const tool = toolOf({ wait: z.boolean() }, async ({ wait }) => {
      if (wait) await gate.promise;
      return wait ? 'slow' : 'quick';
    });
    const { call } = await connectTool(tool);
    const slow = call('do_it', { wait: true });
    expect((await call('do_it', { wait: false })).text).toBe('quick');
    gate.resolve();
    expect((await slow).text).toBe('slow');
  });
});

describe('progress', () => {
  const reports = async (steps: readonly [number, number?, string?][], now: () => number) => {
    const tool = toolOf({}, async (_input, { progress }) => {
      for (const step of steps) {
        clock += now();
        progress(...step);
      }
      return 'done';
    });
    let clock = 1_000_000;
    const spy = vi.spyOn(Date, 'now').mockImplementation(() => clock);
    const { call } = await connectTool(tool);
    const seen: { progress: number; total?: number | undefined; message?: string | undefined }[] = [];
    await call('do_it', {}, { onprogress: (report) => void seen.push(report) });
    spy.mockRestore();
    return seen;
  };

  test('what is reported arrives, with total and message', async () => {
    expect(await reports([[1, 3, 'one'], [2, 3], [3]], () => 200)).toEqual([
      { progress: 1, total: 3, message: 'one' },
      { progress: 2, total: 3 },
      { progress: 3 },
    ]);
  });

  test('never down, and never the same again', async () => {
    expect((await reports([[1], [5], [3], [5], [0], [6]], () => 1_000)).map(({ progress }) => progress)).toEqual([
      1, 5, 6,
    ]);
  });

  test('a flood becomes one report in 200 milliseconds', async () => {
    const seen = await reports(
      Array.from({ length: 1_000 }, (_, i) => [i] as const),
      () => 1,
    );
    expect(seen.map(({ progress }) => progress)).toEqual([0, 200, 400, 600, 800]);
  });

  test('a client that did not ask gets none', async () => {
    const notified = vi.fn();
    const tool = toolOf({}, async (_input, { progress }) => (progress(1), 'done'));
    const { call } = await connectTool(tool, {
      prepare: (client) => client.setNotificationHandler('notifications/progress', notified),
    });
    expect((await call('do_it')).text).toBe('done');
    expect(notified).not.toHaveBeenCalled();
  });
});
