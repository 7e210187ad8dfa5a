import type { Confined } from './confined.ts';
import type { Kind } from './stat.ts';

export interface LocatedPath {
  /** The path as the kernel spells it. */
  path: string;
  /** Undefined if it does not exist. */
  kind: Kind | undefined;
  writable: boolean;
}

/**
 * Looks up a path and follows links, for users that cannot work with open folders: other programs, libraries, watchers.
 */
export function locate(fs: Confined, { path }: { path: string }): LocatedPath {
  const { folder, name, stat } = fs.follow(path);
  const full = name === undefined ? folder.path : folder.placeOf(name);
  return { path: full, kind: stat?.kind, writable: folder.writable };
}

/** Operations that every sandbox has. */
export const common = { locate };
