import fs from 'node:fs';
import { errnoOf } from '../errno.ts';
import { identityOf } from './stat.ts';

const descriptors = '/proc/self/fd';

/**
 * Lists the open files of this process: current path from the kernel → `dev:ino` (proc(5)). Lets callers check what a
 * library that opens by path really opened. Undefined on systems that do not tell.
 */
export function openedFiles(): Map<string, string> | undefined {
  if (process.platform !== 'linux') return undefined;
  let names: string[];
  try {
    names = fs.readdirSync(descriptors);
  } catch {
    return undefined;
  }
  const opened = new Map<string, string>();
  for (const name of names) {
    try {
      const stat = fs.fstatSync(Number(name));
      const path = fs.readlinkSync(`${descriptors}/${name}`);
      // Another thread of this process may read files about the process itself at any time.
      if (stat.isFile() && !path.startsWith('/proc/')) opened.set(path, `${stat.dev}:${stat.ino}`);
    } catch (error) {
      // The descriptor of the listing itself is already closed.
      if (!['EBADF', 'ENOENT'].includes(errnoOf(error) ?? '')) throw error;
    }
  }
  return opened;
}

/** One look at the file at a path that a library opened. */
export interface FileLook {
  /** As `Stat.identity`. */
  readonly identity: string;
  /** See {@link stampOf}. */
  readonly stamp: string;
  readonly isEmpty: boolean;
}

/** Looks at the file at a path that a library opened; undefined if none is there. One system call. */
export function lookAt(path: string): FileLook | undefined {
  // File numbers of NTFS exceed the 53 bits of a double.
  const stat = fs.statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const { dev, ino, size, mtimeNs } = stat;
  return { identity: identityOf(stat), stamp: `${dev}:${ino} ${size} ${mtimeNs}`, isEmpty: size === 0n };
}

/**
 * Returns a stamp of the file at a path that a library opened; it differs after every change. Does not read the file.
 */
export const stampOf = (path: string): string => lookAt(path)?.stamp ?? '-';
