import { ToolError } from '../../errors.ts';
import { visible } from '../paths.ts';
import type { Folder } from './folder.ts';
import type { Stat } from './stat.ts';

/** Where a path ends: a name in a folder that is held open. Without a name, the folder itself (a root). */
export interface Spot {
  folder: Folder;
  name: string | undefined;
  /** What is there now; undefined when nothing is. */
  stat: Stat | undefined;
  /** As the caller wrote it. */
  shown: string;
}

/** A spot that has a name, which everything but a root has. */
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

/** A spot that is no root: what is about to be moved, removed, made or written. */
export function withName(spot: Spot): NamedSpot {
  const { name } = spot;
  if (name === undefined) {
    throw new ToolError('denied', `"${visible(spot.shown)}" is an allowed folder itself; give a path inside it.`);
  }
  return { ...spot, name };
}

/** The same name in another Unicode normal form, when exactly one entry has it: macOS stores "é" as two characters, most others as one. */
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
