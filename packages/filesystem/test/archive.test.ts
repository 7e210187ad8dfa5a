import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, readFileSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ToolError } from '@mcp-reference/kit/sandbox';
import fc from '@mcp-reference/kit/testing/properties';
import { describe, expect, test } from 'vitest';
import { createArchive } from '../src/operations/create-archive.ts';
import { backends, sandboxOf, snapshot, type Control } from './archive-sandbox.ts';
import { bytes, put, scene } from './archive-scene.ts';
import { zipOf } from './archive-zip.ts';

describe.each(backends)('%s', (backend) => {
  test('what is archived comes out again: names, content, times, the executable bit', async () => {
    const { root, create, extract } = scene(backend, {
      'src/a.txt': 'alpha',
      'src/empty.txt': '',
      'src/deep/er/bin.dat': bytes(1_000_000),
      'src/deep/ünï 😀 名前.txt': 'unicode',
      'src/hollow/': '',
      'single.sh': '#!/bin/sh\n',
    });
    chmodSync(path.join(root, 'single.sh'), 0o4755);
    chmodSync(path.join(root, 'src/a.txt'), 0o600);
    utimesSync(path.join(root, 'src/a.txt'), 1_000_000_000, 1_234_567_890);
    const created = await create(['src', 'single.sh']);
    expect(created).toMatchObject({ files: 5, folders: 4, bytes: 1_000_022, links: 0, omitted: 0 });
    expect(created.size).toBe(lstatSync(path.join(root, 'made.zip')).size);
    expect(await extract()).toEqual({ files: 5, folders: 5, bytes: 1_000_022 });
    const { 'made.zip': _, ...all } = snapshot(root);
    const before = Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith('out/')));
    expect(snapshot(path.join(root, 'out'))).toEqual(before);
    const a = lstatSync(path.join(root, 'out/src/a.txt'));
    expect(a.mtimeMs).toBe(1_234_567_890_000);
    expect(a.mode & 0o111).toBe(0);
    // Special bits neither go in nor come out.
    expect(lstatSync(path.join(root, 'out/single.sh')).mode & 0o7777).toBe(0o777 & ~process.umask());
  });

  test('any tree comes out as it went in', async () => {
    const name = fc.stringMatching(/^[a-z0-9é ._-]{1,8}$/).filter((name) => !/^\.+$/.test(name));
    const paths = fc.uniqueArray(fc.array(name, { minLength: 1, maxLength: 3 }), {
      selector: (names) => names.join('/').toLowerCase().normalize(),
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(paths, fc.nat({ max: 300_000 }), async (all, size) => {
        const { root, create, extract } = scene(backend, { 'src/': '' });
        for (const names of all) {
          try {
            put(path.join(root, 'src'), { [names.join('/')]: bytes(size % (names.length * 100_000)) });
          } catch {
            // A folder has that name, or a file the name of its folder.
          }
        }
        await create(['src']);
        await extract();
        expect(snapshot(path.join(root, 'out/src'))).toEqual(snapshot(path.join(root, 'src')));
      }),
      { numRuns: 15 },
    );
  });

  test.skipIf(process.platform === 'win32')(
    'links, pipes and names that no reader takes are left out and said',
    async () => {
      const { root, base, create, list } = scene(backend, {
        'src/a.txt': 'alpha',
        'src/back\\slash': 'x',
        'src/sub/b.txt': 'beta',
        'src/bell\u0007': 'x',
      });
      symlinkSync(path.join(base, 'outside'), path.join(root, 'src/out'));
      symlinkSync('a.txt', path.join(root, 'src/in'));
      execFileSync('mkfifo', [path.join(root, 'src/pipe')]);
      expect(await create(['src'])).toMatchObject({
        files: 2,
        links: 2,
        omitted: 3,
        omittedExamples: [
          'src/back\\slash: has a backslash in its name',
          '"src/bell\\u0007": has control, invisible or unreadable characters in its name',
          'src/pipe: is a pipe, socket or device',
        ],
      });
      expect((await list()).lines.map((line) => line.split('\t')[0])).toEqual([
        'src/',
        'src/a.txt',
        'src/sub/',
        'src/sub/b.txt',
      ]);
      for (const source of ['src/back\\slash', 'src/pipe']) {
        const code = source === 'src/pipe' ? 'unsupported' : 'invalid';
        await expect(create([source], { destination: 'other.zip' })).rejects.toMatchObject({ code });
      }
      expect(snapshot(root)).not.toHaveProperty(['other.zip']);
    },
  );

  test('a source that is a link is what it leads to, never outside', async () => {
    const { root, base, create, list } = scene(backend, { 'real/a.txt': 'alpha', 'b.txt': 'beta' });
    symlinkSync('real', path.join(root, 'folder'));
    symlinkSync('b.txt', path.join(root, 'file'));
    symlinkSync(path.join(base, 'outside'), path.join(root, 'out'));
    await create(['folder', 'file']);
    expect((await list()).lines.map((line) => line.split('\t')[0])).toEqual(['folder/', 'folder/a.txt', 'file']);
    for (const source of ['out', 'out/secret.txt', '../outside', path.join(base, 'outside')]) {
      await expect(create([source], { destination: 'other.zip' })).rejects.toMatchObject({ code: 'denied' });
    }
    expect(snapshot(root)).not.toHaveProperty(['other.zip']);
  });

  test('the root itself is stored under its name, and no archive holds itself', async () => {
    const { create, list } = scene(backend, { 'a.txt': 'alpha', 'sub/b.txt': 'beta' });
    await create(['.'], { destination: 'sub/made.zip' });
    const { lines } = await list({ path: 'sub/made.zip' });
    expect(lines.map((line) => line.split('\t')[0])).toEqual(['root/', 'root/a.txt', 'root/sub/', 'root/sub/b.txt']);
  });

  test('excludePatterns leave out files and folders', async () => {
    const { create, list } = scene(backend, {
      'src/a.txt': 'a',
      'src/a.log': 'l',
      'src/node_modules/x/y.txt': 'y',
      'src/sub/b.log': 'l',
    });
    expect(await create(['src'], { excludePatterns: ['*.log', 'node_modules'] })).toMatchObject({
      files: 1,
      folders: 2,
      omitted: 0,
    });
    expect((await list()).lines.map((line) => line.split('\t')[0])).toEqual(['src/', 'src/a.txt', 'src/sub/']);
  });

  test.each<[string, string[], string, string, RegExp]>([
    ['a destination that exists', ['a.txt'], 'b.txt', 'conflict', /"b\.txt" already exists/],
    ['a destination that is a folder', ['a.txt'], 'sub', 'conflict', /"sub" already exists; to put something into it/],
    ['a destination in no folder', ['a.txt'], 'no/made.zip', 'not_found', /folder of "no\/made\.zip" does not exist/],
    ['a destination that ends in a separator', ['a.txt'], 'made.zip/', 'invalid', /ends in a separator/],
    ['a destination outside', ['a.txt'], '../made.zip', 'denied', /outside/],
    ['a source that does not exist', ['a.txt', 'none'], 'made.zip', 'not_found', /"none" does not exist/],
    [
      'two sources of one name',
      ['a.txt', 'sub/a.txt'],
      'made.zip',
      'invalid',
      /"a\.txt" and "sub\/a\.txt" would both be stored as "a\.txt"/,
    ],
  ])('refuses %s and writes nothing', async (_, source, destination, code, message) => {
    const { base, create } = scene(backend, { 'a.txt': 'a', 'b.txt': 'b', 'sub/a.txt': 'c' });
    const before = snapshot(base);
    await expect(create(source, { destination })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(snapshot(base)).toEqual(before);
  });

  test('refuses a destination that may only be read', async () => {
    const { root } = scene(backend, { 'a.txt': 'a' });
    const run = sandboxOf(backend, [{ path: root, writable: false }]);
    const made = run(createArchive, { source: ['a.txt'], destination: 'made.zip', excludePatterns: [] });
    await expect(made).rejects.toMatchObject({ code: 'denied' });
    expect(snapshot(root)).toEqual({ 'a.txt': 'a' });
  });

  test.each(['src/d', 'src/d/e', 'src'])('%s, swapped for a link out meanwhile, leads nothing in', async (swapped) => {
    const names = ['src/0', 'src/a/x', 'src/d/b', 'src/d/e/secret.txt', 'src/d/secret.txt', 'src/z'];
    const place = scene(backend, Object.fromEntries(names.map((name) => [name, bytes(70_000)])));
    let seen = '';
    const progress = () => {
      if (seen !== '') return;
      renameSync(path.join(place.root, swapped), path.join(place.base, 'away'));
      symlinkSync(place.outside, path.join(place.root, swapped));
      // Control: by its path, another file is there now.
      seen = readFileSync(path.join(place.root, swapped, 'secret.txt'), 'latin1');
    };
    await place.create(['src'], {}, { progress }).catch((error: unknown) => expect(error).toBeInstanceOf(ToolError));
    expect(seen).toBe('secret');
    if (!('made.zip' in snapshot(place.root))) return;
    await place.extract();
    expect(Object.values(snapshot(path.join(place.root, 'out')))).not.toContain('secret');
  });

  test('a name that is taken meanwhile is left as it is', async () => {
    const { root, create } = scene(backend, { 'src/a.txt': 'a' });
    const progress = () => writeFileSync(path.join(root, 'made.zip'), 'mine');
    await expect(create(['src'], {}, { progress })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('No archive was made'),
    });
    expect(snapshot(root)).toEqual({ 'made.zip': 'mine', 'src/': '', 'src/a.txt': 'a' });
  });

  test.each<[string, (calls: () => number) => Control, RegExp]>([
    ['cancelled', (calls) => ({ cancelled: () => calls() > 9 }), /cancelled/],
    ['overdue', (calls) => ({ overdue: () => calls() > 9 }), /time limit\. No archive was made/],
  ])('leaves nothing when it is %s', async (_, control, message) => {
    const { base, create } = scene(
      backend,
      Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`src/${i}`, bytes(300_000)])),
    );
    const before = snapshot(base);
    let calls = 0;
    await expect(
      create(
        ['src'],
        {},
        control(() => ++calls),
      ),
    ).rejects.toMatchObject({ code: 'timeout', message: expect.stringMatching(message) });
    // Nothing continues after the answer.
    const then = calls;
    for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
    expect(calls).toBe(then);
    expect(snapshot(base)).toEqual(before);
  });

  test('many small files can be cancelled too', async () => {
    const { base, create } = scene(
      backend,
      Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`src/${i}`, 'x'])),
    );
    const before = snapshot(base);
    await expect(create(['src'], {}, { cancelled: () => true })).rejects.toMatchObject({ code: 'timeout' });
    expect(snapshot(base)).toEqual(before);
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'what may not be read is left out and said',
    async () => {
      const { root, create } = scene(backend, { 'src/closed': 'x', 'src/open': 'x', 'src/folder/a': 'x' });
      chmodSync(path.join(root, 'src/closed'), 0o000);
      chmodSync(path.join(root, 'src/folder'), 0o000);
      const created = await create(['src']);
      chmodSync(path.join(root, 'src/folder'), 0o700);
      expect(created).toMatchObject({
        files: 1,
        omitted: 2,
        omittedExamples: [expect.stringContaining('src/closed'), expect.stringContaining('src/folder')],
      });
      await expect(create(['src/closed'], { destination: 'b.zip' })).rejects.toMatchObject({ code: 'denied' });
    },
  );

  test('both report how far they are', async () => {
    const { extract, create } = scene(backend, { 'src/a': bytes(700_000), 'src/b': 'b' });
    const seen: [number, number | undefined, string | undefined][] = [];
    await create(['src'], {}, { progress: (...report) => void seen.push([report[0], report[1], report[2]]) });
    expect(seen.at(-1)).toEqual([700_001, undefined, '1 file archived']);
    expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).toSorted((a, b) => a - b));
    seen.length = 0;
    await extract({}, { progress: (...report) => void seen.push([report[0], report[1], report[2]]) });
    expect(seen).toEqual([
      [700_000, 700_001, '1 of 2 files extracted'],
      [700_001, 700_001, '2 of 2 files extracted'],
    ]);
  });

  test('include extracts a part, and may pass by what would be refused', async () => {
    const { root, extract } = scene(backend, {
      'made.zip': zipOf([
        { name: '../x' },
        { name: 'd/a.txt', content: 'a' },
        { name: 'd/b.md', content: 'b' },
        { name: 'e', flags: 1 },
      ]),
    });
    expect(await extract({ include: ['*.txt', '**/nothing'] })).toEqual({ files: 1, folders: 2, bytes: 1 });
    expect(snapshot(path.join(root, 'out'))).toEqual({ 'd/': '', 'd/a.txt': 'a' });
    await extract({ include: ['d'], destination: 'all-of-d' });
    expect(snapshot(path.join(root, 'all-of-d'))).toEqual({ 'd/': '', 'd/a.txt': 'a', 'd/b.md': 'b' });
    await expect(extract({ include: ['nothing'], destination: 'other' })).rejects.toMatchObject({ code: 'not_found' });
    expect(Object.keys(snapshot(root))).not.toContain('other/');
  });
});

test('what other programs read is what was stored', async () => {
  // Read back by hand, from the format's own definition: the last entry of the central directory.
  const { root, create } = scene(backends[0] ?? 'portable', { 'src/ü.sh': 'x' });
  chmodSync(path.join(root, 'src/ü.sh'), 0o4755);
  await create(['src']);
  const zip = readFileSync(path.join(root, 'made.zip'));
  const at = zip.lastIndexOf('PK\x01\x02');
  expect(zip.readUInt16LE(at + 8) & 0x800).toBe(0x800);
  expect(zip.readUInt32LE(at + 38) >>> 16).toBe(0o100755);
  expect(zip.subarray(at + 46, at + 46 + zip.readUInt16LE(at + 28)).toString()).toBe('src/ü.sh');
});
