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

export function statOf(stat: fs.BigIntStats): Stat {
  const size = Number(stat.size);
  return {
    kind: kindOf(stat),
    size,
    // st_blocks counts 512 bytes (stat(2)); Windows has none.
    allocated: stat.blocks === undefined ? size : Number(stat.blocks) * 512,
    modified: milliseconds(stat.mtimeNs),
    created: milliseconds(stat.birthtimeNs),
    accessed: milliseconds(stat.atimeNs),
    mode: Number(stat.mode & 0o7777n),
    links: Number(stat.nlink),
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    changed: milliseconds(stat.ctimeNs),
    identity: identityOf(stat),
  };
}

const milliseconds = (ns: bigint): number => Number(ns / 1_000_000n) + Number(ns % 1_000_000n) / 1e6;

/**
 * Returns the text that identifies a file while it exists: `dev:ino`. From big integers, because file numbers of NTFS, of
 * network and of stacked file systems exceed the 53 bits of a double.
 */
export function identityOf(
  { dev, ino }: { dev: bigint; ino: bigint },
  platform: NodeJS.Platform = process.platform,
): string {
  // Some versions of Node report 64 bits of the volume's number for a path and 32 for an open file (libuv 1.49 and 1.50).
  return `${platform === 'win32' ? BigInt.asUintN(32, dev) : dev}:${ino}`;
}
