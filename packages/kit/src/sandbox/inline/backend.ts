import fs from 'node:fs';
import { attemptAny } from '../../attempt.ts';
import { errnoOf } from '../errno.ts';
import { contains } from '../paths.ts';
import { systemError, type Backend, type Handle } from '../helper/backend.ts';
import { bounds, NeedsHelper, type Bounds } from '../helper/bounds.ts';
import { descriptorBackend, regular } from '../helper/descriptor.ts';
import type { RootSpec } from '../helper/roots.ts';
import type { Mounts } from './mounts.ts';
import { SharedFolders } from './shared-folders.ts';

// As in descriptor.ts.
const O_PATH = 0o10000000;
const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = fs.constants;

/** A folder with more entries is listed by a helper. */
const mostEntries = 2_000;

/** Decides where the inline backend may work at this moment. */
export interface Ground {
  /** Undefined where nothing may run in the server's process. */
  mounts(): Mounts | undefined;
  serves(root: RootSpec): boolean;
  /** Identifies the requests that share checks; undefined if there are none. */
  batch(): object | undefined;
}

/**
 * The backend of the server's own process: holds folders like the backend for Linux, and makes no system call that can
 * wait. Mount points are never crossed and links never followed by the kernel, because either can lead to a file system
 * that hangs; only regular files are opened. Everything else is left to a helper.
 */
