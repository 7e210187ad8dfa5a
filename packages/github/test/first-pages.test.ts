import { expect, test } from 'vitest';
import { firstPages } from '../src/api/first-pages.ts';
import type { Next } from '../src/api/link.ts';

/** A list of pages of two numbers; the place of each page is made by `next`, the one after the last is undefined. */
function listOf(pages: number, next: (page: number) => Next) {
  const asked: Next[] = [];
  const read = async (at: Next) => {
    const page = asked.push(at);
    return { data: [page * 2 - 1, page * 2], next: page < pages ? next(page + 1) : undefined };
  };
  return { read, asked };
}

test('reads a list to its end, by cursor where GitHub gives one', async () => {
  const byPage = listOf(3, (page) => ({ page }));
  expect(await firstPages(byPage.read)).toEqual({ items: [1, 2, 3, 4, 5, 6], hasMore: false });
  expect(byPage.asked).toEqual([{}, { page: 2 }, { page: 3 }]);
  const byCursor = listOf(3, (page) => ({ page, after: `c${page}` }));
  expect(await firstPages(byCursor.read)).toMatchObject({ hasMore: false });
  expect(byCursor.asked).toEqual([{}, { after: 'c2' }, { after: 'c3' }]);
});

test.each([
  [10, false],
  [11, true],
])('of %i pages it reads 10 at most, and says whether there are more', async (pages, hasMore) => {
  const { read, asked } = listOf(pages, (page) => ({ page }));
  const found = await firstPages(read);
  expect(found.items).toHaveLength(20);
  expect(found.hasMore).toBe(hasMore);
  expect(asked).toHaveLength(10);
});

test('reads no further than a page that is enough', async () => {
  const { read, asked } = listOf(5, (page) => ({ page }));
  expect(await firstPages(read, (page) => page.includes(4))).toEqual({ items: [1, 2, 3, 4], hasMore: true });
  expect(asked).toHaveLength(2);
});

test('ends at a cursor that leads to the same page', async () => {
  const { read, asked } = listOf(Infinity, () => ({ after: 'same' }));
  expect(await firstPages(read)).toEqual({ items: [1, 2, 3, 4], hasMore: true });
  expect(asked).toHaveLength(2);
});
