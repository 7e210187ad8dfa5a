import { errnoOf } from '../errno.ts';
import type { Folder } from './folder.ts';
import { PendingFile } from './pending-file.ts';
import type { Stat } from './stat.ts';
import { ownerOf } from './temporary-name.ts';

/** The age at which a temporary file whose process is gone counts as left by a crash, in milliseconds. */
const staleAfter = 60_000;

/** The umask, read once, because reading it sets it. */
const umask = process.umask();

/**
 * Creates a file that stays invisible until it is complete; never replaces anything.
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
 * Replaces the content of an existing file atomically: readers see the old content or the new one. Keeps permissions
 * and other hard links; a file with several names is written in place, which a crash can interrupt. Drops special bits
 * such as set-user-ID, because no one granted them to the new content.
 */
export function replaceFile(folder: Folder, name: string, old: Stat, bytes: Uint8Array): void {
  if (old.links > 1) {
    const file = folder.openForWriting(name, 'in place');
    file.write(bytes);
    file.truncate(bytes.length);
    file.close();
    return;
  }
  // Never readable by more people than the file that it replaces, not even while incomplete.
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

/** Appends to an existing file. */
export function appendToFile(folder: Folder, name: string, bytes: Uint8Array): void {
  const file = folder.openForWriting(name, 'append');
  file.write(bytes);
  file.close();
}

/**
 * Removes files that crashed writers left in a folder. Returns how many remain because they are too new or their
 * process is alive.
 */
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
