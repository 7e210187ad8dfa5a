import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { start, temporaryFolder } from '../start.ts';
import { eventually } from './processes.ts';

// File systems that a program serves: a slow one, and one that lies about kinds, sizes and ends. See file-system.mjs.

const canMount =
  process.platform === 'linux' && process.getuid?.() === 0 && fs.existsSync('/dev/fuse') && fs.existsSync('/bin/mount');

const secret = 'SECRET-WORD';

/** Mounts it in a folder. Returns undefined where this user may not. */
async function mounted(delay: number): Promise<{ point: string; root: string } | undefined> {
  const root = temporaryFolder();
  const point = path.join(temporaryFolder(), 'mnt');
  fs.mkdirSync(point);
  const outside = path.join(temporaryFolder(), 'secret.txt');
  fs.writeFileSync(outside, secret);
  let fd: number;
  try {
    fd = fs.openSync('/dev/fuse', 'r+');
  } catch {
    return undefined;
  }
  const options = `fd=3,rootmode=40000,user_id=0,group_id=0,allow_other`;
  const { status } = spawnSync('mount', ['-i', '-t', 'fuse', '-o', options, 'broken', point], {
    stdio: ['ignore', 'ignore', 'ignore', fd],
  });
  if (status !== 0) {
    fs.closeSync(fd);
    return undefined;
  }
  const served = spawn(process.execPath, [path.join(import.meta.dirname, 'file-system.mjs'), String(delay), outside], {
    stdio: ['ignore', 'ignore', 'ignore', fd],
  });
  fs.closeSync(fd);
  onTestFinished(() => {
    spawnSync('umount', ['-l', point]);
    served.kill('SIGKILL');
  });
  return { point, root };
}

describe.skipIf(!canMount)('a file system that', () => {
  test('is slow is read rightly, and stops at the deadline without holding up others', async ({ skip }) => {
    const places = await mounted(150);
    if (places === undefined) return skip('This user cannot mount.');
    const { point, root } = places;
    fs.writeFileSync(path.join(root, 'a.txt'), 'fine\n');
    const session = await start([root, point]);
    const at = { path: path.join(point, 'slow.txt') };
    const slow = Promise.all([
      session.call('read_text_file', at),
      session.call('search_text', { path: point, pattern: 'needle' }),
      session.call('copy_file', { source: at.path, destination: path.join(root, 'copy.txt') }),
    ]);
    let isOver = false;
    void slow.finally(() => (isOver = true));
    // Answers come from the other folder while the slow calls wait.
    for (let times = 0; times < 5; times++)
      expect((await session.call('read_text_file', { path: path.join(root, 'a.txt') })).text).toContain('fine');
    expect(isOver).toBe(false);
    const [read, searched, copied] = await slow;
    expect(read.text).toContain('one\ntwo needle\nthree');
    expect(searched.text).toContain('2: two needle');
    expect(copied).toMatchObject({ isError: false });
    expect(fs.readFileSync(path.join(root, 'copy.txt'), 'utf8')).toBe('one\ntwo needle\nthree\n');

    const hasty = await start([root, point], { flags: ['--timeout', '1'] });
    const late = await hasty.call('search_text', { path: point, pattern: 'nowhere' });
    expect(late.text).toMatch(/stopped/i);
    expect((await hasty.call('read_text_file', { path: path.join(root, 'a.txt') })).text).toContain('fine');
  });

  test('shows a file, then a link to the outside, leads nowhere', async ({ skip }) => {
    const places = await mounted(0);
    if (places === undefined) return skip('This user cannot mount.');
    const { point, root } = places;
    const fickle = path.join(point, 'fickle');
    const plain = () => {
      try {
        return fs.readFileSync(fickle, 'utf8');
      } catch {
        return '';
      }
    };
    // Control: the link is there and leads out.
    await eventually(() => plain() === secret);
    const session = await start([root, point], { flags: ['--no-confirm', '--toolsets', 'all'] });
    const put = path.join(root, 'put');
    const outcomes = new Set<string>();
    for (const [tool, args] of [
      ['read_text_file', { path: fickle }],
      ['read_multiple_files', { paths: [fickle, fickle] }],
      ['search_text', { path: fickle, pattern: '.' }],
      ['search_text', { path: point, pattern: 'SECRET' }],
      ['copy_file', { source: fickle, destination: put }],
      ['create_archive', { source: [fickle], destination: `${put}.zip` }],
      ['move_file', { source: fickle, destination: put }],
    ] as [string, Record<string, unknown>][])
      for (let times = 0; times < 14; times++) {
        const { isError, text } = await session.call(tool, args);
        outcomes.add(`${tool} ${isError ? 'refused' : 'done'}`);
        expect(text.replaceAll('"SECRET"', '')).not.toContain(secret);
        for (const name of fs.readdirSync(root)) {
          const made = path.join(root, name);
          if (fs.lstatSync(made).isFile()) expect(fs.readFileSync(made, 'latin1'), tool).not.toContain(secret);
          fs.rmSync(made, { recursive: true });
        }
      }
    // Both were met.
    expect(outcomes).toContain('read_text_file done');
    expect(outcomes).toContain('read_text_file refused');
  });

  test('lies about sizes fills neither memory nor disk', async ({ skip }) => {
    const places = await mounted(0);
    if (places === undefined) return skip('This user cannot mount.');
    const { point, root } = places;
    const session = await start([root, point], { flags: ['--toolsets', 'all'] });
    const endless = path.join(point, 'endless');
    for (const [tool, args] of [
      ['copy_file', { source: endless, destination: path.join(root, 'copy') }],
      ['create_archive', { source: [endless], destination: path.join(root, 'a.tar.gz') }],
      ['create_archive', { source: [endless], destination: path.join(root, 'a.zip') }],
      ['read_media_file', { path: endless }],
      ['compare_files', { a: endless, b: path.join(point, 'liar') }],
    ] as [string, Record<string, unknown>][])
      expect(await session.call(tool, args), tool).toMatchObject({ isError: true });
    expect(fs.readdirSync(root)).toEqual([]);
    // Control: what ends is copied whole, although its size was too small.
    const liar = { source: path.join(point, 'liar'), destination: path.join(root, 'liar') };
    expect(await session.call('copy_file', liar)).toMatchObject({ isError: false });
    expect(fs.statSync(path.join(root, 'liar')).size).toBe(100_000);
  });
});
