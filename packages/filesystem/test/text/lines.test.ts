import fc from '@mcp-reference/kit/testing/properties';
import { describe, expect, test } from 'vitest';

import { encode } from '../../src/files/text/encoding.ts';
import { type ByteSource, countLines, headRange, lineRange, tailRange } from '../../src/files/text/lines.ts';
import { count, file, read, sourceOf } from './line-files.ts';
import { toolError } from './tool-error.ts';

describe('agrees with a naive split', () => {
  test('countLines', () => {
    fc.assert(
      fc.property(file, ({ bytes, encoding, lines, options }) => {
        expect(countLines(sourceOf(bytes), encoding, options)).toBe(lines.length);
      }),
      { numRuns: 1000 },
    );
  });

  test('lineRange', () => {
    fc.assert(
      fc.property(file, count, count, ({ bytes, encoding, lines, options }, first, howMany) => {
        const range = lineRange(sourceOf(bytes), first, howMany, encoding, options);
        const expected = lines.slice(first - 1, first - 1 + howMany);
        expect(read(bytes, range, encoding)).toBe(expected.join(''));
        expect(range).toMatchObject({ lines: expected.length, firstLine: first, cut: false, partial: false });
        expect(range.totalLines ?? lines.length).toBe(lines.length);
        expect(range.totalLines !== undefined || first - 1 + howMany <= lines.length).toBe(true);
        expect(expected.length > 0 || range.start === bytes.length).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('headRange', () => {
    fc.assert(
      fc.property(file, count, ({ bytes, encoding, lines, options }, howMany) => {
        const range = headRange(sourceOf(bytes), howMany, encoding, options);
        expect(range.start).toBe(options.start);
        expect(read(bytes, range, encoding)).toBe(lines.slice(0, howMany).join(''));
      }),
      { numRuns: 500 },
    );
  });

  test('tailRange', () => {
    fc.assert(
      fc.property(file, count, ({ bytes, encoding, lines, options }, howMany) => {
        const range = tailRange(sourceOf(bytes), howMany, encoding, options);
        const expected = lines.slice(-howMany);
        expect(read(bytes, range, encoding)).toBe(expected.join(''));
        expect(range).toMatchObject({ lines: expected.length, end: bytes.length, cut: false, partial: false });
        expect(range.totalLines ?? lines.length).toBe(lines.length);
        expect(range.totalLines !== undefined || howMany <= lines.length).toBe(true);
        expect(range.firstLine).toBe(range.totalLines === undefined ? undefined : 1);
      }),
      { numRuns: 2000 },
    );
  });

  test('pages of lineRange put together are the file', () => {
    fc.assert(
      fc.property(file, fc.integer({ min: 1, max: 3 }), ({ bytes, encoding, options }, howMany) => {
        const parts = [bytes.subarray(0, options.start)];
        for (let line = 1; ; line += howMany) {
          const range = lineRange(sourceOf(bytes), line, howMany, encoding, options);
          if (range.lines === 0) break;
          parts.push(bytes.subarray(range.start, range.end));
        }
        expect(Buffer.concat(parts)).toEqual(bytes);
      }),
    );
  });
});

describe('named cases', () => {
  const lines = (text: string) => sourceOf(Buffer.from(text));
  test('a final newline is not another line', () => {
    expect(tailRange(lines('l1\nl2\nl3\n'), 1, 'utf-8')).toMatchObject({ start: 6, end: 9, lines: 1 });
    expect(tailRange(lines('l1\nl2\nl3\n'), 2, 'utf-8')).toMatchObject({ start: 3, end: 9, lines: 2 });
    expect(countLines(lines('l1\nl2\nl3\n'), 'utf-8')).toBe(3);
    expect(countLines(lines('l1\nl2\nl3'), 'utf-8')).toBe(3);
    expect(countLines(lines('\n'), 'utf-8')).toBe(1);
    expect(countLines(lines(''), 'utf-8')).toBe(0);
  });

  test('an empty file and a mark alone have no lines', () => {
    for (const [text, start] of [
      ['', 0],
      ['\ufeff', 3],
    ] as const) {
      expect(headRange(lines(text), 5, 'utf-8', { start })).toMatchObject({
        start,
        end: start,
        lines: 0,
        totalLines: 0,
      });
      expect(tailRange(lines(text), 5, 'utf-8', { start })).toMatchObject({
        start,
        end: start,
        lines: 0,
        totalLines: 0,
      });
    }
  });

  test('a lone CR is no break, also at the end of a chunk', () => {
    for (let chunkBytes = 1; chunkBytes < 6; chunkBytes++) {
      expect(countLines(lines('a\rb\r\nc\r'), 'utf-8', { chunkBytes })).toBe(2);
      expect(headRange(lines('a\rb\r\nc\r'), 1, 'utf-8', { chunkBytes }).end).toBe(5);
    }
  });

  test('reads that give less than was asked for do not split a code unit', () => {
    const bytes = encode('ab\ncd\n\u0a0aef\n', 'utf-16be');
    const few: ByteSource = {
      size: bytes.length,
      read: (position, length) => bytes.subarray(position, position + Math.min(3, length)),
    };
    expect(countLines(few, 'utf-16be')).toBe(3);
    expect(lineRange(few, 2, 1, 'utf-16be')).toMatchObject({ start: 6, end: 12 });
  });

  test('check is called before each read and stops the scan', () => {
    const source = lines('line\n'.repeat(100));
    let calls = 0;
    const check = () => {
      if (++calls === 3) throw new Error('cancelled');
    };
    expect(() => countLines(source, 'utf-8', { chunkBytes: 10, check })).toThrow('cancelled');
    expect(source.reads).toBe(2);
    calls = 0;
    expect(() => tailRange(source, 90, 'utf-8', { chunkBytes: 10, check })).toThrow('cancelled');
    expect(source.reads).toBe(4);
  });

  test('a file that became shorter ends a forward scan, and stops a tail with an error', () => {
    const bytes = Buffer.from('ab\ncd\n');
    const shrunk: ByteSource = { size: 100, read: (position, length) => bytes.subarray(position, position + length) };
    expect(countLines(shrunk, 'utf-8')).toBe(2);
    expect(headRange(shrunk, 9, 'utf-8')).toMatchObject({ end: 6, lines: 2, totalLines: 2 });
    expect(toolError(() => tailRange(shrunk, 1, 'utf-8')).code).toBe('conflict');
  });
});
