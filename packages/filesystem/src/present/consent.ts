import { named, readableSize, type Call } from '@mcp-reference/kit';
import type { TooLargeToKeep } from '../operations/write.ts';

/**
 * Asks before contents are replaced that are too large to be kept for undo.
 * @returns the states that the user agreed to lose
 */
export async function confirmForever({ tooLargeToKeep: files }: TooLargeToKeep, call: Call): Promise<string[]> {
  const shown = files.map(({ place, size }) => `${named(place)} (${readableSize(size)})`);
  const states = files.map(({ state }) => state);
  const [what, are] = shown.length === 1 ? [`the file ${shown[0]}`, 'It is'] : [`${shown.length} files`, 'They are'];
  await call.confirm(`Replace ${what}? ${are} too large to be kept, so this cannot be undone.`, {
    state: states.join('\n'),
    ...(shown.length > 1 && { details: shown }),
  });
  return states;
}

/** A fact for the answer of a change that undo cannot revert completely. */
export const notKeptNote = (notKept: number | undefined): string =>
  notKept === undefined
    ? ''
    : `undo cannot restore the old content of ${notKept === 1 ? 'it' : `${notKept} files`}, which could not be kept`;
