import * as z from 'zod/v4';
import { ToolError } from './errors.ts';

/** The two arguments of everything that is listed. */
export const pageInput = (limit: { default: number; max: number }) => ({
  limit: z.number().int().min(1).max(limit.max).default(limit.default).describe('How many at most.'),
  cursor: z.string().optional().describe('nextCursor of the page before.'),
});

export const pageOutput = {
  nextCursor: z.string().optional().describe('Ask with it for what follows; absent at the end.'),
};

/** Makes an opaque cursor of where a listing stopped. It holds all that continuing needs, so it survives restarts. */
export function toCursor(kind: string, position: unknown): string {
  return Buffer.from(JSON.stringify([kind, position])).toString('base64url');
}

/**
 * Reads a cursor that {@link toCursor} made for the same kind of listing.
 * @throws ToolError `invalid` for any other text.
 */
export function fromCursor<T>(kind: string, cursor: string, position: z.ZodType<T>): T {
  try {
    return z.tuple([z.literal(kind), position]).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))[1];
  } catch {
    throw new ToolError(
      'invalid',
      'The cursor is not one that this tool gave; leave it out to start from the beginning.',
    );
  }
}
