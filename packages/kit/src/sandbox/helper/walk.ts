import { ToolError } from '../../errors.ts';
import type { Folder } from './folder.ts';
import type { Entry } from './stat.ts';
import { isTemporary } from './temporary-name.ts';

/** Folders below this depth are reported as skipped, because each level holds a descriptor. */
const maxDepth = 100;

export interface Visit {
  /** The names from the start of the walk, joined by `/`. */
  path: string;
  entry: Entry;
  /** The parent folder, open during the visit. */
  folder: Folder;
  /** 1 for entries directly in the start folder. */
  depth: number;
  /** The reason why a folder could not be entered. */
  unreadable?: string;
}

export interface WalkOptions {
  /** Decides whether to enter a folder; called before anything is opened. */
  enter?(visit: Visit): boolean;
  /** Called with a folder and its sorted entries before they are visited, to read rules in it (`.gitignore`). */
  opened?(folder: Folder, path: string, entries: Entry[]): void;
  /** Called when everything below a folder was visited. */
  left?(path: string): void;
}

/**
 * Visits everything below a folder, parents first, in code unit order. Folders are entered one by one through the open
 * parent, and links never, so a rename at the same time cannot lead the walk elsewhere.
 */
export function* walk(start: Folder, options: WalkOptions = {}): Generator<Visit, void> {
  yield* walkEntries(start, sorted(start.entries()), options, '', 1);
}

function* walkEntries(
  folder: Folder,
  entries: Entry[],
  options: WalkOptions,
  prefix: string,
  depth: number,
): Generator<Visit, void> {
  options.opened?.(folder, prefix, entries);
  for (const entry of entries) {
    const path = prefix + entry.name;
    const visit: Visit = { path, entry, folder, depth };
    if (entry.kind !== 'folder' || !(options.enter?.(visit) ?? true)) {
      yield visit;
      continue;
    }
    const inside = depth < maxDepth ? enter(folder, entry.name) : `deeper than ${maxDepth} folders`;
    if (typeof inside === 'string') {
      yield { ...visit, unreadable: inside };
      continue;
    }
    try {
      yield visit;
      yield* walkEntries(inside.folder, inside.entries, options, `${path}/`, depth + 1);
    } finally {
      inside.folder.close();
    }
    options.left?.(path);
  }
}

/** Opens and lists a folder. Returns the reason if that fails, which does not end the walk. */
function enter(parent: Folder, name: string): { folder: Folder; entries: Entry[] } | string {
  let folder: Folder | undefined;
  try {
    folder = parent.child(name);
    return { folder, entries: sorted(folder.entries()) };
  } catch (error) {
    folder?.close();
    if (!(error instanceof ToolError)) throw error;
    return error.message;
  }
}

/** Sorts entries in code unit order, without the sandbox's temporary files. */
export function sorted(entries: Entry[]): Entry[] {
  return entries.filter(({ name }) => !name.startsWith('.mcp-') || !isTemporary(name)).sort(byName);
}

export const byName = (a: { name: string }, b: { name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
