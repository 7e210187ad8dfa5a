import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import fc from '@mcp-reference/kit/testing/properties';
import { describe, expect, onTestFinished, test } from 'vitest';
import { anyOf, glob, isGlob } from '../../src/files/search/glob.ts';

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
    expect(() => glob('{a,b}'.repeat(10_000))).toThrow(/more than 1000 opening braces/);
    expect(() => glob(`${'{'.repeat(500)}a${'}'.repeat(500)}`)).not.toThrow();
    expect(() => glob(`${'{'.repeat(20_000)}a${'}'.repeat(20_000)}`)).toThrow(/more than 1000 opening braces/);
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
