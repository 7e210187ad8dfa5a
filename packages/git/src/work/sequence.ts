import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitCommand } from '../git/command.ts';
import { merge, pick, proceed } from '../git/commands/sequence.ts';
import { showPath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { commitOf, headCommit, headOf } from '../git/revision.ts';
import { takeSnapshot } from '../git/snapshot.ts';
import { readStatus } from '../git/status.ts';
import { branchLine, operationLine, under } from '../present.ts';
import { brief, count, shownLine } from '../text.ts';
import { assertMessage } from './commit.ts';
import { programsIn } from './audit.ts';
import { some } from './consent.ts';

/** Runs a command that may stop in the middle of its work: that is a state to go on from, not a failure. */
export async function advance(repo: Repository, command: GitCommand, done: string, call: Call): Promise<string> {
  const before = await headOf(repo);
  let stopped: ToolError | undefined;
  try {
    await repo.run(command, call);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code === 'timeout') throw error;
    stopped = error;
  }
  const { operation } = await repo.files.run('layout', { path: repo.place, also: [] }, call);
  const status = await readStatus(repo, call, { untracked: 'no' });
  if (stopped !== undefined && operation === undefined && status.conflicts.length === 0) throw stopped;
  const after = await headOf(repo);
  if (stopped === undefined && operation === undefined && status.conflicts.length === 0)
    return under([after === before ? `${done}: nothing to do` : done, branchLine(status)]);
  const conflicts = status.conflicts.map(({ path }) => showPath(path));
  const why =
    conflicts.length > 0
      ? `${count(conflicts.length, 'conflict')}: ${some(conflicts)}`
      : (stopped?.message ?? 'stopped');
  return under(
    [operationLine(operation) ?? 'stopped', why],
    conflicts.length > 0
      ? 'Look with git_conflicts, resolve each with git_resolve, then git_resolve {action: "continue"}; {action: "abort"} gives up.'
      : '',
  );
}

export interface MergeInput {
  action: 'merge' | 'cherry_pick' | 'revert';
  revisions: string[];
  message?: string | undefined;
  ff: 'auto' | 'only' | 'no';
  squash: boolean;
  no_commit: boolean;
  mainline?: number | undefined;
  origin: boolean;
}

/** Brings commits from elsewhere into the current branch. */
export async function mergeText(repo: Repository, input: MergeInput, call: Call): Promise<string> {
  const { action, revisions, message } = input;
  repo.top();
  if (message !== undefined) assertMessage(message);
  assertIdle(repo);
  return repo.exclusively(call, async () => {
    await headCommit(repo);
    const commits = await Promise.all(revisions.map(async (revision) => commitOf(repo, revision)));
    const [first] = commits;
    if (first === undefined) throw new ToolError('invalid', 'Say which revisions.');
    if (action !== 'merge') {
      const what = action === 'revert' ? 'revert' : 'cherry-pick';
      const done = `${what === 'revert' ? 'reverted' : 'picked'} ${some(commits.map(brief))}${input.no_commit ? ', not committed' : ''}`;
      return advance(
        repo,
        pick(what, commits, { mainline: input.mainline, noCommit: input.no_commit, origin: input.origin }),
        done,
        call,
      );
    }
    if (commits.length > 1)
      throw new ToolError('invalid', 'One merge takes one revision; merge several one after the other.');
    const name = revisions[0] ?? '';
    return advance(
      repo,
      merge(first, {
        message: message ?? `Merge ${(await repo.objects.info(`refs/heads/${name}`)) ? 'branch' : 'commit'} '${name}'`,
        ff: input.ff,
        squash: input.squash,
      }),
      `merged ${shownLine(name)}${input.squash ? ', staged and not committed' : ''}`,
      call,
    );
  });
}

export function assertIdle(repo: Repository): void {
  const { operation } = repo.layout;
  if (operation !== undefined && operation.name !== 'bisect')
    throw new ToolError(
      'conflict',
      `${operationLine(operation) ?? 'Something'}; conclude it with git_resolve first: continue, skip or abort.`,
    );
}

/** Goes on with what is in progress, leaves out the step that it stopped at, or gives up. */
export async function proceedText(repo: Repository, how: 'continue' | 'skip' | 'abort', call: Call): Promise<string> {
  const { operation } = repo.layout;
  if (operation === undefined) throw new ToolError('conflict', 'Nothing is in progress here.');
  if (operation.name === 'bisect') throw new ToolError('invalid', 'A bisect is led by git_bisect.');
  if (how === 'skip' && operation.name === 'merge')
    throw new ToolError('invalid', 'A merge has no steps to skip; abort gives up.');
  const programs = repo.trusted || how === 'abort' ? [] : programsIn(operation.todo ?? '');
  if (programs.length > 0)
    throw new ToolError(
      'denied',
      `The rebase in progress would run programs, which this repository may not: ${some(programs.map(shownLine), 3)}. Abort it, or let the user decide with git_trust.`,
    );
  const { name } = operation;
  return repo.exclusively(call, async () => {
    const kept = how === 'continue' ? undefined : (await takeSnapshot(repo, `${how} of the ${name}`, call)).id;
    const text = await advance(
      repo,
      proceed(name, how),
      how === 'abort' ? `gave up the ${name}` : `${name} done`,
      call,
    );
    return kept === undefined ? text : `${text}\nundo: ${kept}`;
  });
}
