import { ToolError } from '../../errors.ts';
import { errnoOf, translate } from '../errno.ts';
import { visible } from '../paths.ts';
import { copyAttributes, isWithoutAttributes, keepsKnowing, learnFolder, noteWithoutAttributes } from './attributes.ts';
import { areWithoutAttributes } from './attributes-scan.ts';
import { mayWait } from './bounds.ts';
import type { Folder } from './folder.ts';
import type { OpenFile } from './open-file.ts';
import { assertUnchanged, PendingFile, TemporaryRemains } from './pending-file.ts';
import type { Stat } from './stat.ts';
import { ownerOf } from './temporary-name.ts';
import { copiesWhole, emptyCopy } from './whole-copy.ts';
import { isAlive, whileLocked } from './write-lock.ts';

/** The age at which a temporary file whose process is gone counts as left by a crash, in milliseconds. */
const staleAfter = 60_000;

/** The umask, read once, because reading it sets it. */
const umask = process.umask();

/**
 * Creates a file that stays invisible until it is complete; never replaces anything.
 * @throws ToolError `conflict` when the name is taken by the time it is published.
 */
export function createFile(folder: Folder, name: string, bytes: Uint8Array, mode = 0o666): void {
  keepsKnowing(folder, { isNew: true }, (plainFolder) => {
    const pending = new PendingFile(folder, name, mode);
    try {
      pending.write(bytes);
      pending.publish();
    } finally {
      pending.discard();
    }
    // Only now: the temporary name was a second link, and removing it changed the file's status.
    if (plainFolder) noteWithoutAttributes(folder.find(name));
    return undefined;
  });
}

/**
 * Replaces the content of an existing file atomically: readers see the old content or the new one.
 * Owner, group, permissions, extended attributes and other hard links are kept. Where a new file could not have them
 * (several names, another owner, a mount point, a folder that may not be written) the file is written in place, which
 * a crash can interrupt. Special bits (set-user-ID and the like) are dropped: nobody granted them to the new content.
 * @throws ToolError `conflict` when the file is no longer the one that `old` describes.
 */
export function replaceFile(folder: Folder, name: string, old: Stat, bytes: Uint8Array): void {
  // Another file's attributes are copied by a program, and so is the lack of a list that the folder hands to new files.
  const self = folder.self();
  if (old.links === 1 && !(isWithoutAttributes(old) && isWithoutAttributes(self))) {
    mayWait();
    learnFolder(folder);
  }
  const replace = () => {
    if (old.links > 1) return writeInPlace(folder, name, old, bytes);
    keepsKnowing(folder, { isNew: false }, (plainFolder) => {
      try {
        return replaceWhole(folder, name, old, bytes, plainFolder && isWithoutAttributes(old));
      } catch (error) {
        if (!(error instanceof CannotReplace)) throw error;
        inPlaceInstead(folder, name, old, bytes, error.why);
        if (error.remains) throw error.remains.after(`"${visible(folder.show(name))}" was written in place.`);
        return undefined;
      }
    });
  };
  whileLocked(folder, name, replace, self);
}

/** A new file cannot take the place of this one; `why` is what the system said. */
class CannotReplace extends Error {
  readonly why: unknown;
  readonly remains: TemporaryRemains | undefined;

  constructor(why: unknown, remains?: TemporaryRemains) {
    super('cannot be replaced');
    this.why = why;
    this.remains = remains;
  }
}

