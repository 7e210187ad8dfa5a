import fc from '@mcp-reference/kit/testing/properties';

import { decode, encode } from '../../src/files/text/encoding.ts';
import type { ByteSource } from '../../src/files/text/lines.ts';

export interface CountedSource extends ByteSource {
  readonly reads: number;
  readonly bytesRead: number;
}

export function sourceOf(bytes: Buffer): CountedSource {
  const counts = { reads: 0, bytesRead: 0 };
  return {
    size: bytes.length,
    get reads() {
      return counts.reads;
    },
    get bytesRead() {
      return counts.bytesRead;
    },
    read(position, length) {
      if (position < 0 || length < 0 || position + length > bytes.length) throw new RangeError(`${position}+${length}`);
      counts.reads++;
      counts.bytesRead += length;
      return bytes.subarray(position, position + length);
    },
  };
}

/** Lines with their breaks: the definition that the scanner must agree with. */
function naiveLines(text: string): string[] {
  const lines = text.split('\n').map((line) => `${line}\n`);
  const last = lines.pop()?.slice(0, -1) ?? '';
  return last === '' ? lines : [...lines, last];
}

const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'];
/** One text in one encoding, with or without a mark; U+0A0A and U+010A have bytes that look like a line break. */
export const file = fc
  .record({
    encoding: fc.constantFrom(...ENCODINGS),
    mark: fc.boolean(),
    tokens: fc.array(fc.constantFrom('\n', '\r\n', '\r', 'a', 'bcd', 'é', '日', '😀', '\u0a0a', '\u010a', '\u0a00'), {
      maxLength: 30,
    }),
    chunkBytes: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ encoding, mark, tokens, chunkBytes }) => {
    const tokensHere = encoding === 'windows-1252' ? tokens.map((token) => (token > 'é' ? 'x' : token)) : tokens;
    const text = tokensHere.join('');
    const bom = mark && encoding !== 'windows-1252' ? encode('\ufeff', encoding) : Buffer.alloc(0);
    const bytes = Buffer.concat([bom, encode(text, encoding)]);
    return { encoding, bytes, lines: naiveLines(text), options: { start: bom.length, chunkBytes } };
  });
export const count = fc.integer({ min: 1, max: 12 });
export const read = (bytes: Buffer, range: { start: number; end: number }, encoding: string) =>
  decode(bytes.subarray(range.start, range.end), encoding);
