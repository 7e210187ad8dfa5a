import { posix } from 'node:path';
import { ToolError, type Call } from '@mcp-reference/kit';
import { askedPaths } from '../git/asked-paths.ts';
import { sparseDisable, sparseInit, sparseSet } from '../git/commands/setup.ts';
import { lsFiles } from '../git/commands/status.ts';
import { argument, listedPath, type TreePath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { takeSnapshot } from '../git/snapshot.ts';
import { readStatus, split } from '../git/status.ts';
import { changeCounts, under } from '../present.ts';
import { shownLine, shownText } from '../text.ts';
import { some } from './consent.ts';

/** Limits the work tree to some folders and the files at the top; without folders every file is checked out again. */
export async function setSparse(repo: Repository, given: readonly string[], call: Call): Promise<string> {
  repo.top();
  const folders = (await askedPaths(repo, given, call)).map(argument);
  const types = await Promise.all(folders.map((folder) => repo.objects.info(`HEAD:${folder}`)));
  const strange = folders.filter((folder, i) => types[i]?.type !== 'tree' || folder.startsWith('-'));
  if (strange.length > 0)
    throw new ToolError('not_found', `${some(strange.map((one) => `"${shownLine(one)}"`))}: no such folder in HEAD.`);
  const { id, left: unkept } = await takeSnapshot(repo, 'sparse checkout', call, {
    extra: await leaving(repo, folders, call),
  });
  if (unkept.length > 0)
    throw new ToolError(
      'too_large',
      `Nothing was changed: git would remove ${some(unkept)} with the folders, and git_undo cannot keep that. Move it elsewhere first.`,
    );
  if (folders.length > 0 && !repo.has([2, 35])) await repo.run(sparseInit(), call);
  const command = folders.length === 0 ? sparseDisable() : sparseSet(folders, repo.has([2, 35]));
  const { stderr } = await repo.run(command, call);
  const left = /following paths (?:are not up to date|were)[^\n]*\n((?:\t[^\n]*\n)+)/.exec(stderr)?.[1];
  return under(
    [
      folders.length === 0 ? 'every file is checked out' : `checked out: the top and ${some(folders.map(shownLine))}`,
      changeCounts(await readStatus(repo, call)),
      `undo: ${id}`,
    ],
    left === undefined ? '' : `Left in the work tree, because they are changed:\n${shownText(left.trimEnd())}`,
  );
}

/** Ignored files in folders that go: git removes them together with the tracked ones. */
async function leaving(repo: Repository, folders: readonly string[], call: Call): Promise<TreePath[]> {
  if (folders.length === 0) return [];
  const ignored = split((await repo.run(lsFiles({ mode: 'ignored' }), call)).stdout).map(listedPath);
  const stays = (path: string) => !path.includes('/') || folders.some((folder) => path.startsWith(`${folder}/`));
  const parents = new Set(
    folders.flatMap((folder) => folder.split('/').map((_, i, names) => names.slice(0, i).join('/'))),
  );
  return ignored.filter((path) => !stays(path.toString()) && !parents.has(posix.dirname(path.toString())));
}
