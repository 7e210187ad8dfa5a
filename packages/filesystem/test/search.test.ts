import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { eras, type Answer } from '@mcp-reference/kit/testing';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, onTestFinished, test } from 'vitest';
import { anyOf, glob, isGlob } from '../src/files/search/glob.ts';
import { finder } from '../src/files/search/pattern.ts';
import { requiredLiterals } from '../src/files/search/literals.ts';
import { box, cursorOf, linesOf, pagesOf, sharedBox, split, startShared, startUnprivileged } from './fixtures.ts';
import { start } from './start.ts';

const shared = sharedBox();
const { folder, at, put } = shared;
const server = await startShared([folder]);
const tight = await startShared([folder], { flags: ['--max-output', '1000'] });

const find = async (args: Record<string, unknown>) =>
  withoutFolder(linesOf(await server.call('search_files', { path: '.', ...args })), args);
const grep = async (args: Record<string, unknown>) =>
  withoutFolder(linesOf(await server.call('search_text', { path: '.', ...args })), args);

/** Paths in answers begin with the folder that was asked for; what is below it is what a test is about. */
function withoutFolder(lines: string[], { path }: Record<string, unknown>): string[] {
  if (typeof path !== 'string' || path === '.') return lines;
  return lines.map((line) => {
    if (line.startsWith('  ')) return line;
    expect(line.startsWith(`${path}/`), line).toBe(true);
    return line.slice(path.length + 1);
  });
}

