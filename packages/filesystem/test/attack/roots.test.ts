// oxlint-disable vitest/no-conditional-expect -- a table or a race decides which of two outcomes is looked at
// oxlint-disable vitest/valid-expect -- a message says which of many cases failed
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createLog } from '@mcp-reference/kit';
import { Sandbox } from '@mcp-reference/kit/sandbox';
import { describe, expect, onTestFinished, test } from 'vitest';
import { start, temporaryFolder } from '../start.ts';
import { tierModes as modes } from './backends.ts';
import { snapshot } from './trees.ts';
import { bodyOf, secret } from './world.ts';
import { childrenOf, openFilesOf, signal } from './processes.ts';
import { denyFlag } from '../../src/files/deny.ts';

const flags = ['--no-confirm', '--timeout', '60'];

describe.each(modes)('%s backend: the roots themselves', (backend) => {
  test('104 a root that is renamed and replaced: the folder in its place is not what was allowed', async () => {
    const base = temporaryFolder();
    const root = path.join(base, 'root');
    fs.mkdirSync(root);
    fs.writeFileSync(path.join(root, 'a.txt'), 'allowed\n');
    const session = await start([root], { backend, flags });
    expect(bodyOf(await session.call('read_text_file', { path: 'a.txt' }))).toBe('allowed\n');
    fs.renameSync(root, path.join(base, 'away'));
    fs.mkdirSync(root);
    fs.writeFileSync(path.join(root, 'a.txt'), `${secret}\n`);
    const before = snapshot(root);
    for (const given of ['a.txt', path.join(root, 'a.txt')]) {
      const answer = await session.call('read_text_file', { path: given });
      // Either it follows the folder that was allowed, or it says that it is gone.
      if (!answer.isError) expect(bodyOf(answer)).toBe('allowed\n');
      expect(answer.text).not.toContain(secret);
    }
    expect((await session.call('list_directory', { path: root })).text).not.toContain(secret);
    await session.call('write_file', { path: 'new.txt', content: 'x' });
    await session.call('write_file', { path: 'a.txt', content: 'x' });
    await session.call('create_directory', { path: 'd/e' });
    expect(snapshot(root)).toEqual(before);
  });

  test('104a a helper that starts after the root was replaced does not take the new folder for it', async () => {
    const base = temporaryFolder();
    const root = path.join(base, 'root');
    fs.mkdirSync(root);
    const session = await start([root], { backend, flags });
    await session.call('list_directory', { path: '.' });
    fs.renameSync(root, path.join(base, 'away'));
    fs.mkdirSync(root);
    fs.writeFileSync(path.join(root, 'a.txt'), `${secret}\n`);
    const before = snapshot(root);
    for (const pid of childrenOf(session.pid() ?? 0)) signal(pid, 'SIGKILL');
    for (let i = 0; i < 3; i++) {
      for (const [tool, args] of [
        ['read_text_file', { path: path.join(root, 'a.txt') }],
        ['list_directory', { path: '.' }],
        ['write_file', { path: 'b.txt', content: 'x' }],
      ] as [string, Record<string, unknown>][]) {
        const answer = await session.call(tool, args);
        expect(answer).toMatchObject({ isError: true, code: 'unavailable' });
        expect(answer.text).not.toContain(secret);
      }
    }
    expect(snapshot(root)).toEqual(before);
  });

  test('104b a root that is removed is never written to, and never read as an empty folder', async () => {
    const base = temporaryFolder();
    const root = path.join(base, 'root');
    fs.mkdirSync(root);
    const session = await start([root], { backend, flags });
    expect((await session.call('list_directory', { path: '.' })).isError).toBe(false);
    fs.rmdirSync(root);
    for (const [tool, args] of [
      ['write_file', { path: 'a.txt', content: 'x' }],
      ['list_directory', { path: root }],
      ['read_text_file', { path: path.join(root, 'a.txt') }],
    ] as [string, Record<string, unknown>][])
      expect(await session.call(tool, args), tool).toMatchObject({ isError: true, code: 'unavailable' });
    // Kept busy, so that the new folder does not get the old one's number.
    fs.mkdirSync(path.join(base, 'other'));
    fs.mkdirSync(root);
    fs.writeFileSync(path.join(root, 'new.txt'), 'new');
    const listed = await session.call('list_directory', { path: root });
    const written = await session.call('write_file', { path: 'a.txt', content: 'x' });
    if (backend === 'descriptor') {
      expect(listed.text).toContain('new.txt');
      expect(written.isError).toBe(false);
      expect(fs.readFileSync(path.join(root, 'a.txt'), 'utf8')).toBe('x');
    } else {
      // Without a way to tell that the old folder is gone, the new one is not taken for it.
      expect(listed).toMatchObject({ isError: true, code: 'unavailable' });
      expect(written).toMatchObject({ isError: true, code: 'unavailable' });
    }
  });

  test('104c a root that is moved away is noticed: nothing is written to its new place', async () => {
    const base = temporaryFolder();
    const root = path.join(base, 'root');
    fs.mkdirSync(root);
    const session = await start([root], { backend, flags });
    await session.call('list_directory', { path: '.' });
    fs.renameSync(root, path.join(base, 'away'));
    const answer = await session.call('write_file', { path: 'a.txt', content: 'x' });
    expect(answer).toMatchObject({ isError: true, code: 'unavailable' });
    expect(answer.text).toContain('was moved, replaced or unmounted');
    expect(fs.readdirSync(path.join(base, 'away'))).toEqual([]);
    fs.renameSync(path.join(base, 'away'), root);
    expect((await session.call('write_file', { path: 'a.txt', content: 'x' })).isError).toBe(false);
  });

  test('105 a root that is a link stays where it led when the server started', async () => {
    const base = temporaryFolder();
    for (const name of ['one', 'two']) {
      fs.mkdirSync(path.join(base, name));
      fs.writeFileSync(path.join(base, name, 'a.txt'), `${name === 'one' ? 'allowed' : secret}\n`);
    }
    const root = path.join(base, 'root');
    fs.symlinkSync('one', root);
    const session = await start([root], { backend, flags });
    expect(bodyOf(await session.call('read_text_file', { path: path.join(root, 'a.txt') }))).toBe('allowed\n');
    fs.rmSync(root);
    fs.symlinkSync('two', root);
    for (const given of ['a.txt', path.join(root, 'a.txt'), path.join(base, 'one', 'a.txt')]) {
      expect(bodyOf(await session.call('read_text_file', { path: given }))).toBe('allowed\n');
    }
    expect(await session.call('read_text_file', { path: path.join(base, 'two', 'a.txt') })).toMatchObject({
      code: 'denied',
    });
    expect(await session.call('write_file', { path: 'b.txt', content: 'x' })).toMatchObject({ isError: false });
    expect(fs.readdirSync(path.join(base, 'two'))).toEqual(['a.txt']);
    // The link is spelled as the user gave it; where it leads stays private.
    expect(JSON.stringify(await session.call('list_allowed_directories'))).not.toContain(path.join(base, 'one'));
  });

  test('107 a read-only root inside a writable one can be read, and not changed by any way', async () => {
    const outer = temporaryFolder();
    const inner = path.join(outer, 'sub', 'inner');
    fs.mkdirSync(path.join(inner, 'd'), { recursive: true });
    fs.writeFileSync(path.join(inner, 'a.txt'), 'read me\n');
    fs.writeFileSync(path.join(inner, 'twice.txt'), 'two names\n');
    fs.linkSync(path.join(inner, 'twice.txt'), path.join(inner, 'again.txt'));
    fs.writeFileSync(path.join(outer, 'b.txt'), 'write me\n');
    fs.symlinkSync('sub/inner', path.join(outer, 'l'));
    fs.symlinkSync('sub/inner/a.txt', path.join(outer, 'lf'));
    fs.symlinkSync('sub/inner/new.txt', path.join(outer, 'ln'));
    const before = snapshot(inner);
    const session = await start([outer], { backend, flags: [...flags, '--read-only-folder', inner] });
    expect(bodyOf(await session.call('read_text_file', { path: path.join(outer, 'sub/inner/a.txt') }))).toBe(
      'read me\n',
    );
    const edits = [{ oldText: 'me', newText: 'you' }];
    for (const into of [inner, path.join(outer, 'l'), path.join(outer, 'sub', '..', 'sub', 'inner')]) {
      for (const [tool, args] of [
        ['write_file', { path: `${into}/a.txt`, content: 'x' }],
        ['write_file', { path: `${into}/a.txt`, content: 'x', mode: 'append' }],
        ['write_file', { path: `${into}/twice.txt`, content: 'x' }],
        ['write_file', { path: `${into}/new.txt`, content: 'x' }],
        ['write_file', { path: `${into}/new.txt`, content: 'x', mode: 'create' }],
        ['edit_file', { path: `${into}/a.txt`, edits }],
        ['create_directory', { path: `${into}/new/newer` }],
        ['move_file', { source: `${into}/a.txt`, destination: path.join(outer, 'got.txt') }],
        ['move_file', { source: `${into}/d`, destination: path.join(outer, 'got') }],
        ['move_file', { source: `${into}/a.txt`, destination: `${into}/c.txt` }],
        ['move_file', { source: path.join(outer, 'b.txt'), destination: `${into}/b.txt` }],
        ['copy_file', { source: path.join(outer, 'b.txt'), destination: `${into}/b.txt` }],
        ['copy_file', { source: `${into}/d`, destination: `${into}/d2` }],
        ['delete_file', { path: `${into}/a.txt` }],
        ['delete_file', { path: `${into}/d`, recursive: true }],
      ] as [string, Record<string, unknown>][]) {
        expect(await session.call(tool, args), `${tool} ${JSON.stringify(args)}`).toMatchObject({ code: 'denied' });
      }
    }
    for (const [tool, args] of [
      ['write_file', { path: path.join(outer, 'lf'), content: 'x' }],
      ['write_file', { path: path.join(outer, 'ln'), content: 'x' }],
      ['edit_file', { path: path.join(outer, 'lf'), edits }],
      ['move_file', { source: path.join(outer, 'sub'), destination: path.join(outer, 'sub2') }],
      ['move_file', { source: inner, destination: path.join(outer, 'inner2') }],
      ['delete_file', { path: path.join(outer, 'sub'), recursive: true }],
      ['delete_file', { path: inner, recursive: true }],
    ] as [string, Record<string, unknown>][]) {
      expect(await session.call(tool, args), `${tool} ${JSON.stringify(args)}`).toMatchObject({ code: 'denied' });
    }
    expect(snapshot(inner)).toEqual(before);
    // What was refused left nothing behind either: a move takes the new name before it takes the old one away.
    expect(fs.readdirSync(outer).sort()).toEqual(['b.txt', 'l', 'lf', 'ln', 'sub']);
  });

  test('--read-only offers nothing that writes, and refuses it all the same', async () => {
    const root = temporaryFolder();
    fs.writeFileSync(path.join(root, 'a.txt'), 'x');
    const session = await start([root], { backend, flags: ['--read-only'] });
    for (const [tool, args] of [
      ['write_file', { path: 'a.txt', content: 'y' }],
      ['delete_path', { path: 'a.txt' }],
      ['move_file', { source: 'a.txt', destination: 'b.txt' }],
    ] as [string, Record<string, unknown>][]) {
      await expect(session.call(tool, args)).rejects.toThrow(/changes things.*--read-only/);
    }
    expect(fs.readdirSync(root)).toEqual(['a.txt']);
    expect(fs.readFileSync(path.join(root, 'a.txt'), 'utf8')).toBe('x');
  });

  test('roots of a client narrow and never widen', async () => {
    const base = temporaryFolder();
    const root = path.join(base, 'root');
    fs.mkdirSync(path.join(root, 'part'), { recursive: true });
    fs.mkdirSync(path.join(base, 'outside'));
    fs.writeFileSync(path.join(root, 'a.txt'), 'whole\n');
    fs.writeFileSync(path.join(root, 'part', 'b.txt'), 'part\n');
    fs.writeFileSync(path.join(base, 'outside', 'secret.txt'), secret);
    fs.symlinkSync('../outside', path.join(root, 'link'));
    const urls = (...folders: string[]) => folders.map((folder) => pathToFileURL(folder).href);
    const listed = async (roots: string[]) => {
      const session = await start([root], {
        backend,
        era: 'legacy',
        roots,
        flags: [...flags, '--client-roots', 'narrow', '--structured-output'],
      });
      const { structured } = await session.call('list_allowed_directories');
      for (const given of [path.join(base, 'outside', 'secret.txt'), path.join(root, 'link', 'secret.txt')]) {
        expect(await session.call('read_text_file', { path: given })).toMatchObject({ code: 'denied' });
      }
      const outsidePart = await session.call('read_text_file', { path: path.join(root, 'a.txt') });
      await session.close();
      return {
        folders: (structured as { directories: { path: string }[] }).directories.map(({ path: at }) => at),
        whole: !outsidePart.isError,
      };
    };
    expect(await listed(urls(path.join(root, 'part')))).toEqual({ folders: [path.join(root, 'part')], whole: false });
    expect(await listed(urls(base))).toEqual({ folders: [root], whole: true });
    expect(await listed(urls('/'))).toEqual({ folders: [root], whole: true });
    expect(await listed(urls(path.join(base, 'outside')))).toEqual({ folders: [], whole: false });
    expect(await listed(urls(path.join(root, 'link')))).toEqual({ folders: [], whole: false });
    expect(await listed(['file://host/x', 'file:///a%2fb'])).toEqual({ folders: [], whole: false });
  });

  test('a root in which the helper may not rest: TMPDIR is gone', async () => {
    const root = temporaryFolder();
    fs.writeFileSync(path.join(root, 'a.txt'), 'fine\n');
    const session = await start([root], { backend, flags, env: { TMPDIR: path.join(root, 'not-there') } });
    for (let i = 0; i < 5; i++) expect(bodyOf(await session.call('read_text_file', { path: 'a.txt' }))).toBe('fine\n');
    expect(session.stderr()).toBe('');
  });
});

