import { named, readableSize, type Call } from '@mcp-reference/kit';
import type { TooLargeToKeep } from '../operations/write.ts';

/** Asks before a content is replaced that is too large to be kept for undo. */
export async function confirmForever({ place, size, state }: TooLargeToKeep, call: Call): Promise<void> {
  const question = `Replace the file ${named(place)} (${readableSize(size)})? It is too large to be kept, so this cannot be undone.`;
  await call.confirm(question, { state });
}

/** A fact for the answer of a change that undo cannot revert completely. */
export const notKeptNote = (notKept: number | undefined): string =>
  notKept === undefined
    ? ''
    : `undo cannot restore the old content of ${notKept === 1 ? 'it' : `${notKept} files`}, which could not be kept`;
