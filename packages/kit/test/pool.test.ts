import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ToolError } from '../src/errors.ts';
import type { RunOptions } from '../src/sandbox/pending-call.ts';
import { type PoolOptions } from '../src/sandbox/pool.ts';
import { isRunning } from '../src/testing/is-running.ts';
import { temporaryFolder } from './fixtures.ts';
import { inProcess, poolScene, rootAt } from './pool-scene.ts';

const { setUp } = await poolScene();

describe('one call', () => {
  test('its value, its error, its breakdown', async () => {
    const { run, echo } = setUp();
    expect((await echo({ a: ['é😀\n', 1, null] })).params).toEqual({ a: ['é😀\n', 1, null] });
    await expect(run('fail')).rejects.toMatchObject({
      name: 'ToolError',
      code: 'conflict',
      message: 'It is in the way.',
    });
    const broken = await run('break').catch((error: unknown) => error);
    expect(broken).toBeInstanceOf(Error);
    expect(broken).not.toBeInstanceOf(ToolError);
    expect(broken).toHaveProperty('stack', expect.stringMatching(/Error: inside\n.*helper\.mjs/s));
  });

  test('its progress, now and then, upwards', async () => {
    const { run } = setUp();
    const reports: Parameters<NonNullable<RunOptions['progress']>>[] = [];
    await run('progress', null, { progress: (...report) => void reports.push(report) });
    expect(reports.length).toBeGreaterThan(0);
    // Of hundreds of thousands.
    expect(reports.length).toBeLessThan(20);
    const numbers = reports.map(([done]) => done);
    expect(numbers).toEqual([...numbers].sort((x, y) => x - y));
    for (const [done, total, message] of reports) expect([total, message]).toEqual([9, `message ${done}`]);
  });

  test('one helper does what comes one after the other', async () => {
    const { echo, started } = setUp();
    const pids = new Set<number>();
    for (let i = 0; i < 20; i++) pids.add((await echo()).pid);
    expect(pids.size).toBe(1);
    expect(started()).toBe(1);
  });

  test('a call works in the roots of its set', async () => {
    const { pool, echo, folder } = setUp();
    const other = temporaryFolder();
    const otherSet = pool.addRoots([rootAt(other)]);
    const dispatch = { signal: new AbortController().signal, deadline: Date.now() + 240_000 };
    for (let i = 0; i < 2; i++) {
      expect((await echo()).roots).toEqual([folder]);
      expect(await pool.run(otherSet, 'echo', null, dispatch)).toMatchObject({ roots: [other] });
    }
  });

  test('a helper sees nothing of the environment that it does not need', async () => {
    vi.stubEnv('GITHUB_TOKEN', 'secret');
    vi.stubEnv('NODE_OPTIONS', '--no-warnings');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { echo, notes } = setUp();
    await echo();
    const names = /start (.*)/.exec(notes()[0] ?? '')?.[1]?.split(',') ?? ['?'];
    const needed = /^(HOME|NODE_COMPILE_CACHE|USERPROFILE|XDG_DATA_HOME|XDG_STATE_HOME|TMPDIR|TEMP|TMP|SystemRoot)$/;
    expect(names.filter((name) => !needed.test(name))).toEqual([]);
  });
});

