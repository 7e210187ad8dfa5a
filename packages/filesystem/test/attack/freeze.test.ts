// oxlint-disable vitest/valid-expect -- a message says which of many cases failed
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import type { Answer, Session } from '@mcp-reference/kit/testing';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { program, start, temporaryFolder } from '../start.ts';
import { modes } from './backends.ts';
import { makeFifo, noFifo } from './cases/kinds.ts';
import { childrenOf, eventually, isRunning, openFilesOf, signal } from './processes.ts';

const onWindows = process.platform === 'win32';
const flags = ['--no-confirm', '--timeout', '2'];

const stopped = new Set<number>();
/** Makes a process stand still in the middle of whatever it does: to its parent, a file system that never answers. */
function stop(pid: number): void {
  stopped.add(pid);
  process.kill(pid, 'SIGSTOP');
}
afterEach(() => {
  for (const pid of stopped) if (isRunning(pid)) signal(pid, 'SIGCONT');
  stopped.clear();
});

/** The only helper of a server that has answered one call. */
async function helperOf(session: Session): Promise<number> {
  expect(await session.call('list_directory', { path: '.' })).toMatchObject({ isError: false });
  const helpers = childrenOf(session.pid() ?? 0);
  expect(helpers).toHaveLength(1);
  return helpers[0] ?? 0;
}

const order = async (...answers: [string, Promise<Answer>][]): Promise<string[]> => {
  const came: string[] = [];
  await Promise.all(answers.map(async ([name, answer]) => void (await answer, came.push(name))));
  return came;
};

describe.skipIf(onWindows).each(modes)('%s backend: a call that hangs', (mode) => {
  const open = async (root: string) => start([root], { backend: mode, flags });

  test.each([
    ['list_directory', { path: '.' }],
    ['read_text_file', { path: 'a.txt' }],
    ['write_file', { path: 'stuck.txt', content: 'x' }],
    ['search_text', { path: '.', pattern: 'x' }],
  ])('%s hangs: every other call is answered before it, and it ends at its deadline', async (tool, args) => {
    const root = temporaryFolder();
    fs.writeFileSync(path.join(root, 'a.txt'), 'fine\n');
    const session = await open(root);
    const helper = await helperOf(session);
    stop(helper);
    const stuck = session.call(tool, args);
    const quick = (['list_directory', 'read_text_file', 'get_file_info', 'write_file', 'search_text'] as const).map(
      (name): [string, Promise<Answer>] => [
        name,
        session.call(name, {
          path: name === 'list_directory' || name === 'search_text' ? '.' : 'a.txt',
          ...(name === 'write_file' && { content: 'new' }),
          ...(name === 'search_text' && { pattern: 'x' }),
        }),
      ],
    );
    const came = await order(['stuck', stuck], ...quick);
    expect(came.at(-1)).toBe('stuck');
    expect(await stuck).toMatchObject({ isError: true, code: 'timeout' });
    for (const [name, answer] of quick) expect(await answer, name).toMatchObject({ isError: false });
    // What hung is gone, and what comes next is not its business.
    expect(await eventually(() => !isRunning(helper))).toBe(true);
    expect(await session.call('read_text_file', { path: 'a.txt' })).toMatchObject({ isError: false });
  });

  test('a read that hangs holds up no other read', async () => {
    const root = temporaryFolder();
    fs.writeFileSync(path.join(root, 'a.txt'), 'fine\n');
    const session = await open(root);
    stop(await helperOf(session));
    const stuck = session.call('read_text_file', { path: 'a.txt' });
    const quick = session.call('read_text_file', { path: 'a.txt' });
    expect(await order(['stuck', stuck], ['quick', quick])).toEqual(['quick', 'stuck']);
    expect(await stuck).toMatchObject({ isError: true, code: 'timeout' });
    expect(await quick).toMatchObject({ isError: false });
  });

  test('calls that all hang end at their deadline, and the next one works', async () => {
    const root = temporaryFolder();
    const session = await open(root);
    const stuck: Promise<Answer>[] = [];
    for (let i = 0; i < 4; i++) {
      await session.call('list_directory', { path: '.' });
      for (const helper of childrenOf(session.pid() ?? 0)) stop(helper);
      // Writing waits behind nothing, so each gets a helper of its own.
      stuck.push(session.call('create_directory', { path: `stuck-${i}` }));
    }
    for (const answer of await Promise.all(stuck)) expect(answer).toMatchObject({ isError: true, code: 'timeout' });
    expect(await session.call('create_directory', { path: 'after' })).toMatchObject({ isError: false });
    expect(fs.existsSync(path.join(root, 'after'))).toBe(true);
  });

  test('a helper that is killed makes its call unavailable, and the next one works', async () => {
    const root = temporaryFolder();
    const session = await open(root);
    for (let round = 0; round < 3; round++) {
      await session.call('list_directory', { path: '.' });
      const helpers = childrenOf(session.pid() ?? 0);
      helpers.forEach(stop);
      const stuck = session.call('create_directory', { path: `stuck-${round}` });
      // Answered by another helper after the stuck call was given away: the server takes calls in order.
      await session.call('create_directory', { path: `quick-${round}` });
      for (const helper of helpers) process.kill(helper, 'SIGKILL');
      expect(await stuck).toMatchObject({ isError: true, code: 'unavailable' });
      expect(await session.call('create_directory', { path: `after-${round}` })).toMatchObject({ isError: false });
    }
    expect(fs.readdirSync(root).sort()).toEqual(['after-0', 'after-1', 'after-2', 'quick-0', 'quick-1', 'quick-2']);
  });

  test('125 work that never ends by itself ends at the deadline, with its helper', async () => {
    const root = temporaryFolder();
    fs.writeFileSync(path.join(root, 'a.txt'), 'fine\n');
    const huge = fs.openSync(path.join(root, 'huge'), 'w');
    fs.ftruncateSync(huge, 2 ** 40);
    fs.closeSync(huge);
    const session = await open(root);
    const stuck = session.call('get_file_info', { path: 'huge', hash: true });
    const quick = session.call('read_text_file', { path: 'a.txt' });
    expect(await order(['stuck', stuck], ['quick', quick])).toEqual(['quick', 'stuck']);
    expect(await stuck).toMatchObject({ isError: true, code: 'timeout' });
    expect(await quick).toMatchObject({ isError: false });
  });

  test('copying a file without end stops at the deadline and leaves nothing behind', async () => {
    const root = temporaryFolder();
    const huge = fs.openSync(path.join(root, 'huge'), 'w');
    fs.ftruncateSync(huge, 2 ** 40);
    fs.closeSync(huge);
    const session = await start([root], { backend: mode, flags: ['--timeout', '1'] });
    expect(await session.call('copy_file', { source: 'huge', destination: 'copy' })).toMatchObject({ code: 'timeout' });
    expect(
      await eventually(() =>
        childrenOf(session.pid() ?? 0).every((pid) => openFilesOf(pid).every((file) => !file.includes('.mcp-'))),
      ),
    ).toBe(true);
    expect(fs.readdirSync(root)).toEqual(['huge']);
  });
});

