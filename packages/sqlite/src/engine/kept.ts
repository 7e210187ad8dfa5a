import { PageRoom } from '@mcp-reference/kit';
import type { Line } from './page.ts';

/** Rows of a result whose first page was slow, kept so that the next page is not. */
interface Kept {
  /** Number of the first line that is kept. */
  from: number;
  lines: Line[];
  /** True if the result ends with them. */
  ended: boolean;
  seen: number;
}

/** Milliseconds that a result is kept after it was last used. */
const timeToLive = 10 * 60_000;
const mostResults = 20;
/** Of one result: lines and characters. */
export const mostKept = { lines: 20_000, characters: 8_000_000 };

const results = new Map<string, Kept>();

export function keep(id: string, from: number, lines: Line[], ended: boolean): void {
  results.delete(id);
  results.set(id, { from, lines, ended, seen: Date.now() });
  for (const [key, { seen }] of results) {
    if (results.size > mostResults || Date.now() - seen > timeToLive) results.delete(key);
  }
}

/** The lines of a page that is kept; undefined when it must be read again. */
export function kept(
  id: string,
  skip: number,
  { limit, budget }: { limit: number; budget: number },
): { lines: Line[]; more: boolean } | undefined {
  const known = results.get(id);
  if (known === undefined || skip < known.from) return undefined;
  known.seen = Date.now();
  const lines: Line[] = [];
  const room = new PageRoom({ budget });
  for (const line of known.lines.slice(skip - known.from, skip - known.from + limit)) {
    if (!room.takes(line.text.length)) return { lines, more: true };
    lines.push(line);
  }
  const end = skip - known.from + lines.length;
  if (lines.length === 0 && !known.ended) return undefined;
  return { lines, more: end < known.lines.length || !known.ended };
}
