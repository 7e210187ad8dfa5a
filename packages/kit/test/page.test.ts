import { z } from '../src/schema/zod.ts';
import { describe, expect, test } from 'vitest';
import { ToolError } from '../src/errors.ts';
import { fromCursor, pageInput, toCursor, toLastingCursor, useLastingCursors } from '../src/page.ts';

const position = z.object({ path: z.string(), line: z.number() });

describe('cursors', () => {
  test.each([
    { path: 'a/é😀.txt', line: 7 },
    { path: '', line: 0 },
    { path: '"\n\\', line: -1 },
  ])('%j comes back', (where) => {
    const cursor = toCursor('text', where);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(fromCursor('text', cursor, position)).toEqual(where);
  });

  test('they contain their position while a server needs it, and no longer', () => {
    const where = { path: 'a'.repeat(100), line: 1 };
    const short = toCursor('text', where);
    const ends = [useLastingCursors(), useLastingCursors()];
    for (const end of ends) {
      expect(toCursor('text', where)).toBe(toLastingCursor('text', where));
      end();
    }
    expect(toCursor('text', where)).toBe(short);
  });

  test.each([
    ['of another listing', toCursor('files', { path: 'a', line: 1 })],
    ['of another shape', toCursor('text', 'a')],
    ['with less', toCursor('text', { path: 'a' })],
    ['with another type', toCursor('text', { path: 'a', line: '1' })],
    ['empty', ''],
    ['nonsense', 'nonsense'],
    ['not base64', '%%%'],
    ['JSON that is no pair', Buffer.from('{"a":1}').toString('base64url')],
    ['a longer list', Buffer.from('["text",{"path":"a","line":1},1]').toString('base64url')],
    ['null', Buffer.from('null').toString('base64url')],
  ])('%s is refused', (_name, cursor) => {
    expect(() => fromCursor('text', cursor, position)).toThrow(ToolError);
    expect(() => fromCursor('text', cursor, position)).toThrow(
      'This cursor belongs to another listing or was changed. Call again without cursor to start from the beginning.',
    );
  });

  test.each([
    ['a number', 1_234_567],
    ['a path', 'src/a/very/long/path/that/no/cursor/should/hold.ts'],
    ['an object', { path: 'a'.repeat(4_000), line: 1 }],
  ])('a cursor has at most 12 characters: %s', (_name, where) => {
    const cursor = toCursor('text', where);
    expect(cursor.length).toBeLessThanOrEqual(12);
    expect(fromCursor('text', cursor, z.unknown())).toEqual(where);
    expect(toCursor('text', where)).toBe(cursor);
    expect(() => fromCursor('files', cursor, z.unknown())).toThrow('another listing');
  });

  test('one that was not used for 2,000 others has expired, and says so', () => {
    const first = toCursor('text', 'first');
    const used = toCursor('text', 'used');
    for (let i = 0; i < 2_000; i++) {
      toCursor('text', `position ${i}`);
      fromCursor('text', used, z.string());
    }
    expect(fromCursor('text', used, z.string())).toBe('used');
    expect(() => fromCursor('text', first, z.string())).toThrow(
      'This cursor has expired. Call again without cursor to start from the beginning.',
    );
  });

  test('a lasting cursor needs no memory', () => {
    const cursor = toLastingCursor('text', { path: 'a', line: 1 });
    expect(JSON.parse(Buffer.from(cursor, 'base64url').toString())).toEqual(['text', { path: 'a', line: 1 }]);
    expect(fromCursor('text', cursor, position)).toEqual({ path: 'a', line: 1 });
  });

  test('drops unknown fields of a cursor', () => {
    expect(fromCursor('text', toCursor('text', { path: 'a', line: 1, admin: true }), position)).toEqual({
      path: 'a',
      line: 1,
    });
  });
});

test('limits have a default and bounds', () => {
  const input = z.object(pageInput({ default: 10, max: 20 }));
  expect(input.parse({})).toEqual({ limit: 10 });
  expect(input.parse({ limit: 20, cursor: 'c' })).toEqual({ limit: 20, cursor: 'c' });
  for (const limit of [0, 21, 1.5, '5', null]) expect(input.safeParse({ limit }).success, String(limit)).toBe(false);
});
