// oxlint-disable vitest/valid-expect -- a message says which of many cases failed
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import type { Answer, Session } from '@mcp-reference/kit/testing';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { start, temporaryFolder } from '../start.ts';
import { tierModes as modes } from './backends.ts';
import { makeFifo, noFifo } from './cases/kinds.ts';
import { childrenOf, eventually, goOn, isRunning, openFilesOf, signal, stop } from './processes.ts';

const onWindows = process.platform === 'win32';
// Far away: a call that waited for one that hangs would not return, and a busy machine ends none of the others.
const flags = ['--no-confirm', '--timeout', '3600'];
const hurried = ['--no-confirm', '--timeout', '1'];

afterEach(goOn);

/** The only helper of a server that has answered one call. */
async function helperOf(session: Session): Promise<number> {
  while ((await session.call('list_directory', { path: '.' })).isError);
  const helpers = childrenOf(session.pid() ?? 0);
  expect(helpers).toHaveLength(1);
  return helpers[0] ?? 0;
}

/** Puts a file of 1 TB, almost all of it a hole, in a folder: reading it takes longer than any deadline. */
function makeHuge(folder: string): void {
  const huge = fs.openSync(path.join(folder, 'huge'), 'w');
  fs.ftruncateSync(huge, 2 ** 40);
  fs.closeSync(huge);
}

describe.skipIf(onWindows).each(modes)('%s backend: a call that hangs', (mode) => {
  const open = async (root: string, own = flags) => start([root], { backend: mode, flags: own });

  const hanging: [string, Record<string, unknown>][] = [
    ['list_directory', { path: '.' }],
    ['read_text_file', { path: 'a.txt' }],
    ['write_file', { path: 'stuck.txt', content: 'x' }],
    ['search_text', { path: '.', pattern: 'x' }],
  ];
  const others: [string, Record<string, unknown>][] = [
    ['list_directory', { path: '.' }],
    ['read_text_file', { path: 'a.txt' }],
    ['get_file_info', { path: 'a.txt' }],
    ['write_file', { path: 'a.txt', content: 'new' }],
    ['search_text', { path: '.', pattern: 'x' }],
  ];

  test.each(hanging)('every other call is answered while %s hangs, and cancelling ends it', async (tool, args) => {
    const root = temporaryFolder();
    fs.writeFileSync(path.join(root, 'a.txt'), 'fine\n');
    const session = await open(root);
    const helper = await helperOf(session);
    // A tool's module is imported by its first call: the call that hangs has to reach the helper before the others.
    expect(await session.call(tool, args)).toMatchObject({ isError: false });
    stop(helper);
    const abort = new AbortController();
    const stuck = session.call(tool, args, { signal: abort.signal }).then(
      () => 'answered',
      () => 'cancelled',
    );
    const quick = others.map(([name, own]) => session.call(name, own));
    for (const [i, answer] of quick.entries()) expect(await answer, others[i]?.[0]).toMatchObject({ isError: false });
    expect(isRunning(helper)).toBe(true);
    abort.abort();
    expect(await stuck).toBe('cancelled');
    // What hung is gone, and what comes next is not its business.
    expect(await eventually(() => !isRunning(helper))).toBe(true);
    expect(await session.call('read_text_file', { path: 'a.txt' })).toMatchObject({ isError: false });
  });

  test('calls that all hang end at their deadline, and the next one works', async () => {
    const root = temporaryFolder();
    const session = await open(root, hurried);
    // On a busy machine a new helper may start too late for its first call.
    const answered = async (tool: string, args: Record<string, unknown>) => {
      while ((await session.call(tool, args)).isError);
    };
    const stuck: Promise<Answer>[] = [];
    const stopped = new Set<number>();
    for (let i = 0; i < 4; i++) {
      await answered('list_directory', { path: '.' });
      for (const helper of childrenOf(session.pid() ?? 0)) {
        stop(helper);
        stopped.add(helper);
      }
      // Writing waits behind nothing, so each gets a separate helper.
      stuck.push(session.call('create_directory', { path: `stuck-${i}` }));
    }
    for (const answer of await Promise.all(stuck)) expect(answer).toMatchObject({ isError: true, code: 'timeout' });
    await answered('create_directory', { path: 'after' });
    expect(fs.existsSync(path.join(root, 'after'))).toBe(true);
    // Their helpers are killed with them.
    await expect
      .poll(() => childrenOf(session.pid() ?? 0).filter((helper) => stopped.has(helper)), { timeout: 60_000 })
      .toEqual([]);
  });

  test('a helper that is killed makes its call unavailable, and the next one works', async () => {
    const root = temporaryFolder();
    const session = await open(root);
    for (let round = 0; round < 3; round++) {
      while ((await session.call('list_directory', { path: '.' })).isError);
      const helpers = childrenOf(session.pid() ?? 0);
      helpers.forEach(stop);
      const stuck = session.call('create_directory', { path: `stuck-${round}` });
      // Answered by another helper after the stuck call was given away: the server takes calls in order.
      await session.call('create_directory', { path: `quick-${round}` });
      for (const helper of helpers) signal(helper, 'SIGKILL');
      expect(await stuck).toMatchObject({ isError: true, code: 'unavailable' });
      expect(await session.call('create_directory', { path: `after-${round}` })).toMatchObject({ isError: false });
    }
    expect(fs.readdirSync(root).sort()).toEqual(['after-0', 'after-1', 'after-2', 'quick-0', 'quick-1', 'quick-2']);
  });

  test('125 work that never ends by itself ends at the deadline, with its helper, and holds up no other', async () => {
    const root = temporaryFolder();
    fs.writeFileSync(path.join(root, 'a.txt'), 'fine\n');
    makeHuge(root);
    const hash = { path: 'huge', hash: true };
    const session = await open(root);
    const abort = new AbortController();
    const stuck = session.call('get_file_info', hash, { signal: abort.signal }).catch(() => {});
    expect(await session.call('read_text_file', { path: 'a.txt' })).toMatchObject({ isError: false });
    abort.abort();
    await stuck;
    const short = await open(root, hurried);
    const helper = await helperOf(short);
    expect(await short.call('get_file_info', hash)).toMatchObject({ isError: true, code: 'timeout' });
    expect(await eventually(() => !isRunning(helper))).toBe(true);
  });

  test('copying a file without end stops at the deadline and leaves nothing behind', async () => {
    const root = temporaryFolder();
    makeHuge(root);
    const session = await open(root, hurried);
    expect(await session.call('copy_file', { source: 'huge', destination: 'copy' })).toMatchObject({ code: 'timeout' });
    expect(
      await eventually(() =>
        childrenOf(session.pid() ?? 0).every((pid) => openFilesOf(pid).every((file) => !file.includes('.mcp-'))),
      ),
    ).toBe(true);
    expect(fs.readdirSync(root)).toEqual(['huge']);
  });
});

