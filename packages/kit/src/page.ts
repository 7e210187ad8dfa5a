import { createHash, randomInt } from 'node:crypto';
import { ToolError } from './errors.ts';
import * as z from './schema/z.ts';

/** The two arguments of every tool that lists something. */
export const pageInput = (limit: { default: number; max: number }) => ({
  limit: z.number().int().min(1).max(limit.max).default(limit.default).describe('How many at most.'),
  cursor: z.string().optional().describe('Cursor of the page before.'),
});

export const pageOutput = {
  nextCursor: z.string().optional().describe('Pass it as cursor for the next page; absent on the last page.'),
};

/** The maximum number of cursors in memory; the least recently used one is dropped first. */
const most = 2_000;
/** The maximum number of characters in a cursor. */
const longest = 1_000_000;
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Positions by cursor, and cursors by position, so that the same page always has the same cursor. */
const kept = new Map<string, string>();
const given = new Map<string, string>();

/** The number of running servers whose cursors must survive a restart. */
let lasting = 0;

/**
 * Makes every cursor contain its whole position, so that it survives a restart and works on every replica. Used for
 * HTTP; over stdio the process lives as long as its client, and short cursors cost a model less.
 * @returns a function that ends it
 */
export function useLastingCursors(): () => void {
  lasting++;
  return () => void lasting--;
}

/** Returns a cursor for the place where a listing stopped: at most 12 characters unless it must survive a restart. */
export function toCursor(kind: string, position: unknown): string {
  if (Number.isSafeInteger(position) && Number(position) >= 0) return `n${tagOf(kind)}${Number(position).toString(36)}`;
  return lasting > 0 ? toLastingCursor(kind, position) : keep(JSON.stringify([kind, position]));
}

/** Returns a cursor that contains everything needed to continue. */
export function toLastingCursor(kind: string, position: unknown): string {
  return Buffer.from(JSON.stringify([kind, position])).toString('base64url');
}

/**
 * Reads a cursor that {@link toCursor} returned for the same kind of listing.
 * @throws ToolError `invalid` for any other text, and for a cursor that was dropped.
 */
export function fromCursor<T>(kind: string, cursor: string, position: z.ZodType<T>): T {
  try {
    return z.tuple([z.literal(kind), position]).parse(decode(kind, cursor))[1];
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw new ToolError(
      'invalid',
      'This cursor belongs to another listing or was changed. Call again without cursor to start from the beginning.',
    );
  }
}

function decode(kind: string, cursor: string): unknown {
  const number = /^n([a-z2-9]{2})([0-9a-z]{1,11})$/.exec(cursor);
  if (number) return number[1] === tagOf(kind) ? [kind, Number.parseInt(number[2] ?? '', 36)] : undefined;
  if (cursor.length > longest) return undefined;
  if (!/^c[a-z2-9]{9}$/.test(cursor)) return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  const text = kept.get(cursor);
  if (text === undefined)
    throw new ToolError('invalid', 'This cursor has expired. Call again without cursor to start from the beginning.');
  touch(cursor, text);
  return JSON.parse(text);
}

/**
 * Stores a position under a random name: one process may serve several callers, and a position can name something that
 * only one of them may see.
 */
function keep(text: string): string {
  const cursor =
    given.get(text) ?? `c${Array.from({ length: 9 }, () => alphabet[randomInt(alphabet.length)]).join('')}`;
  touch(cursor, text);
  for (const [oldest, position] of kept) {
    if (kept.size <= most) break;
    kept.delete(oldest);
    given.delete(position);
  }
  return cursor;
}

function touch(cursor: string, text: string): void {
  kept.delete(cursor);
  kept.set(cursor, text);
  given.set(text, cursor);
}

/** Returns a tag that distinguishes the listings of different tools. */
function tagOf(kind: string): string {
  const [a = 0, b = 0] = createHash('sha256').update(kind).digest();
  return `${alphabet[a % alphabet.length]}${alphabet[b % alphabet.length]}`;
}
