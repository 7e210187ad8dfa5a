import { ToolError } from '../../errors.ts';
import type { Folder } from './folder.ts';
import type { Entry } from './stat.ts';
import { isTemporary } from './write.ts';

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
 * Visits everything below a folder, parents first, names in code unit order. Folders are entered one by one through
 * the held parent and links never, so nothing that is renamed meanwhile can lead the walk elsewhere.
 */
export function* walk(start: Folder, options: WalkOptions = {}, prefix = '', depth = 1): Generator<Visit, void> {
  const entries = start.entries().filter(({ name }) => !isTemporary(name));
  entries.sort(byName);
  options.opened?.(start, prefix, entries);
  for (const entry of entries) {
    const path = prefix + entry.name;
    const visit: Visit = { path, entry, folder: start, depth };
    if (entry.kind !== 'folder') {
      yield visit;
      continue;
    }
    const enter = options.enter?.(visit) ?? true;
    if (!enter || depth >= maxDepth) {
      if (enter) visit.unreadable = `deeper than ${maxDepth} folders`;
      yield visit;
      continue;
    }
    const child = openChild(start, entry.name, visit);
    yield visit;
    if (child === undefined) continue;
    try {
      yield* walk(child, options, `${path}/`, depth + 1);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      // Readable when it was opened, and not when it was listed: said once, and the walk goes on.
      yield { ...visit, unreadable: error.message };
    } finally {
      child.close();
    }
    options.left?.(path);
  }
}

export const byName = (a: { name: string }, b: { name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

function openChild(folder: Folder, name: string, visit: Visit): Folder | undefined {
  try {
    return folder.child(name);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    visit.unreadable = error.message;
    return undefined;
  }
}
