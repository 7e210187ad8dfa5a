import path from 'node:path';
import { internalCall, ToolError, type Call } from '@mcp-reference/kit';
import { worktreeMove, worktreePrune, worktreeRemove } from '../git/commands/setup.ts';
import { lsFiles } from '../git/commands/status.ts';
import type { Git } from '../git/git.ts';
import { makeWorktree } from '../git/linked-worktree.ts';
import { isOid, refNamed } from '../git/names.ts';
import { listedPath, showPath, type TreePath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { isWithin } from '../places.ts';
import { commitOf, exists } from '../git/revision.ts';
import { takeSnapshot } from '../git/snapshot.ts';
import { readStatus, split } from '../git/status.ts';
import { under } from '../present.ts';
import { brief, count, shownLine } from '../text.ts';
import { consent, some } from './consent.ts';
import { readWorktrees, type WorkTree } from './lists.ts';
import { commitsForQuestion, lostCommits } from './reset.ts';

/** The folder that relative paths of work trees start at. */
const baseOf = ({ layout }: Repository): string => layout.top ?? layout.beside ?? layout.gitDir;

/** A second work tree of the same repository, inside the allowed folders. A relative path starts at the top of this one. */
export async function addWorktree(
  git: Git,
  repo: Repository,
  { path: given, branch, target }: { path: string; branch?: string | undefined; target?: string | undefined },
  call: Call,
): Promise<string> {
  const made = branch === undefined ? undefined : refNamed('heads', branch);
  const at = await commitOf(repo, target ?? 'HEAD');
  const known = made !== undefined && (await exists(repo, made)) !== undefined;
  if (known && target !== undefined)
    throw new ToolError(
      'conflict',
      `The branch "${shownLine(branch ?? '')}" exists; leave target out to check it out as it is.`,
    );
  const place = path.resolve(baseOf(repo), given);
  if (isWithin(repo.layout.gitDir, place) || isWithin(repo.layout.commonDir, place))
    throw new ToolError(
      'denied',
      `A work tree cannot be inside the git directory ${shownLine(repo.layout.commonDir)}. Give its whole path, or one that starts with "../".`,
    );
  return repo.exclusively(call, async () => {
    const { path: folder, made: isNew } = await repo.files.run('freshFolder', { path: place }, call);
    const what =
      known && made ? { branch: undefined, at: made, detach: false } : { branch: made, at, detach: made === undefined };
    await makeWorktree(git, repo, folder, what, call).catch(async (error: unknown) => {
      if (isNew) await repo.files.run('removeFolder', { path: folder }, internalCall(5_000)).catch(() => {});
      throw error;
    });
    return under([
      `work tree in ${shownLine(folder)}`,
      branch === undefined ? `detached at ${brief(at)}` : `on ${known ? '' : 'the new branch '}${shownLine(branch)}`,
      'use it as repo_path',
    ]);
  });
}

/** A linked work tree by its path, or by the last name of it where only one is called so. */
export async function linkedWorktree(repo: Repository, name: string, call: Call): Promise<WorkTree> {
  const linked = (await readWorktrees(repo, call)).slice(1).filter(({ inside }) => inside);
  const bases = [baseOf(repo), repo.place, ...repo.files.roots.map(({ real }) => real)];
  const places = new Set(bases.map((base) => path.resolve(base, name)));
  const named = linked.filter((tree) => path.basename(tree.path) === name);
  const found = linked.find((tree) => places.has(tree.path)) ?? (named.length === 1 ? named[0] : undefined);
  if (found !== undefined) return found;
  throw new ToolError(
    'not_found',
    `"${shownLine(name.slice(0, 200))}" is not a linked work tree of this repository; there ${linked.length === 0 ? 'is none' : `is ${some(linked.map((tree) => `"${shownLine(tree.path)}"`))}`}.`,
  );
}

/** Removes a linked work tree. What is not committed in it is kept for git_undo; ignored files are not, and are named before. */
export async function removeWorktree(
  git: Git,
  repo: Repository,
  { name }: { name: string },
  call: Call,
): Promise<string> {
  const found = await linkedWorktree(repo, name, call);
  if (found.locked) throw new ToolError('conflict', 'That work tree is locked; unlock it with git_configure first.');
  if (found.path === repo.layout.top)
    throw new ToolError('conflict', 'That is the work tree of repo_path itself; call with the main one as repo_path.');
  if (found.prunable) {
    await repo.exclusively(call, () => repo.run(worktreePrune(), call));
    return under([`the folder ${shownLine(found.path)} was gone already; the work tree is forgotten`]);
  }
  const tree = await git.open(found.path, call);
  const status = await readStatus(tree, call, { untracked: 'all' });
  const dirty = [...status.changes, ...status.conflicts].map(({ path: changed }) => showPath(changed));
  const separate = await repositoriesInside(tree, status.untracked, call);
  const unsaved = [...dirty, ...status.untracked.map(showPath)].filter((name) => !separate.includes(name));
  const ignored = split((await tree.run(lsFiles({ mode: 'ignoredFolders' }), call)).stdout).map((one) =>
    showPath(listedPath(one)),
  );
  const lostHere =
    found.branch === undefined && isOid(found.head)
      ? await lostCommits(tree, found.head, { branch: undefined }, call)
      : [];
  const doing = tree.layout.operation?.name;
  if (unsaved.length + separate.length + ignored.length + lostHere.length > 0 || doing !== undefined)
    await consent(
      call,
      [
        `Remove the linked work tree ${shownLine(found.path)}?`,
        unsaved.length > 0 && `${count(unsaved.length, 'file is', 'files are')} not committed: ${some(unsaved)}.`,
        doing !== undefined && `A ${doing} is in progress in it.`,
        lostHere.length > 0 &&
          `${count(lostHere.length, 'commit')} will be on no branch:${await commitsForQuestion(repo, lostHere, call)}\n`,
        'A snapshot is kept for git_undo.',
        ignored.length > 0 && `Ignored files are not kept: ${some(ignored)}.`,
        separate.length > 0 &&
          `Separate repositories in it are not kept, with commits that were not pushed from there: ${some(separate)}.`,
        found.branch !== undefined && `The branch ${shownLine(found.branch)} stays.`,
      ]
        .filter((part) => part !== false)
        .join(' '),
      [found.head, ...unsaved, ...ignored, ...separate, doing ?? ''],
    );
  return repo.exclusively(call, async () => {
    const { id, left } = await takeSnapshot(tree, `remove the work tree ${path.basename(found.path)}`, call, {
      removed: true,
    });
    const lost = unsaved.filter((file) => left.includes(file));
    if (lost.length > 0)
      throw new ToolError(
        'too_large',
        `Nothing was removed: ${some(lost)} cannot be kept for git_undo. Commit or move ${lost.length === 1 ? 'it' : 'them'} first.`,
      );
    await repo.run(worktreeRemove(found.path, true), call);
    return under([
      `removed the work tree ${shownLine(found.path)}`,
      unsaved.length > 0 && `${count(unsaved.length, 'file')} not committed`,
      lostHere.length > 0 && `${brief(found.head)} is on no branch`,
      `undo: ${id}`,
    ]);
  });
}

/** Submodules that are checked out, and repositories that git does not know: they go with the folder, their history too. */
async function repositoriesInside(tree: Repository, untracked: readonly TreePath[], call: Call): Promise<string[]> {
  const modules = tree.known.gitlinks.map((link) => Buffer.from(link, 'base64'));
  const paths = modules.map((name) => `${name.toString()}/.git`);
  const { files } = await tree.files.run('standing', { top: tree.top(), paths }, call);
  const embedded = untracked.filter((name) => name.at(-1) === 47).map(showPath);
  return [...modules.filter((_, i) => files.includes(paths[i] ?? '')).map(showPath), ...embedded];
}

/** Moves a linked work tree to another folder. */
export async function moveWorktree(repo: Repository, name: string, to: string, call: Call): Promise<string> {
  const found = await linkedWorktree(repo, name, call);
  if (found.path === repo.layout.top)
    throw new ToolError('conflict', 'That is the work tree of repo_path itself; call with the main one as repo_path.');
  return repo.exclusively(call, async () => {
    const { path: place } = await repo.files.run('freshFolder', { path: path.resolve(baseOf(repo), to) }, call);
    // git moves a work tree into a folder that is there already.
    await repo.files.run('removeFolder', { path: place }, call);
    await repo.run(worktreeMove(found.path, place), call);
    return under([`moved the work tree to ${shownLine(place)}`]);
  });
}
