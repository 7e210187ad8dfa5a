import type { Call } from '@mcp-reference/kit';
import { describe, expect, test } from 'vitest';
import type { Context } from '../src/context.ts';
import { findDuplicates as findDuplicatesBelow } from '../src/operations/find-duplicates.ts';
import { readMany } from '../src/operations/read-many.ts';
import { searchFiles as searchFilesBelow } from '../src/operations/search-files.ts';
import { searchText as searchTextBelow } from '../src/operations/search-text.ts';
import { findDuplicates } from '../src/tools/find-duplicates.ts';
import { readMultipleFiles } from '../src/tools/read-multiple-files.ts';
import { searchFiles } from '../src/tools/search-files.ts';
import { searchText } from '../src/tools/search-text.ts';
import { backends, sandboxOf, temporaryFolder, type BackendName } from './archive-sandbox.ts';
import { put } from './archive-scene.ts';
import { cursorOf, linesOf, split } from './fixtures.ts';

const tools = {
  find_duplicates: findDuplicates,
  read_multiple_files: readMultipleFiles,
  search_text: searchText,
  search_files: searchFiles,
};
const acts: Record<string, unknown> = {
  findDuplicates: findDuplicatesBelow,
  readMany,
  searchText: searchTextBelow,
  searchFiles: searchFilesBelow,
};

/** The tools on a folder, with a deadline that has passed once it was looked at a number of times. */
function scene(backend: BackendName, files: Record<string, string>) {
  const root = temporaryFolder();
  put(root, files);
  const run = sandboxOf(backend, [{ path: root, writable: false }]);
  const ask = async (
    tool: keyof typeof tools,
    args: Record<string, unknown>,
    looks = Infinity,
    budget = 20_000_000,
  ) => {
    let looked = 0;
    const overdue = () => ++looked > looks;
    const within = (name: string, params: object) =>
      run(acts[name] as typeof searchFilesBelow, params as never, { overdue });
    const context = { files: { run: within } } as unknown as Context;
    const { handler, input } = tools[tool];
    const answer = await handler(input.parse(args) as never, context, { budget } as Call);
    return { text: typeof answer === 'string' ? answer : JSON.stringify(answer) };
  };
  return {
    ask,
    /** All pages of a search, each stopped after the same number of looks. */
    async pages(tool: keyof typeof tools, args: Record<string, unknown>, looks: number) {
      const pages = [await ask(tool, args, looks)];
      for (let cursor = cursorOf(pages[0]!); cursor !== undefined; cursor = cursorOf(pages.at(-1)!)) {
        pages.push(await ask(tool, { ...args, cursor }, looks));
        if (pages.length > 200) throw new Error('The pages do not end.');
      }
      return pages;
    },
  };
}

const stopped = /STOPPED at the time limit, there may be more; more with cursor/;

