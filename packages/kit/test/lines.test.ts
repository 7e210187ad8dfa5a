import { expect, test } from 'vitest';
import { moreWith, PageRoom, under } from '../src/answer/lines.ts';

/** The lines that fit on one page. */
const fitting = (lines: readonly string[], limits: { limit?: number; budget: number }, used = 0): string[] => {
  const room = new PageRoom(limits, used);
  return lines.filter((line) => room.takes(line.length));
};

test('a page has as many lines as it may, in as many characters as it may', () => {
  expect(fitting(['a', 'b', 'c'], { limit: 2, budget: 100 })).toEqual(['a', 'b']);
  // Each line with its break.
  expect(fitting(['aaa', 'bbb', 'ccc'], { budget: 8 })).toEqual(['aaa', 'bbb']);
  expect(fitting(['aaa', 'bbb', 'ccc'], { budget: 7 })).toEqual(['aaa']);
  expect(fitting(['aaa', 'bbb'], { budget: 8 }, 1)).toEqual(['aaa']);
});

test('the first line always fits, so that each page goes further', () => {
  expect(fitting(['a'.repeat(100), 'b'], { budget: 10 })).toEqual(['a'.repeat(100)]);
  expect(fitting(['a', 'b'], { budget: 0 })).toEqual(['a']);
});

test('room can be kept for what follows a line, and taken by what is no entry', () => {
  const room = new PageRoom({ budget: 10 });
  expect([room.takes(3), room.takes(3, 3), room.takes(3, 2)]).toEqual([true, false, true]);
  const headed = new PageRoom({ budget: 10 });
  headed.takes(3);
  headed.add(3);
  expect([headed.takes(3), headed.takes(1), headed.taken]).toEqual([false, true, 2]);
});

test('one line says what the others are', () => {
  expect(under(['2 files', false, undefined, '', moreWith('n5')], ['a', 'b'])).toBe(
    '[2 files; more with cursor n5]\na\nb',
  );
  expect(under(['0 files', moreWith(undefined)], '')).toBe('[0 files]');
  expect(under(['main', 'clean'], [], ', ')).toBe('[main, clean]');
});