describe('glob', () => {
  test.each<[string, string[], string[]]>([
    ['*.ts', ['a.ts', 'src/a.ts', '.ts', 'src/.hidden.ts'], ['a.tsx', 'ts', 'a.ts/b']],
    ['a*c', ['ac', 'abc', 'a.c', 'x/abbc'], ['ab', 'bac', 'abc/d']],
    ['*a*a*', ['aa', 'banana', 'xaxax'], ['a', 'bbb']],
    ['ab*ba', ['abba', 'abxba'], ['aba']],
    ['?', ['a', 'é', '😀', 'x/y'], ['', 'ab']],
    ['a?c', ['abc', 'a?c'], ['ac', 'abbc', 'a/c']],
    ['[abc]', ['a', 'c'], ['d', 'ab', '']],
    ['[a-cx]z', ['az', 'bz', 'xz'], ['dz', '-z']],
    ['[!a-c]', ['d', '!'], ['a', 'b']],
    ['[^a-c]', ['d'], ['a']],
    ['[]]', [']'], ['[', 'a']],
    ['[!]]', ['a', '['], [']']],
    ['[a-]', ['a', '-'], ['b']],
    ['[[]x', ['[x'], ['x']],
    ['[*]', ['*'], ['a']],
    ['{a,b}.ts', ['a.ts', 'b.ts', 'x/a.ts', '{a,b}.ts'], ['c.ts']],
    ['{a,b{c,d}}e', ['ae', 'bce', 'bde'], ['be', 'ade']],
    ['{,x}y', ['y', 'xy'], ['x']],
    ['src/{a,b}/*.ts', ['src/a/x.ts', 'src/b/x.ts'], ['src/c/x.ts', 'src/a/b/x.ts', 'x/src/a/x.ts']],
    ['{src,test}/**', ['src/a', 'test/a/b'], ['x/src/a', 'other']],
    ['src/*', ['src/a', 'src/.b'], ['src/a/b', 'a', 'x/src/a']],
    ['/src/*', ['src/a'], ['x/src/a']],
    ['./src/*', ['src/a'], ['x/src/a']],
    ['src/', ['src', 'x/src'], ['src/a']],
    ['**', ['a', 'a/b', 'a/b/c'], []],
    ['**/*.ts', ['a.ts', 'x/a.ts', 'x/y/a.ts'], ['a.js']],
    ['src/**', ['src/a', 'src/a/b'], ['a', 'x/src/a', 'srcs/a']],
    ['src/**/test', ['src/test', 'src/a/test', 'src/a/b/test'], ['test', 'src/test/a']],
    ['**/src/**/*.ts', ['src/a.ts', 'x/src/a.ts', 'x/src/y/z/a.ts'], ['a.ts', 'src/a.js']],
    ['a/**/b/**/c', ['a/b/c', 'a/x/b/y/c', 'a/b/b/c'], ['a/c', 'a/b', 'b/c']],
    ['a**b', ['ab', 'axb'], ['a/b']],
    ['README.md', ['README.md', 'docs/README.md'], ['readme.md', 'README.mdx']],
    ['$^.+()|\\d', ['$^.+()|\\d'], ['d']],
  ])('%s', (pattern, matching, others) => {
    const matches = glob(pattern);
    for (const path of matching) expect(matches(path), path).toBe(true);
    for (const path of others) expect(matches(path), path).toBe(false);
  });

  test.each(['{a', 'a{b,c', '{a,{b', '[a', 'x[', '[]', '[!', 'a}', 'a]'])(
    '%s is not closed: a plain name',
    (pattern) => {
      expect(glob(pattern)(pattern)).toBe(true);
      expect(glob(pattern)('a')).toBe(false);
    },
  );

  test('brackets and braces also match a name that is spelled with them', () => {
    expect(glob('app/[slug]/**/*.tsx')('app/[slug]/(group)/@modal/page.tsx')).toBe(true);
    expect(glob('app/[slug]/*')('app/s/x')).toBe(true);
    expect(glob('app/\\[slug\\]/**')('app/[slug]/x')).toBe(true);
    expect(glob('app/\\[slug\\]/**')('app/s/x')).toBe(false);
    expect(glob('{name}/*.ts')('{name}/a.ts')).toBe(true);
    expect(glob('*\\**')('a*b')).toBe(true);
    expect(glob('*\\**')('ab')).toBe(false);
  });

  test('a list separated by commas', () => {
    expect(['a.ts', 'b.tsx', 'c.md'].map(glob('*.ts, *.tsx'))).toEqual([true, true, false]);
    expect(['a.ts', 'a,b.ts'].map(glob('a,b.ts'))).toEqual([false, true]);
  });

  test('names are compared in one Unicode form', () => {
    expect(glob('Caf\u00e9*')('Cafe\u0301.txt')).toBe(true);
    expect(glob('Cafe\u0301*')('Caf\u00e9.txt')).toBe(true);
  });

  test('a backslash separates folders on Windows and nowhere else', () => {
    expect(glob('sub\\*', 'win32')('sub/a')).toBe(true);
    expect(glob('sub\\*', 'linux')('sub/a')).toBe(false);
  });

  test('braces that stand for too many patterns are refused before they are made', () => {
    expect(() => glob('{a,b}'.repeat(8))).not.toThrow();
    expect(() => glob('{a,b}'.repeat(9))).toThrow(/more than 256/);
    expect(() => glob('{a,b}'.repeat(10_000))).toThrow(/more than 256/);
    expect(() => glob(`${'{'.repeat(500)}a${'}'.repeat(500)}`)).not.toThrow();
  });

  test('what is a glob, and what a word', () => {
    for (const pattern of ['*', 'a?', '[a]', '{a,b}', 'src/a']) expect(isGlob(pattern), pattern).toBe(true);
    for (const word of ['readme', 'a.ts', '.env', 'a-b c']) expect(isGlob(word), word).toBe(false);
    expect(anyOf([])('a')).toBe(false);
    expect(anyOf(['*.a', 'b/*'])('b/c')).toBe(true);
  });

  const segment = fc
    .array(fc.constantFrom('a', 'b', '*', '?', '[ab]', '[!a]', '**', '[b-c]'), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join(''));
  const pattern = fc
    .array(fc.oneof(segment, fc.constant('**')), { minLength: 1, maxLength: 5 })
    .map((segments) => segments.join('/'));
  const name = fc
    .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 })
    .map((letters) => letters.join(''));
  const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'));

  test('agrees with a matcher that tries everything', () => {
    fc.assert(
      fc.property(pattern, path, (someGlob, somePath) => {
        expect(glob(someGlob)(somePath)).toBe(slowly(someGlob, somePath));
      }),
      { numRuns: 5_000 },
    );
  });

  test('braces are the sum of their choices', () => {
    const choices = fc.array(fc.oneof(segment, fc.constant('')), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(segment, choices, segment, path, (before, some, after, somePath) => {
        const expected = some.some((choice) => slowly(before + choice + after, somePath));
        expect(glob(`${before}{${some.join(',')}}${after}`)(somePath)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['*a'.repeat(50), `${'a'.repeat(49)}b`.repeat(4)],
    [`${'[a]*'.repeat(50)}c`, `${'a'.repeat(200)}b`],
    [`*${'[a]'.repeat(120)}b`, 'a'.repeat(250)],
    [`${'?*'.repeat(100)}b`, 'a'.repeat(250)],
    [`${'**/a/'.repeat(40)}b`, 'a/'.repeat(120) + 'c'],
    [`${'**/*a*/'.repeat(30)}x`, 'aaaaaaaa/'.repeat(100) + 'y'],
  ])('a hostile pattern takes no longer than others (%#)', async (hostile, victim) => {
    // In a thread that can be ended: a matcher that backtracks would not return before the end of the test run.
    const thread = new Worker(new URL('glob-thread.ts', import.meta.url), { workerData: { hostile, victim } });
    onTestFinished(async () => void (await thread.terminate()));
    const [matched]: unknown[] = await once(thread, 'message', { signal: AbortSignal.timeout(120_000) });
    expect(matched).toBe(0);
  });
});

/** A glob without braces, matched by trying everything. */
function slowly(pattern: string, path: string): boolean {
  const whole = (segments: string[], names: string[]): boolean => {
    const [first, ...rest] = segments;
    if (first === undefined) return names.length === 0;
    if (first === '**') return whole(rest, names) || (names.length > 0 && whole(segments, names.slice(1)));
    return names.length > 0 && one(first, names[0] ?? '') && whole(rest, names.slice(1));
  };
  const one = (text: string, rest: string): boolean => {
    if (text === '') return rest === '';
    if (text[0] === '*') return one(text.slice(1), rest) || (rest !== '' && one(text, rest.slice(1)));
    if (rest === '') return false;
    if (text[0] === '?') return one(text.slice(1), rest.slice(1));
    const [, negated, members] = /^\[(!?)([^\]]+)\]/.exec(text) ?? [];
    if (members === undefined) return text[0] === rest[0] && one(text.slice(1), rest.slice(1));
    const holds = members === 'b-c' ? 'bc'.includes(rest[0] ?? ' ') : members.includes(rest[0] ?? ' ');
    return (
      holds !== (negated === '!') &&
      one(text.slice(negated?.length ? members.length + 3 : members.length + 2), rest.slice(1))
    );
  };
  const names = path.split('/');
  return pattern.includes('/') || pattern === '**'
    ? whole(pattern.split('/'), names)
    : one(pattern, names.at(-1) ?? '');
}

describe('search_files', () => {
  for (const name of [
    'f/a.ts',
    'f/B.TS',
    'f/readme.md',
    'f/docs/README.md',
    'f/docs/guide/intro.md',
    'f/src/a.ts',
    'f/src/a.test.ts',
    'f/node_modules/x/a.ts',
    'f/.env',
  ])
    put(name, name);
  mkdirSync(at('f/src/empty'));
  symlinkSync('src', at('f/linked'));
  const below = { path: 'f' };

  test('a glob with a folder is matched from the top, one without anywhere', async () => {
    expect(await find({ ...below, pattern: '*.md' })).toEqual(['docs/README.md', 'docs/guide/intro.md', 'readme.md']);
    expect(await find({ ...below, pattern: 'docs/*.md' })).toEqual(['docs/README.md']);
    expect(await find({ ...below, pattern: '**/*.{ts,TS}' })).toEqual([
      'B.TS',
      'a.ts',
      'node_modules/x/a.ts',
      'src/a.test.ts',
      'src/a.ts',
    ]);
    expect(await find({ ...below, pattern: 'src/**' })).toEqual(['src/', 'src/a.test.ts', 'src/a.ts', 'src/empty/']);
  });

  test('a bare word is a part of a name, whatever its case', async () => {
    expect(await find({ ...below, pattern: 'readme' })).toEqual(['docs/README.md', 'readme.md']);
    expect(await find({ ...below, pattern: 'SRC' })).toEqual(['src/']);
    expect(await find({ ...below, pattern: 'env' })).toEqual(['.env']);
  });

  test('finding nothing is no error', async () => {
    const answer = await server.call('search_files', { ...below, pattern: '*.none' });
    expect(answer).toMatchObject({ isError: false });
    expect(answer.text).toBe('[0 matches; 16 entries searched]');
  });

  test('type, links included in neither', async () => {
    expect(await find({ ...below, pattern: '*', type: 'directory' })).toEqual([
      'docs/',
      'docs/guide/',
      'node_modules/',
      'node_modules/x/',
      'src/',
      'src/empty/',
    ]);
    expect(await find({ ...below, pattern: 'linked' })).toEqual(['linked']);
    for (const type of ['file', 'directory']) expect(await find({ ...below, pattern: 'linked', type })).toEqual([]);
    expect(await server.call('search_files', { ...below, pattern: '*', type: 'link' })).toMatchObject({
      isError: true,
      code: 'invalid',
    });
  });

  test('links are not entered', async () => {
    expect(await find({ ...below, pattern: 'linked/**' })).toEqual(['linked']);
  });

  test('minSize and maxSize, alone and together, are about files and never prune folders', async () => {
    for (const [name, size] of [
      ['s/0', 0],
      ['s/d/10', 10],
      ['s/d/e/100', 100],
    ] as const)
      put(name, 'x'.repeat(size));
    const files = (args: Record<string, unknown>) => find({ path: 's', pattern: '*', ...args });
    expect(await files({ minSize: 10 })).toEqual(['d/10', 'd/e/100']);
    expect(await files({ maxSize: 10 })).toEqual(['0', 'd/10']);
    expect(await files({ minSize: 1, maxSize: 99 })).toEqual(['d/10']);
    expect(await files({ minSize: 0 })).toEqual(['0', 'd/10', 'd/e/100']);
    expect(await server.call('search_files', { path: 's', pattern: '*', minSize: -1 })).toMatchObject({
      isError: true,
      code: 'invalid',
    });
  });

  test('modifiedAfter', async () => {
    put('m/old');
    put('m/new');
    utimesSync(at('m/old'), new Date('2020-01-01T00:00:00Z'), new Date('2020-01-01T00:00:00Z'));
    utimesSync(at('m/new'), new Date('2025-01-01T00:00:00Z'), new Date('2025-01-01T00:00:00Z'));
    expect(await find({ path: 'm', pattern: '*', modifiedAfter: '2024-12-31' })).toEqual(['new']);
    expect(await find({ path: 'm', pattern: '*', modifiedAfter: '2019-01-01T00:00:00Z' })).toEqual(['new', 'old']);
    expect(await server.call('search_files', { path: 'm', pattern: '*', modifiedAfter: 'yesterday' })).toMatchObject({
      isError: true,
      code: 'invalid',
      text: '"modifiedAfter" is not an ISO date such as 2026-01-31: "yesterday".',
    });
  });

  test('excluded folders are not even looked into', async () => {
    const answer = await server.call('search_files', {
      ...below,
      pattern: 'a.ts',
      excludePatterns: ['node_modules', '**/*.test.ts'],
    });
    expect(answer.text).toBe('[2 matches; 14 entries searched]\nf/a.ts\nf/src/a.ts');
  });

  test('the output limit cuts a page, and the next continues', async () => {
    for (let i = 0; i < 100; i++) put(`w/${i % 10}/${String(i).padStart(50, '0')}`);
    const pages = await pagesOf(tight, 'search_files', { path: 'w', pattern: '*' });
    expect(withoutFolder(pages.flat(), { path: 'w' })).toEqual(await find({ path: 'w', pattern: '*' }));
    expect(pages.length).toBeGreaterThan(5);
  });

  test('what is added while paging disturbs nothing else', async () => {
    for (let i = 10; i < 40; i++) put(`grow/${i % 3}/${i}`);
    const before = await find({ path: 'grow', pattern: '??' });
    const pages = await pagesOf(server, 'search_files', { path: 'grow', pattern: '??*', limit: 4 }, (page) => {
      put(`grow/0/00-${page}`);
      put(`grow/2/99-${page}`);
    });
    expect(withoutFolder(pages.flat(), { path: 'grow' }).filter((path) => before.includes(path))).toEqual(before);
    expect(new Set(pages.flat()).size).toBe(pages.flat().length);
  });

  test.skipIf(process.platform === 'win32')('a folder that may not be read is counted, and named once', async () => {
    const mine = box();
    for (const name of ['a/1', 'locked/2', 'z/3']) mine.put(name);
    execFileSync('chmod', ['755', mine.folder]);
    execFileSync('chmod', ['000', mine.at('locked')]);
    const session = await startUnprivileged([mine.folder]);
    const answer = await session.call('search_files', { path: '.', pattern: '*' });
    expect(split(answer).header).toContain('1 folder could not be read');
    expect(linesOf(answer)).toEqual(['a/', 'a/1', 'locked/', 'z/', 'z/3']);
  });
});

describe('.gitignore', () => {
  const lists: Record<string, string> = {
    '.gitignore': '# a comment\n*.log\n!keep.log\n/top.txt\nbuild/\ndocs/*.tmp\ndeep/**/cache\nspace\\ name\n\\#hash\n',
    'sub/.gitignore': '!b.log\n*.md\n/only-here.txt\n',
    'sub/inner/.gitignore': '!read.md\n',
  };
  const shown = [
    'keep.log',
    'sub/top.txt',
    'sub/b.log',
    'sub/inner/read.md',
    'sub/inner/only-here.txt',
    'docs/sub/a.tmp',
    'sub/inner/b.log',
    'x.txt',
  ];
  const hidden = [
    'a.log',
    'top.txt',
    'build/out.js',
    'sub/build/out.js',
    'docs/a.tmp',
    'deep/cache/x',
    'deep/1/2/cache/x',
    'space name',
    '#hash',
    'sub/a.log',
    'sub/a.md',
    'sub/only-here.txt',
    'sub/inner/other.md',
    '.git/config',
  ];
  for (const [name, text] of Object.entries(lists)) put(`gi/${name}`, text);
  for (const name of [...shown, ...hidden]) put(`gi/${name}`, 'needle\n');

  const files = async (path: string, gitignore = true) =>
    (await grep({ path, pattern: 'needle', filesOnly: true, gitignore })).map((line) => line.split('\t')[0]);

  test('nested lists, negation, anchors, folders, escapes: as git reads them', async () => {
    expect(await files('gi')).toEqual([...shown].sort());
    expect(await files('gi', false)).toEqual([...shown, ...hidden].sort());
  });

  test.skipIf(spawnSync('git', ['--version']).error !== undefined)('git itself agrees', () => {
    const mine = box();
    execFileSync('git', ['init', '-q', mine.folder]);
    for (const [name, text] of Object.entries(lists)) mine.put(name, text);
    for (const name of [...shown, ...hidden]) if (!name.startsWith('.git/')) mine.put(name);
    const listed = execFileSync(
      'git',
      ['-C', mine.folder, '-c', 'core.quotePath=off', 'ls-files', '--others', '--exclude-standard'],
      { encoding: 'utf8' },
    );
    expect(
      listed
        .trim()
        .split('\n')
        .filter((name) => !name.endsWith('.gitignore'))
        .sort(),
    ).toEqual([...shown].sort());
  });

  test.runIf(process.platform === 'linux')('upper and lower case differ, as they do for git here', async () => {
    put('case/.gitignore', 'Build/\nNOTES\n');
    for (const name of ['Build/a', 'build/b', 'NOTES', 'notes']) put(`case/${name}`, 'needle\n');
    expect(await files('case')).toEqual(['build/b', 'notes']);
  });

  test('the same for search_files when asked, and for the tree', async () => {
    const found = await find({ path: 'gi', pattern: '*', type: 'file', gitignore: true });
    expect(found.filter((name) => !name.endsWith('.gitignore'))).toEqual([...shown].sort());
    expect(await find({ path: 'gi', pattern: '*.log' })).toContain('a.log');
  });

  test('lists above the searched folder count', async () => {
    expect(await files('gi/sub')).toEqual(
      shown
        .filter((name) => name.startsWith('sub/'))
        .map((name) => name.slice(4))
        .sort(),
    );
    expect(await files('gi/sub/inner')).toEqual(['b.log', 'only-here.txt', 'read.md']);
  });

  test('a search inside an ignored folder finds what is in it', async () => {
    expect(await files('gi/build')).toEqual(['out.js']);
    expect(await files('gi/deep/1/2/cache')).toEqual(['x']);
    put('gi/build/lib/.gitignore', 'no.js\n');
    put('gi/build/lib/no.js', 'needle\n');
    put('gi/build/lib/yes.js', 'needle\n');
    expect(await files('gi/build')).toEqual(['lib/yes.js', 'out.js']);
    expect(await files('gi/build/lib')).toEqual(['yes.js']);
  });

  test('rules end with their folder', async () => {
    put('scope/a/.gitignore', '*.x\n');
    for (const name of ['scope/a/1.x', 'scope/a/b/2.x', 'scope/ab/3.x', 'scope/b/4.x', 'scope/z.x'])
      put(name, 'needle\n');
    expect(await files('scope')).toEqual(['ab/3.x', 'b/4.x', 'z.x']);
  });

  test('a list that is a link, a folder or binary rules nothing', async () => {
    symlinkSync(at('gi/.gitignore'), put('odd/l/a.log', 'needle\n').replace('a.log', '.gitignore'));
    mkdirSync(put('odd/d/a.log', 'needle\n').replace('a.log', '.gitignore'));
    put('odd/b/.gitignore', Buffer.of(0xff, 0xfe, 0, 1, 2));
    put('odd/b/a.log', 'needle\n');
    expect(await files('odd')).toEqual(['b/a.log', 'd/a.log', 'l/a.log']);
  });
});

describe('search_text', () => {
  put('t/a.txt', 'one\nTwo two\nthree\n');
  put('t/b/c.txt', 'two\n');
  const below = { path: 't' };

  test('lines by file, with their numbers; a line that matches twice is one match', async () => {
    const answer = await server.call('search_text', { ...below, pattern: 'two' });
    expect(answer.text).toBe('[2 matches in 2 files; 2 files searched]\nt/a.txt\n  2: Two two\nt/b/c.txt\n  1: two');
    expect(answer.structured).toBeUndefined();
  });

  test('ignoreCase, with a pattern and literally', async () => {
    put('i/a', 'STRASSE\nstraße\nÉCOLE\nécole\n');
    expect(await grep({ path: 'i', pattern: 'école', ignoreCase: true })).toEqual(['a', '  3: ÉCOLE', '  4: école']);
    expect(await grep({ path: 'i', pattern: 'strasse', literal: true, ignoreCase: true })).toEqual([
      'a',
      '  1: STRASSE',
    ]);
    expect(await grep({ path: 'i', pattern: 'école' })).toEqual(['a', '  4: école']);
  });

  test('literal takes every character as itself', async () => {
    put('l/a', 'a.b\naxb\n[x](y)*\n\\d+\n');
    expect(await grep({ path: 'l', pattern: 'a.b' })).toEqual(['a', '  1: a.b', '  2: axb']);
    expect(await grep({ path: 'l', pattern: 'a.b', literal: true })).toEqual(['a', '  1: a.b']);
    for (const [pattern, line] of [
      ['[x](y)*', 3],
      ['\\d+', 4],
    ] as const) {
      expect(await grep({ path: 'l', pattern, literal: true }), pattern).toEqual(['a', `  ${line}: ${pattern}`]);
      expect(
        await grep({ path: 'l', pattern: pattern.toUpperCase(), literal: true, ignoreCase: true }),
        pattern,
      ).toHaveLength(2);
    }
  });

  // Each line of text is searched alone and must be found by its own pattern only.
  test.each<[string, string, boolean]>([
    ['fo+', 'a foo b', true],
    ['^foo$', 'foo', true],
    ['^foo$', 'a foo', false],
    ['foo.*?bar', 'foo and bar', true],
    ['foo.+?bar', 'foo and bar', true],
    ['colou??r', 'color', true],
    ['ab*?cde', 'acde', true],
    ['abc*def', 'abdef', true],
    ['abc?def', 'abdef', true],
    ['abc{0,1}def', 'abdef', true],
    ['abcd|wxyz', 'wxyz', true],
    ['(abc)?def', 'def', true],
    ['\\bword\\b', 'a word.', true],
    ['\\d{4}-\\d\\d', 'on 2026-11', true],
    ['[[:upper:]]{3}', 'an ABC', true],
    ['\\p{Greek}+', 'xαβγ', true],
    ['(?i)HELLO', 'hello', true],
    ['h.llo', 'h😀llo', true],
    ['x*', 'nothing of it', true],
    ['^$', 'a', false],
    ['foo$bar', 'foobar', false],
  ])('%s in "%s": %s', async (pattern, line, found) => {
    put('re/line.txt', `before ${'-'.repeat(9)}\n${line}\n`);
    expect((await grep({ path: 're', pattern })).includes(`  2: ${line}`)).toBe(found);
  });

  test('the strings that a pattern needs are read only where they are certain', () => {
    for (const [pattern, ...lists] of [
      ['hello', ['hello']],
      ['const value = \\d', ['const value = ']],
      ['foo|bar|Error code', ['foo', 'bar', 'Error code']],
      ['(?:get|set)[A-Z]\\w+Name', ['Name'], ['get', 'set']],
      ['colou?r', ['colour', 'color']],
      ['\\bword\\b', ['word']],
      ['time.*error', ['error'], ['time']],
      ['"key"\\s*:\\s*"(ab|bc)"', ['"key"'], ['"ab"', '"bc"']],
      ['(?P<year>2026)-', ['2026-']],
      ['[.]ts$', ['.ts']],
      ['x{2}yz', ['yz']],
    ] as const)
      expect(requiredLiterals(pattern), pattern).toEqual(lists);
    for (const pattern of ['a|', '(abc)?', 'abc*|.', '(?i:abc)', '\\Qab\\E', '\\x41bc', '\\Aabc', '[abc]', 'a', '.'])
      expect(requiredLiterals(pattern), pattern).toEqual([]);
  });

  test('lines are ruled out only if they do not match', () => {
    const atom = fc.constantFrom(
      'a',
      'b',
      'ab',
      'abc',
      '.',
      '^',
      '$',
      'é',
      '[b]',
      '[^a]',
      '(ab|c)',
      '(?:a|bc)',
      'k',
      '\\bs',
      '(a|)',
    );
    const repeat = fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{0,1}', '{1,}');
    const joint = fc.constantFrom('', '', '', '|');
    const pattern = fc
      .array(
        fc.tuple(atom, repeat, joint).map((parts) => parts.join('')),
        { minLength: 1, maxLength: 6 },
      )
      .map((parts) => parts.join(''));
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', 'é', 'É', 'A', 'k', '\u212a', 's', '\u017f', ' ', '\n'),
      maxLength: 14,
    });
    fc.assert(
      fc.property(pattern, text, fc.boolean(), (some, lines, ignoreCase) => {
        let compiled: RE2JS;
        try {
          compiled = RE2JS.compile(some, RE2JS.MULTILINE | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0));
        } catch {
          // A pattern like `^*`, which is none here.
          return;
        }
        const find = finder(some, { literal: false, ignoreCase });
        const matching = lines.split('\n').filter((line) => compiled.matcher(line).find());
        const found = lines.split('\n').filter((line) => line !== '' && find.next(line, 0) !== undefined);
        expect(found).toEqual(matching.filter((line) => line !== ''));
      }),
      { numRuns: 5_000 },
    );
  });

  test('$ is the end of a line with any line end', async () => {
    put('crlf/a.txt', 'let a;\r\nlet b;\r\nlet c; //\r\n');
    expect(await grep({ path: 'crlf', pattern: ';$' })).toEqual(['a.txt', '  1: let a;', '  2: let b;']);
    expect(await grep({ path: 'crlf', pattern: 'b;' })).toEqual(['a.txt', '  2: let b;']);
  });

  test.each(['(', 'a**', '(?=x)', '(a)\\1', '[z-a]', '\\'])('%s is refused with the reason', async (pattern) => {
    const answer = await server.call('search_text', { ...below, pattern });
    expect(answer).toMatchObject({ isError: true, code: 'invalid' });
    expect(answer.text).toMatch(/RE2.*"literal"/s);
  });

  test('an empty pattern is refused', async () => {
    expect(await server.call('search_text', { ...below, pattern: '' })).toMatchObject({
      isError: true,
      code: 'invalid',
      text: 'The pattern is empty.',
    });
  });

  test('a pattern that keeps a backtracking engine busy for years', async () => {
    put('redos/a.txt', `${'a'.repeat(5_000)}!\n`.repeat(20));
    expect(await grep({ path: 'redos', pattern: '(a+)+$|(a|aa)+$|(.*)*x' })).toEqual([]);
  });

  test('finding nothing is no error', async () => {
    expect(await server.call('search_text', { ...below, pattern: 'nowhere' })).toMatchObject({
      isError: false,
      text: '[0 matches; 2 files searched]',
    });
  });

  test('context: lines around, marked; groups that do not touch are parted', async () => {
    put(
      'c/a.txt',
      Array.from({ length: 12 }, (_, i) => ([2, 4, 10].includes(i) ? `hit ${i + 1}` : `line ${i + 1}`)).join('\n'),
    );
    const lines = [
      'a.txt',
      '  2- line 2',
      '  3: hit 3',
      '  4- line 4',
      '  5: hit 5',
      '  6- line 6',
      '  --',
      '  10- line 10',
      '  11: hit 11',
      '  12- line 12',
    ];
    expect(await grep({ path: 'c', pattern: 'hit', context: 1 })).toEqual(lines);
    expect(await grep({ path: 'c', pattern: 'hit', context: 20 })).toHaveLength(13);
    expect(await grep({ path: 'c', pattern: 'hit', context: 0 })).toEqual([
      'a.txt',
      '  3: hit 3',
      '  5: hit 5',
      '  11: hit 11',
    ]);
    expect(await server.call('search_text', { path: 'c', pattern: 'hit', context: 21 })).toMatchObject({
      isError: true,
      code: 'invalid',
    });
  });

  test('with context the header still counts matches', async () => {
    const { header } = split(await server.call('search_text', { path: 'c', pattern: 'hit', context: 1 }));
    expect(header).toBe('3 matches in 1 file; 1 file searched');
  });

  test('filesOnly: files with how often', async () => {
    put('fo/a', 'x\nx x\ny\n');
    put('fo/b', 'x\n');
    put('fo/c', 'y\n');
    const answer = await server.call('search_text', { path: 'fo', pattern: 'x', filesOnly: true });
    expect(linesOf(answer)).toEqual(['fo/a\t2', 'fo/b\t1']);
    expect(split(answer).header).toBe('3 matches in 2 files; 3 files searched');
  });

  test('include and excludePatterns', async () => {
    for (const name of ['n/a.ts', 'n/a.js', 'n/lib/b.ts', 'n/lib/b.test.ts', 'n/node_modules/c.ts']) put(name, 'x\n');
    const files = (args: Record<string, unknown>) =>
      grep({ path: 'n', pattern: 'x', filesOnly: true, ...args }).then((lines) =>
        lines.map((line) => line.split('\t')[0]),
      );
    expect(await files({ include: ['*.ts'] })).toEqual(['a.ts', 'lib/b.test.ts', 'lib/b.ts', 'node_modules/c.ts']);
    expect(await files({ include: ['lib/**', '*.js'], excludePatterns: ['*.test.ts'] })).toEqual(['a.js', 'lib/b.ts']);
    expect(await files({ excludePatterns: ['node_modules', 'lib'] })).toEqual(['a.js', 'a.ts']);
  });

  test('one file', async () => {
    const answer = await server.call('search_text', { path: 't/a.txt', pattern: 'o' });
    expect(linesOf(answer)).toEqual(['t/a.txt', '  1: one', '  2: Two two']);
    expect(await server.call('search_text', { path: 't/none.txt', pattern: 'o' })).toMatchObject({
      isError: true,
      code: 'not_found',
    });
  });

  test('other encodings are read, binary is passed over and counted', async () => {
    put('enc/utf16.txt', Buffer.from('\ufeffgrün\n', 'utf16le'));
    put('enc/utf16be.txt', Buffer.from('\ufeffgrün\n', 'utf16le').swap16());
    put('enc/latin1.txt', Buffer.from('grün\n', 'latin1'));
    put('enc/bom.txt', '\ufeffgrün\n');
    put('enc/binary.bin', Buffer.concat([Buffer.of(0, 1, 2), Buffer.from('grün')]));
    const answer = await server.call('search_text', { path: 'enc', pattern: '^grün$' });
    expect(linesOf(answer)).toEqual(
      ['enc/bom.txt', 'enc/latin1.txt', 'enc/utf16.txt', 'enc/utf16be.txt'].flatMap((name) => [name, '  1: grün']),
    );
    expect(split(answer).header).toContain('1 binary file left out');
    expect(linesOf(await server.call('search_text', { path: 'enc', pattern: 'grün', literal: true }))).toHaveLength(8);
  });

  test('a text that only later holds a byte of another encoding is searched all the same', async () => {
    put(
      'late/a.txt',
      Buffer.concat([Buffer.from(`${'x'.repeat(99)}\n`.repeat(1_000)), Buffer.from('late grün needle\n', 'latin1')]),
    );
    expect(await grep({ path: 'late', pattern: 'needle' })).toHaveLength(2);
  });

  test('a long line is cut around its match', async () => {
    put('long/a.txt', `${'a'.repeat(5_000)}needle${'b'.repeat(5_000)}\n`);
    put('long/b.txt', `needle${'b'.repeat(5_000)}\n`);
    put('long/c.txt', `${'a'.repeat(5_000)}needle\n`);
    put('long/d.txt', `${'😀'.repeat(500)}x needle ${'😀'.repeat(500)}\n`);
    const lines = await grep({ path: 'long', pattern: 'needle' });
    expect(lines.filter((line) => line.includes('needle'))).toHaveLength(4);
    for (const line of lines) {
      expect(line.length).toBeLessThan(330);
      expect(line).not.toMatch(/\p{Surrogate}/u);
    }
    expect(lines[1]).toMatch(/^ {2}1: \.\.\.a+needleb+\.\.\.$/);
    expect(lines[3]).toMatch(/^ {2}1: needleb+\.\.\.$/);
    expect(lines[5]).toMatch(/^ {2}1: \.\.\.a+needle$/);
  });

  test('a line of 10 MB', async () => {
    put('minified/a.js', `${'var x=1;'.repeat(1_250_000)}needle;${'var y=2;'.repeat(1_000)}`);
    expect(await grep({ path: 'minified', pattern: 'needle' })).toEqual([
      'a.js',
      expect.stringMatching(/^ {2}1: \.\.\..*needle;.*\.\.\.$/),
    ]);
  });

  test.each([1, 2, 3, 7, 100])('pages of %i matches cover everything once', async (limit) => {
    for (const [name, count] of [
      ['a', 5],
      ['b/c', 1],
      ['b/d', 9],
      ['e', 3],
    ] as const)
      put(`pg/${name}`, Array.from({ length: count }, (_, i) => `hit ${i}\nmiss\n`).join(''));
    const pages = await pagesOf(server, 'search_text', { path: 'pg', pattern: 'hit', limit });
    let current = '';
    const found = pages.flat().flatMap((line) => {
      if (!line.startsWith('  ')) current = line;
      return line.startsWith('  ') ? [`${current}${line}`] : [];
    });
    expect(found).toEqual(
      [
        ['a', 5],
        ['b/c', 1],
        ['b/d', 9],
        ['e', 3],
      ].flatMap(([name, count]) =>
        Array.from({ length: Number(count) }, (_, i) => `pg/${name}  ${2 * i + 1}: hit ${i}`),
      ),
    );
    for (const page of pages.slice(0, -1)) expect(page.filter((line) => line.startsWith('  '))).toHaveLength(limit);
    // Each page names the file that it continues in.
    for (const page of pages) expect(page[0]).not.toMatch(/^ /);
  });

  test('pages within one file, and of files', async () => {
    put('one/a', 'hit\n'.repeat(10));
    const lines = (await pagesOf(server, 'search_text', { path: 'one/a', pattern: 'hit', limit: 3 })).flat();
    expect(lines.filter((line) => line.startsWith('  '))).toEqual(
      Array.from({ length: 10 }, (_, i) => `  ${i + 1}: hit`),
    );
    for (let i = 0; i < 7; i++) put(`many/${i}`, 'hit\n');
    const files = await pagesOf(server, 'search_text', { path: 'many', pattern: 'hit', filesOnly: true, limit: 2 });
    expect(files).toEqual([
      ['many/0\t1', 'many/1\t1'],
      ['many/2\t1', 'many/3\t1'],
      ['many/4\t1', 'many/5\t1'],
      ['many/6\t1'],
    ]);
  });

  test('the output limit cuts anywhere, and nothing is lost: matches', async () => {
    put('cut/a', `${'hit '.repeat(20)}\n`.repeat(40));
    const pages = await pagesOf(tight, 'search_text', { path: 'cut', pattern: 'hit' });
    expect(pages.length).toBeGreaterThan(2);
    expect(
      pages
        .flat()
        .filter((line) => line.startsWith('  '))
        .map((line) => Number(/\d+/.exec(line)?.[0])),
    ).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  });

  test('the output limit cuts anywhere, and nothing is lost: lines around matches', async () => {
    const content = Array.from({ length: 100 }, (_, i) => `${i % 25 === 12 ? 'hit' : 'line'} ${'.'.repeat(60)}\n`).join(
      '',
    );
    put('around/a', content);
    const args = { path: 'around', pattern: 'hit', context: 10 };
    const numbers = (lines: string[]) => lines.flatMap((line) => /^ {2}(\d+)[:-]/.exec(line)?.[1] ?? []);
    const whole = numbers(await grep(args));
    expect(whole).toHaveLength(4 * 21);
    expect(numbers((await pagesOf(tight, 'search_text', args)).flat())).toEqual(whole);
  });

  test.skipIf(process.platform === 'win32')('what may not be read is passed over and counted', async () => {
    const mine = box();
    for (const name of ['a', 'b', 'locked/c']) mine.put(name, 'hit\n');
    execFileSync('chmod', ['755', mine.folder]);
    execFileSync('chmod', ['000', mine.at('b'), mine.at('locked')]);
    const session = await startUnprivileged([mine.folder]);
    const answer = await session.call('search_text', { path: '.', pattern: 'hit' });
    expect(linesOf(answer)).toEqual(['a', '  1: hit']);
    expect(split(answer).header).toMatch(/1 file NOT searched: b .*1 folder could not be read/);
  });
});

