import { linkSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync, chmodSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Duplicates } from '../src/operations/find-duplicates.ts';
import { backends, CancelledHere, temporaryFolder } from './archive-sandbox.ts';
import { longest, pagesOf, put } from './archive-scene.ts';
import { names, scene, tooDeep } from './analyze-scene.ts';

describe.each(backends)('disk usage, %s', (backend) => {
  test('sums up files by folder, largest first, the total over all', async () => {
    const { usage } = scene(backend, {
      'top.bin': Buffer.alloc(1000),
      'small/a': Buffer.alloc(10),
      'large/a': Buffer.alloc(300_000),
      'large/in/b': Buffer.alloc(200_000),
      'none/': '',
    });
    const { total, direct, folders, lines, listed, unreadable, overdue } = await usage();
    expect(total).toMatchObject({ bytes: 501_010, files: 4 });
    expect(total.allocated).toBeGreaterThanOrEqual(0);
    expect(direct).toMatchObject({ bytes: 1000, files: 1 });
    expect({ folders, listed, unreadable, overdue }).toEqual({ folders: 4, listed: 3, unreadable: 0, overdue: false });
    expect(names(lines)).toEqual(['large/', 'small/', 'none/']);
    expect(lines[0]).toMatch(/ on disk, 500 kB in 2 files\tlarge\/$/);
  });

  test('depth decides which folders get a line, never what is counted', async () => {
    const { usage } = scene(backend, { 'a/b/c/file': 'x'.repeat(100), 'a/d/file': 'y', 'e/f/g/h/file': 'z' });
    expect(await usage({ depth: 0 })).toMatchObject({ total: { bytes: 102, files: 3 }, lines: [], folders: 8 });
    expect(names((await usage({ depth: 1 })).lines)).toEqual(['a/', 'e/']);
    const { lines } = await usage({ depth: 3 });
    expect(new Set(names(lines))).toEqual(new Set(['a/', 'a/b/', 'a/b/c/', 'a/d/', 'e/', 'e/f/', 'e/f/g/']));
    expect(lines.find((line) => line.endsWith('\ta/'))).toContain('101 B in 2 files');
    expect(lines.find((line) => line.endsWith('\ta/b/'))).toContain('100 B in 1 file');
    expect(await usage({ path: 'a' })).toMatchObject({ total: { bytes: 101, files: 2 }, folders: 3 });
  });

  test('counts a file with several names once', async () => {
    const { root, usage } = scene(backend, { 'a/file': 'x'.repeat(5000), 'b/': '', 'c/other': 'y'.repeat(10) });
    linkSync(path.join(root, 'a/file'), path.join(root, 'b/same'));
    linkSync(path.join(root, 'a/file'), path.join(root, 'again'));
    const { total, lines } = await usage();
    expect(total).toMatchObject({ bytes: 5010, files: 2 });
    expect(lines.find((line) => line.endsWith('\tb/'))).toContain('0 B on disk, 0 B in 0 files');
  });

  test('tells what a sparse file takes from what it says it holds', async () => {
    const { root, usage } = scene(backend, { 'sparse/hole': '', 'dense/full': Buffer.alloc(400_000, 1) });
    truncateSync(path.join(root, 'sparse/hole'), 1_000_000_000);
    const { total, lines } = await usage();
    expect(total.bytes).toBe(1_000_400_000);
    expect(total.allocated).toBeLessThan(100_000_000);
    expect(lines[1]).toMatch(/1\.0 GB in 1 file\tsparse\/$/);
    expect(names(lines)).toEqual(['dense/', 'sparse/']);
  });

  test('links are neither followed nor counted', async () => {
    const { root, usage } = scene(backend, { 'a/file': 'xyz' });
    const outside = temporaryFolder();
    put(outside, { big: Buffer.alloc(100_000) });
    symlinkSync(outside, path.join(root, 'out'));
    symlinkSync('a', path.join(root, 'in'));
    symlinkSync(path.join(outside, 'big'), path.join(root, 'file-out'));
    expect(await usage()).toMatchObject({ total: { bytes: 3, files: 1 }, folders: 1, listed: 1 });
  });

  test('says which folders it could not count', async () => {
    const { usage } = scene(backend, { [tooDeep]: '', 'd/file': 'x' });
    expect(await usage()).toMatchObject({ total: { bytes: 1, files: 1 }, unreadable: 1, folders: 100 });
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'a folder without rights is counted as unreadable, once',
    async () => {
      const { root, usage } = scene(backend, { 'closed/file': 'x', 'open/file': 'y' });
      chmodSync(path.join(root, 'closed'), 0o000);
      expect(await usage()).toMatchObject({ total: { files: 1 }, unreadable: 1, folders: 2, listed: 2 });
      chmodSync(path.join(root, 'closed'), 0o700);
    },
  );

  test('stops at limit and budget, and says how many there are', async () => {
    const { usage } = scene(
      backend,
      Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`folder-${i}/file`, 'x'])),
    );
    expect(await usage({ limit: 3 })).toMatchObject({ listed: 50, lines: { length: 3 } });
    const { lines } = await usage({ budget: 1000 });
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.join('\n').length).toBeLessThan(1000);
  });

  test('answers in part at the deadline, and ends when it is cancelled', async () => {
    const { usage } = scene(backend, Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`f${i}`, 'x'])));
    let calls = 0;
    const { total, overdue } = await usage({}, { overdue: () => ++calls > 100 });
    expect({ overdue, files: total.files }).toEqual({ overdue: true, files: 100 });
    await expect(usage({}, { cancelled: () => true })).rejects.toBeInstanceOf(CancelledHere);
  });

  test('names are shown so that they deceive nobody; what is no folder is refused', async () => {
    const { usage } = scene(backend, { 'evil\u202e/file': 'x' });
    expect(names((await usage()).lines)).toEqual(['"evil\\u202e"/']);
    await expect(usage({ path: 'evil\u202e/file' })).rejects.toMatchObject({ code: 'invalid' });
    await expect(usage({ path: '..' })).rejects.toMatchObject({ code: 'denied' });
  });
});

