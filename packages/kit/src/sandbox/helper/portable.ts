import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { contains } from '../paths.ts';
import { systemError, type Backend, type Handle } from './backend.ts';
import { newTemporaryName } from './temporary-name.ts';
import type { RootSpec } from './roots.ts';
import { identityOf } from './stat.ts';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = fs.constants;

interface HeldFolder {
  path: string;
  identity: string;
}

/**
 * Returns the current folder as the kernel spells it. On Windows the spelling passed to chdir is kept, so it is looked
 * up.
 */
function standing(): string {
  return process.platform === 'win32' ? fs.realpathSync.native('.') : process.cwd();
}

/** The longest path of a current folder on Windows, in characters, also where longer paths are enabled. */
const longestFolder = 258;

/** Returns the result of `act`, and closes the descriptor if it fails. */
function orClosed<T>(fd: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
}

/**
 * Returns the folder that moves into `folder` pass through: its outermost root, whose path cannot be redirected from
 * inside the roots. Undefined if that root is read-only.
 */
export function stagingIn(roots: readonly RootSpec[], folder: string): string | undefined {
  const holders = roots.filter(({ real }) => contains(real, folder, process.platform));
  const [outermost] = holders.sort((a, b) => a.real.length - b.real.length);
  return outermost?.writable ? outermost.real : undefined;
}

/**
 * The backend for all other systems. The kernel holds the current folder of a process, so a helper process changes into
 * a folder, checks that it is still the same one, and acts on `./name`.
 * A move between two folders passes through `staging`, a folder whose path no one can redirect (a root).
 */
export function portableBackend(
  staging: (folder: string) => string | undefined,
  platform: NodeJS.Platform = process.platform,
): Backend {
  const folders = new Map<Handle, HeldFolder>();
  let current: Handle | undefined;
  let next = 1;

  /** Changes into a folder. Windows says of one whose path is too long that it does not exist. */
  function changeTo(target: string, from: string): void {
    if (platform === 'win32' && path.resolve(from, target).length > longestFolder) throw systemError('ENAMETOOLONG');
    process.chdir(target);
  }

  function here(): Handle {
    const identity = identityOf(fs.statSync('.', { bigint: true }));
    const handle = next++;
    folders.set(handle, { path: standing(), identity });
    current = handle;
    return handle;
  }

  function enter(handle: Handle): HeldFolder {
    const folder = folders.get(handle);
    if (folder === undefined) throw new Error('The folder was released.');
    if (current === handle) return folder;
    current = undefined;
    changeTo(folder.path, folder.path);
    // Another folder has taken its place, so the caller has to look it up again.
    if (identityOf(fs.statSync('.', { bigint: true })) !== folder.identity) throw systemError('ENOENT');
    current = handle;
    return folder;
  }

  /** Returns an unused path in a folder that no one can redirect, for a move to `to`. */
  function stage(to: Handle, name: string): string {
    const folder = staging(enter(to).path);
    // Treated like another file system: what cannot be moved safely is copied.
    if (folder === undefined) throw systemError('EXDEV');
    return path.join(folder, name);
  }

  const backend: Backend = {
    name: 'portable',
    hold(target, from) {
      const base = from === undefined ? '.' : enter(from).path;
      current = undefined;
      changeTo(target, base);
      return here();
    },
    holdChild(parent, name) {
      const { path: parentPath } = enter(parent);
      const seen = fs.lstatSync(`./${name}`, { bigint: true });
      if (seen.isSymbolicLink()) throw systemError('ELOOP');
      if (!seen.isDirectory()) throw systemError('ENOTDIR');
      current = undefined;
      changeTo(`./${name}`, parentPath);
      const handle = here();
      const held = folders.get(handle);
      if (held?.identity !== identityOf(seen) || path.dirname(held.path) !== parentPath) {
        folders.delete(handle);
        current = undefined;
        throw systemError('ELOOP');
      }
      return handle;
    },
    whereIs(folder) {
      enter(folder);
      const now = standing();
      const held = folders.get(folder);
      if (held !== undefined) held.path = now;
      return now;
    },
    at(folder, name) {
      enter(folder);
      return name === undefined ? '.' : `./${name}`;
    },
    entries(folder) {
      enter(folder);
      return fs.readdirSync('.', { withFileTypes: true });
    },
    openForReading(folder, name) {
      const fd = backend.openForWriting(folder, name, O_RDONLY);
      return { fd, stat: orClosed(fd, () => fs.fstatSync(fd, { bigint: true })) };
    },
    openForWriting(folder, name, flags) {
      enter(folder);
      const seen = fs.lstatSync(`./${name}`, { bigint: true });
      if (seen.isSymbolicLink()) throw systemError('ELOOP');
      if (seen.isDirectory()) throw systemError('EISDIR');
      if (!seen.isFile()) throw systemError('ENXIO');
      // O_NOFOLLOW and O_NONBLOCK do not exist on Windows; there, the opened file is compared with the one seen before.
      const fd = fs.openSync(`./${name}`, flags | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
      const opened = orClosed(fd, () => fs.fstatSync(fd, { bigint: true }));
      if (identityOf(opened) !== identityOf(seen)) {
        fs.closeSync(fd);
        throw systemError('ELOOP');
      }
      return fd;
    },
    link(from, name, to, newName) {
      if (from === to) {
        enter(from);
        fs.linkSync(`./${name}`, `./${newName}`);
        return;
      }
      // A second name of the same file. A crash leaves it to be swept like any temporary file.
      const staged = stage(to, newTemporaryName());
      enter(from);
      fs.linkSync(`./${name}`, staged);
      try {
        enter(to);
        fs.linkSync(staged, `./${newName}`);
      } finally {
        fs.unlinkSync(staged);
      }
    },
    rename(from, name, to, newName) {
      if (from === to) {
        enter(from);
        fs.renameSync(`./${name}`, `./${newName}`);
        return;
      }
      const staged = stage(to, `.mcp-moving-${randomBytes(6).toString('hex')}`);
      enter(from);
      fs.renameSync(`./${name}`, staged);
      try {
        enter(to);
        fs.renameSync(staged, `./${newName}`);
      } catch (error) {
        enter(from);
        fs.renameSync(staged, `./${name}`);
        throw error;
      }
    },
    release(folder) {
      folders.delete(folder);
      if (current === folder) current = undefined;
    },
    rest() {
      current = undefined;
      try {
        process.chdir(os.tmpdir());
      } catch {
        process.chdir(path.parse(process.execPath).root);
      }
    },
  };
  return backend;
}
