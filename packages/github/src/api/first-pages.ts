import type { Next, Pages } from './link.ts';

/** The maximum number of pages of one list that one call reads. */
const mostPages = 10;

/** The first items of a list. */
export interface FirstItems<T> {
  items: T[];
  /** True if GitHub has more of them. */
  hasMore: boolean;
}

/**
 * Reads a list from its beginning: 10 pages, or up to a page that is enough.
 * @param read Reads the page at a place, which is empty for the first one.
 * @example const { items } = await firstPages((at) => github.rest.issues.listMilestones({ owner, repo, ...at }, call));
 */
export async function firstPages<T>(
  read: (at: Next) => Promise<Pick<Pages, 'next'> & { data: readonly T[] }>,
  isEnough: (page: readonly T[]) => boolean = () => false,
): Promise<FirstItems<T>> {
  const items: T[] = [];
  let at: Next = {};
  for (let page = 1; ; page++) {
    const { data, next } = await read(at);
    items.push(...data);
    // A cursor that leads to the same page would never end.
    const isStuck = next?.after !== undefined && next.after === at.after;
    if (next === undefined || isStuck || page >= mostPages || isEnough(data))
      return { items, hasMore: next !== undefined };
    at = next.after === undefined ? next : { after: next.after };
  }
}
