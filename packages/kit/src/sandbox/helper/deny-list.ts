import fs from 'node:fs';
import path from 'node:path';
import { ToolError } from '../../errors.ts';
import { bounds } from './bounds.ts';

/** Tells if a list of patterns names a path, given from the list's folder on with `/` between names. */
export type PatternList = (path: string) => boolean;

export interface ListOptions {
  /** Reads a list of patterns. @throws ToolError for a pattern that cannot be used */
  read(text: string): PatternList;
  /** The name of the list that applies in the allowed folder that it is in, such as `.mcpignore`. */
  listName: string;
}

/** The list in an allowed folder, as it was last read. */
export interface DenyList {
  /** As the kernel spells it. */
  real: string;
  /** Identifies the version of the list that was read; empty if there is none. */
  stamp: string;
  list?: PatternList | undefined;
  /** The reason why the list cannot be used: then everything in the folder is hidden. */
  broken?: string | undefined;
}

const largestList = 256 * 1024;

export const unread = (real: string): DenyList => ({ real, stamp: '-' });

/**
 * Returns the list of a folder as it is now, and the same object if its file has not changed. In the server's process,
 * leaves the call to a helper where there is a list to read.
 */
export function readAgain(before: DenyList, options: ListOptions): DenyList {
  const { real } = before;
  const file = path.join(real, options.listName);
  const limits = bounds();
  if (limits !== undefined) {
    limits.mustBeLocal(file);
    limits.look();
    if (isMissing(file)) return before.stamp === '' ? before : { real, stamp: '' };
    limits.mustNotWait();
  }
  try {
    const stat = fs.lstatSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return before.stamp === '' ? before : { real, stamp: '' };
    const stamp = `${stat.dev} ${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
    if (before.stamp === stamp) return before;
    if (!stat.isFile()) return { real, stamp, broken: 'is not a regular file' };
    if (stat.size > largestList) return { real, stamp, broken: `is larger than ${largestList / 1024} kB` };
    return { real, stamp, list: options.read(fs.readFileSync(file, 'utf8')) };
  } catch (error) {
    const why = error instanceof ToolError ? `has a pattern that cannot be used: ${error.message}` : 'cannot be read';
    return { real, stamp: '?', broken: why };
  }
}

/** True if there is certainly nothing at a path. */
function isMissing(file: string): boolean {
  try {
    return fs.lstatSync(file, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}
