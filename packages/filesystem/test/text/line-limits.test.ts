import fc from '@mcp-reference/kit/testing/properties';
import { describe, expect, test } from 'vitest';

import { encode } from '../../src/files/text/encoding.ts';
import { type ByteSource, countLines, headRange, lineRange, tailRange } from '../../src/files/text/lines.ts';
import { count, file, read, sourceOf } from './line-files.ts';

describe('maxBytes', () => {
  const bound = fc.integer({ min: 4, max: 24 });
  const size = (line: string, encoding: string) => encode(line, encoding).length;

  /** Returns the expected text for `lines`, requested in this order. */
  function due(lines: string[], maxBytes: number, encoding: string) {
    let sum = 0;
    const over = lines.findIndex((line) => (sum += size(line, encoding)) > maxBytes);
    const whole = over < 0 ? lines : lines.slice(0, over);
    const partial = over === 0;
    const bytes = whole.reduce((total, line) => total + size(line, encoding), 0);
    return {
      whole,
      state: { cut: over >= 0, partial, lines: partial ? 1 : whole.length },
      // A part of a line may be shorter than maxBytes by the character that does not fit.
      least: partial ? maxBytes - 3 : bytes,
      most: partial ? maxBytes : bytes,
    };
  }

  test('lineRange keeps the whole lines that fit, else a part of the first', () => {
    fc.assert(
      fc.property(file, count, count, bound, ({ bytes, encoding, lines, options }, first, howMany, maxBytes) => {
        const asked = lines.slice(first - 1, first - 1 + howMany);
        const { whole, state, least, most } = due(asked, maxBytes, encoding);
        const range = lineRange(sourceOf(bytes), first, howMany, encoding, { ...options, maxBytes });
        const text = read(bytes, range, encoding);
        expect(range).toMatchObject(state);
        expect(range.end - range.start).toBeGreaterThanOrEqual(least);
        expect(range.end - range.start).toBeLessThanOrEqual(most);
        expect(text).toBe(state.partial ? asked[0]?.slice(0, text.length) : whole.join(''));
      }),
      { numRuns: 2000 },
    );
  });

  test('tailRange keeps the whole lines that fit, else the end of the last', () => {
    fc.assert(
      fc.property(file, count, bound, ({ bytes, encoding, lines, options }, howMany, maxBytes) => {
        const asked = lines.slice(-howMany).reverse();
        const { whole, state, least, most } = due(asked, maxBytes, encoding);
        const range = tailRange(sourceOf(bytes), howMany, encoding, { ...options, maxBytes });
        const text = read(bytes, range, encoding);
        expect(range).toMatchObject(state);
        expect(range.end - range.start).toBeGreaterThanOrEqual(least);
        expect(range.end - range.start).toBeLessThanOrEqual(most);
        expect(text).toBe(state.partial ? asked[0]?.slice(-text.length) : whole.reverse().join(''));
      }),
      { numRuns: 2000 },
    );
  });

  test('less than a character is never asked for', () => {
    const range = headRange(sourceOf(Buffer.from('😀😀\n')), 1, 'utf-8', { maxBytes: 1 });
    expect(range).toMatchObject({ start: 0, end: 4, partial: true });
  });

  test('a part of a line in a legacy encoding is whole characters', () => {
    const bytes = Buffer.from('あ, いうえ'.repeat(50).replaceAll(/[あいうえ]/g, '\x82\xa0'), 'latin1');
    for (let maxBytes = 4; maxBytes < 40; maxBytes++) {
      const head = headRange(sourceOf(bytes), 1, 'shift_jis', { maxBytes });
      expect(read(bytes, head, 'shift_jis').length).toBeGreaterThan(1);
      const tail = tailRange(sourceOf(bytes), 1, 'shift_jis', { maxBytes: maxBytes + 8 });
      expect(read(bytes, tail, 'shift_jis').length).toBeGreaterThan(1);
    }
  });

  test('UTF-16 that ends with half a unit keeps the alignment of its start', () => {
    const bytes = Buffer.concat([encode('\ufeffab\ncdefghij', 'utf-16le'), Buffer.of(0x6b)]);
    const range = tailRange(sourceOf(bytes), 1, 'utf-16le', { start: 2, maxBytes: 6 });
    expect(range.end).toBe(bytes.length);
    expect(range.start % 2).toBe(0);
    for (const chunkBytes of [2, 4, 6, 100]) {
      expect(tailRange(sourceOf(bytes), 1, 'utf-16le', { start: 2, chunkBytes }).start).toBe(8);
    }
  });
});

describe('what is read', () => {
  const longLine = Buffer.concat([Buffer.alloc(10_000_000, 0x61), Buffer.from('\nend\n')]);

  test('a tail reads the end only', () => {
    const source = sourceOf(longLine);
    expect(tailRange(source, 1, 'utf-8')).toMatchObject({ start: 10_000_001, lines: 1 });
    expect(source.bytesRead).toBeLessThanOrEqual(65_536);
  });

  test('a head reads the start only', () => {
    const source = sourceOf(Buffer.from('line\n'.repeat(1_000_000)));
    expect(headRange(source, 10, 'utf-8')).toMatchObject({ start: 0, end: 50, lines: 10 });
    expect(source.bytesRead).toBeLessThanOrEqual(65_536);
  });

  test('maxBytes bounds the scan of a huge line, from both ends', () => {
    const head = sourceOf(longLine);
    expect(headRange(head, 100, 'utf-8', { maxBytes: 100_000 })).toMatchObject({
      end: 100_000,
      cut: true,
      partial: true,
    });
    expect(head.bytesRead).toBeLessThan(100_000 + 2 * 65_536 + 100_000);
    const tail = sourceOf(longLine);
    expect(tailRange(tail, 2, 'utf-8', { maxBytes: 100_000 })).toMatchObject({
      start: 10_000_001,
      lines: 1,
      cut: true,
    });
    expect(tail.bytesRead).toBeLessThan(100_000 + 2 * 65_536);
  });

  test('a huge line is read once, not again and again', () => {
    for (const scan of [
      (source: ByteSource) => headRange(source, 2, 'utf-8').lines,
      (source: ByteSource) => tailRange(source, 2, 'utf-8').lines,
      (source: ByteSource) => countLines(source, 'utf-8'),
    ]) {
      const source = sourceOf(longLine);
      expect(scan(source)).toBe(2);
      expect(source.bytesRead).toBeLessThanOrEqual(longLine.length);
    }
  });
});
