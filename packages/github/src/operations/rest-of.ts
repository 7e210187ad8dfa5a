import type { Connection } from './discussions/read.ts';

/** Pages of one inner list that are read after its first. */
const mostPages = 10;

/** Adds what follows the first page of a list inside an answer, such as the comments of a thread. */
export async function rest<T>(
  list: Partial<Connection<T>> | null | undefined,
  next: (after: string) => Promise<Partial<Connection<T>> | null | undefined>,
): Promise<void> {
  if (!list?.nodes) return;
  let { pageInfo } = list;
  for (let page = 0; page < mostPages && pageInfo?.hasNextPage && pageInfo.endCursor !== null; page++) {
    const more = await next(pageInfo.endCursor);
    if (!more?.nodes || more.pageInfo?.endCursor === pageInfo.endCursor) return;
    list.nodes.push(...more.nodes);
    ({ pageInfo } = more);
  }
}
