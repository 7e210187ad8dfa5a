import type { Fields } from '../json.ts';
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
import { Refusal } from '../refusal.ts';
import type { Review, ReviewThread } from '../world/types.ts';
import { type Context, failure } from './context.ts';
import type { Mutate } from './mutations.ts';
import { permit, permitAuthor, pullOf, the } from './nodes.ts';

export const reviewMutations: Readonly<Record<string, Mutate>> = {
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
    try {
      return { thread: newThread(context.world, review, placeOf(input), input.text('body') ?? '') };
    } catch (error) {
      // GitHub reports no error for a line outside the diff; it creates no thread.
      if (error instanceof Refusal && /part of the diff/.test(JSON.stringify(error.body))) return { thread: null };
      throw error;
    }
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
};

const events: readonly ReviewEvent[] = ['APPROVE', 'REQUEST_CHANGES', 'COMMENT'];

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

function resolve(context: Context, input: Fields, resolved: boolean): { thread: ReviewThread } {
  const thread = the(context, input.text('threadId'), 'PullRequestReviewThread');
  permitAuthor(context, thread.pull.issue, thread.pull.base.repo);
  thread.resolvedBy = resolved ? context.viewer : null;
  return { thread };
}
