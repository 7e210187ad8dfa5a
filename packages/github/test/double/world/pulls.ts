import { conflict, forbidden, invalid, Refusal, unprocessable } from '../refusal.ts';
import { type Change, changes } from './diff.ts';
import type { CommitObject } from './git.ts';
import { event, newIssue } from './issues.ts';
import { mergeCommit, mergeFiles } from './merge.ts';
import { setRef } from './refs.ts';
import { ruleViolation } from './rules.ts';
import type { Issue, PullRequest, Repository, User } from './types.ts';
import type { World } from './world.ts';

export interface NewPull {
  title: string;
  body: string | null;
  /** `branch` or `owner:branch`. */
  head: string;
  base: string;
  draft: boolean;
  maintainerCanModify?: boolean | undefined;
}

export function newPull(world: World, repo: Repository, author: User, wanted: NewPull): PullRequest {
  const [owner, ref] = wanted.head.includes(':') ? wanted.head.split(':') : [undefined, wanted.head];
  const from =
    owner === undefined || owner.toLowerCase() === repo.owner.login.toLowerCase()
      ? repo
      : world.repositories.find(
          (one) => one.owner.login.toLowerCase() === owner.toLowerCase() && one.objects === repo.objects,
        );
  const headSha = from?.refs.get(`refs/heads/${ref ?? ''}`);
  const baseSha = repo.refs.get(`refs/heads/${wanted.base}`);
  if (baseSha === undefined) throw invalid('PullRequest', 'base', 'invalid');
  if (from === undefined || headSha === undefined || ref === undefined) throw invalid('PullRequest', 'head', 'invalid');
  if (from !== repo && world.permission(author, from) === null) throw invalid('PullRequest', 'head', 'invalid');
  const custom = (message: string) =>
    new Refusal(422, 'Validation Failed', { errors: [{ resource: 'PullRequest', code: 'custom', message }] });
  const between = repo.objects.mergeBase(baseSha, headSha);
  if (between === undefined) throw custom(`The ${wanted.base} branch has no history in common with ${wanted.head}`);
  if (between.sha === headSha) throw custom(`No commits between ${wanted.base} and ${wanted.head}`);
  const twin = repo.issues.find(
    ({ pull, state }) =>
      state === 'open' && pull?.head.repo === from && pull.head.ref === ref && pull.base.ref === wanted.base,
  );
  if (twin !== undefined) throw custom(`A pull request already exists for ${from.owner.login}:${ref}.`);

  const issue = newIssue(world, repo, author, wanted.title, wanted.body);
  const pull: PullRequest = world.add({
    kind: 'PullRequest' as const,
    issue,
    head: { repo: from, ref },
    base: { repo, ref: wanted.base },
    headSha,
    baseSha,
    draft: wanted.draft,
    merged: false,
    mergedAt: null,
    mergedBy: null,
    mergeCommitSha: null,
    maintainerCanModify: wanted.maintainerCanModify ?? from !== repo,
    autoMerge: null,
    reviewers: [],
    teamReviewers: [],
    reviews: [],
    threads: [],
  });
  issue.pull = pull;
  return pull;
}

/** The commits that only the head has, oldest first. */
export function pullCommits(pull: PullRequest): CommitObject[] {
  const { objects } = pull.base.repo;
  const held = new Set(objects.history(pull.baseSha).map(({ sha }) => sha));
  return objects
    .history(pull.headSha)
    .filter(({ sha }) => !held.has(sha))
    .reverse();
}

/** The changes since the branches parted. */
export function pullChanges(pull: PullRequest): Change[] {
  const { objects } = pull.base.repo;
  const between = objects.mergeBase(pull.baseSha, pull.headSha);
  return changes(objects, between?.tree, objects.findCommit(pull.headSha)?.tree ?? '');
}

export function mergeable(pull: PullRequest): boolean {
  return !pull.merged && mergeFiles(pull.base.repo.objects, pull.baseSha, pull.headSha) !== undefined;
}

/** GitHub's word for whether it can be merged, and why not. */
export function mergeableState(pull: PullRequest): 'clean' | 'dirty' | 'draft' | 'blocked' | 'unstable' | 'unknown' {
  if (pull.issue.state === 'closed') return 'unknown';
  if (!mergeable(pull)) return 'dirty';
  if (pull.draft) return 'draft';
  if (needsReview(pull)) return 'blocked';
  const { repo } = pull.base;
  const latest = new Map(
    repo.statuses.filter(({ sha }) => sha === pull.headSha).map(({ context, state }) => [context, state]),
  );
  const failing = [...latest.values()].some((state) => state !== 'success');
  return failing || repo.checkRuns.some((one) => one.sha === pull.headSha && one.conclusion === 'failure')
    ? 'unstable'
    : 'clean';
}

/** True if a protected branch still lacks an approval, or has a request for changes. */
function needsReview(pull: PullRequest): boolean {
  if (!pull.base.repo.protectedBranches.has(pull.base.ref)) return false;
  return reviewDecision(pull) !== 'APPROVED';
}

