import { ToolError } from '@mcp-reference/kit';
import { lsTree } from '../git/commands/objects.ts';
import type { Oid } from '../git/names.ts';
import { listedPath, showPath, type TreePath } from '../git/paths.ts';
import type { Calling, Repository } from '../git/repository.ts';
import { split } from '../git/status.ts';
import { some } from './consent.ts';

/**
 * Refuses to apply a stash whose untracked files exist already. Git would change the tracked files first and then fail, with half of
 * the stash applied.
 * @returns The stash's untracked files, of which none exists.
 */
export async function refuseStandingFiles(repo: Repository, stash: Oid, call: Calling): Promise<TreePath[]> {
  const untracked = await repo.objects.info(`${stash}^3`);
  if (untracked === undefined) return [];
  const names = split((await repo.run(lsTree(untracked.oid, [], { recursive: true }), call)).stdout).map((record) =>
    listedPath(record.subarray(record.indexOf(9) + 1)),
  );
  const standing: string[] = [];
  for (let at = 0; at < names.length; at += 500) {
    const paths = names.slice(at, at + 500);
    const { files } = await repo.files.run(
      'readFiles',
      { top: repo.top(), paths: paths.map(String), each: 0, most: 1 },
      call,
    );
    standing.push(...files.flatMap(({ kind }, i) => (kind === 'gone' ? [] : [showPath(paths[i] ?? Buffer.alloc(0))])));
  }
  if (standing.length > 0)
    throw new ToolError(
      'conflict',
      `Nothing was changed: the stash has untracked files that exist already: ${some(standing)}. Move or remove them, or commit them, then apply it again.`,
    );
  return names;
}

/** Removes untracked files of a stash that git has put there before it refused the rest. */
export async function takeBack(repo: Repository, paths: readonly TreePath[], call: Calling): Promise<void> {
  for (let at = 0; at < paths.length; at += 200) {
    const files = paths
      .slice(at, at + 200)
      .map((path) => ({ path: path.toString(), kind: 'gone' as const, mode: 0, size: 0 }));
    await repo.files.run('writeFiles', { top: repo.top(), files, prune: true }, call);
  }
}