describe.each(backends)('duplicates, %s', (backend) => {
  test('groups what is equal in content, the biggest waste first', async () => {
    const { duplicates } = scene(backend, {
      'a/one.txt': 'x'.repeat(100),
      'b/two.txt': 'x'.repeat(100),
      'small-1': 'y',
      'small-2': 'y',
      'small-3': 'y',
      'other.txt': 'z'.repeat(100),
      'evil\u202e': 'y',
    });
    expect(await duplicates()).toEqual({
      lines: [
        '2 x 100 B, 100 B to free',
        '  a/one.txt',
        '  b/two.txt',
        '4 x 1 B, 3 B to free',
        '  "evil\\u202e"',
        '  small-1',
        '  small-2',
        '  small-3',
      ],
      shown: 6,
      groups: 2,
      files: 6,
      freed: 103,
      unreadable: 0,
      uncompared: 0,
      overdue: false,
      unseen: false,
    });
  });

  test.each([4095, 4096, 4097, 1024 * 1024, 1024 * 1024 + 1, 2_500_000])('compares all %d bytes', async (size) => {
    const content = Buffer.alloc(size, 'abc');
    const last = Buffer.from(content);
    last[size - 1] = 0;
    const first = Buffer.from(content);
    first[0] = 0;
    const { duplicates } = scene(backend, { same1: content, same2: content, last, first });
    expect(await duplicates()).toMatchObject({
      groups: 1,
      files: 2,
      freed: size,
      lines: [expect.any(String), '  same1', '  same2'],
    });
  });

  test('other names of one file are no duplicates, and are mentioned', async () => {
    const { root, duplicates } = scene(backend, { a: 'content', z: 'content', lone: 'something' });
    linkSync(path.join(root, 'a'), path.join(root, 'b'));
    linkSync(path.join(root, 'lone'), path.join(root, 'lone2'));
    expect(await duplicates()).toMatchObject({
      groups: 1,
      files: 2,
      freed: 7,
      lines: ['2 x 7 B, 7 B to free', '  a (one of 2 names)', '  z'],
    });
  });

  test('minSize, excludePatterns and links limit what is compared', async () => {
    const { root, duplicates } = scene(backend, {
      a: 'long enough',
      'sub/b': 'long enough',
      'x.log': 'long enough',
      s1: 's',
      s2: 's',
      e1: '',
      e2: '',
    });
    symlinkSync('a', path.join(root, 'link'));
    expect(await duplicates({ minSize: 2, excludePatterns: ['*.log'] })).toMatchObject({ files: 2, groups: 1 });
    expect(await duplicates({ excludePatterns: ['sub', '*.log'] })).toMatchObject({ files: 2, freed: 1 });
    expect(await duplicates({ minSize: 0 })).toMatchObject({ groups: 3, files: 7 });
  });

  test('a file that is swapped for a link out, or changed, is not compared', async () => {
    const { root, duplicates } = scene(backend, { a: 'content', b: 'content', c: 'content', d: 'content' });
    const outside = temporaryFolder();
    put(outside, { secret: 'content' });
    const progress = () => {
      rmSync(path.join(root, 'a'));
      symlinkSync(path.join(outside, 'secret'), path.join(root, 'a'));
      writeFileSync(path.join(root, 'b'), 'content that continues');
    };
    let done = false;
    const found = await duplicates({}, { progress: () => (done ? undefined : (progress(), (done = true), undefined)) });
    expect(done).toBe(true);
    expect(found).toMatchObject({ groups: 1, files: 2, unreadable: 1, lines: [expect.any(String), '  c', '  d'] });
  });

  test('a folder that is swapped for a link out is not entered', async () => {
    const { root, duplicates } = scene(backend, { 'f/a': 'content', 'f/b': 'content', c: 'content' });
    const outside = temporaryFolder();
    put(outside, { a: 'content', b: 'content' });
    let done = false;
    const progress = () => {
      if (done) return;
      done = true;
      renameSync(path.join(root, 'f'), path.join(root, 'g'));
      symlinkSync(outside, path.join(root, 'f'));
    };
    expect(await duplicates({}, { progress })).toMatchObject({ groups: 0, unreadable: 2 });
  });

  test.each([{ limit: 3 }, { limit: 1 }, { limit: 1000, budget: 600 }])(
    'pages hold every file once: %o',
    async (params) => {
      const files: Record<string, string> = {};
      for (let i = 0; i < 40; i++)
        for (const folder of ['a', 'a-b', 'a/c'])
          files[`${folder}/f${i}`] = 'x'.repeat(i % 7) + (i % 3) + '.'.repeat(20);
      const { duplicates } = scene(backend, files);
      const whole = await duplicates();
      const pages = await pagesOf<Duplicates['next'] & object, Duplicates>((after) => duplicates({ ...params, after }));
      expect(pages.length).toBeGreaterThan(10);
      const isFile = (line: string) => line.startsWith('  ');
      expect(pages.flat().filter(isFile)).toEqual(whole.lines.filter(isFile));
      expect(whole.lines.filter(isFile).toSorted()).toEqual(
        Object.keys(files)
          .map((name) => `  ${name}`)
          .toSorted(),
      );
      expect(longest(pages)).toBeLessThan(params.budget ?? Infinity);
      // Each page begins by naming the group that continues.
      for (const lines of pages) {
        expect(isFile(lines[0] ?? '')).toBe(false);
      }
      expect(pages.flat().some((line) => line.endsWith('(continued)'))).toBe(true);
    },
  );

  test('answers in part at the deadline: what was compared is right, and what was not is counted', async () => {
    const { duplicates } = scene(backend, { a1: 'a'.repeat(900), a2: 'a'.repeat(900), b1: 'b', b2: 'b', lone: 'lone' });
    const all = await duplicates();
    expect(all).toMatchObject({ groups: 2, overdue: false });
    for (let after = 0; ; after++) {
      let calls = 0;
      const found = await duplicates({}, { overdue: () => ++calls > after });
      if (!found.overdue) break;
      expect(found.lines).toEqual(all.lines.slice(0, found.lines.length));
      expect(found.files + found.uncompared).toBeLessThanOrEqual(4);
      expect(found.groups === 1 ? found.uncompared : 2).toBe(2);
      expect(after).toBeLessThan(100);
    }
  });

  test('ends when it is cancelled, also in the middle of a file', async () => {
    const big = Buffer.alloc(5_000_000);
    const { duplicates } = scene(backend, { a: big, b: big });
    for (let after = 0; after < 8; after++) {
      let calls = 0;
      await expect(duplicates({}, { cancelled: () => ++calls > after })).rejects.toBeInstanceOf(CancelledHere);
    }
  });
});
