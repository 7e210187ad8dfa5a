import type { Call } from '@mcp-reference/kit';
import type { Context, Position } from './context.ts';
import type { Continued } from './operations/query.ts';

/** A query as a tool takes it. */
export interface Asked extends Omit<Position, 'result' | 'skip' | 'stamp'> {
  result?: string;
  skip?: number;
  stamp?: string;
}

/** One page of a query; where there is more, its cursor is remembered. `by` is for tools that take no cursor themselves. */
export async function askPage(
  { databases, cursors }: Context,
  asked: Asked,
  call: Call,
  by: Continued = 'more',
): Promise<string> {
  const cursor = cursors.reserve();
  const { database: name, result = cursor, skip = 0, stamp, ...rest } = asked;
  const database = databases.get(name);
  const page = { cursor, result, skip, stamp, by };
  const {
    text,
    columns,
    more,
    shown,
    stamp: now,
  } = await database.read('query', { ...rest, target: database.target, budget: call.budget, page }, call);
  if (more) cursors.set(cursor, { ...rest, result, database: database.name, skip: skip + shown, stamp: now });
  call.data?.({ columns, rows: rowsIn(text), ...(more && { cursor }) });
  return text;
}

/** Reads the rows back from the lines below the header: each is JSON. */
const rowsIn = (text: string): unknown[] =>
  text
    .split('\n')
    .slice(1)
    .map((line): unknown => JSON.parse(line));
