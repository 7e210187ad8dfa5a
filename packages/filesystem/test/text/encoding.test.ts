import fc from '@mcp-reference/kit/testing/properties';
import { describe, expect, test } from 'vitest';

import { bomLength } from '../../src/files/text/byte-order-marks.ts';
import { detectEncoding } from '../../src/files/text/detect-encoding.ts';
import { canonicalEncoding, decode, encode } from '../../src/files/text/encoding.ts';
import { toolError } from './tool-error.ts';

const SINGLE_BYTE = (
  'windows-1252 ibm866 iso-8859-2 iso-8859-3 iso-8859-4 iso-8859-5 iso-8859-6 iso-8859-7 iso-8859-8 iso-8859-8-i ' +
  'iso-8859-10 iso-8859-13 iso-8859-14 iso-8859-15 koi8-r koi8-u macintosh windows-874 windows-1250 windows-1251 ' +
  'windows-1253 windows-1254 windows-1255 windows-1256 windows-1257 windows-1258 x-mac-cyrillic'
).split(' ');
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf16le = (text: string) => Buffer.from(text, 'utf16le');
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const text = fc.string({ unit: 'grapheme', maxLength: 60 });

describe('detectEncoding', () => {
  const whole = (bytes: Buffer) => detectEncoding(bytes, { complete: true });
  const start = (bytes: Buffer) => detectEncoding(bytes, { complete: false });

  test.each<[string, Buffer, string | undefined, number]>([
    ['nothing', Buffer.alloc(0), 'utf-8', 0],
    ['ASCII', latin1('hello\r\n\tworld\n'), 'utf-8', 0],
    ['UTF-8', Buffer.from('grüße 日本 😀\n'), 'utf-8', 0],
    ['UTF-8 with a mark', Buffer.from('\ufeffhello'), 'utf-8', 3],
    ['a mark alone', Buffer.from('\ufeff'), 'utf-8', 3],
    ['UTF-16LE with a mark', utf16le('\ufeff日本'), 'utf-16le', 2],
    ['UTF-16BE with a mark', utf16be('\ufeff日本'), 'utf-16be', 2],
    ['UTF-32LE with a mark', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'utf-32le', 4],
    ['half a character behind a mark of UTF-32LE', Buffer.from([0xff, 0xfe, 0, 0, 0, 0xd8, 0, 0]), undefined, 0],
    ['UTF-16LE without a mark', utf16le('Hello, wörld\r\n日本'), 'utf-16le', 0],
    ['UTF-16BE without a mark', utf16be('Hello, wörld\r\n日本'), 'utf-16be', 0],
    ['too little of UTF-16', utf16le('abc'), undefined, 0],
    ['UTF-16 that is half a unit too long', Buffer.concat([utf16le('Hello world'), Buffer.of(0x20)]), undefined, 0],
    ['UTF-16 with half of a pair', utf16le('abcdefgh \ud800 ijkl'), undefined, 0],
    ['UTF-16 that is hardly ASCII, without a mark', utf16le('日本語の文章です。\n日本語の文章です。\n'), undefined, 0],
    ['UTF-16 with control characters', utf16le('\u0001\u0002abcdefgh'), undefined, 0],
    ['small 16-bit numbers', Buffer.from(new Uint16Array([1, 2, 3, 400, 5, 6, 7, 8]).buffer), undefined, 0],
    ['Latin-1', latin1('caf\xe9, na\xefve, 10\x80\n'), 'windows-1252', 0],
    ['a NUL in text', latin1('hello\0world'), undefined, 0],
    ['a PNG head', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), undefined, 0],
    ['a terminal log', latin1('\x1b[31mred\x1b[0m\x1b[1m\n'), 'utf-8', 0],
    ['many control characters, ASCII', latin1('\x01\x02\x03abc\x04\x05def'), undefined, 0],
    ['many control characters, no UTF-8', latin1('\xff\xd8\x01\x02\x03\xe0abc\x7f'), undefined, 0],
    ['bytes that windows-1252 does not use', latin1('\x81\x8d\x8f\x90\x9d abcdefgh'), undefined, 0],
  ])('%s', (_, bytes, encoding, bomBytes) => {
    const guessed = encoding === 'windows-1252' ? { guessed: true } : {};
    expect(whole(bytes)).toEqual(encoding === undefined ? undefined : { encoding, bomBytes, ...guessed });
  });

  test('random bytes are binary, also those without a NUL', () => {
    let state = 1;
    const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 24;
    for (let run = 0; run < 50; run++) {
      const bytes = Buffer.from(Array.from({ length: 500 }, random));
      expect(whole(bytes)).toBeUndefined();
      expect(whole(Buffer.from(bytes.filter((byte) => byte !== 0)))).toBeUndefined();
    }
  });

  test('a sample that cuts a character is still UTF-8, a file that ends so is not', () => {
    const bytes = Buffer.from('smile 😀');
    for (const cut of [1, 2, 3]) {
      const sample = bytes.subarray(0, bytes.length - cut);
      expect(start(sample)).toEqual({ encoding: 'utf-8', bomBytes: 0 });
      // Which one is guessed depends on the detector, which other tests of this process may have loaded.
      expect(whole(sample)).toMatchObject({ encoding: expect.not.stringContaining('utf'), guessed: true });
    }
  });

  test('any cut of any text is UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aé日😀\n '), minLength: 1 }), fc.nat(), (string, seed) => {
        const bytes = Buffer.from(string);
        expect(start(bytes.subarray(0, seed % (bytes.length + 1)))).toEqual({ encoding: 'utf-8', bomBytes: 0 });
      }),
    );
  });

  test('a cut sample of UTF-16 is UTF-16', () => {
    const bytes = utf16be('Hello world 😀');
    for (const cut of [0, 1, 2, 3]) expect(start(bytes.subarray(0, bytes.length - cut))?.encoding).toBe('utf-16be');
  });
});

