import fc from '@mcp-reference/kit/testing/properties';
import { describe, expect, test } from 'vitest';

import { find, findAll, lineNumbers } from '../../src/files/text/search.ts';

describe('find', () => {
  test('is indexOf, also for long patterns of few letters', () => {
    const letters = (most: number) => fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: most });
    fc.assert(
      fc.property(
        letters(40),
        letters(6),
        fc.integer({ min: 1, max: 200 }),
        fc.nat(50),
        (around, part, times, from) => {
          const pattern = part.repeat(times) + around;
          const text = part.repeat(times + 3) + around + pattern + around;
          expect(find(text, pattern, from)).toBe(text.indexOf(pattern, from));
          expect(find(text, `${pattern}c`, from)).toBe(-1);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('continues when the first 250 characters match in vain many times', () => {
    const pattern = `${'a'.repeat(400)}b`;
    const text = `${'a'.repeat(1000)}b${'a'.repeat(500)}b`;
    expect(find(text, pattern)).toBe(600);
    expect(find(text, pattern, 601)).toBe(1101);
    expect(find(text, pattern, 1102)).toBe(-1);
    expect(find('a'.repeat(2000), pattern)).toBe(-1);
  });

  test('takes no time that grows with text × pattern', () => {
    // 4 MB × 1 MB: hours with String.prototype.indexOf, so this test times out without the linear search.
    const half = 'a'.repeat(500_000);
    expect(find('a'.repeat(4_000_000), `${half}b${half}`)).toBe(-1);
  });
});

test('findAll gives places that do not overlap', () => {
  expect(findAll('aaaaa', 'aa')).toEqual([0, 2]);
  expect(findAll('abcabcabc', 'abc')).toEqual([0, 3, 6]);
  expect(findAll('abcabcabc', 'abc', 2)).toEqual([0, 3]);
  expect(findAll('abc', 'x')).toEqual([]);
});

test('lineNumbers counts line breaks before an offset', () => {
  const text = 'a\n\nb\nc';
  expect(lineNumbers(text, [0, 1, 2, 3, 5, 6])).toEqual([1, 1, 2, 3, 4, 4]);
});
