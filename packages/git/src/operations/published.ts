import { ToolError, type Call } from '@mcp-reference/kit';
import { forEachRef } from '../git/commands/refs.ts';
import { listedRef, type Oid } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { exists, headCommit } from '../git/revision.ts';
import { brief, shownLine } from '../text.ts';
import { consent, some } from './consent.ts';
import { operationLine } from '../present.ts';

/** Commits that a remote branch has are other people's history too. */
export async function askAboutPublished(
  repo: Repository,
  commits: readonly Oid[],
  what: string,
  call: Call,
): Promise<void> {
  const last = commits.at(-1);
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
