import { ToolError } from '../../errors.ts';
import { visible } from '../paths.ts';
import type { Folder } from './folder.ts';
import type { Stat } from './stat.ts';

/** The end of a path: a name in an open folder, or the folder itself (a root) if it has no name. */
export interface Spot {
  folder: Folder;
  name: string | undefined;
  /** The current stat; undefined if it does not exist. */
  stat: Stat | undefined;
  /** The caller's spelling. */
  shown: string;
}

/** A spot with a name, which all but roots have. */
export interface NamedSpot extends Spot {
  name: string;
}

export const missing = (shown: string): ToolError => new ToolError('not_found', `"${visible(shown)}" does not exist.`);

export function assertRegular(stat: Stat, shown: string): void {
  if (stat.kind === 'folder') throw new ToolError('invalid', `"${visible(shown)}" is a folder, not a file.`);
  if (stat.kind !== 'file') {
    throw new ToolError(
      'unsupported',
      `"${visible(shown)}" is a pipe, socket or device; only regular files can be read or written.`,
    );
  }
}

/** Rejects a root, for a spot that will be moved, removed, created or written. */
export function withName(spot: Spot): NamedSpot {
  const { name } = spot;
  if (name === undefined) {
    throw new ToolError('denied', `"${visible(spot.shown)}" is an allowed folder itself; give a path inside it.`);
  }
  return { ...spot, name };
}

/**
 * Finds the same name in another Unicode normal form, if exactly one entry matches: macOS stores "é" as two characters,
 * most other systems as one.
 */
export function respelled(folder: Folder, name: string): { name: string; stat: Stat | undefined } {
  if (!/[^\p{ASCII}]/u.test(name)) return { name, stat: undefined };
  const wanted = name.normalize('NFC');
  const same = folder.entries().filter((entry) => entry.name.normalize('NFC') === wanted);
  if (same.length > 1) {
    throw new ToolError(
      'conflict',
      `"${visible(folder.show(name))}" matches ${same.length} names that look alike and differ in their Unicode form.`,
    );
  }
  const [only] = same;
  return only ? { name: only.name, stat: folder.find(only.name) } : { name, stat: undefined };
}
