import { ToolError, type Call } from '@mcp-reference/kit';
import { forEachRef, revList } from '../git/commands/refs.ts';
import { isOid, listedRef, type Oid } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { exists, headCommit } from '../git/revision.ts';
import { brief, shownLine } from '../text.ts';
import { consent, some } from './consent.ts';
import { operationLine } from '../present.ts';

/** Commits that a rebase moves. */
interface Moved {
  /** The newest first. */
  commits: readonly Oid[];
  /** The oldest of those that were made on the branch itself, not merged into it. */
  oldest: Oid | undefined;
}

/** The most commits that a rebase may move. */
const mostMoved = 10_000;

/** The commits of `head` that `onto` does not have. @throws ToolError `too_large` */
export async function movedCommits(repo: Repository, head: Oid, onto: Oid, call: Call): Promise<Moved> {
  const list = async (...options: string[]) =>
    (await repo.text(revList([head], [onto, ...options], mostMoved + 1), call)).split('\n').filter(isOid);
  const [commits, line] = await Promise.all([list(), list('--first-parent')]);
  if (commits.length > mostMoved)
    throw new ToolError(
      'too_large',
      `More than ${mostMoved} commits would be moved; merge instead, or rebase onto a commit that is nearer.`,
    );
  return { commits, oldest: line.at(-1) };
}

/**
 * Commits that a remote branch has are other people's history too. Merged ones do not count: without them, pushing needs no force.
 * @param oldest the commit that is looked for there: others of its line are only there if it is
 */
export async function askAboutPublished(
  repo: Repository,
  commits: readonly Oid[],
  what: string,
  call: Call,
  oldest: Oid | undefined = commits.at(-1),
): Promise<void> {
  if (oldest === undefined) return;
  const refs = (
    await repo.text(forEachRef({ patterns: ['refs/remotes'], format: '%(refname)', contains: oldest, max: 20 }), call)
  )
    .split('\n')
    .filter((ref) => ref !== '' && !ref.endsWith('/HEAD'));
  if (refs.length === 0) return;
  const tips = await Promise.all(refs.map(async (ref) => exists(repo, listedRef(ref))));
  await consent(
    call,
    `${what}? At least ${brief(oldest)} is on ${some(
      refs.map((ref) => shownLine(ref.slice('refs/remotes/'.length))),
      4,
    )} already; others may have it, and pushing will need force. A snapshot is kept for git_undo.`,
    [...commits, ...tips.map(String)],
  );
}

/** The last commit can be amended when nothing is in progress, and where a rebase has stopped to have it edited. */
export async function assertAmendable(repo: Repository, call: Call): Promise<void> {
  const { operation } = repo.layout;
  if (operation !== undefined && operation.name !== 'bisect' && operation.name !== 'rebase')
    throw new ToolError(
      'conflict',
      `${operationLine(operation) ?? 'Something'}; conclude it with git_resolve first: continue, skip or abort.`,
    );
  const head = await headCommit(repo);
  await askAboutPublished(repo, [head], 'Amend the last commit', call);
}
