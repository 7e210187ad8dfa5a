import { linkSync, mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { bytes } from './archive-scene.ts';
import { zipOf } from './archive-zip.ts';
import { box, sharedBox, startShared, type Box } from './fixtures.ts';
import { start } from './start.ts';

const flags = ['--toolsets', 'analyze,archive'];

/** The cursor that the line above a list names. */
const cursorOf = (text: string): string | undefined => /more with cursor ([\w-]+)\]/.exec(text)?.[1];

/** Every page of a listing, asked for as a model would. */
async function pages(ask: (cursor?: string) => Promise<{ text: string; isError: boolean }>): Promise<string[]> {
  const texts: string[] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const { text, isError } = await ask(cursor);
    expect({ text, isError }).toEqual({ text, isError: false });
    texts.push(text);
    cursor = cursorOf(text);
    expect(texts.length).toBeLessThan(200);
  }
  return texts;
}

const linesOf = (texts: readonly string[]) => texts.flatMap((text) => text.split('\n').slice(1));

test('the sets are offered when asked for, and only what reads in a server that only reads', async () => {
  const { folder } = box();
  const names = async (...more: string[]) =>
    (await (await start([folder], { flags: [...flags, ...more] })).listTools()).map(({ name }) => name).toSorted();
  expect(await names()).toEqual([
    'create_archive',
    'disk_usage',
    'extract_archive',
    'find_duplicates',
    'find_empty',
    'list_archive',
  ]);
  expect(await names('--read-only')).toEqual(['disk_usage', 'find_duplicates', 'find_empty', 'list_archive']);
});

describe.each(['descriptor', 'portable'] as const)('%s', (backend) => {
  test.skipIf(process.platform !== 'linux' && backend !== 'portable')('each tool answers as it describes', async () => {
    const { folder, put } = box();
    put('src/a.txt', 'alpha');
    put('src/b.txt', 'alpha');
    put('src/zero', '');
    put('deep/er/c.bin', bytes(1_000_000));
    mkdirSync(path.join(folder, 'none'));
    linkSync(path.join(folder, 'src/a.txt'), path.join(folder, 'src/a2.txt'));
    symlinkSync('src', path.join(folder, 'deep/link'));
    const { call } = await start([folder], { flags: [...flags, '--structured-output'], backend });

    const usage = await call('disk_usage', { path: '.', depth: 2 });
    expect(usage.text).toMatch(
      /^\[4 folders; total 1\.0 MB on disk, 1\.0 MB in 4 files; directly in it 0 B on disk, 0 B in 0 files\]\n1\.0 MB on disk, 1\.0 MB in 1 file\tdeep\//,
    );
    expect(usage.text).toMatch(/, 10 B in 3 files\tsrc\/$/m);

    const duplicates = await call('find_duplicates', { path: folder });
    expect(duplicates.text.replaceAll(folder, '')).toBe(
      '[2 files; 1 group, 5 B can be freed by keeping one of each]\n2 x 5 B, 5 B to free\n  /src/a.txt (one of 2 names)\n  /src/b.txt',
    );

    const empty = await call('find_empty', { path: '.' });
    expect(empty.text).toBe('[2 entries; 1 file, 1 folder]\nnone/\nsrc/zero');

    const made = await call('create_archive', {
      source: ['src', 'deep'],
      destination: 'made.zip',
      excludePatterns: ['zero'],
    });
    expect(made.text).toMatch(/^Created made\.zip: 4 files, 3 folders, 1\.0 MB in [\d.]+ kB; 1 link left out$/);
    expect(made.structured).toMatchObject({
      destination: 'made.zip',
      files: 4,
      folders: 3,
      bytes: 1_000_015,
      links: 1,
      omitted: 0,
      omittedExamples: [],
    });

    const listed = await call('list_archive', { path: 'made.zip' });
    expect(listed.text).toMatch(/^\[7 entries; 1\.0 MB in [\d.]+ kB \([\d.]+:1\)\]\nsrc\/\t\d{4}-/);

    const extracted = await call('extract_archive', { path: 'made.zip', destination: 'out' });
    expect(extracted.text).toBe('Extracted into out: 4 files, 4 new folders, 1.0 MB');
    expect(extracted.structured).toEqual({ destination: 'out', files: 4, folders: 4, bytes: 1_000_015 });
    expect(await call('extract_archive', { path: 'made.zip', destination: 'out' })).toMatchObject({
      isError: true,
      code: 'conflict',
    });
    expect(await call('create_archive', { source: ['src'], destination: 'made.zip' })).toMatchObject({
      isError: true,
      code: 'conflict',
    });
  });
});

