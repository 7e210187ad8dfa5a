// oxlint-disable vitest/valid-expect -- a message says which of many cases failed
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { start, temporaryFolder } from '../start.ts';
import { sandboxed } from './arena.ts';
import { backendOf, modes, places } from './backends.ts';
import { betweenCalls, skipPrograms } from './interleave.ts';
import { interrupted } from './interrupted.ts';
import { childrenOf, eventually, isRunning, signal } from './processes.ts';

const flags = ['--no-confirm'];
class Crash extends Error {}

/** Before a call, counted from 0; or in the middle of a write, counted among the writes. */
type Point = { call: number } | { write: number };

/** Ends the operation as a kill would: nothing that comes after changes the disk. Returns whether it came that far. */
function crash(act: () => unknown, point: Point): boolean {
  let writes = 0;
  let crashed = false;
  betweenCalls(
    () => {
      try {
        act();
      } catch (error) {
        // The operation may say something else of a call that the crash failed.
        if (!crashed) throw error;
      }
    },
    (call, name, args) => {
      // Letting go of what is open changes nothing on the disk, and the test continues in this process.
      if (['closeSync', 'chdir', 'cwd'].includes(name)) return;
      const [file, bytes] = args;
      const isWrite = name === 'writeSync' && bytes instanceof Uint8Array && typeof file === 'number';
      const isTorn = 'write' in point && isWrite && writes++ === point.write;
      if (!crashed && !isTorn && !('call' in point && call >= point.call)) return;
      if (isTorn && !crashed) fs.writeSync(file, bytes, 0, bytes.length >> 1);
      crashed = true;
      throw new Crash();
    },
  );
  return crashed;
}

describe.each(places)('%s, killed before each of its system calls', (mode) => {
  skipPrograms();

  test.each(interrupted.filter(({ inServer }) => mode !== 'inline' || inServer))(
    '$name',
    ({ prepare, act, holds, writes }) => {
      const base = temporaryFolder();
      const interrupt = (point: Point): boolean => {
        const root = fs.mkdtempSync(path.join(base, 'r-'));
        prepare(root);
        const sandbox = sandboxed([root], mode);
        const crashed = crash(() => act(sandbox.act), point);
        sandbox.close();
        holds(root);
        return crashed;
      };
      // How many there are depends on what is known for some milliseconds, such as the table of mounts.
      let calls = 0;
      while (interrupt({ call: calls })) calls++;
      expect(calls).toBeGreaterThan(3);
      let tears = 0;
      while (interrupt({ write: tears })) tears++;
      // The content, and the lock beside it.
      expect(tears).toBeGreaterThanOrEqual(writes);
    },
  );
});

/** The number of a process that existed and is gone. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

const leave = (folder: string, name: string, age: number): string => {
  const file = path.join(folder, name);
  fs.writeFileSync(file, 'left');
  const then = Date.now() / 1000 - age;
  fs.utimesSync(file, then, then);
  return file;
};

describe.each(places)('%s: what a crash left behind', (place) => {
  const backend = backendOf(place);

  test('113 is swept by the next write in that folder, and nothing that only looks like it', async () => {
    const root = temporaryFolder();
    const dead = await deadProcess();
    const kept = [
      `.mcp-${dead}-0123456789ab.tmp.txt`,
      `x.mcp-${dead}-0123456789ab.tmp`,
      `.mcp-${dead}-0123456789.tmp`,
      `.mcp-${dead}-0123456789AB.tmp`,
      `.mcp-x-0123456789ab.tmp`,
      `.mcp-${dead}-0123456789ab.tm`,
      // Of a process that lives: it may be writing.
      `.mcp-${process.pid}-0123456789ab.tmp`,
      '.mcp-1-0123456789ab.tmp',
    ].map((name) => leave(root, name, 3600));
    const young = leave(root, `.mcp-${dead}-aaaaaaaaaaaa.tmp`, 5);
    const folder = path.join(root, `.mcp-${dead}-bbbbbbbbbbbb.tmp`);
    fs.mkdirSync(folder);
    const link = path.join(root, `.mcp-${dead}-cccccccccccc.tmp`);
    fs.symlinkSync('nowhere', link);
    const left = ['111111111111', '222222222222'].map((random) => leave(root, `.mcp-${dead}-${random}.tmp`, 3600));
    const session = await start([root], { backend, flags });
    expect((await session.call('list_directory', { path: '.' })).text).not.toContain(`.mcp-${dead}-111111111111.tmp`);
    expect(await session.call('write_file', { path: 'a.txt', content: 'x' })).toMatchObject({ isError: false });
    expect(await eventually(() => !left.some((file) => fs.existsSync(file)))).toBe(true);
    for (const file of [...kept, young, folder]) expect(fs.existsSync(file), file).toBe(true);
    expect(fs.lstatSync(link).isSymbolicLink()).toBe(true);
    expect(session.stderr()).toBe('');
  });

  test('113c outside is not swept through a link', async () => {
    const base = temporaryFolder();
    const [root, outside] = ['root', 'outside'].map((name) => path.join(base, name)) as [string, string];
    for (const folder of [root, outside]) fs.mkdirSync(folder);
    fs.symlinkSync(outside, path.join(root, 'link'));
    const file = leave(outside, `.mcp-${await deadProcess()}-0123456789ab.tmp`, 3600);
    const session = await start([root], { backend, flags });
    await session.call('write_file', { path: 'link/a.txt', content: 'x' });
    await session.call('write_file', { path: 'a.txt', content: 'x' });
    expect(await session.call('list_directory', { path: '.' })).toMatchObject({ isError: false });
    expect(fs.existsSync(file)).toBe(true);
  });
});

describe.each(modes)('%s backend: what a crash left behind', (backend) => {
  test('113b by a helper is swept by a later one, also in a folder that it has written to before', async () => {
    const root = temporaryFolder();
    const session = await start([root], { backend, flags });
    await session.call('write_file', { path: 'a.txt', content: 'x' });
    const [helper = 0] = childrenOf(session.pid() ?? 0);
    signal(helper, 'SIGKILL');
    expect(await eventually(() => !isRunning(helper))).toBe(true);
    for (let i = 0; i < 10 && (await session.call('list_directory', { path: '.' })).isError; i++);
    // The first write after a crash comes soon: what was left is still young then, and not touched.
    const file = leave(root, `.mcp-${helper}-0123456789ab.tmp`, 1);
    expect(await session.call('write_file', { path: 'b.txt', content: 'x' })).toMatchObject({ isError: false });
    expect(fs.existsSync(file)).toBe(true);
    leave(root, path.basename(file), 3600);
    expect(await session.call('write_file', { path: 'c.txt', content: 'x' })).toMatchObject({ isError: false });
    expect(await eventually(() => !fs.existsSync(file))).toBe(true);
  });
});
