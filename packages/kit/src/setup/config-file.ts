import { randomUUID } from 'node:crypto';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ToolError } from '../errors.ts';
import { errnoOf } from '../sandbox/errno.ts';

/** The content of a host's configuration file. */
export interface ConfigText {
  /** Empty if there is no file. */
  text: string;
  exists: boolean;
}

export interface Written {
  /** A copy of the old file; undefined if there was none. */
  backup: string | undefined;
  /** The file that was written, if the configuration is a symbolic link to it. */
  through: string | undefined;
  /** True if users other than the owner could read it, and no longer can. */
  wasReadableByOthers: boolean;
}

export interface Change {
  now: Date;
  /** Takes the host's lock. */
  isLocked?: boolean;
  /** Set if the new text holds a secret: only the owner may read the file then. */
  isPrivate?: boolean;
  /** Removes from the copy of the old text what must not be kept. */
  clean?(text: string): string;
}

/** Attempts for a file that another program changes at the same time. */
const attempts = 5;

/** @throws ToolError when the file exists and cannot be read as text. */
export async function readConfig(file: string): Promise<ConfigText> {
  const bytes = await readBytes(file);
  return { text: bytes === undefined ? '' : decode(bytes, file), exists: bytes !== undefined };
}

/**
 * Changes a configuration file: saves a copy, then writes the new text atomically, with the same mode and through a
 * symbolic link. If another program writes at the same time, `edit` is called again with the new text.
 * @returns undefined when `edit` changes nothing; then nothing is written, not even a copy.
 * @throws ToolError when it cannot be read or written.
 */
export async function changeConfig(
  file: string,
  edit: (held: ConfigText) => string | Promise<string>,
  { isLocked = false, ...change }: Change,
): Promise<Written | undefined> {
  try {
    if (isLocked) await mkdir(path.dirname(file), { recursive: true });
    const release = isLocked ? await lock(`${file}.lock`) : undefined;
    try {
      return await replace(file, edit, change);
    } finally {
      await release?.();
    }
  } catch (error) {
    const code = errnoOf(error);
    if (error instanceof ToolError || code === undefined) throw error;
    throw new ToolError('denied', `${file} cannot be written (${code}). Nothing was changed.`, { cause: error });
  }
}

async function replace(
  file: string,
  edit: (held: ConfigText) => string | Promise<string>,
  { now, isPrivate = false, clean = (text) => text }: Change,
): Promise<Written | undefined> {
  const target = await targetOf(file);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = await readBytes(target);
    const held = { text: before === undefined ? '' : decode(before, file), exists: before !== undefined };
    const text = await edit(held);
    if (text === held.text) return undefined;
    const owner = before === undefined ? undefined : await stat(target);
    const old = (owner?.mode ?? 0o600) & 0o7777;
    const mode = isPrivate ? old & 0o700 : old;
    const pending = path.join(path.dirname(target), `.${path.basename(target)}.${randomUUID().slice(0, 8)}`);
    await mkdir(path.dirname(target), { recursive: true });
    try {
      await writeFile(pending, text, { mode, flag: 'wx' });
      await chmod(pending, mode);
      if (owner !== undefined && process.getuid?.() === 0) await chown(pending, owner.uid, owner.gid);
      if (!sameBytes(before, await readBytes(target))) continue;
      const backup =
        before === undefined ? undefined : await keep(file, Buffer.from(clean(held.text)), old & mode, now);
      await move(pending, target);
      return {
        backup,
        through: target === file ? undefined : target,
        wasReadableByOthers: (old & ~mode & 0o044) !== 0,
      };
    } finally {
      await rm(pending, { force: true });
    }
  }
  throw new ToolError('conflict', `${file} is being written by another program all the time. Close it, and try again.`);
}

/**
 * Resolves symbolic links, even to a file that does not exist yet: people keep their configuration elsewhere and link
 * to it.
 */
async function targetOf(file: string): Promise<string> {
  let target = file;
  for (let links = 0; links < 40; links++) {
    const found = await lstat(target).catch(() => undefined);
    if (!found?.isSymbolicLink()) break;
    target = path.resolve(path.dirname(target), await readlink(target));
  }
  const folder = await realpath(path.dirname(target)).catch(() => path.dirname(target));
  return target === file ? file : path.join(folder, path.basename(target));
}

/** Saves a copy next to the file, under an unused name and with the same permissions. */
async function keep(file: string, bytes: Buffer, mode: number, now: Date): Promise<string> {
  const stamp = now.toISOString().replaceAll(/[-:]/g, '').slice(0, 15);
  for (let count = 1; ; count++) {
    const backup = `${file}.backup-${stamp}${count === 1 ? '' : `-${count}`}`;
    try {
      await writeFile(backup, bytes, { mode, flag: 'wx' });
      await chmod(backup, mode);
      return backup;
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
  }
}

/** Renames a file, and retries on Windows while another program has the target open, such as a virus scanner. */
async function move(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      const isBusy = ['EPERM', 'EACCES', 'EBUSY'].includes(errnoOf(error) ?? '');
      if (process.platform !== 'win32' || !isBusy || attempt === 10) throw error;
      await pause(50 * attempt);
    }
  }
}

/**
 * Takes a lock, which is a name in the file system. A lock older than 10 seconds was left behind by a process that
 * exited.
 */
async function lock(name: string): Promise<() => Promise<void>> {
  const deadline = Date.now() + 15_000;
  while (Date.now() < deadline) {
    try {
      await mkdir(name);
      return () => rmdir(name).catch(() => {});
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
    const taken = await stat(name).catch(() => undefined);
    if (taken !== undefined && Date.now() - taken.mtimeMs > 10_000) break;
    await pause(50);
  }
  return async () => {};
}

async function readBytes(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT') return undefined;
    throw new ToolError('denied', `${file} cannot be read (${code ?? 'unknown error'}). Nothing was changed.`, {
      cause: error,
    });
  }
}

function decode(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new ToolError('invalid', `${file} is not UTF-8 text. Nothing was changed.`, { cause: error });
  }
}

const sameBytes = (a: Buffer | undefined, b: Buffer | undefined): boolean =>
  a === undefined || b === undefined ? a === b : a.equals(b);
