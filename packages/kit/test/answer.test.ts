import { describe, expect, test } from 'vitest';
import { count, readableSize } from '../src/answer/count.ts';
import { hasInvisible, invisibleIn, visible } from '../src/answer/invisible.ts';
import { near } from '../src/answer/near.ts';
import { named, quoted } from '../src/answer/quote.ts';

describe('invisible characters', () => {
  const ranges = [
    [0x600, 0x605],
    [0x61c, 0x61c],
    [0x6dd, 0x6dd],
    [0x70f, 0x70f],
    [0x890, 0x891],
    [0x8e2, 0x8e2],
    [0x180e, 0x180e],
    [0x200b, 0x200f],
    [0x2028, 0x202e],
    [0x2060, 0x206f],
    [0x2800, 0x2800],
    [0x1_d159, 0x1_d159],
    [0xe000, 0xf8ff],
    [0x3164, 0x3164],
    [0xad, 0xad],
    [0x115f, 0x1160],
    [0xfe00, 0xfe0f],
    [0xfeff, 0xfeff],
    [0xffa0, 0xffa0],
    [0xfff9, 0xfffb],
    [0x110bd, 0x110bd],
    [0x110cd, 0x110cd],
    [0x13430, 0x1343f],
    [0x1bca0, 0x1bca3],
    [0x1d159, 0x1d159],
    [0x1d173, 0x1d17a],
    [0xe0001, 0xe0001],
    [0xe0020, 0xe007f],
    [0xe0100, 0xe01ef],
    [0, 0x1f],
    [0x7f, 0x9f],
  ] as const;

  test.each(ranges)('U+%s to U+%s are written as escapes', (from, to) => {
    for (let code = from; code <= to; code++) {
      const text = `a${String.fromCodePoint(code)}b`;
      if (code === 0x1d159) continue;
      expect(visible(text), code.toString(16)).toMatch(/^a\\u(\{[0-9a-f]{5,6}\}|[0-9a-f]{4})b$/);
      expect(hasInvisible(text)).toBe(true);
    }
  });

  test('a joiner inside a Latin word is written as its escape', () => {
    expect(visible('ad\u200dmin')).toBe('ad\\u200dmin');
    expect(visible('a\ufe0fb')).toBe('a\\ufe0fb');
  });

  test.each([
    ['Persian with a non-joiner', 'می\u200cخواهم'],
    ['Hindi with a joiner', 'क्\u200dष'],
    ['a family', '👨\u200d👩\u200d👧'],
    ['a heart', '❤\ufe0f'],
    ['letters with marks', 'Zürich 東京 Ναι'],
  ])('%s stays as it is', (_name, text) => {
    expect(visible(text)).toBe(text);
    expect(hasInvisible(text)).toBe(false);
    expect(invisibleIn(text).size).toBe(0);
  });

  test('are counted by code; line ends and tabs are not', () => {
    expect([...invisibleIn('a\u200bb\u200bc\u{e0041}\r\n\t')]).toEqual([
      ['U+200B', 2],
      ['U+E0041', 1],
    ]);
  });
});

describe('names', () => {
  test('cannot leave their quotation marks or their line', () => {
    expect(quoted('a"\nb\u00a0c')).toBe('"a\\"\\nb\\u00a0c"');
  });

  test.each([
    ['C:\\data\\a b.txt', '"C:\\data\\a b.txt"'],
    ['C:\\data\\', '"C:\\\\data\\\\"'],
    ['a"\\b', '"a\\"\\\\b"'],
    ['C:\\a\u200bb', '"C:\\\\a\\u200bb"'],
  ])('on Windows %j is shown with single backslashes only where nothing else is escaped', (name, shown) => {
    expect(named(name, 80, 'win32')).toBe(shown);
    expect(named(name, 80, 'linux')).toBe(quoted(name));
  });

  test('are cut in the middle', () => {
    const name = `start${'x'.repeat(200)}end.txt`;
    expect(named(name)).toHaveLength(80);
    expect(named(name)).toMatch(/^"startx+…x+end\.txt"$/);
    expect(named('😀'.repeat(200))).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
  });
});

test('counts and sizes', () => {
  expect([count(1, 'match', 'matches'), count(0, 'file'), count(12_345, 'entry', 'entries')]).toEqual([
    '1 match',
    '0 files',
    '12,345 entries',
  ]);
  expect([0, 999, 1_000, 9_960, 1_500_000, 999_999_999].map(readableSize)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '10 kB',
    '1.5 MB',
    '1.0 GB',
  ]);
});

test('near names', () => {
  const known = ['read_text_file', 'write_file', 'search_text', 'list_directory'];
  expect(near('read_textfile', known)[0]).toBe('read_text_file');
  expect(near('serach_text', known)[0]).toBe('search_text');
  expect(near('unrelated_thing', known)).toEqual([]);
  expect(near('listDirectory', known)[0]).toBe('list_directory');
});
