import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitCommand } from '../git/command.ts';
import { merge, pick, proceed } from '../git/commands/sequence.ts';
import { revList } from '../git/commands/refs.ts';
import { isOid, type Oid } from '../git/names.ts';
import { showPath } from '../git/paths.ts';
import { operationOf } from '../git/operation-in-tables.ts';
import type { Repository } from '../git/repository.ts';
import { commitOf, headCommit, headOf, previousName, range } from '../git/revision.ts';
import { takeSnapshot } from '../git/snapshot.ts';
import { readStatus } from '../git/status.ts';
import type { Operation } from '../files/operation-state.ts';
import { branchLine, operationLine, skippedHooks, under } from '../present.ts';
import { brief, count, shownLine } from '../text.ts';
import { assertMessage } from './commit.ts';
import { mergedAs, mergeMessage } from './merge-names.ts';
import { programsIn } from './audit.ts';
import { some } from './consent.ts';
import { assertKept, inTheWay, keepingWay, type Coming } from './in-the-way.ts';
import type { MergeInput } from '../tools/git-merge.ts';
import type { PickInput } from '../tools/git-cherry-pick.ts';

const sequenceHooks = [
  'pre-merge-commit',
  'commit-msg',
  'prepare-commit-msg',
  'pre-rebase',
  'post-merge',
  'post-rewrite',
];

/**
 * Runs a command that may stop in the middle of its work: that is a state to continue from, not a failure.
 * @param done The text of the answer when the command came to its end.
 */
export async function advance(
  repo: Repository,
  command: GitCommand,
  done: string | (() => Promise<string>),
  call: Call,
  /** False for a command that leaves HEAD where it is: it stages only, or ends what was in progress. */
  {
    moves = true,
    begins = false,
  }: { moves?: boolean; /** True for a new sequence of picks or reverts. */ begins?: boolean } = {},
): Promise<string> {
  const before = await headOf(repo);
  let stopped: ToolError | undefined;
  try {
    await repo.run(command, call);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code === 'timeout') throw error;
    stopped = error;
  }
  const layout = await repo.files.run('layout', { path: repo.place, also: [] }, call);
  const operation = await operationOf(layout, repo.objects);
  const status = await readStatus(repo, call, { untracked: 'no' });
  if (stopped !== undefined && operation === undefined && status.conflicts.length === 0)
    throw /could not be signed/.test(stopped.message) && status.changes.some(({ code }) => code[0] !== '.')
      ? new ToolError(stopped.code, `${stopped.message} The changes are staged; git_commit makes the commit.`)
      : stopped;
  const after = await headOf(repo);
  const refused = begins && after === before ? refusedPicks(operation) : undefined;
  if (stopped !== undefined && refused !== undefined) {
    // git refused the first commit but left its list of steps, which would stand in the way of the next call.
    await repo.run(proceed(refused, 'quit'), call);
    throw stopped;
  }
  // A merge or revert that is not to be committed yet is in progress until it is.
  const waits = !moves && /^(merge|revert|cherry-pick)$/.test(operation?.name ?? '');
  if (stopped === undefined && (operation === undefined || waits) && status.conflicts.length === 0) {
    const text = typeof done === 'string' ? done : await done();
    return under([
      moves && after === before ? `${text}: nothing to do` : text,
      branchLine(status),
      skippedHooks(repo, sequenceHooks),
    ]);
  }
  const conflicts = status.conflicts.map(({ path }) => showPath(path));
  return under(
    [
      operationLine(operation) ?? 'stopped',
      conflicts.length > 0 && `${count(conflicts.length, 'conflict')}: ${some(conflicts)}`,
    ],
    conflicts.length > 0
      ? `${reused(stopped)}Look with git_conflicts, resolve each with git_resolve, then ${operation === undefined ? 'commit with git_commit: nothing else is in progress. git_reset {mode: "hard"} gives up' : 'git_resolve {action: "continue"}; {action: "abort"} gives up'}.`
      : stoppedWithout(operation, stopped),
  );
}