export function inlineBackend(ground: Ground): Backend {
  /** The mounts when each root was opened. */
  const heldUnder = new Map<Handle, string>();
  /** The paths of roots and shared folders that were looked up for a batch. */
  let shared: { batch: object | undefined; of: Map<Handle, string> } = { batch: undefined, of: new Map() };
  /** The folders that the requests of a batch share. */
  const folders = new SharedFolders(
    () => ground.batch(),
    (folder) => backend.release(folder),
  );
  /** The paths of the folders of the running operation: each is looked up once. */
  let places: { running: Bounds | undefined; of: Map<Handle, string> } = { running: undefined, of: new Map() };
  let cached: { mounts: Mounts; root: string; points: readonly string[] } | undefined;

  const limits = (): Bounds => {
    const running = bounds();
    // Work that outlives its operation may not touch the disk.
    if (running === undefined) throw new NeedsHelper();
    running.look();
    return running;
  };
  const mountsOf = (running: Bounds): Mounts => ground.mounts() ?? running.mustNotWait();

  function placeOf(folder: Handle): string {
    const running = bounds();
    if (places.running !== running) places = { running, of: new Map() };
    let place = places.of.get(folder);
    if (place === undefined) places.of.set(folder, (place = lookUp(folder)));
    return place;
  }

  function lookUp(folder: Handle): string {
    const batch = heldUnder.has(folder) || folders.has(folder) ? ground.batch() : undefined;
    if (batch === undefined) return descriptorBackend.whereIs(folder);
    if (shared.batch !== batch) shared = { batch, of: new Map() };
    let place = shared.of.get(folder);
    if (place === undefined) shared.of.set(folder, (place = descriptorBackend.whereIs(folder)));
    return place;
  }

  /** Mount points that could be reached from a folder. */
  function pointsBelow(folder: string, mounts: Mounts): readonly string[] {
    if (cached?.mounts !== mounts || cached.root !== folder) {
      const points = mounts.points.filter((point) => point !== folder && contains(folder, point, 'linux'));
      cached = { mounts, root: folder, points };
    }
    return cached.points;
  }

  /** Refuses a name that is a mount point: looking at it would ask the file system that is mounted there. */
  function at(folder: Handle, name?: string): string {
    const running = limits();
    if (name !== undefined) {
      const place = placeOf(folder);
      if (pointsBelow(place, mountsOf(running)).includes(`${place === '/' ? '' : place}/${name}`))
        running.mustNotWait();
    }
    return descriptorBackend.at(folder, name);
  }

  /** Looks at a file that will be opened: it must be regular, and its content must be on this disk. */
  function assertOpenable(folder: Handle, name: string): void {
    const seen = fs.lstatSync(at(folder, name));
    if (seen.isSymbolicLink()) throw systemError('ELOOP');
    if (seen.isDirectory()) throw systemError('EISDIR');
    if (!seen.isFile()) throw systemError('ENXIO');
    // A cloud or archive placeholder is fetched when it is read.
    if (seen.size > 0 && seen.blocks === 0) bounds()?.mustNotWait();
  }

  /** A lease that another process holds would make an open wait; without waiting, it fails. */
  function opened(act: () => number): number {
    try {
      return act();
    } catch (error) {
      if (errnoOf(error) === 'EAGAIN') bounds()?.mustNotWait();
      throw error;
    }
  }

  /** Opens a folder in another; `parent` is closed unless it is `keep`. */
  function enter(parent: Handle, name: string, keep: Handle): Handle {
    try {
      return fs.openSync(at(parent, name), O_PATH | O_DIRECTORY | O_NOFOLLOW);
    } catch (error) {
      // It may be a link, which a helper follows.
      if (['ENOTDIR', 'ELOOP'].includes(errnoOf(error) ?? '') && isLink(parent, name)) bounds()?.mustNotWait();
      throw error;
    } finally {
      if (parent !== keep) backend.release(parent);
    }
  }

  const isLink = (parent: Handle, name: string): boolean => fs.lstatSync(at(parent, name)).isSymbolicLink();

  const backend: Backend = {
    name: 'descriptor',
    serves: (root) => ground.serves(root),
    isUnmoved(handle, { real }) {
      // Where the kernel does not tell, it is looked up by its path.
      return heldUnder.get(handle) === ground.mounts()?.text && attemptAny(() => placeOf(handle)) === real;
    },
    hold(path, from) {
      const running = limits();
      if (from === undefined) {
        running.mustBeLocal(path);
        const handle = fs.openSync(path, O_PATH | O_DIRECTORY | O_NOFOLLOW);
        heldUnder.set(handle, mountsOf(running).text);
        return handle;
      }
      const names = path.split('/').filter((name) => name !== '' && name !== '.');
      if (path.startsWith('/') || names.includes('..')) running.mustNotWait();
      if (names.length === 0) return fs.openSync(descriptorBackend.at(from, '.'), O_PATH | O_DIRECTORY);
      let folder = from;
      for (const name of names) folder = enter(folder, name, from);
      return folder;
    },
    share: (path, from) => folders.get(path, from, () => backend.hold(path, from)),
    holdChild: (parent, name) => fs.openSync(at(parent, name), O_PATH | O_DIRECTORY | O_NOFOLLOW),
    whereIs: placeOf,
    at,
    entries(folder) {
      const listing = fs.opendirSync(at(folder), { bufferSize: 512 });
      try {
        const found: fs.Dirent[] = [];
        for (let entry = listing.readSync(); entry !== null; entry = listing.readSync()) {
          if (found.push(entry) > mostEntries) bounds()?.mustNotWait();
        }
        return found;
      } finally {
        listing.closeSync();
      }
    },
    openForReading(folder, name) {
      assertOpenable(folder, name);
      return regular(opened(() => fs.openSync(descriptorBackend.at(folder, name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK)));
    },
    openForWriting(folder, name, flags) {
      assertOpenable(folder, name);
      return opened(() => descriptorBackend.openForWriting(folder, name, flags));
    },
    link(from, name, to, newName) {
      fs.linkSync(at(from, name), at(to, newName));
    },
    rename(from, name, to, newName) {
      fs.renameSync(at(from, name), at(to, newName));
    },
    release(folder) {
      // What was opened below a root goes with it: its number may be used again, too.
      if (heldUnder.delete(folder)) folders.close();
      // The number may be used again.
      places.of.delete(folder);
      shared.of.delete(folder);
      fs.closeSync(folder);
    },
    rest() {},
  };
  return backend;
}
