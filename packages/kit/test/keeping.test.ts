import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ToolError } from '../src/errors.ts';
import { allowedBy } from '../src/sandbox/allowed-by.ts';
import type { Operations } from '../src/sandbox/helper/job.ts';
import type { Confined } from '../src/sandbox/helper/confined.ts';
import type { HelperLoss } from '../src/sandbox/helper-policy.ts';
import { guardBy } from '../src/sandbox/guard.ts';
import { Sandbox, type SandboxOptions } from '../src/sandbox/sandbox.ts';
import { isRunning } from '../src/testing/is-running.ts';
import { keptLog, temporaryFolder } from './fixtures.ts';
import { bundledSandbox } from './helper-module.ts';

const helper = await bundledSandbox();

/** A helper that holds on to its process as native code does: nothing else in its thread runs meanwhile. */
const source = `
import { writeFileSync } from 'node:fs';
import { serveHelper } from ${JSON.stringify(helper)};
writeFileSync(new URL(\`started-\${process.pid}\`, import.meta.url), '');
let freed = 0;
const registry = new FinalizationRegistry(() => freed++);
await serveHelper({
  pid: () => process.pid,
  fillHeap() { const all = []; while (all.length < 200) all.push(Array.from({ length: 50_000 }, (_, i) => i + 0.5)); return all.length; },
  hang(fs, params, job) { job.mark('hanging'); writeFileSync(new URL(\`hanging-\${process.pid}\`, import.meta.url), ''); for (;;); },
  hangUnmarked() { for (;;); },
  gorge() { const all = []; while (process.memoryUsage.rss() < 600e6) all.push(Array.from({ length: 50_000 }, (_, i) => i + 0.5)); return process.memoryUsage.rss(); },
  held: () => process.memoryUsage.rss(),
  grow(fs, params, job) { job.mark('growing'); for (const all = []; ;) all.push(Buffer.alloc(4_000_000, 1)); },
  drop() { registry.register({}); gc(); return freed; },
  read: (fs, { path }) => fs.file(path).readAll(100).toString(),
  write(fs, { path }) { const { folder, name } = fs.named(path); const f = folder.create(name, 0o666); f.write(Buffer.from('x')); f.close(); },
  list: (fs, { path }) => fs.folder(path).entries().map(({ name }) => name).sort(),
}, { elsewhere: 'Look elsewhere.' });
`;

type Ops = Operations<Confined>;

async function setUp(options: Partial<SandboxOptions<Ops>> = {}) {
  const folder = temporaryFolder();
  const program = path.join(temporaryFolder(), 'helper.mjs');
  writeFileSync(program, source);
  const base = await Sandbox.open<Ops>([{ path: folder, writable: true }], { helper: program, log: keptLog().log });
  // No helper ends because it is idle.
  const sandbox = base.alongside<Ops>({ helper: program, log: keptLog().log, idleTimeout: Infinity, ...options });
  onTestFinished(() => (base.close(), sandbox.close()));
  const run = (name: string, { signal = new AbortController().signal, within = 240_000 } = {}) =>
    sandbox.run(name, {} as never, { signal, deadline: Date.now() + within, progress() {} });
  return { folder, program, base, sandbox, run, pid: async () => Number(await run('pid')) };
}

const lost = (why: HelperLoss, mark: string | undefined) =>
  new ToolError('unavailable', `lost: ${why}, ${mark ?? 'no mark'}`);

