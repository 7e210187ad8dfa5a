import path from 'node:path';
import { ToolError, visible, type Confined, type Folder } from '@mcp-reference/kit/sandbox';
import { leadsOut } from '../dot-git.ts';
import { placeBelow } from '../places.ts';

/** Folders of files that git appends to or overwrites in place. Everything else it replaces by a new file. */
const writtenInPlace = new Set(['logs', 'rebase-merge', 'rebase-apply', 'sequencer']);
const mostResolutions = 1024 * 1024;

/**
 * Refuses files with a second name (hard links) where git writes in place: a reflog that is also a shell profile would get a
 * line appended by every commit.
 */
export function assertOneName(folder: Folder): void {
  walk(folder, '', 0);

  function walk(at: Folder, below: string, depth: number): void {
    for (const { name, kind } of at.entries()) {
      if (kind === 'file' && (at.find(name)?.links ?? 1) > 1)
        throw new ToolError(
          'denied',
          `"${visible(`${below}${name}`)}" in the repository's git directory is also known by another name (a hard link); git would write into both. Replace it with a copy first: cp ${visible(name)} copy && mv copy ${visible(name)}.`,
        );
      if (kind !== 'folder' || (depth === 0 && !writtenInPlace.has(name)) || depth > 40) continue;
      const child = at.child(name);
      walk(child, `${below}${name}/`, depth + 1);
      child.close();
    }
  }
}

/**
 * Refuses recorded resolutions (`MERGE_RR`) for paths outside of the work tree: git would copy those files into the repository, or
 * overwrite them.
 */
export function assertResolutions(fs: Confined, gitFolder: Folder, top: string | undefined): void {
  if (gitFolder.find('MERGE_RR')?.kind !== 'file') return;
  const records = gitFolder.open('MERGE_RR').readAll(mostResolutions).toString();
  for (const record of records.split('\0')) {
    const name = record.slice(record.indexOf('\t') + 1);
    if (name !== '' && (top === undefined || leadsOut(name) || !isInside(fs, placeBelow(top, name))))
      throw new ToolError(
        'denied',
        `The conflict resolutions of this repository (.git/MERGE_RR) name "${visible(name)}", which is outside of the work tree; git would read and write it. Remove .git/MERGE_RR.`,
      );
  }
}

function isInside(fs: Confined, place: string): boolean {
  try {
    fs.follow(place);
    return true;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return error.code !== 'denied';
  }
}

/** Returns the folders that a link leads to somewhere else: files below them are not those that git tracks. */
export function behindLinks(fs: Confined, { top, folders }: { top: string; folders: readonly string[] }): string[] {
  return folders.filter((folder) => {
    const place = placeBelow(top, folder);
    try {
      return fs.folder(place).path !== place;
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      return error.code === 'denied';
    }
  });
}

/**
 * Refuses repositories in the work tree whose git directory is outside the allowed folders: git reads their HEAD.
 * @param paths Relative to the top, as base64.
 */
export function assertModules(fs: Confined, { top, paths }: { top: string; paths: readonly string[] }): void {
  for (const name of paths.map((one) => Buffer.from(one, 'base64').toString()))
    if (!isOwn(fs, placeBelow(top, name)))
      throw new ToolError(
        'denied',
        `"${visible(name)}" is a repository whose git directory is outside the allowed folders; git would read it. Allow that folder as well, or remove "${visible(name)}/.git".`,
      );
}

function isOwn(fs: Confined, module: string): boolean {
  try {
    const { folder, name, stat } = fs.spot(`${module}${path.sep}.git`);
    if (stat === undefined || name === undefined) return true;
    if (stat.kind === 'folder') return !leavesBy(fs, folder.child(name));
    if (stat.kind === 'link' && fs.follow(`${module}/.git`).stat?.kind === 'folder')
      return !leavesBy(fs, fs.folder(`${module}/.git`));
    const text = fs
      .file(`${module}/.git`)
      .readAll(64 * 1024)
      .toString();
    const target = /^gitdir: ([^\n]+)\n*$/.exec(text)?.[1];
    return target === undefined || !leavesBy(fs, fs.folder(path.resolve(module, target)));
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return error.code !== 'denied';
  }
}

/** Returns true if what git reads to find the current commit is behind a link, or in a shared directory outside. */
function leavesBy(fs: Confined, git: Folder): boolean {
  if (['HEAD', 'refs', 'packed-refs', 'commondir'].some((name) => git.find(name)?.kind === 'link'))
    return ['HEAD', 'refs', 'packed-refs', 'commondir'].some((name) => !isInside(fs, `${git.path}/${name}`));
  if (git.find('commondir') === undefined) return false;
  const shared = fs.file(`${git.path}/commondir`).readAll(64 * 1024);
  return !isInside(fs, path.resolve(git.path, shared.toString().replace(/\n+$/, '')));
}
