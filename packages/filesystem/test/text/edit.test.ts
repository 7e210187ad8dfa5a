import { describe, expect, test } from 'vitest';

import { applyEdits, type Edit } from '../../src/files/text/edit.ts';
import { encode } from '../../src/files/text/encoding.ts';
import { toolError } from './tool-error.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const edit = (text: string, ...edits: Edit[]) => applyEdits(Buffer.from(text), edits, { name: 'a.txt' });
const refused = (bytes: Buffer | string, edits: Edit[], encoding?: string) =>
  toolError(() =>
    applyEdits(Buffer.from(bytes), edits, { name: 'a.txt', ...(encoding === undefined ? {} : { encoding }) }),
  );

describe('line ends', () => {
  test.each<[string, string, string, string, string]>([
    ['a CRLF file stays one (B1)', 'a\r\nb\r\n', 'b', 'B', 'a\r\nB\r\n'],
    ['LF in oldText matches CRLF', 'a\r\nb\r\nc\r\n', 'a\nb\n', 'x\ny\n', 'x\r\ny\r\nc\r\n'],
    ['CRLF in oldText matches LF', 'a\nb\nc\n', 'a\r\nb\r\n', 'x\r\ny\r\n', 'x\ny\nc\n'],
    ['new lines end as those of the place', 'a\r\nb\r\n', 'b', 'b\nc\nd', 'a\r\nb\r\nc\r\nd\r\n'],
    ['as the line before, in a mixed file', 'a\r\nb\nc\n', 'b', 'b1\nb2', 'a\r\nb1\r\nb2\nc\n'],
    ['as the line after, for the first line', 'a\r\nb\n', 'a', 'a1\na2', 'a1\r\na2\r\nb\n'],
    ['as given, in a file without line breaks', 'a', 'a', 'b\r\nc\nd\r\n', 'b\r\nc\nd\r\n'],
    ['line by line as the replaced lines', 'a\nb\r\nc\n', 'a\nb\nc', 'x\ny\nz', 'x\ny\r\nz\n'],
    ['further lines as the last replaced one', 'a\nb\r\nc', 'a\nb\nc', 'x\ny\nz\nw', 'x\ny\r\nz\r\nw'],
    [
      'lines that are only repeated are not touched',
      'a\r\nb\nc\r\nd\n',
      'a\nb\nc\n',
      'a\nb\nX\nc\n',
      'a\r\nb\nX\nc\r\nd\n',
    ],
    ['as the repeated line after, rather than the line before', 'p\nb\r\nq', 'b\nq', 'b0\nb\nq', 'p\nb0\r\nb\r\nq'],
    ['a match that ends before a CRLF leaves it', 'ab\r\ncd', 'ab', 'x', 'x\r\ncd'],
    ['a match that begins with a break takes all of it', 'ab\r\ncd', '\ncd', '!', 'ab!'],
    ['a match that ends with a break takes all of it', 'ab\r\ncd', 'ab\n', '!', '!cd'],
    ['a line that is deleted takes its break along', 'a\r\nb\nc\r\n', 'b\n', '', 'a\r\nc\r\n'],
    ['a lone CR is no line break', 'a\rb\r\nc', 'a\rb', 'x', 'x\r\nc'],
    ['CR CR LF keeps its first CR', 'a\r\r\nb', 'b', 'B', 'a\r\r\nB'],
  ])('%s', (_, before, oldText, newText, after) => {
    const result = edit(before, { oldText, newText });
    expect(result.bytes.toString()).toBe(after);
    expect(result.after).toBe(after);
    expect(result.before).toBe(before);
  });

  test('each of many matches takes the line end of its place', () => {
    const { after, replaced } = edit('x\r\nx\nx\r\n\r\nx', { oldText: 'x', newText: '1\n2', replaceAll: true });
    expect(after).toBe('1\r\n2\r\n1\r\n2\n1\n2\r\n\r\n1\r\n2');
    expect(replaced).toEqual([4]);
  });

  test('the kind that is reported is that of the file before', () => {
    const kinds = ['a', 'a\nb', 'a\r\nb\r\n', 'a\r\nb\n', '\na\r\n'].map(
      (text) => edit(text, { oldText: 'a', newText: 'c' }).eol,
    );
    expect(kinds).toEqual(['none', 'lf', 'crlf', 'mixed', 'mixed']);
  });
});

describe('matching', () => {
  test('newText is literal (B7)', () => {
    const newText = "$& $$ $1 $` $' \\n";
    expect(edit('cost: N', { oldText: 'N', newText }).after).toBe(`cost: ${newText}`);
  });

  test('edits apply in order, each to the result of the one before', () => {
    const { after, replaced } = edit(
      'one two',
      { oldText: 'one', newText: 'two' },
      { oldText: 'two two', newText: '2' },
    );
    expect(after).toBe('2');
    expect(replaced).toEqual([1, 1]);
  });

  test('replaceAll and expectedCount replace all', () => {
    expect(edit('aXbXc', { oldText: 'X', newText: '-', replaceAll: true })).toMatchObject({
      after: 'a-b-c',
      replaced: [2],
    });
    expect(edit('aXbXc', { oldText: 'X', newText: 'XX', expectedCount: 2 }).after).toBe('aXXbXXc');
    expect(edit('aXb', { oldText: 'X', newText: '-', replaceAll: true }).after).toBe('a-b');
    expect(edit('aXbX', { oldText: 'X', newText: '-', replaceAll: true, expectedCount: 2 }).after).toBe('a-b-');
    expect(edit('aaa', { oldText: 'aa', newText: 'b', replaceAll: true }).after).toBe('ba');
  });

  test('oldText and newText that overlap at both ends', () => {
    expect(edit('[aa]', { oldText: 'aa', newText: 'aaa' }).after).toBe('[aaa]');
    expect(edit('[aaa]', { oldText: '[aaa', newText: '[aa' }).after).toBe('[aa]');
    expect(edit('abab', { oldText: 'abab', newText: 'ab' }).after).toBe('ab');
    expect(edit('x😀y', { oldText: '😀', newText: '😁' }).after).toBe('x😁y');
  });
});

