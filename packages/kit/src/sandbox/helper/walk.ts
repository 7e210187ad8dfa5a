import { ToolError } from '../../errors.ts';
import type { Folder } from './folder.ts';
import type { Entry } from './stat.ts';
import { isTemporary } from './temporary-name.ts';

/** Deeper folders are reported as skipped: each level holds a descriptor. */
const maxDepth = 100;

export interface Visit {
  /** The names from the walk's start, joined by `/`. */
  path: string;
  entry: Entry;
  /** The folder that holds it, held open while it is visited. */
  folder: Folder;
  /** 1 for what is directly in the start. */
  depth: number;
  /** Why a folder could not be entered. */
  unreadable?: string;
}

export interface WalkOptions {
  /** Whether to enter a folder. Asked before anything is opened. */
  enter?(visit: Visit): boolean;
  /** Called with a folder and its sorted entries before they are visited, for rules that it holds (`.gitignore`). */
  opened?(folder: Folder, path: string, entries: Entry[]): void;
  /** Called when all below a folder was visited. */
  left?(path: string): void;
}

/**
 * Visits everything below a folder, parents first, names in code unit order. AllowedFolder are entered one by one through
 * the held parent and links never, so nothing that is renamed meanwhile can lead the walk elsewhere.
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

/** Opens and lists a folder; the reason when that is not possible, which does not end the walk. */
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

/** Entries in code unit order, without the sandbox's own temporary files. */
export function sorted(entries: Entry[]): Entry[] {
  return entries.filter(({ name }) => !name.startsWith('.mcp-') || !isTemporary(name)).sort(byName);
}

export const byName = (a: { name: string }, b: { name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
