import type { Confined, Folder, Stat } from '@mcp-reference/kit/sandbox';

export interface ReferenceStamp {
  /** Changes with every reference, and with what git takes for the parents of commits. */
  stamp: string;
  /** The last change of any of it, in milliseconds since the epoch. */
  newest: number;
}

/** Files beside the references that answers about history depend on. */
const files = ['HEAD', 'packed-refs', 'shallow'];
/** With more references, git itself is as fast. Counted in looks at files and folders. */
const mostLooks = 1_500;

/** Stands in for {@link referenceStamp} in helpers: they work on disks of other computers, too, whose times may come late. */
export const noReferenceStamp = (
  _fs: Confined,
  _places: { gitDir: string; commonDir: string },
): ReferenceStamp | undefined => undefined;

/** Looks at each file that holds references, without reading any. Returns nothing where that does not tell whether they changed. */
export function referenceStamp(
  fs: Confined,
  { gitDir, commonDir }: { gitDir: string; commonDir: string },
): ReferenceStamp | undefined {
  const parts: string[] = [];
  let newest = 0;
  let looks = 0;
  const note = (name: string, { identity, size, modified, changed }: Stat) => {
    newest = Math.max(newest, changed);
    parts.push(`${name} ${identity} ${size} ${modified} ${changed}`);
  };
  const walk = (folder: Folder, within: string): boolean => {
    newest = Math.max(newest, folder.self().changed);
    looks += 3;
    if (folder.hidesSome()) return false;
    for (const { name, kind } of folder.entries()) {
      if (++looks > mostLooks || kind === 'link' || kind === 'other') return false;
      const path = `${within}/${name}`;
      if (kind === 'file') note(path, folder.stat(name));
      else {
        const inside = folder.child(name);
        const known = walk(inside, path);
        inside.close();
        if (!known) return false;
      }
    }
    return true;
  };
  const noteFile = (within: Folder, shown: string, name: string): boolean => {
    const stat = within.find(name);
    if (stat !== undefined && stat.kind !== 'file') return false;
    parts.push(`${shown} ${name}`);
    if (stat !== undefined) note(name, stat);
    return true;
  };
  for (const place of new Set([gitDir, commonDir])) {
    const git = fs.folder(place);
    newest = Math.max(newest, git.self().changed);
    if (!files.every((name) => noteFile(git, place, name))) return undefined;
    for (const name of ['refs', 'reftable', 'info']) {
      if (git.find(name)?.kind !== 'folder') continue;
      const inside = git.child(name);
      const known = walk(inside, name);
      inside.close();
      if (!known) return undefined;
    }
  }
  if (!worktreeHeads(fs.folder(commonDir), noteFile)) return undefined;
  return { stamp: parts.join('\n'), newest };
}

/** The commits of all work trees count among all references. */
function worktreeHeads(common: Folder, noteFile: (within: Folder, shown: string, name: string) => boolean): boolean {
  if (common.find('worktrees')?.kind !== 'folder') return true;
  const worktrees = common.child('worktrees');
  try {
    return worktrees.entries().every(({ name, kind }) => {
      if (kind !== 'folder') return false;
      const one = worktrees.child(name);
      // Where references are kept in tables, HEAD is in one of them, and the file never changes.
      const known = one.find('reftable') === undefined && noteFile(one, name, 'HEAD');
      one.close();
      return known;
    });
  } finally {
    worktrees.close();
  }
}
