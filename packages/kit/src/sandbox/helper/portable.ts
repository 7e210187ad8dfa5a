import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { contains } from '../paths.ts';
import { systemError, type Backend, type Handle } from './backend.ts';
import { newTemporaryName } from './temporary-name.ts';
import type { RootSpec } from './roots.ts';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = fs.constants;

interface HeldFolder {
  path: string;
  dev: bigint;
  ino: bigint;
}

/** Where the process stands, as the kernel spells it. Windows keeps the spelling that chdir was given, so it is asked anew. */
function standing(): string {
  return process.platform === 'win32' ? fs.realpathSync.native('.') : process.cwd();
}

/** The result of `act`; the descriptor is closed when it fails. */
function orClosed<T>(fd: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
}

/**
 * Where what moves to a folder may pass through: the outermost root that holds it, as that one's own path can be
 * redirected by nobody who works inside the roots. Undefined where that may only be read.
 */
export function stagingIn(roots: readonly RootSpec[], folder: string): string | undefined {
  const holders = roots.filter(({ real }) => contains(real, folder, process.platform));
  const [outermost] = holders.sort((a, b) => a.real.length - b.real.length);
  return outermost?.writable ? outermost.real : undefined;
}

/**
 * Any system: the current folder of a process is held by the kernel, so a helper process that works on one folder at
 * a time steps into it, makes sure that it is the folder it was, and acts on `./name`.
 * A move between two folders passes through `staging`, a folder whose own path nobody can redirect (a root).
 */
export function portableBackend(staging: (folder: string) => string | undefined): Backend {
  const folders = new Map<Handle, HeldFolder>();
  let current: Handle | undefined;
  let next = 1;

  function here(): Handle {
    const { dev, ino } = fs.statSync('.', { bigint: true });
    const handle = next++;
    folders.set(handle, { path: standing(), dev, ino });
    current = handle;
    return handle;
  }

  function enter(handle: Handle): HeldFolder {
    const folder = folders.get(handle);
    if (folder === undefined) throw new Error('The folder was released.');
    if (current === handle) return folder;
    current = undefined;
    process.chdir(folder.path);
    const { dev, ino } = fs.statSync('.', { bigint: true });
    // Another folder stands in its place: whoever asked must look it up again.
    if (dev !== folder.dev || ino !== folder.ino) throw systemError('ENOENT');
    current = handle;
    return folder;
  }

  /** A free name in a folder that nobody can redirect, on the way to `to`. */
  function stage(to: Handle, name: string): string {
    const folder = staging(enter(to).path);
    // As if it were on another file system: what cannot be moved safely is copied.
    if (folder === undefined) throw systemError('EXDEV');
    return path.join(folder, name);
  }

  const backend: Backend = {
    name: 'portable',
    hold(target, from) {
      if (from !== undefined) enter(from);
      current = undefined;
      process.chdir(target);
      return here();
    },
    holdChild(parent, name) {
      const { path: parentPath } = enter(parent);
      const seen = fs.lstatSync(`./${name}`, { bigint: true });
      if (seen.isSymbolicLink()) throw systemError('ELOOP');
      if (!seen.isDirectory()) throw systemError('ENOTDIR');
      current = undefined;
      process.chdir(`./${name}`);
      const handle = here();
      const held = folders.get(handle);
      if (held?.ino !== seen.ino || held.dev !== seen.dev || path.dirname(held.path) !== parentPath) {
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
    openForReading(folder, name) {
      const fd = backend.openForWriting(folder, name, O_RDONLY);
      return { fd, stat: orClosed(fd, () => fs.fstatSync(fd)) };
    },
    openForWriting(folder, name, flags) {
      enter(folder);
      const seen = fs.lstatSync(`./${name}`, { bigint: true });
      if (seen.isSymbolicLink()) throw systemError('ELOOP');
      if (seen.isDirectory()) throw systemError('EISDIR');
      if (!seen.isFile()) throw systemError('ENXIO');
      // O_NOFOLLOW and O_NONBLOCK do not exist on Windows, where comparing what was opened with what was seen stands in.
      const fd = fs.openSync(`./${name}`, flags | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
      const opened = orClosed(fd, () => fs.fstatSync(fd, { bigint: true }));
      if (opened.ino !== seen.ino || opened.dev !== seen.dev) {
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
      // Another name of the same file: what a crash leaves of it is swept like any temporary file.
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
