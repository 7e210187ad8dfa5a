import fs from 'node:fs';
import { contains } from '../paths.ts';

/**
 * File systems that answer from a local disk or from memory. Missing on purpose: network and FUSE file systems, removable
 * media (FAT, exFAT, NTFS), and those that are mounted on demand.
 */
const localTypes = new Set([
  'ext2',
  'ext3',
  'ext4',
  'xfs',
  'btrfs',
  'f2fs',
  'bcachefs',
  'zfs',
  'overlay',
  'tmpfs',
  'devtmpfs',
  'ramfs',
]);

/** Devices whose blocks come from a file or a network. */
const remoteDevice = /^\/dev\/(loop|nbd|rbd|drbd|ublk)/;

/** The mounted file systems at one time. */
export interface Mounts {
  /** The text that it was read from: the same text means that nothing was mounted or unmounted. */
  readonly text: string;
  readonly points: readonly string[];
  isPoint(path: string): boolean;
  /** True if every file system on the way to an absolute path is local. */
  isLocal(path: string): boolean;
}

/** Parses `/proc/self/mountinfo` (proc_pid_mountinfo(5)). A later line hides an earlier one for the same place. */
export function parseMounts(text: string): Mounts {
  const local = new Map<string, boolean>();
  for (const line of text.split('\n')) {
    const [place, source] = line.split(' - ');
    const point = place?.split(' ')[4];
    const [type, device] = source?.split(' ') ?? [];
    if (point === undefined || type === undefined) continue;
    local.set(unescaped(point), localTypes.has(type) && !remoteDevice.test(device ?? ''));
  }
  const points = [...local.keys()];
  const known = new Map<string, boolean>();
  const look = (path: string): boolean => {
    const above = points.filter((point) => contains(point, path, 'linux'));
    return above.length > 0 && above.every((point) => local.get(point));
  };
  return {
    text,
    points,
    isPoint: (path) => local.has(path),
    isLocal(path) {
      const answer = known.get(path) ?? look(path);
      known.set(path, answer);
      return answer;
    },
  };
}

const unescaped = (point: string): string =>
  point.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));

/** The age up to which the table is used again, in milliseconds: calls that arrive together share one. */
const freshFor = 5;

/** Reads the table of mounts, which never waits for a file system. */
export class MountTable {
  #fd: number | undefined;
  #buffer = Buffer.allocUnsafe(16 * 1024);
  #mounts: Mounts | undefined;
  #readAt = -Infinity;

  /** Returns the current table; undefined where the system has none. */
  read(): Mounts | undefined {
    const now = performance.now();
    if (now - this.#readAt < freshFor) return this.#mounts;
    const text = this.#text();
    if (text === undefined) this.#mounts = undefined;
    else if (text !== this.#mounts?.text) this.#mounts = parseMounts(text);
    this.#readAt = now;
    return this.#mounts;
  }

  #text(): string | undefined {
    try {
      this.#fd ??= fs.openSync('/proc/self/mountinfo', 'r');
      for (;;) {
        let length = 0;
        for (;;) {
          const got = fs.readSync(this.#fd, this.#buffer, length, this.#buffer.length - length, length);
          length += got;
          if (got === 0) return this.#buffer.toString('utf8', 0, length);
          if (length === this.#buffer.length) break;
        }
        // Read again from the start, so that all of it is of one time.
        this.#buffer = Buffer.allocUnsafe(this.#buffer.length * 2);
      }
    } catch {
      return undefined;
    }
  }
}