const another = ['/dev/shm', '/run/shm'].find((folder) => {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return fs.statSync(folder).dev !== fs.statSync(os.tmpdir()).dev;
  } catch {
    return false;
  }
});

describe.each(modes)('%s backend: two file systems', (backend) => {
  test.skipIf(another === undefined)('moving from one to the other copies first and then removes', async () => {
    const here = temporaryFolder();
    const there = fs.mkdtempSync(path.join(another ?? '', 'mcp-attack-'));
    onTestFinished(() => fs.rmSync(there, { recursive: true, force: true }));
    fs.mkdirSync(path.join(here, 'd', 'e'), { recursive: true });
    fs.writeFileSync(path.join(here, 'd', 'e', 'f.txt'), 'deep');
    fs.writeFileSync(path.join(here, 'a.txt'), 'moved');
    const session = await start([here, there], { backend, flags });
    expect(
      await session.call('move_file', { source: path.join(here, 'a.txt'), destination: path.join(there, 'a.txt') }),
    ).toMatchObject({ isError: false });
    expect(
      await session.call('move_file', { source: path.join(here, 'd'), destination: path.join(there, 'd') }),
    ).toMatchObject({ isError: false });
    expect(fs.readFileSync(path.join(there, 'a.txt'), 'utf8')).toBe('moved');
    expect(fs.readFileSync(path.join(there, 'd', 'e', 'f.txt'), 'utf8')).toBe('deep');
    expect(fs.readdirSync(here)).toEqual([]);
    expect(fs.readdirSync(there).sort()).toEqual(['a.txt', 'd']);
  });
});