describe('helpers without grace', () => {
  test('the deadline ends what hangs, and says how far it was', async () => {
    const { run, pid } = await setUp({ grace: 0, maxHelpers: 1, lost });
    const first = await pid();
    let told = '';
    // A busy machine may not start it in time.
    for (let within = 200; told !== 'lost: late, hanging'; within *= 2) {
      told = await run('hang', { within }).then(String, (error: Error) => error.message);
      expect(told).toMatch(/^lost: late, /);
    }
    await expect(run('hangUnmarked', { within: 200 })).rejects.toThrow('lost: late, no mark');
    await vi.waitFor(() => expect(isRunning(first)).toBe(false));
    expect(await pid()).not.toBe(first);
  });

  test('a cancelled call ends its helper, and the next is served by another', async () => {
    const { run, pid, program } = await setUp({ grace: 0, maxHelpers: 1, lost });
    const first = await pid();
    const controller = new AbortController();
    const hanging = run('hang', { signal: controller.signal });
    await vi.waitFor(() => expect(readdirSync(path.dirname(program))).toContain(`hanging-${first}`));
    controller.abort(new Error('not wanted'));
    await expect(hanging).rejects.toThrow('not wanted');
    await vi.waitFor(() => expect(isRunning(first)).toBe(false));
    expect(await pid()).not.toBe(first);
  });
});

test('where that is wanted, a helper that was ended is replaced before anyone asks', async () => {
  const { run, pid, program } = await setUp({ grace: 0, maxHelpers: 1, restart: true, lost });
  const started = () => readdirSync(path.dirname(program)).filter((name) => name.startsWith('started-'));
  const first = await pid();
  await expect(run('hang', { within: 200 })).rejects.toThrow('lost: late');
  await vi.waitFor(() => expect(started()).toHaveLength(2));
  expect(started()).toContain(`started-${await pid()}`);
  expect(await pid()).not.toBe(first);
});

test.each([
  ['its server or its thread', { memory: 300_000_000 }],
  ['its thread', { flags: ['--memory=300000000'] }],
])('a helper that takes too much memory is ended by %s, whatever it is doing', async (_by, limit) => {
  const { run, pid } = await setUp({ grace: 0, maxHelpers: 1, lost, ...limit });
  await pid();
  await expect(run('grow')).rejects.toThrow('lost: memory, growing');
  expect(await pid()).toBeGreaterThan(0);
});

test('a helper that another program ends is not reported as out of memory', async () => {
  const { run, pid } = await setUp({ grace: 0, maxHelpers: 1, memory: 300_000_000, lost });
  const first = await pid();
  const hanging = run('hang');
  process.kill(first, 'SIGTERM');
  await expect(hanging).rejects.toThrow(/lost: ended/);
});

test('a helper that is never idle frees what its objects hold outside the heap', async () => {
  const { run } = await setUp({ maxHelpers: 1, nodeFlags: ['--expose-gc'] });
  for (let n = 0; n < 70; n++) await run('drop');
  expect(await run('drop')).toBeGreaterThan(0);
});

test('a call leaves no memory behind that would count against the next one', async () => {
  const { run } = await setUp({ maxHelpers: 1 });
  expect(await run('gorge')).toBeGreaterThan(600e6);
  expect(await run('held')).toBeLessThan(300e6);
});

test('the heap of a helper can be limited', async () => {
  const limited = await setUp({ nodeFlags: ['--max-old-space-size=40'], lost });
  await expect(limited.run('fillHeap')).rejects.toThrow('lost: memory');
  const { run } = await setUp({ lost });
  expect(await run('fillHeap')).toBeGreaterThan(0);
});

test.each([['memory: 1e9'], ["flags: ['--memory=1000000000']"]])(
  'a helper whose server is gone ends while it hangs (%s)',
  async (limit) => {
    const folder = temporaryFolder();
    const program = path.join(folder, 'helper.mjs');
    writeFileSync(program, source);
    const server = path.join(folder, 'server.ts');
    writeFileSync(
      server,
      `import { Sandbox } from ${JSON.stringify(new URL('../src/sandbox/sandbox.ts', import.meta.url).href)};
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const s = await Sandbox.open([{ path: ${JSON.stringify(folder)}, writable: true }], { helper: ${JSON.stringify(program)}, log, ${limit} });
    const call = { signal: new AbortController().signal, deadline: Date.now() + 240_000 };
    console.log(await s.run('pid', {}, call));
    s.run('hang', {}, call).catch(() => {});`,
    );
    const child = spawn(process.execPath, [server], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [chunk]: Buffer[] = await once(child.stdout, 'data');
    const pid = Number(chunk?.toString());
    expect(isRunning(pid)).toBe(true);
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false));
  },
);

