import { errnoOf } from '../errno.ts';
import type { Folder } from './folder.ts';
import { PendingFile } from './pending-file.ts';
import type { Stat } from './stat.ts';
import { ownerOf } from './temporary-name.ts';

/** A temporary file this old, in milliseconds, whose process is gone was left by a crash. */
const staleAfter = 60_000;

/** What the system takes away from the mode of a new file. Asked once: asking sets it. */
const umask = process.umask();

/**
 * Makes a file that nobody sees before it is complete; never replaces anything.
 * @throws ToolError `conflict` when the name is taken by the time it is published.
 */
export function createFile(folder: Folder, name: string, bytes: Uint8Array, mode = 0o666): void {
  const pending = new PendingFile(folder, name, mode);
  try {
    pending.write(bytes);
    pending.publish();
  } finally {
    pending.discard();
  }
}

/**
 * Replaces the content of an existing file: whoever reads it sees the old content or the new, never a mixture.
 * Permissions and other hard links are kept; a file with several names is written in place, which a crash can
 * interrupt. Special bits (set-user-ID and the like) are not: nobody granted them to the new content.
 */
export function replaceFile(folder: Folder, name: string, old: Stat, bytes: Uint8Array): void {
  if (old.links > 1) {
    const file = folder.openForWriting(name, 'in place');
    file.write(bytes);
    file.truncate(bytes.length);
    file.close();
    return;
  }
  // Never open to more people than the file that it replaces, not even while it is incomplete.
  const mode = old.mode & 0o777;
  const pending = new PendingFile(folder, name, mode);
  try {
    pending.write(bytes);
    if ((mode & umask) !== 0) pending.file.setMode(mode);
    pending.replace(old);
  } finally {
    pending.discard();
  }
}

/** Adds to the end of an existing file. */
export function appendToFile(folder: Folder, name: string, bytes: Uint8Array): void {
  const file = folder.openForWriting(name, 'append');
  file.write(bytes);
  file.close();
}

/** Removes what crashed writers left in a folder. Returns how many may still be left: too young, or of a process that lives. */
export function sweep(folder: Folder, now: number): number {
  let left = 0;
  for (const { name, kind } of folder.entries()) {
    const owner = kind === 'file' ? ownerOf(name) : undefined;
    if (owner === undefined || owner === process.pid) continue;
    if (isAlive(owner) || now - (folder.find(name)?.modified ?? now) < staleAfter) left++;
    else folder.removeFile(name);
  }
  return left;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}
