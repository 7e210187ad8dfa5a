import { basename } from 'node:path';
import { ToolError, type Call } from '@mcp-reference/kit';
import { lsFiles } from '../git/commands/status.ts';
import { onlyIn, revList } from '../git/commands/refs.ts';
import { applyPatch, restore } from '../git/commands/index.ts';
import { resetTo } from '../git/commands/commit.ts';
import { listedRef, type Oid } from '../git/names.ts';
import { askedPaths } from '../git/asked-paths.ts';
import { isBelow, listedPath, showPath, type TreePath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { commitOf, headCommit, headOf } from '../git/revision.ts';
import { takeSnapshot } from '../git/snapshot.ts';
import { readStatus, split } from '../git/status.ts';
import { branchLine, under } from '../present.ts';
import { brief, count, shownLine } from '../text.ts';
import { commitLine, readCommits } from './commits.ts';
import { consent, some } from './consent.ts';
import { compare } from './diff.ts';
import { assertKept, inTheWay } from './in-the-way.ts';
import { warnOfPointers } from './lfs-files.ts';
import { hasPieces, patchOf } from './pieces.ts';
import { assertTracked, unmatched } from './unmatched.ts';
import { unstageText } from './stage.ts';
import type { ResetInput } from '../tools/git-reset.ts';

/** Puts index, work tree or branch back, whatever of it is asked for. */
export async function resetText(repo: Repository, input: ResetInput, call: Call): Promise<string> {
  const { mode, paths, target } = input;
  if (mode === 'unstage') {
    if (target !== undefined)
      throw new ToolError('invalid', 'unstage takes no target; use mode mixed to move the branch.');
    return unstageText(repo, input, call);
  }
  if (mode === 'clean') return cleanText(repo, input, call);
  if (mode === 'discard') return discardText(repo, input, call);
  if (paths.length > 0 || hasPieces(input))
    throw new ToolError(
      'invalid',
      `mode ${mode} moves the whole branch and takes no paths; use unstage or discard for single files.`,
    );
  return moveText(repo, mode, target ?? 'HEAD', call);
}

/** Commits that no branch, tag or remote branch would lead to any more. */
export async function lostCommits(
  repo: Repository,
  from: Oid,
  { stays, branch }: { stays?: Oid | undefined; branch: string | undefined },
  call: Call,
): Promise<Oid[]> {
  const except = branch === undefined ? [] : [listedRef(`refs/heads/${branch}`)];
  const { gitDir, commonDir } = repo.layout;
  const own = gitDir === commonDir ? 'main-worktree' : `worktrees/${basename(gitDir)}`;
  const alone = (await repo.text(onlyIn([from], except, 1_000, { own }), call)).split('\n').filter(Boolean);
  if (stays === undefined || alone.length === 0) return alone as Oid[];
  const left = new Set((await repo.text(revList([from], [stays], 10_000), call)).split('\n'));
  return alone.filter((oid) => left.has(oid)) as Oid[];
}

export async function commitsForQuestion(repo: Repository, oids: readonly Oid[], call: Call): Promise<string> {
  if (oids.length === 0) return '';
  const shown = await Promise.all(
    oids
      .slice(0, 5)
      .map(async (oid) => (await readCommits(repo, { from: [oid], max: 1, decorate: true }, call)).map(commitLine)),
  );
  return `\n${shown
    .flat()
    .map((line) => `  ${line}`)
    .join('\n')}${oids.length > 5 ? `\n  ... ${oids.length - 5} more` : ''}`;
}

async function moveText(
  repo: Repository,
  mode: 'soft' | 'mixed' | 'hard' | 'keep',
  target: string,
  call: Call,
): Promise<string> {
  const to = await commitOf(repo, target);
  const head = await headCommit(repo);
  const status = await readStatus(repo, call, { untracked: 'all' });
  const lost = to === head ? [] : await lostCommits(repo, head, { stays: to, branch: status.branch }, call);
  const dirty = mode === 'hard' ? [...status.changes, ...status.conflicts] : [];
  if (lost.length > 0 || dirty.length > 0) {
    const consequences = [
      lost.length > 0 &&
        `${count(lost.length, 'commit')} will be on no branch:${await commitsForQuestion(repo, lost, call)}`,
      dirty.length > 0 &&
        `changes that are not committed will be gone: ${some(dirty.map(({ path }) => showPath(path)))}`,
    ].filter((part) => part !== false);
    await consent(
      call,
      `Reset ${status.branch === undefined ? 'HEAD' : shownLine(status.branch)} (${mode}) to ${brief(to)}? ${consequences.join('\n')}\nA snapshot is kept for git_undo.`,
      [head, to, ...dirty.map(({ code, path }) => `${code} ${showPath(path)}`)],
    );
  }
  return repo.exclusively(call, async () => {
    const moves = mode === 'hard' || mode === 'keep';
    const way = moves ? await inTheWay(repo, { trees: [to], tracked: mode === 'hard' }, call) : undefined;
    const extra = way?.paths ?? [];
    const { id, left } = await takeSnapshot(repo, `reset ${mode} to ${brief(to)}`, call, { extra });
    assertKept(left, [...dirty.map(({ path }) => path), ...extra]);
    await repo.run(resetTo(mode, to), call);
    if (moves) await warnOfPointers(repo, call);
    const replaced = await way?.replaced(call);
    return under([branchLine(await readStatus(repo, call)), `was ${brief(head)}`, `undo: ${id}`], replaced ?? '');
  });
}

/** Makes files what the index (or a revision) has. */
async function discardText(
  repo: Repository,
  { paths: given, target, ...pieces }: ResetInput,
  call: Call,
): Promise<string> {
  repo.top();
  const paths = await askedPaths(repo, given, call);
  if (paths.length === 0 && !hasPieces(pieces))
    throw new ToolError('invalid', 'Say what to discard: paths ("." for everything), hunks, or lines.');
  const source = target === undefined ? undefined : await commitOf(repo, target);
  await assertTracked(repo, paths, source, call);
  const status = await readStatus(repo, call, { untracked: 'no', paths });
  if (status.conflicts.length > 0 && source === undefined && !hasPieces(pieces))
    throw new ToolError(
      'conflict',
      `Nothing was changed: in conflict, without one version to go back to: ${some(status.conflicts.map(({ path }) => showPath(path)))}. Resolve with git_resolve; git_reset {mode: "hard"} takes everything back to the last commit.`,
    );
  const changed = [
    ...status.changes.filter(({ code }) => code[1] !== '.' || source !== undefined),
    ...status.conflicts,
  ];
  const pieced = hasPieces(pieces) ? await patchOf(repo, { cached: false }, pieces, 'reverse', call) : undefined;
  const names = pieced === undefined ? changed.map(({ path }) => showPath(path)) : pieced.paths;
  const taken = source === undefined ? [] : await differing(repo, source, paths, call);
  if (names.length === 0 && taken.length === 0)
    return under(['nothing to discard', await unmatched(repo, given, source, call)]);
  const what =
    pieced === undefined
      ? `the changes in ${some(names)}`
      : `${count((pieces.hunks?.length ?? 0) + (pieces.lines?.length ?? 0), 'part')} of the changes in ${some(names)}`;
  const from = source === undefined ? '' : takenFrom(taken, brief(source));
  if (names.length > 0)
    await consent(call, `Discard ${what}${from === '' ? '' : `, and take ${from}`}? A snapshot is kept for git_undo.`, [
      (await headOf(repo)) ?? '',
      pieced?.patch.toString('latin1') ?? names.join('\n'),
    ]);
  return repo.exclusively(call, async () => {
    const way = await inTheWay(repo, { trees: [source], tracked: true }, call);
    const extra = way.paths.filter((path) => isBelow(path, paths));
    const reason = `discard ${some(names.length > 0 ? names : taken, 3)}`;
    const { id, left } = await takeSnapshot(repo, reason, call, { extra });
    assertKept(left, [...changed.map(({ path }) => path), ...extra]);
    if (pieced !== undefined) await repo.run(applyPatch(pieced.patch, { to: 'worktree', reverse: true }), call);
    if (paths.length > 0) await repo.run(restore(paths, { source, staged: false, worktree: true }), call);
    const replaced = await way.replaced(call);
    return under(
      [names.length > 0 && `discarded ${what}`, from !== '' && `took ${from}`, `undo: ${id}`],
      replaced ?? '',
    );
  });
}

const takenFrom = (names: readonly string[], commit: string): string =>
  names.length === 0 ? '' : `${some(names)} from ${commit}`;

/** Files of the work tree that are otherwise in a commit. */
async function differing(repo: Repository, from: Oid, paths: readonly TreePath[], call: Call): Promise<string[]> {
  const { entries } = await compare(repo, { ends: { from } }, { paths }, { patch: false }, call);
  return entries.map(({ path }) => showPath(path));
}

/** Removes files that git does not know. */
async function cleanText(repo: Repository, { paths: given, ignored }: ResetInput, call: Call): Promise<string> {
  const paths = (await askedPaths(repo, given, call)).filter((path) => path.toString() !== '.');
  const list = async (mode: 'untracked' | 'ignored') =>
    split((await repo.run(lsFiles({ mode, paths }), call)).stdout).map(listedPath);
  const untracked = await list('untracked');
  const extra = ignored ? await list('ignored') : [];
  const all = [...untracked, ...extra].filter((path) => path.at(-1) !== 47);
  if (all.length === 0) return under(['nothing to clean']);
  await askToClean(repo, all, extra, call);
  return repo.exclusively(call, async () => {
    const { id, left } = await takeSnapshot(repo, `clean ${count(all.length, 'file')}`, call, { extra });
    const kept = new Set(left);
    const removed = all.filter((path) => !kept.has(showPath(path)));
    const failed = await removeFiles(repo, removed, call);
    return under([
      `removed ${count(removed.length - failed.length, 'file')}`,
      left.length > 0 && `left, as they are too large or odd to be kept for undo: ${some(left)}`,
      failed.length > 0 && `could not be removed: ${some(failed)}`,
      `undo: ${id}`,
    ]);
  });
}

async function askToClean(
  repo: Repository,
  all: readonly TreePath[],
  ignored: readonly TreePath[],
  call: Call,
): Promise<void> {
  const names = all.map(showPath);
  const also = ignored.length > 0 ? ` (${ignored.length} of them ignored)` : '';
  await consent(
    call,
    `Remove ${count(all.length, 'untracked file')}${also}: ${some(names)}? A snapshot is kept for git_undo.`,
    [(await headOf(repo)) ?? '', ...names],
  );
}

async function removeFiles(repo: Repository, paths: readonly TreePath[], call: Call): Promise<string[]> {
  const failed: string[] = [];
  for (let at = 0; at < paths.length; at += 200) {
    const files = paths
      .slice(at, at + 200)
      .map((path) => ({ path: path.toString(), kind: 'gone' as const, mode: 0, size: 0 }));
    const { failed: some } = await repo.files.run('writeFiles', { top: repo.top(), files, prune: true }, call);
    failed.push(...some.map(({ path }) => path));
  }
  return failed;
}