describe('a folder that is allowed for some names in it', () => {
  const beside = (name: string) => ({ names: [name, `${name}-wal`], prefixes: [`${name}.copy-`] });

  async function only() {
    const folder = temporaryFolder();
    const program = path.join(temporaryFolder(), 'helper.mjs');
    writeFileSync(program, source);
    for (const name of ['a', 'a.env', 'a-wal', 'a.copy-1', 'b']) writeFileSync(path.join(folder, name), name);
    mkdirSync(path.join(folder, 'deep'));
    writeFileSync(path.join(folder, 'deep/a'), 'deep');
    symlinkSync('b', path.join(folder, 'a.copy-link'));
    const { folder: allowed, file } = await allowedBy(path.join(folder, 'a'), true, beside);
    const sandbox = await Sandbox.open<Ops>([allowed], { helper: program, log: keptLog().log });
    onTestFinished(() => sandbox.close());
    const run = (name: string, at: string) =>
      sandbox.run(name, { path: path.join(folder, at) } as never, {
        signal: new AbortController().signal,
        deadline: Date.now() + 240_000,
        progress() {},
      });
    return { folder, file, run };
  }

  test('these can be used', async () => {
    const { folder, file, run } = await only();
    expect(file).toBe(path.join(folder, 'a'));
    expect(await run('read', 'a')).toBe('a');
    expect(await run('read', 'a-wal')).toBe('a-wal');
    await run('write', 'a.copy-2');
    expect(readFileSync(path.join(folder, 'a.copy-2'), 'utf8')).toBe('x');
    expect(await run('list', '.')).toEqual(['a', 'a-wal', 'a.copy-1', 'a.copy-2', 'a.copy-link']);
  });

  test('no other can be read or made', async () => {
    const { folder, run } = await only();
    for (const name of ['b', 'a.env', 'deep/a', 'deep', 'a.copy-link'])
      await expect(run('read', name), name).rejects.toThrow('leads outside the allowed folders. Look elsewhere.');
    for (const name of ['c', 'a.envy', 'deep/new']) {
      await expect(run('write', name), name).rejects.toThrow('leads outside');
      expect(existsSync(path.join(folder, name)), name).toBe(false);
    }
  });
});

describe('what a path on the command line allows', () => {
  const beside = (name: string) => ({ names: [name], prefixes: [] });

  test('a folder: all that is in it', async () => {
    const folder = temporaryFolder();
    expect(await allowedBy(folder, true, beside)).toEqual({
      folder: { path: folder, writable: true },
      file: undefined,
      exists: true,
    });
  });

  test('a file behind a link: that file', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'real'), '');
    symlinkSync('real', path.join(folder, 'link'));
    const allowed = await allowedBy(path.join(folder, 'link'), false, beside);
    expect(allowed).toMatchObject({ file: path.join(folder, 'real'), folder: { only: { names: ['real'] } } });
  });

  test('what is missing: a file that is yet to be made, in a folder that exists', async () => {
    const folder = temporaryFolder();
    expect(await allowedBy(path.join(folder, 'new'), true, beside)).toMatchObject({
      exists: false,
      file: path.join(folder, 'new'),
    });
    await expect(allowedBy(path.join(folder, 'no/new'), true, beside)).rejects.toThrow('does not exist');
  });
});

test('only a program that knows the option guards a helper', () => {
  const folder = temporaryFolder();
  const older = path.join(folder, 'older');
  const newer = path.join(folder, 'newer');
  writeFileSync(older, 'setpriv --nnp');
  writeFileSync(newer, 'setpriv --pdeathsig');
  expect(guardBy(newer)).toEqual([newer, '--pdeathsig', 'KILL', '--']);
  expect(guardBy(older)).toBeUndefined();
  expect(guardBy(path.join(folder, 'none'))).toBeUndefined();
});
