import { ToolError, type Call } from '@mcp-reference/kit';
import { commit } from '../git/commands/commit.ts';
import type { Repository } from '../git/repository.ts';
import { headOf } from '../git/revision.ts';
import { takeSnapshot } from '../git/snapshot.ts';
import { readStatus } from '../git/status.ts';
import { under } from '../present.ts';
import { brief, count, scrubbed, shownLine, shownText } from '../text.ts';
import { readCommits, statsOf, subjectOf } from './commits.ts';

export interface CommitInput {
  message: string;
  author?: string | undefined;
  allow_empty?: boolean;
  signoff?: boolean;
  no_verify?: boolean;
}

/** How much of what hooks say is passed on, in characters. */
const mostHookOutput = 2_000;

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

/** Commits what is staged; in the middle of a merge that is the merge. */
export async function commitText(repo: Repository, input: CommitInput, call: Call): Promise<string> {
  assertMessage(input.message);
  assertAuthor(input.author);
  return repo.exclusively(call, async () => {
    const status = await readStatus(repo, call, { untracked: 'no' });
    if (status.conflicts.length > 0)
      throw new ToolError(
        'conflict',
        `${count(status.conflicts.length, 'file is', 'files are')} in conflict; see git_conflicts, resolve with git_resolve.`,
      );
    const staged = status.changes.some(({ code }) => code[0] !== '.');
    if (!staged && !input.allow_empty && repo.layout.operation?.name !== 'merge')
      throw new ToolError('conflict', 'Nothing is staged. Stage with git_add first, or give allow_empty.');
    return committed(
      repo,
      {
        message: input.message,
        author: input.author,
        allowEmpty: input.allow_empty === true,
        signoff: input.signoff === true,
        noVerify: input.no_verify === true,
      },
      call,
    );
  });
}

/** Replaces the last commit by one with what is staged besides, another message, or both. */
export async function amend(repo: Repository, message: string | undefined, call: Call): Promise<string> {
  if (message !== undefined) assertMessage(message);
  if ((await headOf(repo)) === undefined) throw new ToolError('conflict', 'There is no commit to amend yet.');
  const { id } = await takeSnapshot(repo, 'amend', call);
  return `${await committed(repo, { message, amend: true }, call)}\nundo: ${id}`;
}

async function committed(
  repo: Repository,
  options: Omit<Parameters<typeof commit>[0], 'trusted'>,
  call: Call,
): Promise<string> {
  const { stderr } = await repo.run(commit({ ...options, trusted: repo.trusted }), call);
  const head = await headOf(repo);
  if (head === undefined) throw new ToolError('unavailable', 'git reported success, but there is no commit.');
  const [made] = await readCommits(repo, { from: [head], max: 1 }, call);
  const stat = (await statsOf(repo, [head], call)).get(head);
  const said = repo.trusted && stderr.trim() !== '' ? shownText(scrubbed(stderr.trim())).slice(-mostHookOutput) : '';
  const left = await readStatus(repo, call);
  return under(
    [
      `${left.branch === undefined ? 'detached' : shownLine(left.branch)} ${brief(head)}`,
      stat && `${count(stat.files, 'file')} +${stat.added} -${stat.removed}`,
      (made?.parents.length ?? 0) > 1 && 'merge',
      hooksNotRun(repo),
    ],
    [shownLine(made ? subjectOf(made) : ''), ...(said === '' ? [] : [said])],
  );
}

const commitHooks = new Set(['pre-commit', 'commit-msg', 'prepare-commit-msg', 'post-commit', 'pre-merge-commit']);

const hooksNotRun = (repo: Repository): string | false => {
  const names = repo.known.suppressed
    .filter(({ kind, name }) => kind === 'hook' && commitHooks.has(name))
    .map(({ name }) => name);
  return names.length > 0 && `not run: ${names.map(shownLine).join(' ')} (git_audit)`;
};