describe('many calls', () => {
  test.each([false, true])('a slow call does not hold up quick ones (repeatable: %s)', async (repeatable) => {
    const { waiting, echo, until } = setUp();
    const slow = waiting({ repeatable });
    await until(1, /run wait/);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => echo(i, { repeatable })));
    expect(answers.map(({ params }) => params)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    slow.letGo();
    await expect(slow.call).rejects.toThrow('let go');
  });

  // Its deadline is far away: a call that waits for it does not return within the time of the test.
  const lasting = { repeatable: true, deadline: Date.now() + 3_600_000 };

  test('a call that hangs holds up nothing that only reads and came after it', async () => {
    const { waiting, echo, until } = setUp();
    await echo();
    const slow = waiting(lasting);
    await until(1, /run wait/);
    expect((await echo('one', { repeatable: true })).params).toBe('one');
    slow.letGo();
  });

  test('nor what came together with it', async () => {
    const { waiting, echo } = setUp();
    await echo();
    const before = echo('before', { repeatable: true });
    const slow = waiting(lasting);
    const after = echo('after', { repeatable: true });
    expect([(await before).params, (await after).params]).toEqual(['before', 'after']);
    slow.letGo();
  });

  test.each([true, false])(
    'no number of calls that hang holds up a quick call (repeatable: %s)',
    async (repeatable) => {
      const { run, echo, started, notes, until } = setUp({ maxHelpers: 2 });
      const controller = new AbortController();
      const hung = Array.from({ length: 5 }, (_, i) =>
        run('freeze', i, { ...lasting, repeatable, signal: controller.signal }).catch(String),
      );
      await until(2, /run freeze/);
      for (let i = 0; i < 3; i++) expect((await echo(i, { repeatable: true })).params).toBe(i);
      // Two that hang, and those that were tried in the helper kept for quick calls.
      expect(started()).toBeLessThanOrEqual(2 + 4);
      // A call that may have effects is never begun twice.
      const begun = notes().flatMap((line) => /run freeze (\d)/.exec(line)?.[1] ?? []);
      expect(new Set(begun).size).toBe(begun.length);
      controller.abort(new Error('let go'));
      expect(await Promise.all(hung)).toEqual(Array.from({ length: 5 }, () => 'Error: let go'));
    },
  );

  test('never more helpers than allowed', async () => {
    const limited = setUp({ maxHelpers: 2 });
    // The same calls, where more helpers are allowed: when it has started them, the first had the time to do so too.
    const control = setUp({ maxHelpers: 5 });
    const calls = [limited, control].map(({ waiting, echo }) => ({
      slow: Array.from({ length: 6 }, () => waiting()),
      quick: Array.from({ length: 10 }, (_, i) => echo(i)),
    }));
    await control.until(5, / start /);
    expect(limited.started()).toBe(2);
    for (const { slow } of calls) for (const call of slow) call.letGo();
    for (const { quick } of calls) {
      expect((await Promise.all(quick)).map(({ params }) => params)).toEqual(Array.from({ length: 10 }, (_, i) => i));
    }
    expect(limited.started()).toBe(2);
  });

  test('one of several callers keeps two helpers busy at most', async () => {
    const { waiting, echo, until, notes } = setUp();
    const greedy = Array.from({ length: 4 }, () => waiting({ caller: 'greedy' }));
    await until(2, /run wait/);
    expect((await echo('mine', { caller: 'other' })).params).toBe('mine');
    const others = [waiting({ caller: 'other' }), waiting({ caller: 'other' })];
    await until(4, /run wait/);
    expect(notes().filter((line) => line.includes('cancelled'))).toEqual([]);
    // Its third call runs as soon as one of its first two is over.
    greedy[0]?.letGo();
    await until(5, /run wait/);
    for (const { letGo } of [...greedy, ...others]) letGo();
  });

  test('control: a single caller keeps all of them busy', async () => {
    const { waiting, until } = setUp();
    const calls = Array.from({ length: 4 }, () => waiting());
    await until(4, /run wait/);
    for (const { letGo } of calls) letGo();
  });

  test('every call is done once, however many there are and whatever holds them up', async () => {
    const { waiting, echo, notes } = setUp({ maxHelpers: 3 });
    const slow = waiting();
    await Promise.all(Array.from({ length: 60 }, (_, i) => echo(i)));
    slow.letGo();
    const done = notes()
      .flatMap((line) => /run echo (\d+)/.exec(line)?.[1] ?? [])
      .map(Number);
    expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i));
  });

  test('a call that may have effects waits for an idle helper', async () => {
    const { waiting, echo, notes, until } = setUp({ maxHelpers: 1 });
    const slow = waiting();
    const later = echo('later');
    await until(1, /run wait/);
    slow.letGo();
    await later;
    const order = notes()
      .map((line) => line.replace(/^\d+ /, ''))
      .filter((line) => !line.startsWith('start'));
    expect(order).toEqual(['run wait null', 'cancelled wait', 'run echo "later"']);
  });
});

