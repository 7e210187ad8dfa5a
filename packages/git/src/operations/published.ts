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
  /** The oldest of them that a remote branch has, as far as it is known here. */
  published: Oid | undefined;
}

/** The most commits that a rebase may move. */
const mostMoved = 10_000;

/** The commits of `head` that `onto` does not have. @throws ToolError `too_large` */
export async function movedCommits(repo: Repository, head: Oid, onto: Oid, call: Call): Promise<Moved> {
  const not = async (...others: string[]) =>
    (await repo.text(revList([head], [onto, ...others], mostMoved + 1), call)).split('\n').filter(isOid);
  const [commits, own] = await Promise.all([not(), not('--not', '--remotes')]);
  if (commits.length > mostMoved)
    throw new ToolError(
      'too_large',
      `More than ${mostMoved} commits would be moved; merge instead, or rebase onto a commit that is nearer.`,
    );
  const unknown = new Set(own);
  return { commits, published: commits.findLast((oid) => !unknown.has(oid)) };
}

/**
 * Commits that a remote branch has are other people's history too.
 * @param last the commit that is looked for there: of a line of commits the oldest
 */
export async function askAboutPublished(
  repo: Repository,
  commits: readonly Oid[],
  what: string,
  call: Call,
  last: Oid | undefined = commits.at(-1),
): Promise<void> {
  if (last === undefined) return;
  const refs = (
    await repo.text(forEachRef({ patterns: ['refs/remotes'], format: '%(refname)', contains: last, max: 20 }), call)
  )
    .split('\n')
    .filter((ref) => ref !== '' && !ref.endsWith('/HEAD'));
  if (refs.length === 0) return;
  const tips = await Promise.all(refs.map(async (ref) => exists(repo, listedRef(ref))));
  await consent(
    call,
    `${what}? At least ${brief(last)} is on ${some(
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
