import type { Fields } from '../json.ts';
import { failure } from './context.ts';

const most = 100;

/** A part of a list, as every `…Connection` of GitHub is. */
export function connect<T>(items: readonly T[], args: Fields, more: (item: T) => object = () => ({})): object {
  const first = args.int('first');
  const last = args.int('last');
  // Counting needs no bounds, showing does.
  if (first === undefined && last === undefined)
    return { totalCount: items.length, nodes: unbounded, edges: unbounded, pageInfo: unbounded };
  for (const size of [first, last])
    if (size !== undefined && (size < 0 || size > most))
      throw failure(
        'EXCESSIVE_PAGINATION',
        `Requesting ${size} records on the connection exceeds the \`first\` limit of ${most} records.`,
      );
  const after = args.text('after');
  const before = args.text('before');
  let start = after === undefined ? 0 : indexOf(after) + 1;
  let end = before === undefined ? items.length : indexOf(before);
  if (first !== undefined) end = Math.min(end, start + first);
  if (last !== undefined) start = Math.max(start, end - last);
  const nodes = items.slice(start, end);
  const edges = nodes.map((node, index) => ({ node, cursor: cursor(start + index), ...more(node) }));
  return {
    nodes,
    edges,
    totalCount: items.length,
    pageInfo: {
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
    },
  };
}

function unbounded(): never {
  throw failure(
    'MISSING_PAGINATION_BOUNDARIES',
    'You must provide a `first` or `last` value to properly paginate the connection.',
  );
}

const cursor = (index: number): string => Buffer.from(`cursor:v2:${index}`).toString('base64');

function indexOf(text: string): number {
  const index = /^cursor:v2:(\d+)$/.exec(Buffer.from(text, 'base64').toString())?.[1];
  if (index === undefined)
    throw failure('INVALID_CURSOR_ARGUMENTS', `\`${text}\` does not appear to be a valid cursor.`);
  return Number(index);
}

/** Orders by what an `orderBy` argument names; `by` has a value for each name. */
export function ordered<T>(
  items: readonly T[],
  args: Fields,
  by: Readonly<Record<string, (item: T) => string | number>>,
): T[] {
  const order = args.object('orderBy');
  const key = by[order?.text('field') ?? ''];
  if (order === undefined || key === undefined) return [...items];
  const sign = order.text('direction') === 'DESC' ? -1 : 1;
  return items.toSorted((a, b) => {
    const [left, right] = [key(a), key(b)];
    return (
      sign *
      (typeof left === 'number' && typeof right === 'number' ? left - right : String(left).localeCompare(String(right)))
    );
  });
}