describe('decode and encode', () => {
  test('UTF-8 and UTF-16 are each other’s inverse', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('utf-8', 'utf-16le', 'utf-16be'), (string, encoding) => {
        expect(decode(encode(string, encoding), encoding)).toBe(string);
      }),
    );
    expect(encode('a€', 'utf-16be')).toEqual(Buffer.of(0, 0x61, 0x20, 0xac));
    expect(encode('a€', 'utf-16le')).toEqual(Buffer.of(0x61, 0, 0xac, 0x20));
  });

  test.each(SINGLE_BYTE)('%s: every byte that is a character comes back', (encoding) => {
    let characters = 0;
    for (let byte = 0; byte < 256; byte++) {
      const bytes = Buffer.of(byte);
      let character: string;
      try {
        character = decode(bytes, encoding);
      } catch {
        continue;
      }
      characters++;
      expect(encode(character, encoding)).toEqual(bytes);
    }
    expect(characters).toBeGreaterThan(200);
  });

  test.each(['windows-1252', 'latin1', 'iso-8859-1'])('%s holds all 256 bytes', (label) => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const decoded = decode(bytes, label);
    expect(decoded.length).toBe(256);
    expect([0x80, 0x81, 0x92, 0x9f, 0xe9].map((byte) => decoded[byte])).toEqual(['€', '\x81', '’', 'Ÿ', 'é']);
    expect(encode(decoded, label)).toEqual(bytes);
  });

  test('known characters of other encodings', () => {
    expect(decode(Buffer.of(0xcf, 0xf0), 'windows-1251')).toBe('Пр');
    expect(decode(Buffer.of(0xa4), 'iso-8859-15')).toBe('€');
    expect(encode('Привет', 'koi8-r').toString('hex')).toBe('f0d2c9d7c5d4');
    expect(decode(Buffer.from('8365835883678145', 'hex'), 'shift_jis')).toBe('テスト・');
    expect(decode(Buffer.from('d6d0', 'hex'), 'gb18030')).toBe('中');
  });

  test('a byte order mark is not eaten', () => {
    expect(decode(Buffer.from('\ufeffa'), 'utf-8')).toBe('\ufeffa');
    expect(decode(utf16le('\ufeffa'), 'utf-16le')).toBe('\ufeffa');
    expect(decode(utf16be('\ufeffa'), 'utf-16be')).toBe('\ufeffa');
  });

  test('decode does not change its input', () => {
    const bytes = utf16be('ab');
    decode(bytes, 'utf-16be');
    expect(bytes).toEqual(utf16be('ab'));
  });

  test.each<[string, Buffer, string, string]>([
    ['a byte of Latin-1', latin1('caf\xe9 5'), 'utf-8', 'byte 0xE9 at offset 3'],
    ['a character that is cut at the end', Buffer.from('ab😀').subarray(0, 5), 'utf-8', 'byte 0xF0 at offset 2'],
    ['a continuation alone', latin1('a\x80b'), 'utf-8', 'byte 0x80 at offset 1'],
    ['an overlong form', latin1('\xc0\x80'), 'utf-8', 'byte 0xC0 at offset 0'],
    ['an error far in', Buffer.concat([Buffer.from('é'.repeat(5000)), Buffer.of(0xff, 65)]), 'utf-8', 'offset 10000'],
    ['half a unit', Buffer.of(97, 0, 98), 'utf-16le', 'byte 0x62 at offset 2'],
    ['half a pair', utf16le('ab\ud800c'), 'utf-16le', 'offset 4'],
    ['a byte without a character', latin1('abc\xd9'), 'windows-1255', 'byte 0xD9 at offset 3'],
    ['a broken multi-byte text', Buffer.of(0x83), 'shift_jis', 'is not valid shift_jis'],
  ])('%s is refused', (_, bytes, encoding, where) => {
    const error = toolError(() => decode(bytes, encoding, 'a.txt'));
    expect(error.code).toBe('invalid');
    expect(error.message).toContain(`a.txt is not valid ${encoding}`);
    expect(error.message).toContain(where);
  });

  test('an unknown label names known ones', () => {
    for (const act of [
      () => decode(Buffer.of(), 'klingon'),
      () => encode('', 'klingon'),
      () => canonicalEncoding('klingon'),
    ]) {
      const error = toolError(act);
      expect(error.code).toBe('invalid');
      expect(error.message).toMatch(/"klingon".*utf-8.*windows-1252/);
    }
  });

  test('iso-2022-jp can be read but not written', () => {
    expect(decode(latin1('\x1b$B$"\x1b(B'), 'iso-2022-jp')).toBe('あ');
    expect(toolError(() => encode('abc', 'iso-2022-jp')).code).toBe('unsupported');
  });

  test('a character that the encoding does not have is named', () => {
    expect(toolError(() => encode('ab€', 'iso-8859-5')).message).toContain('"€" (U+20AC)');
    expect(toolError(() => encode('a😀', 'windows-1252')).message).toContain('"😀" (U+1F600)');
    expect(toolError(() => encode('\uffff', 'windows-1252')).message).toContain('U+FFFF');
    expect(toolError(() => encode('\uffff', 'windows-1255')).message).toContain('U+FFFF');
    expect(toolError(() => encode('\x80', 'windows-1252')).code).toBe('invalid');
  });

  test.each(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'])('%s: half of a pair is refused', (encoding) => {
    const error = toolError(() => encode('ab\ud83d!', encoding));
    expect(error.code).toBe('invalid');
    expect(error.message).toContain('(U+D83D) at character 3');
  });
});

test('labels', () => {
  expect(['UTF8', 'latin1', 'ascii', 'sjis', 'utf-16', 'cp1251'].map(canonicalEncoding)).toEqual([
    'utf-8',
    'windows-1252',
    'windows-1252',
    'shift_jis',
    'utf-16le',
    'windows-1251',
  ]);
});

test('bomLength looks for the mark of that encoding only', () => {
  expect(bomLength(Buffer.from('\ufeffa'), 'utf-8')).toBe(3);
  expect(bomLength(utf16le('\ufeffa'), 'utf-16le')).toBe(2);
  expect(bomLength(utf16le('\ufeffa'), 'utf-16be')).toBe(0);
  expect(bomLength(Buffer.from('\ufeffa'), 'windows-1252')).toBe(0);
  expect(bomLength(Buffer.of(0xef, 0xbb), 'utf-8')).toBe(0);
});