/** Returns true if the file and its folder were found to have no attributes. */
function replaceWhole(folder: Folder, name: string, old: Stat, bytes: Uint8Array, wasPlain: boolean): boolean {
  // Never open to more people than the file that it replaces, not even while it is incomplete.
  const mode = old.mode & 0o777;
  const likeOld = (temporary: string): OpenFile => {
    const file = emptyCopy(folder, name, temporary);
    if (file === undefined) throw new CannotReplace(new Error('attributes'));
    return file;
  };
  const pending = unlessForbidden(
    ['EACCES', 'EPERM'],
    () => new PendingFile(folder, name, mode, copiesWhole() && !wasPlain ? likeOld : undefined),
  );
  try {
    pending.write(bytes);
    keepOwner(pending, old);
    const isPlain = wasPlain || keepAttributes(folder, name, pending) === 'none';
    if ((mode & umask) !== 0 || !wasPlain) pending.file.setMode(mode);
    // A file that is itself a mount point (a bind mount) stays busy.
    unlessForbidden(process.platform === 'win32' ? [] : ['EBUSY', 'EPERM', 'EACCES'], () => pending.replace(old));
    if (isPlain) noteWithoutAttributes(folder.find(name));
    pending.discard();
    return isPlain;
  } catch (error) {
    try {
      pending.discard();
    } catch (remains) {
      throw error instanceof CannotReplace && remains instanceof TemporaryRemains
        ? new CannotReplace(error.why, remains)
        : remains;
    }
    throw error;
  }
}

function keepOwner(pending: PendingFile, old: Stat): void {
  const now = pending.file.stat();
  if (now.uid === old.uid && now.gid === old.gid) return;
  unlessForbidden(['EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'ENOSYS'], () => pending.file.setOwner(old.uid, old.gid));
}

function keepAttributes(folder: Folder, name: string, pending: PendingFile): 'none' | 'kept' {
  const source = folder.open(name);
  try {
    if (areWithoutAttributes(folder, source, pending.file)) return 'none';
    if (!copyAttributes(source, pending.file)) throw new CannotReplace(new Error('attributes'));
    return 'kept';
  } finally {
    source.close();
  }
}

function unlessForbidden<T>(codes: readonly string[], act: () => T): T {
  try {
    return act();
  } catch (error) {
    const code = error instanceof ToolError ? errnoOf(error.cause) : undefined;
    throw code !== undefined && codes.includes(code) ? new CannotReplace(error) : error;
  }
}

function inPlaceInstead(folder: Folder, name: string, old: Stat, bytes: Uint8Array, why: unknown): void {
  try {
    writeInPlace(folder, name, old, bytes);
  } catch (error) {
    // The first reason says more when the file may not be written at all.
    const denied = error instanceof ToolError && error.code === 'denied' && why instanceof ToolError;
    throw denied ? translate(why.cause, folder.show(name)) : error;
  }
}

function writeInPlace(folder: Folder, name: string, old: Stat, bytes: Uint8Array): void {
  assertUnchanged(folder, name, old);
  const before = folder.open(name);
  const backup = before.readAll(old.size);
  before.close();
  const file = folder.openForWriting(name, 'in place');
  try {
    file.writeAt(0, bytes);
    file.truncate(bytes.length);
  } catch (error) {
    throw restored(file, backup, error, folder.show(name));
  } finally {
    file.close();
  }
}

/** Puts the old content back after a write in place that failed, as on a disk that is full. */
function restored(
  file: ReturnType<Folder['openForWriting']>,
  backup: Uint8Array,
  error: unknown,
  shown: string,
): unknown {
  try {
    file.writeAt(0, backup);
    file.truncate(backup.length);
    return error;
  } catch {
    const said = error instanceof Error ? error.message : String(error);
    return new ToolError('unavailable', `${said} "${visible(shown)}" was left incomplete; restore it from a copy.`, {
      cause: error,
    });
  }
}

/** Adds to the end of an existing file; what a failed write added is taken away again. Returns the size before. */
export function appendToFile(folder: Folder, name: string, bytes: Uint8Array): number {
  return whileLocked(folder, name, () => {
    const file = folder.openForWriting(name, 'append');
    const { size } = file.now();
    try {
      file.write(bytes);
      return size;
    } catch (error) {
      if (error instanceof ToolError) file.truncate(size);
      throw error;
    } finally {
      file.close();
    }
  });
}

/**
 * Takes away what was added to a file last.
 * @param verify looks at the file while no other server can change it, and throws unless it is still as it was
 */
export function truncateFile(folder: Folder, name: string, size: number, verify: (file: OpenFile) => void): void {
  whileLocked(folder, name, () => {
    const before = folder.open(name);
    verify(before);
    before.close();
    const file = folder.openForWriting(name, 'in place');
    file.truncate(size);
    file.close();
  });
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
