import type { Confined } from './confined.ts';
import type { Kind } from './stat.ts';

export interface LocatedPath {
  /** Where it is, as the kernel spells it. */
  path: string;
  /** Undefined when nothing is there. */
  kind: Kind | undefined;
  writable: boolean;
}

/** Looks a path up, links followed, for what cannot work on held folders: other programs, libraries, watchers. */
export function locate(fs: Confined, { path }: { path: string }): LocatedPath {
  const { folder, name, stat } = fs.follow(path);
  const full = name === undefined ? folder.path : `${folder.path === '/' ? '' : folder.path}/${name}`;
  return { path: full, kind: stat?.kind, writable: folder.writable };
}
