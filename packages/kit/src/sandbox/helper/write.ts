import { randomBytes } from 'node:crypto';
import { ToolError } from '../../errors.ts';
import { errnoOf } from '../errno.ts';
import { visible } from '../paths.ts';
import type { Folder } from './folder.ts';
import type { Stat } from './stat.ts';
import type { OpenFile } from './open-file.ts';

/** Names of files that hold what is not yet published: `.mcp-<process>-<random>.tmp`. */
const temporaryName = /^\.mcp-(\d+)-[0-9a-f]{12}\.tmp$/;

/** A temporary file this old, in milliseconds, whose process is gone was left by a crash. */
const staleAfter = 60_000;

export const isTemporary = (name: string): boolean => temporaryName.test(name);

const newTemporaryName = () => `.mcp-${process.pid}-${randomBytes(6).toString('hex')}.tmp`;

/** What a new file holds: bytes, or what writes them piece by piece. */
export type Filling = Uint8Array | ((file: OpenFile) => void);

const fill = (file: OpenFile, filling: Filling): void =>
  typeof filling === 'function' ? filling(file) : file.write(filling);

/**
 * Makes a file that nobody sees before it is complete; never replaces anything.
 * @throws ToolError `conflict` when the name is taken by the time it is published.
 */
export function createFile(folder: Folder, name: string, filling: Filling, mode = 0o666): void {
  const temporary = newTemporaryName();
  const file = folder.create(temporary, mode);
  try {
    fill(file, filling);
    file.close();
    try {
      folder.link(temporary, folder, name);
    } catch (error) {
      if (!isWithoutHardLinks(error)) throw error;
      createDirectly(folder, name, filling, mode);
    }
  } finally {
    file.close();
    folder.removeFile(temporary);
  }
}

/**
 * Replaces the content of an existing file: whoever reads it sees the old content or the new, never a mixture. Mode
 * and other hard links are kept; a file with several names is written in place, which a crash can interrupt.
 */
export function replaceFile(folder: Folder, name: string, old: Stat, bytes: Uint8Array): void {
  if (old.links > 1) {
    const file = folder.openForWriting(name, 'in place');
    file.write(bytes);
    file.truncate(bytes.length);
    file.close();
    return;
  }
  const temporary = newTemporaryName();
  // Private until it is complete, so that nobody reads it who may not read the file it replaces.
  const file = folder.create(temporary, 0o600);
  let published = false;
  try {
    file.write(bytes);
    file.setMode(old.mode);
    file.close();
    assertSame(folder, name, old);
    renamePatiently(folder, temporary, name);
    published = true;
  } finally {
    file.close();
    if (!published) folder.removeFile(temporary);
  }
}

/** Adds to the end of an existing file. */
export function appendToFile(folder: Folder, name: string, bytes: Uint8Array): void {
  const file = folder.openForWriting(name, 'append');
  file.write(bytes);
  file.close();
}

/** Refuses when `name` is no longer the file that was looked at. */
function assertSame(folder: Folder, name: string, old: Stat): void {
  const now = folder.find(name);
  if (now?.identity !== old.identity || now.size !== old.size || now.modified !== old.modified) {
    throw new ToolError(
      'conflict',
      `"${visible(folder.show(name))}" was changed by another program meanwhile; read it again.`,
    );
  }
}

/** Windows refuses to replace a file that a virus scanner or an indexer has open for a moment. */
function renamePatiently(folder: Folder, from: string, to: string): void {
  for (let wait = 10; ; wait *= 2) {
    try {
      folder.rename(from, folder, to);
      return;
    } catch (error) {
      const code = error instanceof ToolError ? errnoOf(error.cause) : undefined;
      if (process.platform !== 'win32' || wait > 640 || !['EPERM', 'EACCES', 'EBUSY'].includes(code ?? '')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
    }
  }
}

/** FAT and some network file systems have no hard links: there the name is taken first, and filled afterwards. */
function createDirectly(folder: Folder, name: string, filling: Filling, mode: number): void {
  const file = folder.create(name, mode);
  try {
    fill(file, filling);
  } catch (error) {
    folder.removeFile(name);
    throw error;
  } finally {
    file.close();
  }
}

const isWithoutHardLinks = (error: unknown): boolean =>
  error instanceof ToolError &&
  ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(errnoOf(error.cause) ?? '');

/** Removes what crashed writers left in a folder. Returns how many. */
export function sweep(folder: Folder, now: number): number {
  let swept = 0;
  for (const { name, kind } of folder.entries()) {
    const owner = Number(temporaryName.exec(name)?.[1]);
    if (kind !== 'file' || Number.isNaN(owner) || owner === process.pid || isAlive(owner)) continue;
    if (now - (folder.find(name)?.modified ?? now) < staleAfter) continue;
    folder.removeFile(name);
    swept++;
  }
  return swept;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}
