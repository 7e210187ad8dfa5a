import fc from '@mcp-reference/kit/testing/properties';
import { describe, expect, test } from 'vitest';

import { applyEdits } from '../../src/files/text/edit.ts';
import { decode, encode } from '../../src/files/text/encoding.ts';

const EOLS = ['\n', '\r\n', '\r', '\r\r\n'];
const encodings = {
  'utf-8': ['a', 'b', ' ', '\t', 'é', '日', '😀', '$&', ...EOLS],
  'utf-16le': ['a', 'b', ' ', '\t', 'é', '日', '😀', '\u0a0a', ...EOLS],
  'utf-16be': ['a', 'b', ' ', '\t', 'é', '日', '😀', '\u0d0a', ...EOLS],
  'windows-1252': ['a', 'b', ' ', '\t', 'é', '€', '\x81', '\xff', ...EOLS],
};

/** A text that holds every `@` that it should, and its encoding. */
const marked = (marks: number) =>
  fc.constantFrom(...(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const)).chain((encoding) => {
    const piece = fc.array(fc.constantFrom(...encodings[encoding]), { maxLength: 15 }).map((tokens) => tokens.join(''));
    return fc.record({
      encoding: fc.constant(encoding),
      mark: fc.boolean().map((wanted) => (wanted && encoding !== 'windows-1252' ? '\ufeff' : '')),
      pieces: fc.array(piece, { minLength: marks + 1, maxLength: marks + 1 }),
      inner: piece,
      // A CR that stands alone before a line break would become a part of it where lines end with LF.
      insert: piece.map((text) => text.replaceAll(/\r+\n/g, '\r\n')),
    });
  });

const lf = (text: string) => text.replaceAll('\r\n', '\n');

describe('properties', () => {
  test('bytes outside of the replaced spans are the same, inside is newText with some line ends', () => {
    fc.assert(
      fc.property(
        fc.nat(3).chain((more) => marked(more + 1)),
        ({ encoding, mark, pieces, inner, insert }) => {
          const oldText = `@${inner}@@`;
          const newText = `#${insert}#`;
          const before = encode(mark + pieces.join(oldText), encoding);
          const edits = [{ oldText, newText, expectedCount: pieces.length - 1 }];
          const { bytes, bomBytes } = applyEdits(before, edits, { name: 'a', encoding });
          let rest = decode(bytes, encoding).slice(bomBytes > 0 ? 1 : 0);
          expect(bytes.subarray(0, bomBytes)).toEqual(encode(mark, encoding));
          // '#' is nowhere else, so the pieces between are what was outside.
          pieces.forEach((piece, index) => {
            expect(rest.startsWith(piece)).toBe(true);
            rest = rest.slice(piece.length);
            if (index === pieces.length - 1) return;
            const end = rest.indexOf('#', 1) + 1;
            expect(lf(rest.slice(0, end))).toBe(lf(newText));
            rest = rest.slice(end);
          });
          expect(rest).toBe('');
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('an insertion undone gives the original bytes, however mixed the line ends', () => {
    fc.assert(
      fc.property(marked(1), fc.boolean(), ({ encoding, mark, pieces, inner, insert }, ahead) => {
        const anchor = `@${inner}@@`;
        const inserted = ahead ? `#${insert}#${anchor}` : `${anchor}#${insert}#`;
        const before = encode(mark + pieces.join(anchor), encoding);
        const options = { name: 'a', encoding };
        const there = applyEdits(before, [{ oldText: anchor, newText: inserted }], options);
        expect(there.bytes.equals(before)).toBe(false);
        const back = applyEdits(there.bytes, [{ oldText: inserted, newText: anchor }], options);
        expect(back.bytes).toEqual(before);
      }),
      { numRuns: 3000 },
    );
  });

  test('line ends that are added are those of the file, where it has one kind', () => {
    fc.assert(
      fc.property(marked(1), fc.constantFrom('\n', '\r\n'), ({ encoding, pieces, inner, insert }, eol) => {
        const uniform = (text: string) => text.replaceAll(/\r*\n/g, eol).replaceAll(/\r(?!\n)/g, '.');
        const before = uniform(`${pieces.join(`@${inner}@@`)}\n`);
        const edits = [{ oldText: uniform(`@${inner}@@`), newText: `#${insert.replaceAll('\r', '')}#` }];
        const { after } = applyEdits(encode(before, encoding), edits, { name: 'a', encoding });
        expect(after.replaceAll(eol, '')).not.toMatch(/[\r\n]/);
      }),
      { numRuns: 1000 },
    );
  });
});