describe('long calls', () => {
  // Files that share one content: much to read, little to store.
  const content = put('slow/f/00000', `${'ab'.repeat(100)}\n`.repeat(1_000));
  for (let i = 1; i < 2_000; i++) linkSync(content, at(`slow/f/${String(i).padStart(5, '0')}`));
  // A pattern without anything that could be looked for first.
  const slow = { path: 'slow', pattern: '(a|b|ab|ba)*[0-9]$' };

  /** Calls until the helper got some time before the deadline, which a busy machine may deny it. */
  async function inTime(call: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      const answer = await call();
      if (answer.code !== 'timeout') return answer;
    }
  }

  test.each(eras)('reports rising progress of a search that takes a second (%s era)', async (era) => {
    const session = await start([folder], { era, flags: ['--timeout', '1'] });
    const reports: number[] = [];
    // A busy machine may leave the helper no time to report anything: then the call is made again.
    while (reports.length === 0)
      await session.call('search_text', slow, { onProgress: (done) => void reports.push(done) });
    expect(reports).toEqual([...reports].sort((a, b) => a - b));
  });

  test('a search that takes too long answers with what it has, and continues from there', async () => {
    const session = await start([folder], { flags: ['--timeout', '1'] });
    const args = { ...slow, pattern: '(a|b|ab|ba)*$', filesOnly: true, limit: 10_000 };
    const answer = await inTime(() => session.call('search_text', args));
    expect(answer).toMatchObject({ isError: false });
    expect(split(answer).header).toMatch(/STOPPED at the time limit.*; more with cursor/);
    const seen = linesOf(answer).map((line) => line.split('\t')[0] ?? '');
    expect(seen.length).toBeGreaterThan(0);
    expect(seen).toEqual(seen.map((_, i) => `slow/f/${String(i).padStart(5, '0')}`));
    const next = await inTime(() => session.call('search_text', { ...args, cursor: cursorOf(answer) }));
    expect(linesOf(next)[0]).toMatch(new RegExp(`^slow/f/${String(seen.length).padStart(5, '0')}\t`));
  });

  test('a search that found nothing in time says how to continue', async () => {
    const session = await start([folder], { flags: ['--timeout', '1'] });
    const answer = await inTime(() => session.call('search_text', slow));
    expect(answer).toMatchObject({ isError: false });
    expect(split(answer).header).toMatch(/^0 matches.*STOPPED at the time limit.*; more with cursor/);
    const next = await inTime(() => session.call('search_text', { ...slow, cursor: cursorOf(answer) }));
    expect(split(next).header).toMatch(/searched/);
  });

  test('names: a search that is stopped says how to continue, and gets there', async () => {
    const session = await start([folder], { flags: ['--timeout', '1'] });
    // Names that take long to compare make a small tree large.
    for (let i = 0; i < 4_000; i++) put(`names/${String(i).padStart(4, '0')}-${'a'.repeat(240)}`);
    const hostile = Array.from({ length: 200 }, () => `*${'[a]'.repeat(120)}b`);
    const args = { path: 'names', pattern: `{${hostile.join(',')}}` };
    const first = await inTime(() => session.call('search_files', args));
    expect(first).toMatchObject({ isError: false });
    expect(split(first).header).toContain('STOPPED at the time limit');
    const visited = ({ text }: { text: string }) => Number(/(\d+) entries searched/.exec(text)?.[1]);
    const second = await inTime(() => session.call('search_files', { ...args, cursor: cursorOf(first) }));
    expect(split(first).header).toContain('more with cursor');
    expect(visited(second)).toBeGreaterThan(0);
    expect(cursorOf(second)).not.toBe(cursorOf(first));
  });

  test('a cancelled call leaves the server free for the next', async () => {
    const session = await start([folder]);
    const controller = new AbortController();
    const call = session.call('search_text', slow, { signal: controller.signal });
    const refused = call.catch((error: unknown) => error);
    // Sent after it and answered: by now the server is at it.
    expect(await session.call('list_directory', { path: 't' })).toMatchObject({ isError: false });
    controller.abort();
    expect(await refused).toBeInstanceOf(Error);
    expect(await session.call('search_text', { path: 't', pattern: 'two' })).toMatchObject({ isError: false });
  });
});