/** Names the files that rerere has filled in as before, and that are in conflict until they are marked. */
function reused(stopped: ToolError | undefined): string {
  const said = stopped?.cause instanceof Error ? stopped.cause.message : '';
  const names = [...said.matchAll(/^Resolved '(.*)' using previous resolution\.$/gm)].map(([, name = '']) =>
    shownLine(name),
  );
  return names.length === 0
    ? ''
    : `Resolved as before (rerere), still to be confirmed with git_resolve {action: "mark"}: ${some(names)}. `;
}

/** Picks or reverts of which git has not begun any. */
const refusedPicks = (operation: Operation | undefined): 'cherry-pick' | 'revert' | undefined =>
  operation !== undefined &&
  operation.commit === undefined &&
  (operation.name === 'cherry-pick' || operation.name === 'revert')
    ? operation.name
    : undefined;

/** Why git stopped although no file is in conflict, and what to do. */
function stoppedWithout(operation: Operation | undefined, stopped: ToolError | undefined): string {
  const said = stopped?.cause instanceof Error ? stopped.cause.message : '';
  if (/using previous resolution/.test(said))
    return 'Every conflict was resolved as it was before (rerere). Look at git_diff_staged, then git_resolve {action: "continue"}; {action: "abort"} gives up.';
  if (operation?.name === 'rebase' && stopped === undefined)
    return 'Stopped to edit the commit at HEAD: change it with git_commit {amend: true}, or split it with git_reset {mode: "mixed", target: "HEAD~1"} and new commits; then git_resolve {action: "continue"}.';
  if (operation?.name === 'am')
    return 'The patch does not apply to these files as they are, and nothing of it was changed: make its change by hand and stage it (git_add), then git_resolve {action: "continue"}; {action: "skip"} leaves this patch out, {action: "abort"} gives up.';
  return `${stopped?.message ?? 'git stopped.'} Then git_resolve {action: "continue"}; {action: "abort"} gives up.`;
}

/** Merges branches or commits into the current branch. */
export async function mergeText(repo: Repository, input: MergeInput, call: Call): Promise<string> {
  const { message } = input;
  repo.top();
  const revisions = await Promise.all(input.revisions.map(async (name) => previousName(repo, name, call)));
  if (message !== undefined) assertMessage(message);
  assertIdle(repo);
  await headCommit(repo);
  return repo.exclusively(call, async () => {
    const commits = await Promise.all(revisions.map(async (revision) => commitOf(repo, revision)));
    if (commits.length > 1 && input.squash) throw new ToolError('invalid', 'Squash one branch at a time.');
    const ways = { ff: input.ff, squash: input.squash, noCommit: input.no_commit, ort: repo.has([2, 33]) };
    const stages = input.squash || input.no_commit;
    const done = `merged ${some(revisions.map(shownLine))}${stages ? ', staged and not committed' : ''}`;
    const ends = await Promise.all(revisions.map(async (name, i) => mergedAs(repo, name, commits[i])));
    const command = merge(ends, { message: message ?? (await mergeMessage(repo, revisions, call)), ...ways });
    const act = () =>
      advance(repo, command, stages ? () => stagedOrNot(repo, done, call) : done, call, { moves: !stages });
    return keepingWay(repo, { trees: commits }, `merge ${some(revisions.map(shownLine))}`, act, call);
  });
}

/** The text of an answer about what was only to be staged: that there was nothing, where nothing is. */
async function stagedOrNot(repo: Repository, done: string, call: Call): Promise<string> {
  const { changes } = await readStatus(repo, call, { untracked: 'no' });
  const any = changes.some(({ code }) => code[0] !== '.') || (await repo.objects.info('MERGE_HEAD')) !== undefined;
  return any ? done : `${done.replace(/, (staged and )?not committed$/, '')}: nothing to do`;
}

/** The most commits that ranges may stand for. */
const mostPicked = 500;

