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
  for (const place of new Set([gitDir, commonDir])) {
    const git = fs.folder(place);
    newest = Math.max(newest, git.self().changed);
    for (const name of files) {
      const stat = git.find(name);
      if (stat !== undefined && stat.kind !== 'file') return undefined;
      parts.push(`${place} ${name}`);
      if (stat !== undefined) note(name, stat);
    }
    for (const name of ['refs', 'reftable', 'info']) {
      if (git.find(name)?.kind !== 'folder') continue;
      const inside = git.child(name);
      const known = walk(inside, name);
      inside.close();
      if (!known) return undefined;
    }
  }
  return { stamp: parts.join('\n'), newest };
}
