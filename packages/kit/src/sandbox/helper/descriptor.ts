import fs from 'node:fs';
import { systemError, type Backend, type Handle } from './backend.ts';

// open(2): O_PATH has this value on every architecture that uses Linux's generic fcntl.h (x86-64, arm64 …). Node does
// not define it.
const O_PATH = 0o10000000;
const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = fs.constants;

const self = (fd: number) => `/proc/self/fd/${fd}`;

/**
 * The backend for Linux: holds a folder by an `O_PATH` descriptor, which opens anything without side effects. Through
 * `/proc/self/fd/<folder>/<name>`, ordinary calls act like `openat`, `renameat`, `unlinkat` … (proc(5)).
 */
export const descriptorBackend: Backend = {
  name: 'descriptor',
  hold: (path, from) =>
    fs.openSync(from === undefined || path.startsWith('/') ? path : `${self(from)}/${path}`, O_PATH | O_DIRECTORY),
  holdChild: (parent, name) => fs.openSync(`${self(parent)}/${name}`, O_PATH | O_DIRECTORY | O_NOFOLLOW),
  whereIs: (folder) => fs.readlinkSync(self(folder)),
  at: (folder, name) => (name === undefined ? self(folder) : `${self(folder)}/${name}`),
  entries: (folder) => fs.readdirSync(self(folder), { withFileTypes: true }),
  openForReading(folder, name, listed) {
    // Opening a FIFO would be noticed at its other end.
    if (!listed) {
      const seen = fs.lstatSync(`${self(folder)}/${name}`);
      if (seen.isSymbolicLink()) throw systemError('ELOOP');
      if (seen.isDirectory()) throw systemError('EISDIR');
      if (!seen.isFile()) throw systemError('ENXIO');
    }
    return regular(fs.openSync(`${self(folder)}/${name}`, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
  },
  openForWriting(folder, name, flags) {
    const pin = fs.openSync(`${self(folder)}/${name}`, O_PATH | O_NOFOLLOW);
    try {
      const stat = fs.fstatSync(pin);
      if (stat.isSymbolicLink()) throw systemError('ELOOP');
      if (stat.isDirectory()) throw systemError('EISDIR');
      if (!stat.isFile()) throw systemError('ENXIO');
      return fs.openSync(self(pin), flags | O_NONBLOCK);
    } finally {
      fs.closeSync(pin);
    }
  },
  link: (from, name, to, newName) => fs.linkSync(`${self(from)}/${name}`, `${self(to)}/${newName}`),
  rename: (from, name, to, newName) => fs.renameSync(`${self(from)}/${name}`, `${self(to)}/${newName}`),
  release: (folder) => fs.closeSync(folder),
  rest() {},
};

/** Returns an opened file with its facts; closes whatever is no regular file. */
export function regular(fd: number): { fd: number; stat: fs.BigIntStats } {
  try {
    const stat = fs.fstatSync(fd, { bigint: true });
    if (stat.isFile()) return { fd, stat };
    throw systemError('ELOOP');
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
}

/** Tests on `folder` whether this system supports the backend; false if /proc is missing or different. */
export function descriptorsWork(folder: string): boolean {
  let held: Handle | undefined;
  try {
    held = descriptorBackend.hold(folder);
    const asked = fs.statSync(folder);
    const seen = fs.statSync(`${self(held)}/.`);
    return (
      asked.ino === seen.ino && asked.dev === seen.dev && descriptorBackend.whereIs(held) === fs.realpathSync(folder)
    );
  } catch {
    return false;
  } finally {
    if (held !== undefined) fs.closeSync(held);
  }
}
