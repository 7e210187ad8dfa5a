import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import type { RootSpec } from '../src/sandbox/helper/roots.ts';
import type { RunOptions } from '../src/sandbox/pending-call.ts';
import { Pool, type PoolOptions } from '../src/sandbox/pool.ts';
import { keptLog, temporaryFolder } from './fixtures.ts';
import { bundledSandbox } from './helper-module.ts';

/**
 * A helper with operations of the tests' own. It notes in a file when it starts and what it does.
 * - `wait`: continues until it is cancelled; - `hang`: never ends, and notices nothing; - `end`: its process ends, with a code.
 * - `freeze`: as `hang`, without using the processor.
 */
const sourceOf = (sandbox: string): string => `
import { appendFileSync } from 'node:fs';
import { serveHelper, ToolError } from ${JSON.stringify(sandbox)};
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

export interface Echo {
  pid: number;
  params: unknown;
  /** The folders that the call may use. */
  roots: string[];
}

export function rootAt(folder: string): RootSpec {
  const { dev, ino } = statSync(folder, { bigint: true });
  return { path: folder, real: folder, writable: true, identity: `${dev}:${ino}` };
}

/** Bundles the helper for the tests of one file. */
export async function poolScene() {
  const helperSource = sourceOf(await bundledSandbox());
  const setUp = (options: Partial<PoolOptions> = {}) => {
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
        deadline: Date.now() + 240_000,
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
  };
  return { helperSource, setUp };
}

/** Runs statements with a pool in another process, which has to end by itself. */
export function inProcess(folder: string, statements: string, deadline = 30_000) {
  const script = `
    import { Pool } from ${JSON.stringify(new URL('../src/sandbox/pool.ts', import.meta.url).href)};
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const pool = new Pool({ program: ${JSON.stringify(path.join(folder, 'helper.mjs'))}, log });
    const set = pool.addRoots([${JSON.stringify(rootAt(folder))}]);
    const call = { signal: new AbortController().signal, deadline: Date.now() + ${deadline} };
    ${statements}
  `;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 120_000 });
}
