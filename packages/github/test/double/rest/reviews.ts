import { type Call, type Handlers, list, pull, repository, repositoryFor, sorted, viewer } from '../http/call.ts';
import { created, noContent, ok } from '../http/reply.ts';
import { forbidden, found, invalid, unprocessable } from '../refusal.ts';
import {
  commentsOf,
  deleteReview,
  deleteReviewComment,
  newReview,
  newReviewComment,
  newThread,
  pendingReview,
  type ReviewEvent,
  submitReview,
} from '../world/reviews.ts';
import type { PullRequest, Review, ReviewComment } from '../world/types.ts';
import { event } from '../world/issues.ts';
import type { Fields } from '../json.ts';
import { reactions } from './comments.ts';
import { reviewCommentView, reviewView } from './views/pull.ts';

const repo = '/repos/{owner}/{repo}';
const one = `${repo}/pulls/{pull_number}`;

export const reviews: Handlers = {
  [`GET ${one}/reviews`]: (call) =>
    list(call, seen(call, pull(call)), (review) => reviewView(call.url, review, call.media)),
  [`POST ${one}/reviews`]: (call) => {
    const held = pull(call);
    const { body, world } = call;
    const made = newReview(world, held, viewer(call), body.text('body') ?? '', body.text('commit_id'));
    try {
      for (const comment of body.objects('comments'))
        newThread(world, made, placeOf(comment), comment.text('body') ?? '');
      const what = eventOf(body.text('event'));
      if (what !== undefined) submitReview(world, made, what);
    } catch (error) {
      deleteReview(world, made);
      throw error;
    }
    return ok(reviewView(call.url, made));
  },
  [`GET ${one}/reviews/{review_id}`]: (call) => ok(reviewView(call.url, review(call), call.media)),
  [`PUT ${one}/reviews/{review_id}`]: (call) => {
    const held = own(call);
    held.body = call.body.text('body') ?? held.body;
    return ok(reviewView(call.url, held));
  },
  [`DELETE ${one}/reviews/{review_id}`]: (call) => {
    const gone = own(call);
    deleteReview(call.world, gone);
    return ok(reviewView(call.url, gone));
  },
  [`GET ${one}/reviews/{review_id}/comments`]: (call) =>
    list(call, commentsOf(review(call)), (comment) => reviewCommentView(call.url, comment, call.media)),
  [`POST ${one}/reviews/{review_id}/events`]: (call) => {
    const held = own(call);
    submitReview(call.world, held, eventOf(call.body.text('event')) ?? 'COMMENT', call.body.text('body'));
    return ok(reviewView(call.url, held));
  },
  [`PUT ${one}/reviews/{review_id}/dismissals`]: (call) => {
    repositoryFor(call, 'push');
    const held = review(call);
    if (held.state !== 'APPROVED' && held.state !== 'CHANGES_REQUESTED')
      throw unprocessable(`Can not dismiss a ${held.state.toLowerCase()} pull request review`);
    held.state = 'DISMISSED';
    event(call.world, held.pull.issue, 'review_dismissed', viewer(call));
    return ok(reviewView(call.url, held));
  },
  [`GET ${one}/comments`]: (call) =>
    list(call, order(call, visible(call, [pull(call)])), (comment) => reviewCommentView(call.url, comment, call.media)),
  [`GET ${repo}/pulls/comments`]: (call) => {
    const all = repository(call).issues.flatMap((issue) => issue.pull ?? []);
    return list(call, order(call, visible(call, all)), (comment) => reviewCommentView(call.url, comment, call.media));
  },
  [`POST ${one}/comments`]: (call) => {
    const held = pull(call);
    const { body, world } = call;
    const to = body.int('in_reply_to');
    if (to !== undefined) return reply(call, held, to);
    const made = newReview(world, held, viewer(call), '', body.text('commit_id'));
    try {
      const thread = newThread(world, made, placeOf(body), body.text('body') ?? '');
      submitReview(world, made, 'COMMENT');
      return created(reviewCommentView(call.url, found(thread.comments[0])));
    } catch (error) {
      if (made.state === 'PENDING') deleteReview(world, made);
      throw error;
    }
  },
  [`POST ${one}/comments/{comment_id}/replies`]: (call) => reply(call, pull(call), call.path.int('comment_id') ?? 0),
  [`GET ${repo}/pulls/comments/{comment_id}`]: (call) => ok(reviewCommentView(call.url, comment(call), call.media)),
  [`PATCH ${repo}/pulls/comments/{comment_id}`]: (call) => {
    const held = mine(call);
    held.body = call.body.text('body') ?? held.body;
    held.updatedAt = call.world.now();
    return ok(reviewCommentView(call.url, held));
  },
  [`DELETE ${repo}/pulls/comments/{comment_id}`]: (call) => {
    deleteReviewComment(call.world, mine(call));
    return noContent();
  },
  ...reactions(`${repo}/pulls/comments/{comment_id}`, comment),
};

function reply(call: Call, held: PullRequest, to: number) {
  const { world } = call;
  const first = found(held.threads.flatMap(({ comments }) => comments).find(({ id }) => id === to));
  if (first.replyTo !== null) throw invalid('PullRequestReviewComment', 'in_reply_to', 'invalid');
  const me = viewer(call);
  const made = pendingReview(held, me) ?? newReview(world, held, me, '', undefined);
  const comment = newReviewComment(world, first.thread, made, call.body.text('body') ?? '');
  if (made.state === 'PENDING' && commentsOf(made).length === 1) submitReview(world, made, 'COMMENT');
  return created(reviewCommentView(call.url, comment));
}

const events: readonly ReviewEvent[] = ['APPROVE', 'REQUEST_CHANGES', 'COMMENT'];
const eventOf = (text: string | undefined) => events.find((event) => event === text);

/** A position, the old way to say where, counts lines of the patch; it stands for the line itself here. */
export function placeOf(sent: Fields) {
  return {
    path: sent.text('path') ?? '',
    line: sent.int('line') ?? sent.int('position'),
    startLine: sent.int('start_line'),
    side: sent.text('side'),
    startSide: sent.text('start_side'),
    subjectType: sent.text('subject_type'),
  };
}

/** Reviews that the viewer may see: pending ones are their author's. */
function seen(call: Call, held: PullRequest): Review[] {
  return held.reviews.filter((review) => review.state !== 'PENDING' || review.author === call.viewer);
}

function visible(call: Call, all: PullRequest[]): ReviewComment[] {
  return all
    .flatMap(({ threads }) => threads.flatMap(({ comments }) => comments))
    .filter(({ review }) => review.state !== 'PENDING');
}

function order(call: Call, all: ReviewComment[]): ReviewComment[] {
  const since = call.query.text('since');
  const by = call.query.text('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  const recent = since === undefined ? all : all.filter((one) => Date.parse(one.updatedAt) >= Date.parse(since));
  return sorted(call, recent, (one) => one[by], 'asc');
}

function review(call: Call): Review {
  return found(seen(call, pull(call)).find(({ id }) => id === call.path.int('review_id')));
}

function own(call: Call): Review {
  const held = review(call);
  if (held.author !== viewer(call)) throw forbidden();
  return held;
}

function comment(call: Call): ReviewComment {
  const all = repository(call)
    .issues.flatMap(({ pull }) => pull?.threads ?? [])
    .flatMap(({ comments }) => comments);
  return found(all.find(({ id }) => id === call.path.int('comment_id')));
}

function mine(call: Call): ReviewComment {
  const held = comment(call);
  const me = viewer(call);
  if (held.author !== me && !call.world.canPush(me, held.thread.pull.base.repo)) throw forbidden();
  return held;
}