// The same for both backends; pool.test.ts holds it for calls that may have effects.
test.skipIf(process.platform !== 'linux')('five reads that never end hold up no sixth', async () => {
  const root = temporaryFolder();
  fs.writeFileSync(path.join(root, 'a.txt'), 'fine\n');
  // The deadline is far away: a read that waited for one of those that hang would not return in time. A forced backend
  // keeps small reads out of the server's process.
  const session = await start([root], { backend: 'descriptor', flags: ['--timeout', '3600'] });
  const read = (signal?: AbortSignal) =>
    session.call('read_text_file', { path: 'a.txt' }, { ...(signal && { signal }) });
  const abort = new AbortController();
  const ends: Promise<PromiseSettledResult<Answer>[]>[] = [];
  for (let i = 0; i < 5; i++) {
    expect(await read()).toMatchObject({ isError: false });
    for (const helper of childrenOf(session.pid() ?? 0)) stop(helper);
    ends.push(Promise.allSettled([read(abort.signal)]));
  }
  for (let i = 0; i < 2; i++) expect(await read()).toMatchObject({ isError: false });
  abort.abort();
  expect((await Promise.all(ends)).flat().map(({ status }) => status)).toEqual(ends.map(() => 'rejected'));
});

// That no tool waits on a FIFO is in every-tool.test.ts.
describe.skipIf(onWindows || noFifo !== undefined).each(modes)('%s backend: FIFOs', (mode) => {
  test('90b nobody who waits at a FIFO notices', async () => {
    const root = temporaryFolder();
    const fifo = path.join(root, 'fifo');
    makeFifo(fifo);
    const session = await start([root], { backend: mode, flags });
    // Opening for writing waits for a reader; a server that opens it to look becomes that reader.
    const writer = spawn('sh', ['-c', 'exec 3> "$0"; echo woken', fifo], { stdio: ['ignore', 'pipe', 'ignore'] });
    let woken = false;
    writer.stdout.on('data', () => (woken = true));
    const ended = once(writer, 'exit');
    onTestFinished(async () => {
      writer.kill('SIGKILL');
      await ended;
    });
    // It sleeps once it waits: where the kernel hides the function in which it does (wchan), the state has to do.
    const proc = `/proc/${writer.pid}`;
    const waits = () =>
      !fs.existsSync(`${proc}/stat`) ||
      /fifo|pipe/.test(fs.readFileSync(`${proc}/wchan`, 'utf8')) ||
      /\) S /.test(fs.readFileSync(`${proc}/stat`, 'utf8'));
    expect(await eventually(waits)).toBe(true);
    for (const tool of ['read_text_file', 'read_media_file', 'get_file_info'])
      await session.call(tool, { path: 'fifo' });
    await session.call('read_multiple_files', { paths: ['fifo'] });
    await session.call('search_text', { path: '.', pattern: 'x' });
    await session.call('write_file', { path: 'fifo', content: 'x', mode: 'append' });
    await expect(session.readResource(`file://${fifo}`)).rejects.toThrow(/pipe, socket or device/);
    expect(woken).toBe(false);
    // The same open by someone else does wake it, so the silence above means something.
    execFileSync('sh', ['-c', ': < "$0"', fifo]);
    expect(await eventually(() => woken)).toBe(true);
  });
});
