import { describe, expect, test } from 'vitest';

import { applyEdits } from '../../src/files/text/edit.ts';
import { miss, PYTHON } from './python-file.ts';

/** The text that the message offers for copying. */
function offered(message: string): string {
  const json = /as a JSON string to copy: (".*")$/m.exec(message)?.[1];
  if (json === undefined) throw new Error(`nothing is offered in: ${message}`);
  return String(JSON.parse(json));
}

describe('a text that differs only in whitespace is offered as it is', () => {
  test.each<[string, string, string, RegExp]>([
    [
      'indentation',
      '    if x:\n        return 1\n',
      '\tif x:\n\t\treturn 1\n',
      /^- lines 4-5: differs only in indentation: line 4 of the file has 1 tab at its start, oldText has 4 spaces\./m,
    ],
    [
      'indentation of a later line',
      'if x:\n        return 1',
      'if x:\n\t\treturn 1',
      /line 5 of the file has 2 tabs at its start, oldText has 8 spaces/,
    ],
    [
      'no indentation',
      'if x:\nreturn 1',
      'if x:\n\t\treturn 1',
      /line 5 of the file has 2 tabs at its start, oldText has no whitespace/,
    ],
    [
      'trailing whitespace',
      'def first(x):  \n\tif x:',
      'def first(x):\n\tif x:',
      /only in trailing whitespace: line 3 of the file has no whitespace at its end, oldText has 2 spaces/,
    ],
    [
      'spacing',
      'def first( x ):',
      'def first(x):',
      /only in spacing: line 3 of the file has no whitespace after "def first\(", oldText has 1 space/,
    ],
    [
      'a no-break space',
      'import\u00a0os',
      'import os',
      /line 1 of the file has 1 space after "import", oldText has U\+00A0/,
    ],
    [
      'a zero-width space',
      'import\u200b os',
      'import os',
      /line 1 of the file has 1 space after "import", oldText has U\+200B \+ 1 space/,
    ],
    [
      'a blank line',
      'return 1\n\treturn 2',
      'return 1\n\n\treturn 2',
      /only in blank lines: the file has 3 lines here, oldText has 2 lines/,
    ],
    [
      'a line break',
      'def first(x): if x:',
      'def first(x):\n\tif x:',
      /only in where lines break: the file has 2 lines here, oldText has 1 line/,
    ],
    ['a line break that moved', 'if\nx: return 1', 'if x:\n\t\treturn 1', /only in where lines break/],
    ['two kinds', '  if x: \n\t\treturn 1', '\tif x:\n\t\treturn 1', /only in indentation: /],
    [
      'a look-alike quotation mark',
      'return "it\'s"',
      'return "it’s"',
      /only look alike: the file has "’" \(U\+2019\) where oldText has "'" \(U\+0027\)/,
    ],
  ])('%s', (_, oldText, exact, message) => {
    const error = miss(PYTHON, oldText);
    expect(error.code).toBe('not_found');
    expect(error.message).toMatch(/^a\.py: edits\[0\]\.oldText was not found\. No edit was applied\./);
    expect(error.message).toMatch(message);
    expect(offered(error.message)).toBe(exact);
    // What is offered must work.
    const { replaced } = applyEdits(Buffer.from(PYTHON), [{ oldText: exact, newText: 'x' }], { name: 'a.py' });
    expect(replaced).toEqual([1]);
  });

  test('line ends that are missing before or after', () => {
    expect(offered(miss('abc def', 'abc def\n').message)).toBe('abc def');
    expect(offered(miss('abc def', '\n\nabc def').message)).toBe('abc def');
    expect(miss('abc def', 'abc def\n').message).toContain('the line breaks before or after it');
  });

  test('a line break before the text is a part of it', () => {
    expect(offered(miss(PYTHON, '\n    if x:').message)).toBe('\n\tif x:');
  });

  test('whitespace is shown from the start of its run', () => {
    expect(miss('a  b', 'a b').message).toContain('has 2 spaces after "a", oldText has 1 space');
  });

  test('a single character between spaces is no match', () => {
    expect(miss(PYTHON, '( ').message).toContain('Nothing in the file resembles it.');
  });

  test('in a CRLF file too, and the offer is LF', () => {
    expect(offered(miss(PYTHON.replaceAll('\n', '\r\n'), '  if x:\n  return 1').message)).toBe('\tif x:\n\t\treturn 1');
  });

  test('invisible characters of the file are shown escaped', () => {
    const { message } = miss('total:\u00a05\u200b0', 'total: 50');
    expect(message).toContain('"total:\\u00a05\\u200b0"');
    expect(offered(message)).toBe('total:\u00a05\u200b0');
  });

  test('up to three places, and a long text is not repeated', () => {
    expect(miss('a  b\n'.repeat(5), 'a b').message.match(/^- line \d: /gm)).toEqual([
      '- line 1: ',
      '- line 2: ',
      '- line 3: ',
    ]);
    const long = miss(`x ${'word '.repeat(1000)}`, `x  ${'word '.repeat(1000)}`).message;
    expect(long).toContain('Read these lines and copy them.');
    expect(long.length).toBeLessThan(1000);
  });
});