test.skipIf(process.platform !== 'linux')('126 files of /proc say that they are empty and are not', async () => {
  const session = await start(['/proc/sys/kernel'], { flags });
  const expected = fs.readFileSync('/proc/sys/kernel/ostype', 'utf8');
  expect(bodyOf(await session.call('read_text_file', { path: 'ostype' }))).toBe(expected);
  expect(
    (await session.call('search_text', { path: '.', pattern: expected.trim(), include: ['ostype'] })).text,
  ).toContain('ostype');
});

test.skipIf(process.platform !== 'linux')(
  'narrowing again and again holds no more than the folders in use',
  async () => {
    const root = temporaryFolder();
    fs.mkdirSync(path.join(root, 'part'));
    const log = createLog('test', 'silent');
    const helper = new URL('../../dist/helper.mjs', import.meta.url).pathname;
    const flags = [denyFlag({ patterns: [], secrets: false })];
    const sandbox = await Sandbox.open([{ path: root, writable: true }], { helper, log, flags, mode: 'descriptor' });
    onTestFinished(() => sandbox.close());
    const call = { signal: new AbortController().signal, deadline: Date.now() + 240_000, progress() {} };
    await sandbox.locate('.', call);
    const isHelper = (pid: number) => fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('helper.mjs');
    const pid = childrenOf(process.pid).find(isHelper) ?? 0;
    const before = openFilesOf(pid).length;
    for (let i = 0; i < 50; i++) await (await sandbox.narrow([path.join(root, 'part')])).locate('.', call);
    expect(openFilesOf(pid).length - before).toBeLessThan(10);
  },
);
