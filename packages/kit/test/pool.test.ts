import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ToolError } from '../src/errors.ts';
import type { RootSpec } from '../src/sandbox/helper/roots.ts';
import type { RunOptions } from '../src/sandbox/pending-call.ts';
import { Pool, type PoolOptions } from '../src/sandbox/pool.ts';
import { isRunning } from '../src/testing/is-running.ts';
import { keptLog, temporaryFolder } from './fixtures.ts';
import { bundledSandbox } from './helper-module.ts';

/**
 * A helper with operations of the tests' own. It notes in a file when it starts and what it does.
 * - `wait`: continues until it is cancelled; - `hang`: never ends, and notices nothing; - `end`: its process ends, with a code.
 * - `freeze`: as `hang`, without using the processor.
 */
const helperSource = `
import { appendFileSync } from 'node:fs';
import { serveHelper, ToolError } from ${JSON.stringify(await bundledSandbox())};
const note = (...parts) => appendFileSync(new URL('notes', import.meta.url), [process.pid, ...parts].join(' ') + '\\n');
note('start', Object.keys(process.env).sort().join());
const cell = new Int32Array(new SharedArrayBuffer(4));
const operations = {
  echo: (fs, params) => ({ pid: process.pid, params, roots: fs.roots.map(({ path }) => path) }),
  progress(fs, params, job) {
    const end = performance.now() + 700;
    for (let done = 0; performance.now() < end; done++) job.progress(done, 9, 'message ' + done);
  },
  fail() { throw new ToolError('conflict', 'It is in the way.'); },
  break() { throw new Error('inside'); },
  *wait() {
    try { for (;;) yield Atomics.wait(cell, 0, 0, 5); } finally { note('cancelled wait'); }
  },
  hang() { for (;;); },
  freeze() { Atomics.wait(cell, 0, 0); },
  end(fs, code) { process.exit(code ?? 3); },
};
const noted = Object.entries(operations).map(([name, act]) => [name, (fs, params, job) => (note('run', name, JSON.stringify(params)), act(fs, params, job))]);
await serveHelper(Object.fromEntries(noted));
`;

interface Echo {
  pid: number;
  params: unknown;
  /** The folders that the call may use. */
  roots: string[];
}

function setUp(options: Partial<PoolOptions> = {}) {
  const folder = temporaryFolder();
  const program = path.join(folder, 'helper.mjs');
  writeFileSync(program, helperSource);
  const { log, lines } = keptLog();
  const pool = new Pool({ program, log, ...options });
  onTestFinished(() => pool.close());
  const set = pool.addRoots([rootAt(folder)]);
  const notes = () =>
    existsSync(path.join(folder, 'notes')) ? readFileSync(path.join(folder, 'notes'), 'utf8').trim().split('\n') : [];
  const run = (operation: string, params: unknown = null, dispatch: Partial<RunOptions> = {}) =>
    pool.run(set, operation, params, {
      signal: new AbortController().signal,
      deadline: Date.now() + 30_000,
      ...dispatch,
    });
  const echo = async (params: unknown = null, dispatch: Partial<RunOptions> = {}) =>
    (await run('echo', params, dispatch)) as Echo;
  /** A call that continues until it is released. */
  const waiting = (dispatch: Partial<RunOptions> = {}) => {
    const controller = new AbortController();
    const call = run('wait', null, { signal: controller.signal, ...dispatch });
    call.catch(() => {});
    return { call, letGo: (reason: unknown = new Error('let go')) => controller.abort(reason) };
  };
  const until = (count: number, what: RegExp) =>
    vi.waitFor(() => expect(notes().filter((line) => what.test(line)).length).toBeGreaterThanOrEqual(count), {
      timeout: 120_000,
    });
  const started = () => notes().filter((line) => / start /.test(line)).length;
  return { pool, run, echo, waiting, notes, until, started, set, lines, folder };
}

function rootAt(folder: string): RootSpec {
  const { dev, ino } = statSync(folder, { bigint: true });
  return { path: folder, real: folder, writable: true, identity: `${dev}:${ino}` };
}

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
    const dispatch = { signal: new AbortController().signal, deadline: Date.now() + 30_000 };
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
    await expect(run('hang', null, { deadline: Date.now() + 50 })).rejects.toMatchObject({ code: 'timeout' });
    const { pid } = await echo();
    const stuck = Number(/(\d+) run hang/.exec(notes().join('\n'))?.[1]);
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

/** Runs statements with a pool in another process, which has to end by itself. */
function inProcess(folder: string, statements: string, deadline = 30_000) {
  const script = `
    import { Pool } from ${JSON.stringify(new URL('../src/sandbox/pool.ts', import.meta.url).href)};
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const pool = new Pool({ program: ${JSON.stringify(path.join(folder, 'helper.mjs'))}, log });
    const set = pool.addRoots([${JSON.stringify(rootAt(folder))}]);
    const call = { signal: new AbortController().signal, deadline: Date.now() + ${deadline} };
    ${statements}
  `;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 20_000 });
}
