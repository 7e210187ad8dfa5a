import { internalCall, ToolError, type Call } from '@mcp-reference/kit';
import { commit } from '../git/commands/commit.ts';
import { stagePaths } from '../git/adding.ts';
import { askedPaths } from '../git/asked-paths.ts';
import { showPath, treePath, type TreePath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { headOf } from '../git/revision.ts';
import { takeSnapshot } from '../git/snapshot.ts';
import { isSparse } from '../git/sparse.ts';
import { readStatus, type Status } from '../git/status.ts';
import { skippedHooks, under } from '../present.ts';
import { brief, count, scrubbed, shownLine, shownText } from '../text.ts';
import { readCommits, statsOf, subjectOf } from './commits.ts';
import { some } from './consent.ts';
import { assertAmendable } from './published.ts';
import { embeddedNotes, partialNote, partlyStaged, refuseFiltered, refuseMarkers } from './stage.ts';
import type { CommitInput } from '../tools/git-commit.ts';

/** The most output of hooks that is passed on, in characters. */
const mostHookOutput = 2_000;

/** For putting the index back, which is done even if the call is over, in milliseconds. */
const restoreLimit = 10_000;

/** @throws ToolError `invalid` for what cannot be a message. It is kept as it is otherwise. */
export function assertMessage(message: string): void {
  if (message.trim() === '') throw new ToolError('invalid', 'The message is empty.');
  if (message.includes('\0')) throw new ToolError('invalid', 'The message contains a NUL character.');
  if (/\p{Surrogate}/u.test(message)) throw new ToolError('invalid', 'The message is not well-formed Unicode.');
}

export function assertAuthor(author: string | undefined): void {
  if (author !== undefined && (/\p{Cc}/u.test(author) || !/^[^<>-][^<>]* <[^<>\s]+>$/.test(author)))
    throw new ToolError('invalid', 'The author must be "Name <address>".');
}

/** Commits what is staged, or some files as they are; in the middle of a merge that is the merge. */
export async function commitText(repo: Repository, input: CommitInput, call: Call): Promise<string> {
  repo.top();
  if (input.message !== undefined) assertMessage(input.message);
  else if (!input.amend) throw new ToolError('invalid', 'Missing argument "message" (string).');
  assertAuthor(input.author);
  if (input.all && input.paths.length > 0)
    throw new ToolError('invalid', 'Give either all, for every tracked file, or paths.');
  const paths = await askedPaths(repo, input.paths, call);
  if (input.amend) await assertAmendable(repo, call);
  return repo.exclusively(call, async () => {
    const status = await readStatus(repo, call, { untracked: 'no' });
    if (status.conflicts.length > 0)
      throw new ToolError(
        'conflict',
        `${count(status.conflicts.length, 'file is', 'files are')} in conflict; see git_conflicts, resolve with git_resolve.`,
      );
    const unstaged = await withoutRemoved(repo, paths, status, call);
    const stages = unstaged.length > 0 || input.all;
    const partial = stages ? await partlyStaged(repo, input.all ? [] : unstaged, call) : [];
    if (!stages) return commitStaged(repo, input, paths, status, call);
    return orIndexBack(repo, call, async () => {
      // Before anything is staged: an undo brings the index of now back.
      const kept = input.amend || partial.length > 0 ? (await takeSnapshot(repo, 'commit', call)).id : undefined;
      const said = await stageFor(repo, unstaged, call);
      const text = await commitStaged(repo, input, paths, status, call, kept);
      const note = !input.amend && kept !== undefined ? [partialNote(partial, kept)] : [];
      return [text, ...note, ...embeddedNotes(said, 'committed')].join('\n');
    });
  });
}

async function commitStaged(
  repo: Repository,
  input: CommitInput,
  paths: readonly TreePath[],
  status: Status,
  call: Call,
  kept?: string,
): Promise<string> {
  const staged =
    paths.length > 0 || input.all ? (await readStatus(repo, call, { untracked: 'no', paths })).changes : status.changes;
  const any = staged.some(({ code }) => code[0] !== '.');
  if (!any && !input.allow_empty && !input.amend && repo.layout.operation?.name !== 'merge')
    throw new ToolError('conflict', nothingStaged(status, paths.length > 0));
  const options = {
    message: input.message,
    author: input.author,
    allowEmpty: input.allow_empty,
    signoff: input.signoff,
    noVerify: input.no_verify,
    only: paths,
  };
  if (!input.amend) return committed(repo, options, call);
  const id = kept ?? (await takeSnapshot(repo, 'amend', call)).id;
  return `${await committed(repo, { ...options, amend: true }, call)}\nundo: ${id}`;
}

/** Runs `act`. If it fails, for example by a hook, the index is again what it was, as after git's own `commit --all`. */
async function orIndexBack<T>(repo: Repository, call: Call, act: () => Promise<T>): Promise<T> {
  const { gitDir } = repo.layout;
  const name = `mcp-git-${process.pid}-commit.index`;
  const { path, exists } = await repo.files.run('ownFile', { gitDir, name, from: 'index' }, call);
  try {
    return await act();
  } catch (error) {
    const later = internalCall(restoreLimit);
    const { bytes } = exists ? await repo.files.run('readBytes', { path, most: 1024 ** 3 }, later) : {};
    await repo.files.run('replaceIndex', { gitDir, data: bytes }, later);
    throw error;
  } finally {
    await repo.files.run('ownFile', { gitDir, name }, internalCall(restoreLimit));
  }
}

const nothingStaged = ({ changes }: Status, named: boolean): string => {
  if (named) return 'Nothing is changed in these paths.';
  const changed = changes.filter(({ code }) => code[1] !== '.').map(({ path }) => showPath(path));
  const how = 'Stage with git_add first, or give paths, all: true or allow_empty: true.';
  return changed.length === 0
    ? 'Nothing is staged, and no tracked file is changed. New files are staged with git_add or paths.'
    : `Nothing is staged. ${how} Changed: ${some(changed)}.`;
};

/** Leaves out files whose removal is staged: git no longer tracks them, so there is nothing to stage. */
async function withoutRemoved(
  repo: Repository,
  paths: readonly TreePath[],
  { changes }: Status,
  call: Call,
): Promise<TreePath[]> {
  const removed = changes.filter(({ code }) => code === 'D.').map(({ path }) => path);
  const kept = await Promise.all(
    paths.map(async (path) => {
      if (!removed.some((one) => one.equals(path))) return [path];
      const isGone = await repo.files.locate(`${repo.top()}/${path.toString()}`, call).then(
        ({ kind }) => kind === undefined,
        () => true,
      );
      return isGone ? [] : [path];
    }),
  );
  return kept.flat();
}

/** Stages what is to be committed: these files, or every tracked one. @returns What git said on stderr. */
async function stageFor(repo: Repository, paths: readonly TreePath[], call: Call): Promise<string> {
  const every = [treePath('.', repo.top())];
  await refuseFiltered(repo, paths.length > 0 ? paths : every, call);
  await refuseMarkers(repo, paths.length > 0 ? paths : every, call);
  return stagePaths(
    repo,
    paths.length > 0 ? paths : every,
    { update: paths.length === 0, sparse: isSparse(repo) },
    call,
  );
}

/** Replaces the last commit by one with what is staged as well, another message, or both. */
export async function amend(repo: Repository, message: string | undefined, call: Call): Promise<string> {
  if (message !== undefined) assertMessage(message);
  if ((await headOf(repo)) === undefined) throw new ToolError('conflict', 'There is no commit to amend yet.');
  const { id } = await takeSnapshot(repo, 'amend', call);
  return `${await committed(repo, { message, amend: true }, call)}\nundo: ${id}`;
}

const commitHooks = ['pre-commit', 'commit-msg', 'prepare-commit-msg', 'post-commit', 'pre-merge-commit'];

async function committed(repo: Repository, options: Parameters<typeof commit>[0], call: Call): Promise<string> {
  const { stderr } = await repo.run(commit(options), call);
  const head = await headOf(repo);
  if (head === undefined) throw new ToolError('unavailable', 'git reported success, but there is no commit.');
  const [made] = await readCommits(repo, { from: [head], max: 1 }, call);
  const stat = made && (await statsOf(repo, [made], call)).get(head);
  const said = repo.trusted && stderr.trim() !== '' ? shownText(scrubbed(stderr.trim())).slice(-mostHookOutput) : '';
  const left = await readStatus(repo, call);
  return under(
    [
      `${left.branch === undefined ? 'detached' : shownLine(left.branch)} ${brief(head)}`,
      stat && `${count(stat.files, 'file')} +${stat.added} -${stat.removed}`,
      (made?.parents.length ?? 0) > 1 && 'merge',
      skippedHooks(repo, commitHooks),
    ],
    [shownLine(made ? subjectOf(made) : ''), ...(said === '' ? [] : [said])],
  );
}
