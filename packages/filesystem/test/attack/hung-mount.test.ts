import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Answer, Session } from '@mcp-reference/kit/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { start, temporaryFolder } from '../start.ts';
import { childrenOf, eventually } from './processes.ts';
import { bodyOf } from './world.ts';

// A FUSE file system that no program serves: the kernel waits for an answer to every request, as it does for a network
// drive or a disk that has stopped.

/** Mounts such a file system. Returns false where this user may not. */
function mountHung(point: string): boolean {
  let fd: number;
  try {
    fd = fs.openSync('/dev/fuse', 'r+');
  } catch {
    return false;
  }
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0,allow_other';
  const { status } = spawnSync('mount', ['-i', '-t', 'fuse', '-o', options, 'hung', point], {
    stdio: ['ignore', 'ignore', 'ignore', fd],
  });
  if (status !== 0) {
    fs.closeSync(fd);
    return false;
  }
  onTestFinished(() => {
    // Requests that wait fail when the connection is closed.
    fs.closeSync(fd);
    execFileSync('umount', ['-l', point]);
  });
  return true;
}

const canMount =
  process.platform === 'linux' && process.getuid?.() === 0 && fs.existsSync('/dev/fuse') && fs.existsSync('/bin/mount');

/** Calls that have to be answered while the others hang. */
async function otherCalls(session: Session, folder: string): Promise<void> {
  for (const [tool, args] of [
    ['read_text_file', { path: path.join(folder, 'a.txt') }],
    ['list_directory', { path: folder }],
    ['get_file_info', { path: path.join(folder, 'a.txt') }],
    ['write_file', { path: path.join(folder, 'new.txt'), content: 'new' }],
    ['search_text', { path: path.join(folder, 'a.txt'), pattern: 'fine' }],
  ] as [string, Record<string, unknown>][])
    expect(await session.call(tool, args, { timeout: 60_000 }), tool).toMatchObject({ isError: false });
}

/** Calls into the file system that hangs; they end when the test lets them. */
function hang(session: Session, calls: [string, Record<string, unknown>][]) {
  const abort = new AbortController();
  const hung = calls.map(([tool, args]) => session.call(tool, args, { signal: abort.signal }));
  const answered: Answer[] = [];
  for (const call of hung)
    void call.then(
      (answer) => answered.push(answer),
      () => {},
    );
  return { answered, abort: () => abort.abort(), ends: Promise.allSettled(hung) };
}

const flags = ['--timeout', '3600', '--no-confirm'];

describe.skipIf(!canMount)('a file system that hangs', () => {
  test('inside an allowed folder holds up no call that stays outside of it', async ({ skip }) => {
    const root = temporaryFolder();
    const point = path.join(root, 'mnt');
    fs.mkdirSync(point);
    fs.writeFileSync(path.join(root, 'a.txt'), 'fine\n');
    fs.symlinkSync('mnt', path.join(root, 'link'));
    const session = await start([root], { flags });
    await otherCalls(session, root);
    // Mounted after the server has looked at the folder.
    if (!mountHung(point)) return skip('This user cannot mount.');
    const { answered, abort, ends } = hang(session, [
      ['read_text_file', { path: 'mnt/a.txt' }],
      ['list_directory', { path: 'mnt' }],
      ['read_text_file', { path: 'link/a.txt' }],
    ]);
    expect(await eventually(() => childrenOf(session.pid() ?? 0).length > 0)).toBe(true);
    await otherCalls(session, root);
    expect(answered).toEqual([]);
    abort();
    await ends;
    return undefined;
  });

  test('that is an allowed folder holds up no call in another one', async ({ skip }) => {
    const root = temporaryFolder();
    const point = temporaryFolder();
    fs.writeFileSync(path.join(root, 'a.txt'), 'fine\n');
    const session = await start([root, point], { flags });
    await session.call('list_directory', { path: point });
    if (!mountHung(point)) return skip('This user cannot mount.');
    const { answered, abort, ends } = hang(session, [['list_directory', { path: point }]]);
    for (const tool of ['read_text_file', 'get_file_info'])
      expect(await session.call(tool, { path: path.join(root, 'a.txt') })).toMatchObject({ isError: false });
    expect(bodyOf(await session.call('list_directory', { path: root }))).toContain('a.txt');
    expect(answered).toEqual([]);
    abort();
    await ends;
    return undefined;
  });

  test('hangs: the same look from this process would wait', async ({ skip }) => {
    const point = temporaryFolder();
    if (!mountHung(point)) return skip('This user cannot mount.');
    const { signal } = spawnSync('ls', [path.join(point, 'a.txt')], { timeout: 500, killSignal: 'SIGKILL' });
    expect(signal).toBe('SIGKILL');
    return undefined;
  });
});