describe('paging', () => {
  const flags = ['--toolsets', 'analyze,archive', '--max-output', '1000'];
  const mine = sharedBox();
  const starting = startShared([mine.folder], { flags });

  /** An empty folder, which the server may use. */
  function emptied(): Box {
    for (const name of readdirSync(mine.folder)) rmSync(mine.at(name), { recursive: true });
    return mine;
  }

  test('of duplicates: every file once, each answer within the budget', async () => {
    const { put } = emptied();
    const names = Array.from({ length: 60 }, (_, i) => `some-folder-${i % 4}/file-${i}`);
    for (const [i, name] of names.entries()) put(name, `content ${i % 5}`);
    const { call } = await starting;
    const texts = await pages((cursor) => call('find_duplicates', { path: '.', ...(cursor && { cursor }) }));
    expect(
      linesOf(texts)
        .filter((line) => line.startsWith('  '))
        .toSorted(),
    ).toEqual(names.map((name) => `  ${name}`).toSorted());
    expect(texts.length).toBeGreaterThan(3);
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(1000);
  });

  test('of what is empty, and of an archive', async () => {
    const { put } = emptied();
    const names = Array.from({ length: 60 }, (_, i) => `some-folder-${i % 4}/file-${i}`);
    for (const name of names) put(name);
    put('z.zip', zipOf(names.map((name) => ({ name, content: 'x' }))));
    const { call } = await starting;
    const empty = await pages((cursor) => call('find_empty', { path: '.', ...(cursor && { cursor }) }));
    expect(linesOf(empty).toSorted()).toEqual(names.toSorted());
    const listed = await pages((cursor) =>
      call('list_archive', { path: 'z.zip', limit: 11, ...(cursor && { cursor }) }),
    );
    expect(linesOf(listed).map((line) => line.split('\t')[0])).toEqual(names);
    for (const text of [...empty, ...listed]) expect(text.length).toBeLessThanOrEqual(1000);
    expect(Math.min(empty.length, listed.length)).toBeGreaterThan(2);
    for (const tool of ['find_empty', 'find_duplicates']) {
      expect(await call(tool, { path: '.', cursor: cursorOf(listed[0] ?? '') })).toMatchObject({
        isError: true,
        code: 'invalid',
      });
    }
  });

  test('disk_usage tells how many folders it left out, and how to see them', async () => {
    const { put } = emptied();
    for (let i = 0; i < 60; i++) put(`some-folder-${i}/file`, 'x'.repeat(i + 1));
    const { call } = await starting;
    const { text } = await call('disk_usage', { path: '.' });
    expect(text).toMatch(
      /^\[\d+ of 60 folders; total .* in 60 files; .*; the smaller ones do not fit: ask for one by its path\]\n/,
    );
    expect(text.length).toBeLessThanOrEqual(1000);
    expect(await call('disk_usage', { path: '.', limit: 10_000 })).toMatchObject({ text });
    expect((await call('disk_usage', { path: 'some-folder-0' })).text).toContain('1 B in 1 file');
    const few = await call('disk_usage', { path: '.', limit: 3 });
    expect(few.text).toMatch(/^\[3 of 60 folders; .*; for more folders raise limit\]\n/);
    expect((await call('disk_usage', { path: '.', limit: 4 })).text).toMatch(/^\[4 of 60 folders; /);
  });
});

test.each<[string, Record<string, unknown>, string, number]>([
  ['create_archive', { source: ['src'], destination: 'part.zip' }, 'part.zip', 1],
  ['extract_archive', { path: 'whole.zip', destination: 'out' }, 'out', 62],
])('%s that is cancelled leaves nothing behind, and the server keeps working', async (tool, args, made, all) => {
  const { folder, put } = box();
  for (let i = 0; i < 60; i++) put(`src/${i}`, bytes(1_000_000));
  const { call } = await start([folder], { flags });
  expect((await call('create_archive', { source: ['src'], destination: 'whole.zip' })).isError).toBe(false);
  const over = new AbortController();
  const answer = call(tool, args, { signal: over.signal, onProgress: () => over.abort() });
  await answer.catch((error: unknown) => error);
  // The work or the cancellation may be quicker: all of it is there or nothing.
  const state = () => {
    const names = readdirSync(folder, { recursive: true }).map(String);
    if (names.some((name) => name.includes('.mcp-'))) return 'unfinished';
    const files = names.filter((name) => name.startsWith(made)).length;
    return files === 0 ? 'nothing' : files === all ? 'all' : 'a part';
  };
  await expect.poll(state).toMatch(/^(nothing|all)$/);
  expect((await call('disk_usage', { path: 'src' })).text).toContain('60 files');
});

test('a call that runs out of time says so and leaves nothing behind', async () => {
  const { folder, put } = box();
  // Takes a minute to compress and nothing to store.
  truncateSync(put('src/hole'), 20_000_000_000);
  const { call } = await start([folder], { flags: [...flags, '--timeout', '1'] });
  const { isError, code, text } = await call('create_archive', { source: ['src'], destination: 'made.zip' });
  expect({ isError, code }).toEqual({ isError: true, code: 'timeout' });
  // The helper says it, or on a busy machine the server, which does not wait for it.
  expect(text).toMatch(/^(?:Stopped at the time limit\. No archive was made\.|This took longer than a call may take)/);
  // A helper that the server had to end leaves a temporary file, which a later write removes.
  const isEnded = !text.startsWith('Stopped');
  const left = () => readdirSync(folder).filter((name) => !isEnded || !/^\.mcp-\d+-/.test(name));
  await expect.poll(left).toEqual(['src']);
});
