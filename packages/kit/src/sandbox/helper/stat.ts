import type fs from 'node:fs';

export type Kind = 'file' | 'folder' | 'link' | 'other';

export interface Entry {
  name: string;
  kind: Kind;
}

/** The stat of a name in a folder: size in bytes, times in milliseconds since the epoch, mode as in stat(2). */
export interface Stat {
  kind: Kind;
  size: number;
  /** Bytes used on the disk. */
  allocated: number;
  modified: number;
  created: number;
  accessed: number;
  mode: number;
  links: number;
  /** Owner and group; 0 on Windows. */
  uid: number;
  gid: number;
  /** When anything about the file changed last, its attributes included. */
  changed: number;
  /** `dev:ino`. */
  identity: string;
}

export function kindOf(of: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): Kind {
  if (of.isFile()) return 'file';
  if (of.isDirectory()) return 'folder';
  return of.isSymbolicLink() ? 'link' : 'other';
}

export function statOf(stat: fs.Stats): Stat {
  return {
    kind: kindOf(stat),
    size: stat.size,
    // st_blocks counts 512 bytes (stat(2)); Windows has none.
    allocated: stat.blocks === undefined ? stat.size : stat.blocks * 512,
    modified: stat.mtimeMs,
    created: stat.birthtimeMs,
    accessed: stat.atimeMs,
    mode: stat.mode & 0o7777,
    links: stat.nlink,
    uid: stat.uid,
    gid: stat.gid,
    changed: stat.ctimeMs,
    identity: `${stat.dev}:${stat.ino}`,
  };
}