describe.skipIf(onWindows || noFifo !== undefined).each(modes)('%s backend: FIFOs', (mode) => {
  test('90 no tool waits on a FIFO', async () => {
    const root = temporaryFolder();
    makeFifo(path.join(root, 'fifo'));
    fs.writeFileSync(path.join(root, 'a.txt'), 'fine\n');
    const session = await start([root], { backend: mode, flags });
    const p = { path: 'fifo' };
    const calls: [string, Record<string, unknown>][] = [
      ['read_text_file', p],
      ['read_file', p],
      ['read_media_file', p],
      ['read_multiple_files', { paths: ['fifo'] }],
      ['write_file', { ...p, content: 'x' }],
      ['write_file', { ...p, content: 'x', mode: 'append' }],
      ['edit_file', { ...p, edits: [{ oldText: 'a', newText: 'b' }] }],
      ['compare_files', { ...p, otherPath: 'a.txt' }],
      ['compare_files', { path: 'a.txt', otherPath: 'fifo' }],
      ['create_directory', p],
      ['list_directory', p],
      ['list_directory_with_sizes', { path: '.' }],
      ['directory_tree', { path: '.' }],
      ['copy_file', { source: 'fifo', destination: 'copy' }],
      ['move_file', { source: 'fifo', destination: 'moved' }],
      ['search_files', { path: '.', pattern: 'fifo', minSize: 0 }],
      ['search_text', p],
      ['search_text', { path: '.', pattern: 'x' }],
      ['get_file_info', { ...p, hash: true }],
    ].map(([tool, args]) => [tool as string, { ...(tool === 'search_text' && { pattern: 'x' }), ...(args as object) }]);
    for (const [tool, args] of calls) {
      const { code } = await session.call(tool, args);
      expect(code, `${tool} ${JSON.stringify(args)}`).not.toBe('timeout');
      expect(code, `${tool} ${JSON.stringify(args)}`).not.toBe('internal');
    }
    await expect(session.readResource(`file://${root}/fifo`)).rejects.toThrow(/pipe, socket or device/);
    expect(await session.call('delete_file', p)).toMatchObject({ isError: false });
  });

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
    const waits = () =>
      !fs.existsSync(`/proc/${writer.pid}/wchan`) ||
      /fifo|pipe/.test(fs.readFileSync(`/proc/${writer.pid}/wchan`, 'utf8'));
    await eventually(waits, 1000);
    for (const tool of ['read_text_file', 'read_media_file', 'get_file_info'])
      await session.call(tool, { path: 'fifo' });
    await session.call('read_multiple_files', { paths: ['fifo'] });
    await session.call('search_text', { path: '.', pattern: 'x' });
    await session.call('write_file', { path: 'fifo', content: 'x', mode: 'append' });
    expect(woken).toBe(false);
    // The same open by someone else does wake it, so the silence above means something.
    execFileSync('sh', ['-c', ': < "$0"', fifo]);
    expect(await eventually(() => woken, 5000)).toBe(true);
  });
});

