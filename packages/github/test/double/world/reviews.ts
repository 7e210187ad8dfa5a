import { invalid, refusedReview, unprocessable } from '../refusal.ts';
import { event } from './issues.ts';
import { pullChanges, settle } from './pulls.ts';
import type { PullRequest, Review, ReviewComment, ReviewThread, User } from './types.ts';
import type { World } from './world.ts';

export type ReviewEvent = 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';

/** The place of a comment in the diff. */
export interface Place {
  path: string;
  line?: number | undefined;
  startLine?: number | undefined;
  side?: string | undefined;
  startSide?: string | undefined;
  subjectType?: string | undefined;
}

export function pendingReview(pull: PullRequest, author: User): Review | undefined {
  return pull.reviews.find((one) => one.author === author && one.state === 'PENDING');
}

/** Starts a review; without an event it stays pending, and nobody has two of these. */
export function newReview(
  world: World,
  pull: PullRequest,
  author: User,
  body: string,
  commitId: string | undefined,
): Review {
  if (pendingReview(pull, author) !== undefined)
    throw refusedReview('User can only have one pending review per pull request');
  const review: Review = world.add({
    kind: 'PullRequestReview' as const,
    pull,
    author,
    body,
    state: 'PENDING' as const,
    commitId: commitId ?? pull.headSha,
    createdAt: world.now(),
    submittedAt: null,
  });
  pull.reviews.push(review);
  return review;
}

export function submitReview(world: World, review: Review, what: ReviewEvent, body?: string): void {
  const { pull, author } = review;
  if (review.state !== 'PENDING') throw unprocessable('Could not submit review: it was submitted already');
  if (what !== 'COMMENT' && author === pull.issue.author)
    throw refusedReview(`Can not ${what === 'APPROVE' ? 'approve' : 'request changes on'} your own pull request`);
  review.body = body ?? review.body;
  const empty = review.body.trim() === '' && commentsOf(review).length === 0;
  if ((what === 'REQUEST_CHANGES' && review.body.trim() === '') || (what === 'COMMENT' && empty))
    throw unprocessable('Unprocessable Entity: body cannot be blank');
  const states = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;
  review.state = states[what];
  review.submittedAt = world.now();
  pull.reviewers = pull.reviewers.filter((one) => one !== author);
  pull.issue.updatedAt = world.now();
  event(world, pull.issue, 'reviewed', author);
  settle(world, pull.base.repo);
}

export function deleteReview(world: World, review: Review): void {
  if (review.state !== 'PENDING') throw unprocessable('Can not delete a non-pending pull request review');
  const { pull } = review;
  for (const comment of commentsOf(review)) deleteReviewComment(world, comment);
  pull.reviews = pull.reviews.filter((one) => one !== review);
  world.forget(review);
}

export function commentsOf(review: Review): ReviewComment[] {
  return review.pull.threads.flatMap(({ comments }) => comments).filter((one) => one.review === review);
}

/** Starts a thread on a line or a file that the pull request changes. */
export function newThread(world: World, review: Review, place: Place, body: string): ReviewThread {
  const { pull } = review;
  const change = pullChanges(pull).find(({ path, previous }) => path === place.path || previous === place.path);
  if (change === undefined)
    throw refusedReview('Pull request review thread path diff too large or not part of the diff');
  const side = place.side === 'LEFT' ? 'LEFT' : 'RIGHT';
  const file = place.subjectType?.toLowerCase() === 'file' || place.line === undefined;
  if (!file && !lines(change.patch ?? '', side).has(place.line ?? 0))
    throw refusedReview('Pull request review thread line must be part of the diff');
  if (place.startLine !== undefined && place.startLine >= (place.line ?? 0))
    throw invalid('PullRequestReviewComment', 'start_line', 'invalid', 'start_line must precede the end line');
  const thread: ReviewThread = world.add({
    kind: 'PullRequestReviewThread' as const,
    pull,
    path: place.path,
    line: file ? null : (place.line ?? null),
    startLine: place.startLine ?? null,
    side,
    startSide: place.startLine === undefined ? null : place.startSide === 'LEFT' ? 'LEFT' : 'RIGHT',
    subjectType: file ? 'file' : 'line',
    outdated: false,
    resolvedBy: null,
    comments: [],
  });
  pull.threads.push(thread);
  newReviewComment(world, thread, review, body, change.patch?.split('\n').slice(0, 8).join('\n') ?? '');
  return thread;
}

export function newReviewComment(
  world: World,
  thread: ReviewThread,
  review: Review,
  body: string,
  hunk?: string,
): ReviewComment {
  const [first] = thread.comments;
  const at = world.now();
  const comment: ReviewComment = world.add({
    kind: 'PullRequestReviewComment' as const,
    thread,
    review,
    replyTo: first ?? null,
    author: review.author,
    body,
    diffHunk: hunk ?? first?.diffHunk ?? '',
    reactions: [],
    createdAt: at,
    updatedAt: at,
  });
  thread.comments.push(comment);
  thread.pull.issue.updatedAt = at;
  return comment;
}

export function deleteReviewComment(world: World, comment: ReviewComment): void {
  const { thread } = comment;
  thread.comments = thread.comments.filter((one) => one !== comment);
  if (thread.comments.length === 0) thread.pull.threads = thread.pull.threads.filter((one) => one !== thread);
  world.forget(comment);
}

/** The lines of one side that a patch shows. */
function lines(patch: string, side: 'LEFT' | 'RIGHT'): Set<number> {
  const shown = new Set<number>();
  let left = 0;
  let right = 0;
  for (const line of patch.split('\n')) {
    const head = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
    if (head !== null) [left, right] = [Number(head[1]), Number(head[2])];
    else if (line.startsWith('-')) addIf(side === 'LEFT', left++);
    else if (line.startsWith('+')) addIf(side === 'RIGHT', right++);
    else if (!line.startsWith('\\')) {
      addIf(true, side === 'LEFT' ? left : right);
      left++;
      right++;
    }
  }
  return shown;

  function addIf(wanted: boolean, line: number): void {
    if (wanted) shown.add(line);
  }
}
