import fc from '@mcp-reference/kit/testing/properties';
import { describe, expect, test } from 'vitest';

import { skipToCharacter, snapToCharacter } from '../../src/files/text/characters.ts';
import { decode, encode } from '../../src/files/text/encoding.ts';

const legacy: [string, string, string][] = [
  ['shift_jis', '834141836541', 'アAテA'],
  ['euc-jp', '41a4a28ea68fb0a141', 'Aあｦ丂A'],
  ['euc-kr', 'b0a141b3aa', '가A나'],
  ['big5', 'a4a4415ca440', '中A\\一'],
  ['gbk', 'd6d041c5c4', '中A拍'],
  ['gb18030', '4181308130d6d08139ee3941', 'A\u0080中㐀A'],
];

/** Cuts `bytes` in two at every place, moved back to the end of a character, and returns the decoded parts joined. */
function cleanCuts(bytes: Buffer, encoding: string): string[] {
  return Array.from({ length: bytes.length + 1 }, (_, cut) => {
    const clean = cut - snapToCharacter(bytes.subarray(0, cut), encoding);
    return decode(bytes.subarray(0, clean), encoding) + decode(bytes.subarray(clean), encoding);
  });
}

describe('snapToCharacter', () => {
  test.each(['utf-8', 'utf-16le', 'utf-16be'])('%s', (encoding) => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aé日😀\n\ufeff') }), (text) => {
        const bytes = encode(text, encoding);
        expect(new Set(cleanCuts(bytes, encoding))).toEqual(new Set([text]));
        expect(snapToCharacter(bytes, encoding)).toBe(0);
      }),
    );
  });

  test.each(legacy)('%s', (encoding, hex, text) => {
    const bytes = Buffer.from(hex, 'hex');
    expect(new Set(cleanCuts(bytes, encoding))).toEqual(new Set([text]));
    expect(snapToCharacter(bytes, encoding)).toBe(0);
  });

  test('a cut character is left out, a whole one is not', () => {
    expect(snapToCharacter(Buffer.from('a😀').subarray(0, 4), 'utf-8')).toBe(3);
    expect(snapToCharacter(Buffer.from('a😀'), 'utf-8')).toBe(0);
    expect(snapToCharacter(Buffer.of(0x61, 0, 0x3d, 0xd8, 0x00), 'utf-16le')).toBe(3);
    expect(snapToCharacter(Buffer.of(0x83), 'shift_jis')).toBe(1);
    expect(snapToCharacter(Buffer.of(0xe9), 'windows-1252')).toBe(0);
  });

  test('bytes that cannot begin a character are not taken for an unfinished one', () => {
    expect(snapToCharacter(Buffer.of(0x80, 0x80, 0x80, 0x80), 'utf-8')).toBe(0);
    expect(snapToCharacter(Buffer.of(0x61, 0xff), 'utf-8')).toBe(0);
    expect(snapToCharacter(Buffer.of(0xc3, 0xa9, 0x80), 'utf-8')).toBe(0);
  });
});

describe('skipToCharacter', () => {
  test.each(['utf-8', 'utf-16le', 'utf-16be'])(
    '%s: what is left decodes, and no whole character is lost',
    (encoding) => {
      const unit = encoding === 'utf-8' ? 1 : 2;
      fc.assert(
        fc.property(fc.string({ unit: fc.constantFrom(...'aé日😀\n') }), (text) => {
          const bytes = encode(text, encoding);
          const boundaries = new Set([...text].map((_, at, all) => encode(all.slice(at).join(''), encoding).length));
          boundaries.add(0);
          for (let from = 0; from <= bytes.length; from += unit) {
            const rest = bytes.subarray(from);
            const left = rest.length - skipToCharacter(rest, encoding);
            const next = Math.max(...[...boundaries].filter((length) => length <= rest.length));
            expect(left).toBe(next);
          }
        }),
      );
    },
  );

  test('legacy encodings go on after a byte that stands alone', () => {
    expect(skipToCharacter(Buffer.from('41836520834120', 'hex'), 'shift_jis')).toBe(4);
    expect(skipToCharacter(Buffer.from('4183', 'hex'), 'shift_jis')).toBe(0);
    expect(skipToCharacter(Buffer.from('2041', 'hex'), 'windows-1252')).toBe(0);
  });

  test('bytes that are no UTF-8 are not skipped', () => {
    expect(skipToCharacter(Buffer.of(0x80, 0x80, 0x80, 0x80), 'utf-8')).toBe(0);
  });
});