describe('the nearest text', () => {
  test('tells the first line that differs', () => {
    const { message } = miss(PYTHON, 'def first(x):\n\tif y:\n\t\treturn 1');
    expect(message).toMatch(
      /^- lines 3-5, \d\d% alike: line 4 differs: the file has "\\tif x:", oldText has "\\tif y:" \(1 of 3 lines differ\)\.$/m,
    );
    expect(message).not.toContain('JSON string');
  });

  test('finds a part of a line', () => {
    expect(miss(PYTHON, 'second(valve)').message).toMatch(
      /^- line 9, \d\d% alike: line 9 differs: the file has "def second\(value\):"/m,
    );
  });

  test('tells upper from lower case and Unicode forms', () => {
    expect(miss(PYTHON, 'DEF FIRST(X):').message).toContain('line 3 differs in upper and lower case');
    expect(miss('name = "Zo\u00e9 Mu\u0308ller"', 'name = "Zoe\u0301 M\u00fcller"').message).toContain(
      'in the Unicode form of letters',
    );
  });

  test('best first, at most three, none overlapping', () => {
    const text = ['const alpha = 1;', 'x', 'const alpha = 12;', 'y', 'const alpine = 1;', 'const alphabet = 123;'].join(
      '\n',
    );
    const lines = [...miss(text, 'const alpha = 13;').message.matchAll(/^- line (\d), (\d+)% alike/gm)];
    expect(lines.length).toBe(3);
    const shares = lines.map(([, , share]) => Number(share));
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(new Set(lines.map(([, line]) => line)).size).toBe(3);
    expect(['1', '3']).toContain(lines[0]?.[1]);
  });

  test('all lines count for the order, not only the longest ones', () => {
    const block = (last: string) => [
      'if (ready) {',
      '  const connection = openConnection();',
      '  send(connection);',
      `  ${last};`,
      '}',
    ];
    const text = [...block('quit()'), ...block('wait(1)'), ''].join('\n');
    const wanted = block('wait(2)').join('\n');
    const rows = miss(text, wanted).message.match(/^- lines .*$/gm) ?? [];
    expect(rows.map((row) => row.slice(0, 12))).toEqual(['- lines 6-10', '- lines 1-5,']);
  });

  test('places that overlap are one', () => {
    const text = 'call(alpha);\n'.repeat(8);
    const rows = miss(text, 'call(alpha);\ncall(alphas);\ncall(alpha);').message.match(/^- lines (\d)-(\d)/gm) ?? [];
    const firsts = rows.map((row) => Number(row.slice(8, 9))).toSorted((a, b) => a - b);
    expect(firsts.length).toBeGreaterThan(1);
    expect(firsts.slice(1).every((first, index) => first - (firsts[index] ?? 0) >= 3)).toBe(true);
  });

  test('lines that repeat a part of the text do not hide the one that resembles it', () => {
    const text = `${`${'value '.repeat(50)}\n`.repeat(20)}const value = compute(1);\n`;
    expect(miss(text, 'const value = compute(2);').message).toMatch(/^- line 21, /m);
  });

  test('long lines are cut around the difference', () => {
    const line = `start ${'abcdefghij'.repeat(35)}`;
    const { message } = miss(`${line}TAIL\n`, `${line}tail!`);
    expect(message).toContain('TAIL"');
    expect(message.length).toBeLessThan(900);
  });

  test('nothing alike', () => {
    const { message } = miss(PYTHON, 'qqqq zzzz wwww');
    expect(message).toContain('Nothing in the file resembles it.');
    expect(miss(PYTHON, '§').message).toContain('Nothing in the file resembles it.');
  });

  test('of a huge file the first part is compared, and the message says so', () => {
    const text = `${'qqqq qqqq\n'.repeat(210_000)}const alpha = 1;\n`;
    expect(miss(text, 'const alpha = 2;').message).toContain('Nothing in the first 2000000 characters of the file');
    expect(miss(`const alpha = 1;\n${text}`, 'const alpha = 2;').message).toContain('- line 1, ');
  });

  test('an empty file', () => {
    expect(miss('', 'a').message).toContain('The file is empty: use write_file');
    expect(miss('\n\n', 'a').message).toContain('The file is blank: use write_file');
  });

  test('the message is bounded, however large the texts are', () => {
    const text = Array.from({ length: 20_000 }, (_, line) => `value${line} = compute(${line}) ${'x'.repeat(300)}`).join(
      '\n',
    );
    expect(miss(text, text.slice(0, 500_000).replaceAll('compute', 'computed')).message.length).toBeLessThan(3000);
    expect(miss('a'.repeat(1_000_000), `${'a'.repeat(5000)}b${'a'.repeat(5000)}`).message.length).toBeLessThan(3000);
    expect(miss('\n'.repeat(1_000_000), `abc${'\n'.repeat(500_000)}abc`).message.length).toBeLessThan(3000);
    expect(miss(`abc${' '.repeat(1_000_000)}d`, `abc${' '.repeat(999_999)}d`).message.length).toBeLessThan(3000);
  });
});