/** Enough to search for seconds: sparse files, which take no room and all the time of reading. */
function bigTree(root: string): void {
  for (let i = 0; i < 40; i++) {
    const folder = path.join(root, `big-${i}`);
    fs.mkdirSync(folder);
    for (let j = 0; j < 100; j++) {
      const fd = fs.openSync(path.join(folder, `file-${j}.bin`), 'w');
      fs.ftruncateSync(fd, 4 * 1024 * 1024);
      fs.closeSync(fd);
    }
  }
}

describe.each(modes)('%s backend: cancelling', (mode) => {
  test.each([
    ['search_text', { path: '.', pattern: 'needle' }],
    ['search_text', { path: '.', pattern: 'needle', gitignore: false, filesOnly: true }],
  ])('132 a cancelled %s is answered at once, its work stops, and the server goes on', async (tool, args) => {
    const root = temporaryFolder();
    bigTree(root);
    fs.mkdirSync(path.join(root, 'small'));
    fs.writeFileSync(path.join(root, 'small', 'a.txt'), 'fine\n');
    const session = await start([root], { backend: mode });
    for (let round = 0; round < 3; round++) {
      const abort = new AbortController();
      const search = session.call(tool, args, { signal: abort.signal, onProgress: () => abort.abort() });
      await expect(search).rejects.toThrow(/abort/i);
      expect(abort.signal.aborted).toBe(true);
      expect(await session.call('read_text_file', { path: 'small/a.txt' })).toMatchObject({ isError: false });
    }
    if (process.platform !== 'linux') return;
    // Nobody works on it any more.
    const busy = () =>
      childrenOf(session.pid() ?? 0)
        .flatMap(openFilesOf)
        .filter((file) => file.startsWith(path.join(root, 'big-')));
    expect(await eventually(() => busy().length === 0, 5000), busy().join(' ')).toBe(true);
    expect(session.stderr()).toBe('');
  });

  test('cancelling many calls at once leaves no call hanging', async () => {
    const root = temporaryFolder();
    bigTree(root);
    fs.writeFileSync(path.join(root, 'a.txt'), 'fine\n');
    const session = await start([root], { backend: mode });
    const abort = new AbortController();
    const options = { signal: abort.signal, onProgress: () => abort.abort() };
    const calls = Array.from({ length: 20 }, () =>
      session.call('search_text', { path: '.', pattern: 'needle' }, options),
    );
    const ends = Promise.allSettled(calls);
    for (const { status } of await ends) expect(status).toBe('rejected');
    expect(await session.call('read_text_file', { path: 'a.txt' })).toMatchObject({ isError: false });
    // Four at most are ever started.
    expect(childrenOf(session.pid() ?? 0).length).toBeLessThanOrEqual(4);
  });
});

describe.each(modes)('%s backend: the end', (mode) => {
  const handshake = [
    {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
    },
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'list_directory', arguments: { path: '.' } } },
  ];

  async function serving(root: string) {
    const server = spawn(process.execPath, [program, root], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, MCP_SANDBOX_MODE: mode },
    });
    const ended = once(server, 'exit');
    onTestFinished(() => void server.kill('SIGKILL'));
    let output = '';
    server.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    for (const message of handshake) server.stdin.write(`${JSON.stringify(message)}\n`);
    expect(await eventually(() => output.includes('"id":2'))).toBe(true);
    return { server, ended, helpers: childrenOf(server.pid ?? 0) };
  }

  test('closing stdin ends the server and its helpers', async () => {
    const { server, ended, helpers } = await serving(temporaryFolder());
    expect(helpers).toHaveLength(1);
    server.stdin.end();
    expect(await ended).toEqual([0, null]);
    expect(await eventually(() => !helpers.some(isRunning))).toBe(true);
  });

  test.skipIf(onWindows)('closing stdin ends the server and its helpers while one of them hangs', async () => {
    const { server, ended, helpers } = await serving(temporaryFolder());
    helpers.forEach(stop);
    server.stdin.write(`${JSON.stringify({ ...handshake[2], id: 3 })}\n`);
    server.stdin.end();
    expect(await ended).toEqual([0, null]);
    expect(await eventually(() => !helpers.some(isRunning))).toBe(true);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends the server and its helpers', async (signal) => {
    const { server, ended, helpers } = await serving(temporaryFolder());
    server.kill(signal);
    await ended;
    expect(await eventually(() => !helpers.some(isRunning))).toBe(true);
  });

  test('a server that is killed takes its helpers with it', async () => {
    const { server, ended, helpers } = await serving(temporaryFolder());
    server.kill('SIGKILL');
    await ended;
    expect(await eventually(() => !helpers.some(isRunning))).toBe(true);
  });
});