export function reviewDecision(pull: PullRequest): 'APPROVED' | 'CHANGES_REQUESTED' | 'REVIEW_REQUIRED' {
  const last = new Map<User | null, string>();
  for (const { author, state } of pull.reviews)
    if (state === 'APPROVED' || state === 'CHANGES_REQUESTED') last.set(author, state);
  const states = new Set(last.values());
  if (states.has('CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
  return states.has('APPROVED') ? 'APPROVED' : 'REVIEW_REQUIRED';
}

export type Method = 'merge' | 'squash' | 'rebase';

export function merge(
  world: World,
  pull: PullRequest,
  by: User,
  method: Method,
  title?: string,
  message?: string,
): CommitObject {
  const { repo, ref } = pull.base;
  const notAllowed = (text: string) => new Refusal(405, text);
  if (pull.merged || pull.issue.state === 'closed') throw notAllowed('Pull Request is not mergeable');
  if (pull.draft) throw notAllowed('Pull Request is still a draft');
  if (!{ merge: repo.allowMergeCommit, squash: repo.allowSquashMerge, rebase: repo.allowRebaseMerge }[method])
    throw notAllowed(
      `${{ merge: 'Merge commits', squash: 'Squash merges', rebase: 'Rebase merges' }[method]} are not allowed on this repository.`,
    );
  if (!mergeable(pull)) throw notAllowed('Pull Request is not mergeable');
  if (repo.mergeQueues.has(ref)) throw ruleViolation(405, 'Changes must be made through the merge queue');
  if (needsReview(pull)) throw notAllowed('At least 1 approving review is required by reviewers with write access.');
  const { number, title: name } = pull.issue;
  const signed = world.signature(by);
  const { objects } = repo;
  let commit: CommitObject;
  if (method === 'merge') {
    const head = `Merge pull request #${number} from ${pull.head.repo?.owner.login ?? 'ghost'}/${pull.head.ref}`;
    commit = mergeCommit(objects, pull.baseSha, pull.headSha, `${title ?? head}\n\n${message ?? name}`, signed);
  } else if (method === 'squash') {
    const tree = objects.write(mergeFiles(objects, pull.baseSha, pull.headSha) ?? new Map());
    const text = `${title ?? `${name} (#${number})`}${message === undefined || message === '' ? '' : `\n\n${message}`}`;
    commit = objects.commit({ tree, parents: [pull.baseSha], author: signed, committer: signed, message: text });
  } else {
    commit = rebase(pull, (base) => ({ parents: [base], committer: signed }));
  }
  pull.merged = true;
  pull.mergedAt = world.now();
  pull.mergedBy = by;
  pull.mergeCommitSha = commit.sha;
  pull.autoMerge = null;
  close(world, pull.issue, by);
  setRef(world, repo, `refs/heads/${ref}`, commit.sha, by);
  // Where the branch stood stays what is shown of the pull request.
  pull.baseSha = objects.findCommit(commit.sha)?.parents[0] ?? pull.baseSha;
  event(world, pull.issue, 'merged', by, { commitId: commit.sha });
  if (repo.deleteBranchOnMerge && pull.head.repo === repo) repo.refs.delete(`refs/heads/${pull.head.ref}`);
  for (const [, fixed] of (pull.issue.body ?? '').matchAll(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?) #(\d+)/gi)) {
    const found = repo.issues.find((one) => one.number === Number(fixed) && one.state === 'open' && one.pull === null);
    if (found !== undefined && ref === repo.defaultBranch) close(world, found, by);
  }
  return commit;
}

/** Merges the pull requests of a repository that wait for what has just happened: an approval, a green check. */
export function settle(world: World, repo: Repository): void {
  for (const { pull } of repo.issues) {
    const waiting = pull?.autoMerge;
    if (!pull || !waiting || mergeableState(pull) !== 'clean') continue;
    merge(world, pull, waiting.by, waiting.method, waiting.title ?? undefined, waiting.message ?? undefined);
  }
}

function rebase(pull: PullRequest, on: (base: string) => Pick<CommitObject, 'parents' | 'committer'>): CommitObject {
  const { objects } = pull.base.repo;
  let base = pull.baseSha;
  let made = objects.findCommit(base);
  for (const one of pullCommits(pull)) {
    const files = mergeFiles(objects, base, one.sha);
    if (files === undefined) throw conflict('Merge conflict');
    made = objects.commit({ tree: objects.write(files), author: one.author, message: one.message, ...on(base) });
    base = made.sha;
  }
  if (made === undefined) throw conflict('Merge conflict');
  return made;
}

function close(world: World, issue: Issue, by: User): void {
  issue.state = 'closed';
  issue.closedAt = world.now();
  issue.closedBy = by;
  issue.updatedAt = world.now();
  if (issue.pull === null) issue.stateReason = 'completed';
  event(world, issue, 'closed', by);
}

/** Merges the base into the head. */
export function updateBranch(world: World, pull: PullRequest, by: User, expected: string | undefined): void {
  if (expected !== undefined && expected !== pull.headSha)
    throw unprocessable('expected head sha didn’t match current head ref.');
  const { repo } = pull.head;
  if (repo === null || !(world.canPush(by, repo) || pull.maintainerCanModify)) throw forbidden();
  const { objects } = repo;
  if (objects.history(pull.headSha).some(({ sha }) => sha === pull.baseSha))
    throw unprocessable('There are no new commits on the base branch.');
  const message = `Merge branch '${pull.base.ref}' into ${pull.head.ref}`;
  if (mergeFiles(objects, pull.headSha, pull.baseSha) === undefined)
    throw unprocessable('merge conflict between base and head');
  const made = mergeCommit(objects, pull.headSha, pull.baseSha, message, world.signature(by));
  setRef(world, repo, `refs/heads/${pull.head.ref}`, made.sha, by);
}