/** Cherry-picks or reverts commits in the order given; of a range the oldest first, or for reverting the newest. */
export async function pickText(
  repo: Repository,
  what: 'cherry-pick' | 'revert',
  { revisions, mainline, no_commit, origin = false }: PickInput,
  call: Call,
): Promise<string> {
  repo.top();
  assertIdle(repo);
  await headCommit(repo);
  const lists = await Promise.all(
    revisions.map(async (revision) => {
      if (!revision.includes('..')) return [await commitOf(repo, revision)];
      const { from, not } = await range(repo, revision);
      const found = (await repo.text(revList(from, not, mostPicked + 1), call)).split('\n').filter(isOid);
      if (found.length === 0) throw new ToolError('not_found', `"${shownLine(revision)}" has no commits.`);
      return what === 'revert' ? found : found.reverse();
    }),
  );
  const commits = lists.flat();
  if (commits.length === 0) throw new ToolError('invalid', 'Say which revisions.');
  if (commits.length > mostPicked)
    throw new ToolError('too_large', `These are more than ${mostPicked} commits; give shorter ranges.`);
  const done = `${what === 'revert' ? 'reverted' : 'picked'} ${some(commits.map(brief))}${no_commit ? ', not committed' : ''}`;
  const options = { mainline, noCommit: no_commit, origin };
  const act = () =>
    advance(repo, pick(what, commits, options), no_commit ? () => stagedOrNot(repo, done, call) : done, call, {
      moves: !no_commit,
      begins: true,
    });
  const coming: Coming = { commits, how: what === 'revert' ? 'removed' : 'added' };
  return repo.exclusively(call, () => keepingWay(repo, coming, `${what} ${some(commits.map(brief))}`, act, call));
}

export function assertIdle(repo: Repository): void {
  const { operation } = repo.layout;
  if (operation !== undefined && operation.name !== 'bisect')
    throw new ToolError(
      'conflict',
      `${operationLine(operation) ?? 'Something'}; conclude it with git_resolve first: continue, skip or abort.`,
    );
}

/** Git's own strategies; any other name is a program "git-merge-<name>" or an alias. */
const strategies = new Set(['ort', 'recursive', 'resolve', 'octopus', 'ours', 'subtree']);

/** Continues the operation in progress, skips the step that it stopped at, or aborts it. */
export async function proceedText(repo: Repository, how: 'continue' | 'skip' | 'abort', call: Call): Promise<string> {
  const { operation } = repo.layout;
  if (operation === undefined)
    throw new ToolError(
      'conflict',
      how === 'continue'
        ? 'No merge, rebase, cherry-pick or revert is in progress, so there is nothing to continue: commit with git_commit, or unstage with git_reset.'
        : 'No merge, rebase, cherry-pick or revert is in progress. git_reset {mode: "hard"} goes back to the last commit, and git_undo to an earlier state.',
    );
  if (operation.name === 'bisect') throw new ToolError('invalid', 'A bisect is led by git_bisect.');
  if (how === 'skip' && operation.name === 'merge')
    throw new ToolError('invalid', 'A merge has no steps to skip; abort gives up.');
  const programs = repo.trusted || how === 'abort' ? [] : programsIn(operation.todo ?? '');
  if (programs.length > 0)
    throw new ToolError(
      'denied',
      `The rebase in progress would run programs, which this repository may not: ${some(programs.map(shownLine), 3)}. Abort it, or let the user decide with git_trust.`,
    );
  const { name, strategy } = operation;
  if (!repo.trusted && how !== 'abort' && strategy !== undefined && !strategies.has(strategy))
    throw new ToolError(
      'denied',
      `The ${name} in progress would merge with a program (strategy "${shownLine(strategy)}"), which this repository may not. Abort it, or let the user decide with git_trust.`,
    );
  return repo.exclusively(call, async () => {
    const began = how === 'continue' ? undefined : await beganAt(repo);
    const way = began === undefined ? undefined : await inTheWay(repo, { trees: began }, call);
    const extra = way?.paths ?? [];
    const kept = how === 'continue' ? undefined : await takeSnapshot(repo, `${how} of the ${name}`, call, { extra });
    assertKept(kept?.left ?? [], extra);
    const text = await advance(
      repo,
      proceed(name, how),
      how === 'abort' ? `gave up the ${name}` : `${name} done`,
      call,
      { moves: false },
    );
    return kept === undefined ? text : [text, await way?.replaced(call), `undo: ${kept.id}`].filter(Boolean).join('\n');
  });
}

/** The commits that git goes back to when it gives a step or the whole up. */
async function beganAt(repo: Repository): Promise<Oid[]> {
  const infos = await Promise.all(['HEAD^{commit}', 'ORIG_HEAD^{commit}'].map((name) => repo.objects.info(name)));
  return infos.flatMap((info) => (info === undefined ? [] : [info.oid]));
}
