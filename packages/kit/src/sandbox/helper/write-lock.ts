import { hash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ToolError } from '../../errors.ts';
import { errnoOf } from '../errno.ts';
import { visible } from '../paths.ts';
import { bounds, mayWait } from './bounds.ts';
import type { Folder } from './folder.ts';
import type { Stat } from './stat.ts';

/** The wait for another writer, in milliseconds. Each holds the lock for one check and one rename. */
const longestWait = 5_000;
/** A lock this old was left by a process that ended while it held it, even if its number is in use again. */
const staleAfter = 30_000;

/** Linux keeps it in memory, where a lock costs a third of the time that it takes on a disk. */
const inMemory = '/dev/shm';

let base: string | undefined;

/**
 * Returns the folder in which every user can create a folder that no other user can remove. Found once: for `os.tmpdir`, Node
 * makes 15 system calls to find out if it may trust the environment.
 */
function commonFolder(): string {
  if (process.platform === 'linux') bounds()?.mustBeLocal(inMemory);
  base ??= process.platform === 'linux' && isForAll(inMemory) ? inMemory : os.tmpdir();
  bounds()?.mustBeLocal(base);
  return base;
}

/** True for a folder in which everyone may create entries and remove only their own. */
function isForAll(folder: string): boolean {
  const stat = fs.lstatSync(folder, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && (stat.mode & 0o1777) === 0o1777;
}

let usable: string | undefined | false;

/** Returns the folder of this user's locks: others can neither take nor release them. */
function locks(): string | undefined {
  const common = commonFolder();
  if (usable === undefined) {
    const folder = path.join(common, `mcp-locks-${process.getuid?.() ?? os.userInfo().username}`);
    try {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
      const { uid } = fs.lstatSync(folder);
      usable = fs.lstatSync(folder).isDirectory() && uid === (process.getuid?.() ?? uid) ? folder : false;
    } catch {
      usable = false;
    }
  }
  return usable === false ? undefined : usable;
}

/**
 * Runs `act` while no other server of this user changes the same file: between the check that a file is unchanged and
 * its replacement, another one could slip in. Where there is no place for locks, `act` runs without one.
 */
export function whileLocked<T>(
  folder: Folder,
  name: string,
  act: () => T,
  { identity }: Pick<Stat, 'identity'> = folder.self(),
): T {
  const home = locks();
  if (home === undefined) return act();
  const key = hash('sha256', `${identity}\0${name}`).slice(0, 32);
  const lock = path.join(home, key);
  acquire(lock, folder.show(name));
  try {
    return act();
  } finally {
    release(lock);
  }
}

/** A lock that cannot be removed is soon stale: it names a process that holds none. */
function release(lock: string): void {
  try {
    fs.unlinkSync(lock);
  } catch {
    // As said.
  }
}

function acquire(lock: string, shown: string): void {
  const patience = Date.now() + longestWait;
  for (let wait = 1; ; wait = Math.min(wait * 2, 50)) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      // What is wrong with the place for locks is no reason not to write.
      if (!isTaken(error)) return;
    }
    mayWait();
    if (isStale(lock)) release(lock);
    else if (Date.now() > patience) {
      throw new ToolError('unavailable', `"${visible(shown)}" is being written by another server; try again.`);
    } else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
  }
}

/** Windows says EPERM of a file that is being removed. */
const isTaken = (error: unknown): boolean =>
  errnoOf(error) === 'EEXIST' || (process.platform === 'win32' && ['EPERM', 'EBUSY'].includes(errnoOf(error) ?? ''));

function isStale(lock: string): boolean {
  try {
    if (Date.now() - fs.statSync(lock).mtimeMs > staleAfter) return true;
    const owner = Number(fs.readFileSync(lock, 'utf8'));
    // It is empty for a moment while it is made.
    // This process holds a lock only while it does nothing else.
    return owner > 0 && (owner === process.pid || !isAlive(owner));
  } catch (error) {
    return errnoOf(error) === 'ENOENT';
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}
