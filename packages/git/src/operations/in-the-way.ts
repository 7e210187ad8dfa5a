import { ToolError, type Call } from '@mcp-reference/kit';
import { missingInIndex, pathsOf } from '../git/commands/diff.ts';
import { lsFiles } from '../git/commands/status.ts';
import type { Oid } from '../git/names.ts';
import { listedPath, showPath, type TreePath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { takeSnapshot } from '../git/snapshot.ts';
import { split } from '../git/status.ts';
import { some } from './consent.ts';

/** Files that are about to be written into the work tree. */
export interface Coming {
  /** Trees that are to be checked out. */
  trees?: readonly (Oid | undefined)[];
  /** Commits whose added files come, or whose removed files come back. */
  commits?: readonly Oid[];
  how?: 'added' | 'removed';
  /** Further files that are to be written. */
  files?: readonly string[];
  /** Tracked files come back too: a folder may be where one was. */
  tracked?: boolean;
}

export interface InTheWay {
  /** Files of which the index knows nothing, at the paths of files that are to come. */
  paths: TreePath[];
  /** The part of an answer that names those that are replaced by now. */
  replaced(call: Call): Promise<string | undefined>;
}

const batch = 2_000;

/**
 * Finds the files that git would replace although no commit has them: where a commit has a file, git overwrites an ignored one
 * without a word, and with `reset --hard` an untracked one too. They go into the snapshot.
 */
export async function inTheWay(repo: Repository, coming: Coming, call: Call): Promise<InTheWay> {
  const top = repo.top();
  const names = await comingNames(repo, coming, call);
  const found: TreePath[] = [];
  for (let at = 0; at < names.length; at += batch) {
    const { files, folders } = await repo.files.run('standing', { top, paths: names.slice(at, at + batch) }, call);
    const inside =
      folders.length === 0
        ? []
        : split(
            (await repo.run(lsFiles({ mode: 'untracked', ignoredToo: true, paths: folders.map(asPath) }), call)).stdout,
          ).filter((path) => path.at(-1) !== slash);
    found.push(...files.map(asPath), ...inside.map(listedPath));
  }
  const known = await tracked(repo, found, call);
  const paths = found.filter((path) => !known.has(path.toString('latin1')));
  return {
    paths,
    async replaced(later) {
      if (paths.length === 0) return undefined;
      const now = await tracked(repo, paths, later);
      const { files } = await repo.files.run('standing', { top, paths: paths.map(String) }, later);
      const left = new Set(files);
      const gone = paths.filter((path) => now.has(path.toString('latin1')) || !left.has(path.toString()));
      return gone.length === 0 ? undefined : `replaced files that git ignored: ${some(gone.map(showPath))}`;
    },
  };
}

/** Keeps what is in the way of `coming`, then acts; an answer about replaced files says how to get them back. */
export async function keepingWay(
  repo: Repository,
  coming: Coming,
  reason: string,
  act: () => Promise<string>,
  call: Call,
): Promise<string> {
  const way = await inTheWay(repo, coming, call);
  if (way.paths.length === 0) return act();
  const { id, left } = await takeSnapshot(repo, reason, call, { extra: way.paths });
  assertKept(left, way.paths);
  const text = await act();
  const replaced = await way.replaced(call);
  return replaced === undefined ? text : `${text}\n${replaced}\nundo: ${id}`;
}

/** Keeps a snapshot, also of ignored files that are in the way. `after` adds to an answer what was replaced, and the undo. */
export async function keep(
  repo: Repository,
  coming: Coming,
  reason: string,
  call: Call,
  brings: readonly string[] = [],
): Promise<{ id: string; after(text: string): Promise<string> }> {
  const way = await inTheWay(repo, coming, call);
  const { id, left } = await takeSnapshot(repo, reason, call, { extra: way.paths, brings });
  assertKept(left, way.paths);
  return {
    id,
    after: async (text) => [text, await way.replaced(call), `undo: ${id}`].filter(Boolean).join('\n'),
  };
}

/** Refuses what would lose a file that the snapshot could not keep: it could not be brought back. */
export function assertKept(left: readonly string[], changed: readonly TreePath[]): void {
  const kept = new Set(left);
  const lost = changed.map(showPath).filter((name) => kept.has(name));
  if (lost.length > 0)
    throw new ToolError(
      'too_large',
      `Nothing was changed: ${some(lost)} would be overwritten, and ${lost.length === 1 ? 'is' : 'are'} too large or odd to be kept for git_undo. Commit it, or copy it elsewhere, first.`,
    );
}

async function comingNames(
  repo: Repository,
  { trees = [], commits = [], how = 'added', files = [], tracked: back = false }: Coming,
  call: Call,
): Promise<string[]> {
  const outputs: Buffer[] = [];
  for (const tree of trees) if (tree !== undefined) outputs.push((await repo.run(missingInIndex(tree), call)).stdout);
  if (commits.length > 0) outputs.push((await repo.run(pathsOf(commits, how), call)).stdout);
  if (back) outputs.push((await repo.run(lsFiles({ mode: 'changed' }), call)).stdout);
  const listed = outputs.flatMap(split).map(String);
  return [...new Set([...listed, ...files])].filter((name) => name !== '' && name !== '\n');
}

async function tracked(repo: Repository, paths: readonly TreePath[], call: Call): Promise<Set<string>> {
  const names: Buffer[] = [];
  for (let at = 0; at < paths.length; at += 500)
    names.push(...split((await repo.run(lsFiles({ mode: 'tracked', paths: paths.slice(at, at + 500) }), call)).stdout));
  return new Set(names.map((name) => name.toString('latin1')));
}

const slash = 47;
const asPath = (name: string): TreePath => listedPath(Buffer.from(name));