describe('encodings', () => {
  test('bytes that are no UTF-8 survive (B2)', () => {
    const { bytes, encoding } = applyEdits(latin1('caf\xe9 5\x80\n'), [{ oldText: '5', newText: 'é6' }], { name: 'a' });
    expect(encoding).toBe('windows-1252');
    expect(bytes).toEqual(latin1('caf\xe9 \xe96\x80\n'));
  });

  test.each(['utf-8', 'utf-16le', 'utf-16be'])('%s keeps its byte order mark', (encoding) => {
    const before = encode('\ufeffHello 日本\r\n', encoding);
    const result = applyEdits(before, [{ oldText: 'Hello', newText: 'Hällo 😀\nxyz' }], { name: 'a' });
    expect(result.bytes).toEqual(encode('\ufeffHällo 😀\r\nxyz 日本\r\n', encoding));
    expect(result).toMatchObject({ encoding, bomBytes: encoding === 'utf-8' ? 3 : 2, before: 'Hello 日本\r\n' });
  });

  test('a mark is not part of the text', () => {
    expect(applyEdits(Buffer.from('\ufeffab'), [{ oldText: 'ab', newText: 'c' }], { name: 'a' }).bytes).toEqual(
      Buffer.from('\ufeffc'),
    );
    expect(refused('\ufeffab', [{ oldText: '\ufeffab', newText: 'c' }]).code).toBe('not_found');
  });

  test('an explicit encoding wins over detection', () => {
    const bytes = encode('да', 'windows-1251');
    const result = applyEdits(bytes, [{ oldText: 'да', newText: 'нет' }], { name: 'a', encoding: 'cp1251' });
    expect(result.bytes).toEqual(encode('нет', 'windows-1251'));
    expect(result.encoding).toBe('windows-1251');
    // A NUL makes it binary for detection only.
    expect(
      applyEdits(Buffer.from('a\0b'), [{ oldText: 'b', newText: 'c' }], { name: 'a', encoding: 'utf8' }).after,
    ).toBe('a\0c');
  });

  test('what cannot be edited is refused', () => {
    const edits = [{ oldText: 'a', newText: 'b' }];
    expect(refused(Buffer.of(97, 0, 1, 2), edits)).toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/^a\.txt is binary/),
    });
    expect(refused('a', edits, 'iso-2022-jp')).toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/^a\.txt: iso-2022-jp can be read here but not written/),
    });
    expect(refused('a', edits, 'klingon').code).toBe('invalid');
    const invalid = refused(latin1('a\xe9'), edits, 'utf-8');
    expect(invalid.code).toBe('invalid');
    expect(invalid.message).toContain('a.txt is not valid utf-8 (byte 0xE9 at offset 1)');
  });

  test('a character that the encoding does not have is refused in the name of its edit', () => {
    const error = refused(latin1('caf\xe9 5 6'), [
      { oldText: '5', newText: '7' },
      { oldText: '6', newText: '日' },
    ]);
    expect(error.code).toBe('invalid');
    expect(error.message).toMatch(
      /^a\.txt: edits\[1\]\.newText: the character "日" \(U\+65E5\) does not exist in windows-1252/,
    );
  });
});

describe('edits that cannot work', () => {
  test.each<[string, Edit, RegExp]>([
    ['empty oldText', { oldText: '', newText: 'x' }, /oldText is empty.*neighbouring line.*write_file/],
    ['blank oldText', { oldText: ' \n\t\u00a0', newText: 'x' }, /oldText is only whitespace.*neighbouring line/],
    ['no change', { oldText: 'a', newText: 'a' }, /oldText and newText are the same, so nothing/],
    ['no change but line ends', { oldText: 'a\nb', newText: 'a\r\nb' }, /same apart from line ends/],
    ['half of a character in oldText', { oldText: '\ud83d', newText: 'x' }, /oldText holds half of a surrogate pair/],
    ['half of a character in newText', { oldText: 'a', newText: '\ud83d' }, /newText holds half of a surrogate pair/],
    ['expectedCount 0', { oldText: 'a', newText: 'b', expectedCount: 0 }, /expectedCount must be a whole number/],
    ['expectedCount 1.5', { oldText: 'a', newText: 'b', expectedCount: 1.5 }, /expectedCount must be a whole number/],
  ])('%s', (_, bad, message) => {
    const error = refused('a 😀', [{ oldText: 'a', newText: 'c' }, bad]);
    expect(error.code).toBe('invalid');
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^a\.txt: edits\[1\]/);
  });

  test('no edits', () => {
    expect(refused('a', []).code).toBe('invalid');
  });

  test('a later edit that fails undoes nothing, because nothing was done', () => {
    const bytes = Buffer.from('one\ntwo\n');
    expect(
      refused(bytes, [
        { oldText: 'one', newText: '1' },
        { oldText: 'zzz', newText: '2' },
      ]).message,
    ).toContain('edits[1]');
    expect(bytes.toString()).toBe('one\ntwo\n');
  });
});