describe.each(backends)('a call that the deadline stops, %s', (backend) => {
  const names = Array.from({ length: 9 }, (_, i) => `${'abc'[i % 3]}/${i}.txt`).toSorted();
  const files = Object.fromEntries(names.map((name) => [name, `first\nhere ${name}\nlast\nhere too\n`]));

  test.each([1, 2, 3, 7])('search_text has every match once, stopped after %i files', async (looks) => {
    const { pages } = scene(backend, files);
    const found = await pages('search_text', { path: '.', pattern: '^here' }, looks);
    expect(found).toHaveLength(Math.ceil(names.length / looks));
    for (const page of found.slice(0, -1)) expect(split(page).header).toMatch(stopped);
    expect(split(found.at(-1)!).header).not.toMatch(/STOPPED|cursor/);
    expect(found.flatMap(linesOf)).toEqual(names.flatMap((name) => [name, `  2: here ${name}`, '  4: here too']));
    const counted = await pages('search_text', { path: '.', pattern: '^here', filesOnly: true }, looks);
    expect(counted.flatMap(linesOf)).toEqual(names.map((name) => `${name}\t2`));
  });

  test('search_text stops inside a large file and continues with the next line', async () => {
    // It is read in pieces of 4 MiB, and the time is looked at after each of them.
    const lines = Array.from({ length: 9_000 }, (_, i) => `here ${i + 1} ${'x'.repeat(1_000)}`);
    const { pages } = scene(backend, { 'large.txt': lines.join('\n') });
    const found = await pages('search_text', { path: 'large.txt', pattern: '^here', limit: 10_000 }, 1);
    expect(found.length).toBeGreaterThan(2);
    for (const page of found.slice(0, -1)) expect(split(page).header).toMatch(stopped);
    const numbers = found.flatMap(linesOf).flatMap((line) => /^ {2}(\d+): here \1 /.exec(line)?.[1] ?? []);
    expect(numbers.map(Number)).toEqual(lines.map((_, i) => i + 1));
  });

  test('search_text that has no time at all continues at the same line', async () => {
    const { ask } = scene(backend, { 'a.txt': 'here 1\nhere 2\nhere 3\n' });
    const args = { path: '.', pattern: '^here', limit: 1 };
    const first = await ask('search_text', args);
    const none = await ask('search_text', { ...args, cursor: cursorOf(first) }, 0);
    expect(split(none).header).toMatch(stopped);
    expect(linesOf(await ask('search_text', { ...args, cursor: cursorOf(none) }))).toEqual(['a.txt', '  2: here 2']);
  });

  test('search_text that found nothing yet says that there may be more', async () => {
    const { ask } = scene(backend, files);
    expect(split(await ask('search_text', { path: '.', pattern: 'nowhere' }, 2)).header).toMatch(
      /^0 matches; 2 files searched; STOPPED at the time limit, there may be more; more with cursor/,
    );
    expect(split(await ask('search_text', { path: '.', pattern: 'nowhere' })).header).toBe(
      '0 matches; 9 files searched',
    );
  });

  test('search_text that was stopped does not say that no file matches "include"', async () => {
    const { ask } = scene(backend, files);
    const header = async (include: string, looks?: number) =>
      split(await ask('search_text', { path: '.', pattern: 'here', include: [include] }, looks)).header;
    expect(await header('8.txt', 0)).toBe(
      `0 matches; 0 files searched; STOPPED at the time limit, there may be more; more with cursor ${cursorOf({ text: await header('8.txt', 0) })}`,
    );
    expect(await header('9.txt')).toContain('no file below . matches "include"');
  });

  test.each([1, 2, 3, 7])('search_files has every match once, stopped after %i entries', async (looks) => {
    const { pages } = scene(backend, files);
    const found = await pages('search_files', { path: '.', pattern: '*.txt' }, looks);
    expect(found.length).toBeGreaterThan(1);
    for (const page of found.slice(0, -1)) expect(split(page).header).toMatch(stopped);
    expect(split(found.at(-1)!).header).not.toMatch(/STOPPED|cursor/);
    expect(found.flatMap(linesOf)).toEqual(names);
  });

  test('search_files that found nothing yet says that there may be more', async () => {
    const { ask } = scene(backend, files);
    expect(split(await ask('search_files', { path: '.', pattern: '*.nowhere' }, 5)).header).toMatch(
      /^0 matches; 6 entries searched; STOPPED at the time limit, there may be more; more with cursor/,
    );
  });

  test('search_files by size says that larger ones may be missing', async () => {
    const { ask } = scene(backend, { 'a/1': '1', 'b/22': '22', 'c/333': '333' });
    const answer = await ask('search_files', { path: '.', pattern: '*', type: 'file', sortBy: 'size' }, 4);
    expect(split(answer).header).toBe('2 matches; 5 entries searched; STOPPED at the time limit, there may be more');
    expect(linesOf(answer)).toEqual(['b/22\t2 B', 'a/1\t1 B']);
  });

  test('find_duplicates says whether files were not seen, or seen and not compared', async () => {
    const { ask } = scene(backend, Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, 'same'])));
    const after = async (looks: number) => split(await ask('find_duplicates', { path: '.' }, looks)).header;
    expect(await after(1)).toBe(
      '0 files; 0 groups, 0 B can be freed by keeping one of each; INCOMPLETE: stopped at the time limit before all files were seen, 0 files of equal size not compared',
    );
    expect(await after(4)).toMatch(/INCOMPLETE: stopped at the time limit, 4 files of equal size not compared$/);
    expect(await after(100)).toBe('4 files; 1 group, 12 B can be freed by keeping one of each');
  });

  test('read_multiple_files says whether time or space was missing', async () => {
    const { ask } = scene(backend, { a: 'a', b: 'b', c: 'x'.repeat(2_000), d: 'd' });
    const head = async (paths: string[], looks?: number, most?: number) =>
      (await ask('read_multiple_files', { paths }, looks, most)).text;
    expect(await head(['a', 'b', 'd'], 1)).toContain('1 more path not read for lack of time, from \\"d\\" on');
    expect(await head(['c', 'c', 'd'], Infinity, 1_000)).toMatch(/2 more paths not read for lack of space, from /);
    expect(await head(['a', 'b', 'd'])).not.toContain('not read');
  });
});
