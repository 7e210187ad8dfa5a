import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { earlyFiles } from '@mcp-reference/kit/sandbox';
import { parseConfigFile } from './git/config-file.ts';

/** The most folders directly below an allowed one that are looked at. */
const mostChildren = 500;
/** A pointer or configuration file longer than this is not read, in bytes. */
const mostBytes = 256 * 1024;

/** Places outside the given folders that belong to them. */
export interface Surroundings {
  /** Git directories of linked work trees and submodules in the folders. */
  gitDirs: string[];
  /** For a folder inside a repository: the top of that repository, which is not allowed. */
  above: Map<string, string>;
}

/**
 * Looks around the folders that the user gave. A linked work tree or submodule keeps its git directory elsewhere; that is allowed as well
 * when it names this very folder in return: a `.git` file alone, from an archive say, opens nothing.
 */
export async function surroundings(folders: readonly string[]): Promise<Surroundings> {
  const found: Surroundings = { gitDirs: [], above: new Map() };
  const real = (await Promise.all(folders.map((folder) => earlyFiles.realpath(folder).catch(() => undefined)))).filter(
    (one) => one !== undefined,
  );
  const inside = (place: string) => real.some((folder) => place === folder || place.startsWith(folder + path.sep));
  for (const folder of real) {
    const top = await repositoryAbove(folder);
    if (top !== undefined) found.above.set(folder, top);
    for (const tree of [folder, ...(await childrenOf(folder))]) {
      const gitDir = await linkedFrom(tree);
      if (gitDir !== undefined && !inside(gitDir) && !found.gitDirs.includes(gitDir)) found.gitDirs.push(gitDir);
    }
  }
  return found;
}

/** The paths of a client's roots; what is not the address of a folder here is left out. */
export function foldersOf(roots: readonly string[]): string[] {
  return roots.flatMap((root) => {
    try {
      return [root.startsWith('file:') ? fileURLToPath(root) : root];
    } catch {
      return [];
    }
  });
}

async function childrenOf(folder: string): Promise<string[]> {
  const entries = await earlyFiles.readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .slice(0, mostChildren)
    .map((entry) => path.join(folder, entry.name));
}

/** The shared git directory that a folder with a `.git` file belongs to, if that confirms it. */
async function linkedFrom(top: string): Promise<string | undefined> {
  const pointer = await textOf(path.join(top, '.git'));
  const target = /^gitdir: ([^\n]+)\n*$/.exec(pointer ?? '')?.[1];
  if (target === undefined) return undefined;
  const gitDir = await earlyFiles.realpath(path.resolve(top, target)).catch(() => undefined);
  if (gitDir === undefined) return undefined;
  const back = await textOf(path.join(gitDir, 'gitdir'));
  if (back !== undefined) {
    const named = path.resolve(gitDir, back.replace(/\n+$/, ''));
    const common = await textOf(path.join(gitDir, 'commondir'));
    const confirmed = path.basename(named) === '.git' && (await same(path.dirname(named), top));
    return confirmed && common !== undefined
      ? earlyFiles.realpath(path.resolve(gitDir, common.replace(/\n+$/, ''))).catch(() => undefined)
      : undefined;
  }
  const config = await textOf(path.join(gitDir, 'config'));
  const tree = parseConfigFile(config ?? '').findLast(({ key }) => key === 'core.worktree')?.value;
  return tree !== undefined && (await same(path.resolve(gitDir, tree), top)) ? gitDir : undefined;
}

const same = async (a: string, b: string): Promise<boolean> =>
  (await earlyFiles.realpath(a).catch(() => undefined)) === (await earlyFiles.realpath(b).catch(() => ''));

/** The text of a small regular file; undefined for anything else. */
async function textOf(file: string): Promise<string | undefined> {
  const stat = await earlyFiles.lstat(file).catch(() => undefined);
  return stat?.isFile() === true && stat.size <= mostBytes
    ? earlyFiles.readFile(file, 'utf8').catch(() => undefined)
    : undefined;
}

/** Returns the repository that contains a folder, unless the folder is its top level. */
async function repositoryAbove(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = path.dirname(at)) {
    const there = await earlyFiles.lstat(path.join(at, '.git')).catch(() => undefined);
    if (there !== undefined) return at === folder ? undefined : at;
    if (path.dirname(at) === at) return undefined;
  }
}