describe('calls that are given up', () => {
  test('before they began: they are refused with the reason, and never done', async () => {
    const { run, notes, echo } = setUp();
    const reason = new Error('too late');
    await expect(run('echo', 'never', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await echo();
    expect(notes().join('\n')).not.toContain('never');
  });

  test.each([false, true])('while they wait for a helper (repeatable: %s)', async (repeatable) => {
    const { waiting, run, until, notes, echo } = setUp({ maxHelpers: 1 });
    const slow = waiting();
    await until(1, /run wait/);
    const controller = new AbortController();
    const queued = run('echo', 'queued', { signal: controller.signal, repeatable });
    const behind = echo('behind', { repeatable });
    const reason = new Error('no longer');
    controller.abort(reason);
    await expect(queued).rejects.toBe(reason);
    slow.letGo();
    expect((await behind).params).toBe('behind');
    expect(notes().join('\n')).not.toContain('"queued"');
  });

  test('while they run: the helper stops and takes the next call', async () => {
    const { waiting, until, echo, started } = setUp();
    const slow = waiting();
    await until(1, /run wait/);
    const reason = new Error('cancelled');
    slow.letGo(reason);
    await expect(slow.call).rejects.toBe(reason);
    await until(1, /cancelled wait/);
    await echo();
    expect(started()).toBe(1);
  });

  test('a helper that does not stop is killed, and waiting calls get another', async () => {
    const { run, until, echo, notes } = setUp({ maxHelpers: 1 });
    const controller = new AbortController();
    const hanging = run('hang', null, { signal: controller.signal });
    await until(1, /run hang/);
    const queued = echo('queued');
    controller.abort(new Error('cancelled'));
    await expect(hanging).rejects.toThrow('cancelled');
    const { pid } = await queued;
    const stuck = Number(/(\d+) run hang/.exec(notes().join('\n'))?.[1]);
    expect(pid).not.toBe(stuck);
    await vi.waitFor(() => expect(isRunning(stuck)).toBe(false));
  });
});

describe('helpers that fail', () => {
  test('one that ends in the middle of a call: the call fails, those that wait are done', async () => {
    const { run, echo, started } = setUp({ maxHelpers: 1 });
    const ended = run('end');
    const queued = echo('queued');
    await expect(ended).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('try again') });
    expect((await queued).params).toBe('queued');
    expect(started()).toBe(2);
  });

  test('one that ends while calls wait behind another in it: they are done elsewhere', async () => {
    const { run, echo } = setUp({ maxHelpers: 1 });
    const ended = run('end', null, { repeatable: true });
    const behind = Array.from({ length: 5 }, (_, i) => echo(i, { repeatable: true }));
    await expect(ended).rejects.toMatchObject({ code: 'unavailable' });
    expect((await Promise.all(behind)).map(({ params }) => params)).toEqual([0, 1, 2, 3, 4]);
  });

  test('one whose heap was full, by the exit code of systems without signals', async () => {
    const why: string[] = [];
    const lost: PoolOptions['lost'] = (reason) => (why.push(reason), new ToolError('unavailable', reason));
    const { run } = setUp({ lost });
    await expect(run('end', 134)).rejects.toThrow('memory');
    await expect(run('end', 3)).rejects.toThrow('ended');
    expect(why).toEqual(['memory', 'ended']);
  });

  test('one that was killed while it was idle is replaced', async () => {
    const { echo } = setUp();
    const { pid } = await echo();
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false));
    const next = await echo('next').catch(() => echo('next'));
    expect(next.params).toBe('next');
    expect(next.pid).not.toBe(pid);
  });

  test('one that hangs is ended at the deadline', async () => {
    const { run, echo, notes } = setUp();
    const hanging = () => /(\d+) run hang/.exec(notes().join('\n'))?.[1];
    // A busy machine may not start it in time.
    for (let limit = 200; hanging() === undefined; limit *= 2)
      await expect(run('hang', null, { deadline: Date.now() + limit })).rejects.toMatchObject({ code: 'timeout' });
    const { pid } = await echo();
    const stuck = Number(hanging());
    expect(pid).not.toBe(stuck);
    await vi.waitFor(() => expect(isRunning(stuck)).toBe(false));
  });

  test('a program that does not exist is an error of the call, not of the process', async () => {
    const { run } = setUp({ program: '/no/such/helper.mjs' });
    for (let i = 0; i < 2; i++) await expect(run('echo')).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('a program that says something else than messages is an error of the call, and not the end of the server', () => {
    const folder = temporaryFolder();
    writeFileSync(
      path.join(folder, 'helper.mjs'),
      "process.stdout.write('Hello, I am a warning\\n'); process.stdin.resume();",
    );
    const { stdout, status } = inProcess(
      folder,
      "await pool.run(set, 'echo', null, call).catch(({ name }) => console.log(name)); pool.close();",
      1_000,
    );
    expect({ stdout, status }).toEqual({ stdout: 'ToolError\n', status: 0 });
  });
});
