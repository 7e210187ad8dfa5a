import type { Fields } from '../json.ts';
import { event } from '../world/issues.ts';
import { merge, mergeableState, newPull, updateBranch } from '../world/pulls.ts';
import { commitFiles, deleteRef, moveRef } from '../world/refs.ts';
import type { File } from '../world/git.ts';
import {
  deleteReview,
  deleteReviewComment,
  newReview,
  newReviewComment,
  newThread,
  pendingReview,
  type Place,
  type ReviewEvent,
  submitReview,
} from '../world/reviews.ts';
import type { PullRequest, Review, ReviewThread } from '../world/types.ts';
import { type Context, failure } from './context.ts';
import { commitSource, refSource } from './git.ts';
import type { Mutate } from './mutations.ts';
import { permit, permitAuthor, the } from './nodes.ts';

export const pullMutations: Readonly<Record<string, Mutate>> = {
  createPullRequest: (input, context) => {
    const repo = the(context, input.text('repositoryId'), 'Repository');
    const pullRequest = newPull(context.world, repo, context.viewer, {
      title: input.text('title') ?? '',
      body: input.text('body') ?? null,
      head: (input.text('headRefName') ?? '').replace(/^refs\/heads\//, ''),
      base: (input.text('baseRefName') ?? '').replace(/^refs\/heads\//, ''),
      draft: input.flag('draft') ?? false,
    });
    return { pullRequest };
  },
  mergePullRequest: (input, context) => {
    const pull = pullOf(context, input);
    permit(context, pull.base.repo, 'push');
    checkHead(pull, input.text('expectedHeadOid'));
    merge(context.world, pull, context.viewer, methodOf(input), input.text('commitHeadline'), input.text('commitBody'));
    return { pullRequest: pull, actor: context.viewer };
  },
  enablePullRequestAutoMerge: (input, context) => {
    const pull = pullOf(context, input);
    permit(context, pull.base.repo, 'push');
    if (!pull.base.repo.allowAutoMerge) throw failure('UNPROCESSABLE', 'Auto merge is not allowed for this repository');
    if (mergeableState(pull) === 'clean') throw failure('UNPROCESSABLE', 'Pull request is in clean status');
    checkHead(pull, input.text('expectedHeadOid'));
    pull.autoMerge = {
      method: methodOf(input),
      by: context.viewer,
      title: input.text('commitHeadline') ?? null,
      message: input.text('commitBody') ?? null,
    };
    event(context.world, pull.issue, 'auto_merge_enabled', context.viewer);
    return { pullRequest: pull, actor: context.viewer };
  },
  disablePullRequestAutoMerge: (input, context) => {
    const pull = pullOf(context, input);
    permit(context, pull.base.repo, 'push');
    if (pull.autoMerge === null) throw failure('UNPROCESSABLE', 'Auto merge is not enabled for this pull request');
    pull.autoMerge = null;
    return { pullRequest: pull, actor: context.viewer };
  },
  convertPullRequestToDraft: (input, context) => draft(context, input, true),
  markPullRequestReadyForReview: (input, context) => draft(context, input, false),
  updatePullRequestBranch: (input, context) => {
    const pull = pullOf(context, input);
    updateBranch(context.world, pull, context.viewer, input.text('expectedHeadOid'));
    return { pullRequest: pull };
  },
  revertPullRequest: (input, context) => {
    const pull = pullOf(context, input);
    const { repo, ref } = pull.base;
    permit(context, repo, 'push');
    const commit = repo.objects.findCommit(pull.mergeCommitSha ?? '');
    const before = repo.objects.findCommit(commit?.parents[0] ?? '');
    const tip = repo.refs.get(`refs/heads/${ref}`);
    if (commit === undefined || before === undefined || tip === undefined)
      throw failure('UNPROCESSABLE', 'Pull request is not merged');
    const by = context.world.signature(context.viewer);
    const title = input.text('title') ?? `Revert "${pull.issue.title}"`;
    const undone = repo.objects.commit({
      tree: before.tree,
      parents: [tip],
      author: by,
      committer: by,
      message: title,
    });
    const head = `revert-${pull.issue.number}-${pull.head.ref}`;
    moveRef(context.world, repo, `refs/heads/${head}`, undone.sha, context.viewer);
    const body = input.text('body') ?? `Reverts ${repo.owner.login}/${repo.name}#${pull.issue.number}`;
    return {
      pullRequest: pull,
      revertPullRequest: newPull(context.world, repo, context.viewer, {
        title,
        body,
        head,
        base: ref,
        draft: input.flag('draft') ?? false,
      }),
    };
  },
  requestReviews: (input, context) => {
    const pull = pullOf(context, input);
    permit(context, pull.base.repo, 'triage');
    const users = (input.texts('userIds') ?? []).map((id) => the(context, id, 'User'));
    pull.reviewers = input.flag('union') ? [...new Set([...pull.reviewers, ...users])] : users;
    return { pullRequest: pull, actor: context.viewer };
  },
  addPullRequestReview: (input, context) => {
    const pull = pullOf(context, input);
    const review = newReview(context.world, pull, context.viewer, input.text('body') ?? '', input.text('commitOID'));
    return { pullRequestReview: begin(context, review, input), reviewEdge: { cursor: '', node: review } };
  },
  submitPullRequestReview: (input, context) => {
    const review = reviewOf(context, input);
    submitReview(context.world, review, eventOf(input) ?? 'COMMENT', input.text('body'));
    return { pullRequestReview: review };
  },
  updatePullRequestReview: (input, context) => {
    const review = the(context, input.text('pullRequestReviewId'), 'PullRequestReview');
    permitAuthor(context, review, review.pull.base.repo);
    review.body = input.text('body') ?? review.body;
    return { pullRequestReview: review };
  },
  deletePullRequestReview: (input, context) => {
    const review = reviewOf(context, input);
    deleteReview(context.world, review);
    return { pullRequestReview: review };
  },
  dismissPullRequestReview: (input, context) => {
    const review = the(context, input.text('pullRequestReviewId'), 'PullRequestReview');
    permit(context, review.pull.base.repo, 'push');
    if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED')
      throw failure('UNPROCESSABLE', `Can not dismiss a ${review.state.toLowerCase()} pull request review`);
    review.state = 'DISMISSED';
    return { pullRequestReview: review };
  },
  addPullRequestReviewThread: (input, context) => {
    const review =
      input.has('pullRequestReviewId') || input.has('pullRequestId') ? ownReview(context, input) : refuse();
    return { thread: newThread(context.world, review, placeOf(input), input.text('body') ?? '') };
  },
  addPullRequestReviewThreadReply: (input, context) => {
    const thread = the(context, input.text('pullRequestReviewThreadId'), 'PullRequestReviewThread');
    const pending = pendingReview(thread.pull, context.viewer);
    const review = pending ?? newReview(context.world, thread.pull, context.viewer, '', undefined);
    const comment = newReviewComment(context.world, thread, review, input.text('body') ?? '');
    if (pending === undefined) submitReview(context.world, review, 'COMMENT');
    return { comment };
  },
  resolveReviewThread: (input, context) => resolve(context, input, true),
  unresolveReviewThread: (input, context) => resolve(context, input, false),
  updatePullRequestReviewComment: (input, context) => {
    const comment = the(context, input.text('pullRequestReviewCommentId'), 'PullRequestReviewComment');
    permitAuthor(context, comment, comment.thread.pull.base.repo);
    comment.body = input.text('body') ?? comment.body;
    return { pullRequestReviewComment: comment };
  },
  deletePullRequestReviewComment: (input, context) => {
    const comment = the(context, input.text('id'), 'PullRequestReviewComment');
    permitAuthor(context, comment, comment.thread.pull.base.repo);
    deleteReviewComment(context.world, comment);
    return { pullRequestReview: comment.review, pullRequestReviewComment: comment };
  },
  closePullRequest: (input, context) => {
    const pull = pullOf(context, input);
    permitAuthor(context, pull.issue, pull.base.repo);
    pull.issue.state = 'closed';
    pull.issue.closedAt = context.world.now();
    return { pullRequest: pull };
  },
  createRef: (input, context) => {
    const repo = the(context, input.text('repositoryId'), 'Repository');
    permit(context, repo, 'push');
    const [name, oid] = [input.text('name') ?? '', input.text('oid') ?? ''];
    if (repo.refs.has(name)) throw failure('UNPROCESSABLE', `A ref named "${name}" already exists in the repository.`);
    moveRef(context.world, repo, name, oid, context.viewer);
    return { ref: refSource(repo, name, oid) };
  },
  deleteRef: (input, context) => {
    const full = Buffer.from((input.text('refId') ?? '').replace(/^REF_/, ''), 'base64url').toString();
    const repo = context.world.repositories.find(
      (one) => one.refs.has(full) && context.world.canPush(context.viewer, one),
    );
    if (repo === undefined) throw failure('NOT_FOUND', 'Could not resolve to a Ref.');
    deleteRef(repo, full);
    return {};
  },
  createCommitOnBranch: (input, context) => {
    const branch = input.object('branch');
    const [owner = '', name = ''] = (branch?.text('repositoryNameWithOwner') ?? '').split('/');
    const repo = context.world.repository(owner, name);
    const ref = branch?.text('branchName') ?? '';
    if (repo === undefined) throw failure('NOT_FOUND', 'Could not resolve to a Repository.');
    permit(context, repo, 'push');
    if (repo.refs.get(`refs/heads/${ref}`) !== input.text('expectedHeadOid'))
      throw failure(
        'STALE_DATA',
        `Expected branch to point to "${input.text('expectedHeadOid') ?? ''}" but it did not. Pull and try again.`,
      );
    const files = new Map<string, File | null>();
    const changes = input.object('fileChanges');
    for (const one of changes?.objects('additions') ?? [])
      files.set(one.text('path') ?? '', {
        mode: '100644',
        sha: repo.objects.blob(Buffer.from(one.text('contents') ?? '', 'base64')),
      });
    for (const one of changes?.objects('deletions') ?? []) files.set(one.text('path') ?? '', null);
    const said = input.object('message');
    const message = [said?.text('headline') ?? '', said?.text('body')].filter((one) => one !== undefined).join('\n\n');
    const by = context.world.signature(context.viewer);
    const commit = commitFiles(context.world, repo, context.viewer, {
      branch: ref,
      message,
      author: by,
      committer: by,
      files,
    });
    return { commit: commitSource(repo, commit), ref: refSource(repo, `refs/heads/${ref}`, commit.sha) };
  },
};

const pullOf = (context: Context, input: Fields): PullRequest =>
  the(context, input.text('pullRequestId'), 'PullRequest');

function refuse(): never {
  throw failure('UNPROCESSABLE', 'Must specify pullRequestId or pullRequestReviewId');
}

/** The viewer's pending review that an input names by itself or by its pull request. */
function reviewOf(context: Context, input: Fields): Review {
  const id = input.text('pullRequestReviewId');
  const review =
    id === undefined ? pendingReview(pullOf(context, input), context.viewer) : the(context, id, 'PullRequestReview');
  if (review?.author !== context.viewer) throw failure('NOT_FOUND', 'Could not find pull request review.');
  return review;
}

function ownReview(context: Context, input: Fields): Review {
  if (input.has('pullRequestReviewId')) return reviewOf(context, input);
  const pull = pullOf(context, input);
  return pendingReview(pull, context.viewer) ?? newReview(context.world, pull, context.viewer, '', undefined);
}

/** Fills a new review; when a comment of it does not fit, nothing of it stays. */
function begin(context: Context, review: Review, input: Fields): Review {
  try {
    for (const one of [...input.objects('threads'), ...input.objects('comments')])
      newThread(context.world, review, placeOf(one), one.text('body') ?? '');
    const what = eventOf(input);
    if (what !== undefined) submitReview(context.world, review, what);
    return review;
  } catch (error) {
    deleteReview(context.world, review);
    throw error;
  }
}

const events: readonly ReviewEvent[] = ['APPROVE', 'REQUEST_CHANGES', 'COMMENT'];

function eventOf(input: Fields): ReviewEvent | undefined {
  return events.find((one) => one === input.text('event'));
}

function placeOf(input: Fields): Place {
  return {
    path: input.text('path') ?? '',
    line: input.int('line') ?? input.int('position'),
    startLine: input.int('startLine'),
    side: input.text('side'),
    startSide: input.text('startSide'),
    subjectType: input.text('subjectType'),
  };
}

function methodOf(input: Fields): 'merge' | 'squash' | 'rebase' {
  const method = input.text('mergeMethod');
  return method === 'SQUASH' ? 'squash' : method === 'REBASE' ? 'rebase' : 'merge';
}

function checkHead(pull: PullRequest, expected: string | undefined): void {
  if (expected !== undefined && expected !== pull.headSha)
    throw failure('UNPROCESSABLE', 'Head branch was modified. Review and try the merge again.');
}

function draft(context: Context, input: Fields, wanted: boolean): object {
  const pull = pullOf(context, input);
  permitAuthor(context, pull.issue, pull.base.repo);
  if (pull.draft !== wanted)
    event(context.world, pull.issue, wanted ? 'convert_to_draft' : 'ready_for_review', context.viewer);
  pull.draft = wanted;
  return { pullRequest: pull };
}

function resolve(context: Context, input: Fields, resolved: boolean): { thread: ReviewThread } {
  const thread = the(context, input.text('threadId'), 'PullRequestReviewThread');
  permitAuthor(context, thread.pull.issue, thread.pull.base.repo);
  thread.resolvedBy = resolved ? context.viewer : null;
  return { thread };
}
