import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { cyrillic, linesOf, pagesOf, sharedBox, split, startShared, startUnprivileged, box } from './fixtures.ts';
import { withoutFolder } from './search-lines.ts';

const shared = sharedBox();
const { folder, put } = shared;
const server = await startShared([folder]);
const tight = await startShared([folder], { flags: ['--max-output', '1000'] });

const grep = async (args: Record<string, unknown>) =>
  withoutFolder(linesOf(await server.call('search_text', { path: '.', ...args })), args);

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

  test('finds text of another encoding behind a long beginning in ASCII', async () => {
    const line = 'Привет, проверка настройки программы и тест настройки.\n';
    put('late/a.txt', Buffer.concat([Buffer.alloc(100_000, 'text\n'), cyrillic(line.repeat(3))]));
    put('late/b.txt', `${'text\n'.repeat(20_000)}é ${line}`);
    // A broken byte does not make it another encoding.
    put('late/c.txt', Buffer.concat([Buffer.alloc(100_000, 'text\n'), Buffer.from(line.repeat(3)), Buffer.of(0xff)]));
    expect(await grep({ path: 'late', pattern: 'настройки', filesOnly: true })).toEqual([
      'a.txt\t3',
      'b.txt\t1',
      'c.txt\t3',
    ]);
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
    // One text in place of the list is one glob, whose commas have a meaning.
    expect(await files({ include: 'lib/*.ts,*.js', excludePatterns: '*.{test,spec}.ts' })).toEqual([
      'a.js',
      'lib/b.ts',
    ]);
    expect(await files({ excludePatterns: ['node_modules', 'lib'] })).toEqual(['a.js', 'a.ts']);
    const header = async (args: Record<string, unknown>) =>
      split(await server.call('search_text', { path: 'n', ...args })).header;
    expect(await header({ pattern: 'x', include: ['src/*.ts'] })).toBe(
      '0 matches; 0 files searched; no file below n matches "include"; with "/" a glob is relative to path, and "**/" before it looks at any depth',
    );
    expect(await header({ pattern: 'y', include: ['*.ts'] })).toBe('0 matches; 4 files searched');
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
