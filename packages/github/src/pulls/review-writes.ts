import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../api/github.ts';
import { graphqlDocument } from '../api/graphql.ts';
import { pendingReview } from './pending-review.ts';
import type { PullAt } from './reviewers.ts';

export const reviewMethods = [
  'create',
  'submit_pending',
  'delete_pending',
  'dismiss',
  'resolve_thread',
  'unresolve_thread',
] as const;

interface Asked {
  at: PullAt;
  event?: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT' | undefined;
  body?: string | undefined;
  commitID?: string | undefined;
  threadId?: string | undefined;
  reviewId?: number | undefined;
}

const resolve = graphqlDocument<unknown>(`mutation ResolveThread($id: ID!) {
  resolveReviewThread(input: { threadId: $id }) { clientMutationId }
}`);

const unresolve = graphqlDocument<unknown>(`mutation UnresolveThread($id: ID!) {
  unresolveReviewThread(input: { threadId: $id }) { clientMutationId }
}`);

export const reviewWrites: Record<
  (typeof reviewMethods)[number],
  (asked: Asked, github: GitHub, call: Call) => Promise<string>
> = {
  async create({ at, event, body, commitID }, github, call) {
    const made = await github.write(
      'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
      { ...at, event, body, commit_id: commitID },
      call,
    );
    return event === undefined
      ? `Started pending review ${made.id} of #${at.pull_number}; only you see it until submit_pending`
      : `Reviewed #${at.pull_number} (${made.state}), review ${made.id}: ${made.html_url}`;
  },
  async submit_pending({ at, event, body }, github, call) {
    if (event === undefined) throw new ToolError('invalid', 'To submit a review give its event.');
    const { id } = await pendingReview(github, at, call);
    const made = await github.write(
      'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/events',
      { ...at, review_id: Number(id), event, body },
      call,
    );
    return `Submitted review ${made.id} of #${at.pull_number} (${made.state}): ${made.html_url}`;
  },
  async delete_pending({ at }, github, call) {
    const { id } = await pendingReview(github, at, call);
    await github.write(
      'DELETE /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}',
      { ...at, review_id: Number(id) },
      call,
    );
    return `Deleted the pending review of #${at.pull_number}`;
  },
  async dismiss({ at, body, reviewId }, github, call) {
    if (reviewId === undefined || body === undefined)
      throw new ToolError('invalid', 'To dismiss a review give reviewId, and the reason as body.');
    const made = await github.write(
      'PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals',
      { ...at, review_id: reviewId, message: body, event: 'DISMISS' },
      call,
    );
    return `Dismissed review ${made.id} of #${at.pull_number}`;
  },
  resolve_thread: (asked, github, call) => setThread(resolve, 'Resolved', asked, github, call),
  unresolve_thread: (asked, github, call) => setThread(unresolve, 'Unresolved', asked, github, call),
};

async function setThread(
  document: typeof resolve,
  done: string,
  { threadId }: Asked,
  github: GitHub,
  call: Call,
): Promise<string> {
  if (threadId === undefined)
    throw new ToolError('invalid', 'Give the threadId, from pull_request_read get_review_comments.');
  await github.graphql(document, { id: threadId }, { node: threadId }, call);
  return `${done} thread ${threadId}`;
}
