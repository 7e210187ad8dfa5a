import path from 'node:path';
import { attempt, ToolError, type Confined } from '@mcp-reference/kit/sandbox';
import { forgetMade, record } from './journal.ts';

/**
 * Makes a folder and the missing ones above it, and records them as part of the change. Those made before a failure are
 * removed again.
 * @returns the real paths of the new ones, outermost first
 */
export function makeFolders(fs: Confined, asked: string): string[] {
  const missing = missingAt(fs, asked);
  let made: string[] = [];
  try {
    const count = fs.makeFolders(asked);
    made = count === 0 ? [] : outermostFirst(fs.folder(asked).path, count);
  } catch (error) {
    for (const one of missing.toReversed()) attempt(() => removeEmpty(fs, one));
    throw error;
  }
  for (const one of made) record({ did: 'make', path: one });
  return made;
}

/** Removes folders again that a failed call made, as far as nothing was put into them meanwhile. */
export function removeMade(fs: Confined, made: readonly string[]): void {
  if (made.length === 0) return;
  forgetMade(made);
  for (const one of made.toReversed()) attempt(() => removeEmpty(fs, one));
}

function removeEmpty(fs: Confined, place: string): void {
  const { folder, name } = fs.named(place);
  folder.removeFolder(name);
}

function outermostFirst(place: string, count: number): string[] {
  const all = [place];
  while (all.length < count) all.unshift(path.dirname(all[0] ?? place));
  return all;
}

/** The spellings of those folders on the way that do not exist, outermost first. */
function missingAt(fs: Confined, asked: string): string[] {
  const missing: string[] = [];
  for (let at = asked; path.dirname(at) !== at; at = path.dirname(at)) {
    try {
      if (fs.follow(at).stat !== undefined) break;
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      // A file in the way, for example: making the folders says what is wrong.
      if (error.code !== 'not_found') break;
    }
    missing.unshift(at);
  }
  return missing;
}

/** True if there is something at a path, a link that leads to something included. */
export function exists(fs: Confined, at: string): boolean {
  try {
    return fs.follow(at).stat !== undefined;
  } catch (error) {
    if (error instanceof ToolError && error.code === 'not_found') return false;
    throw error;
  }
}
