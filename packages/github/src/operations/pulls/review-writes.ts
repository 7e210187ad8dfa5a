import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { graphqlDocument } from '../../api/graphql.ts';
import { count, plain } from '../../present/text.ts';
import { notKeptLines } from '../kept.ts';
import { refuse, required } from '../report.ts';
import { pendingReview } from './pending-review.ts';
import { toComment, type ReviewComment } from './review-comment.ts';
import type { PullAt } from './reviewers.ts';
import { checkThread } from './thread-of.ts';

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
  comments?: readonly ReviewComment[] | undefined;
}

type Set = Record<string, { thread?: { isResolved?: boolean } | null } | null>;

const resolve = graphqlDocument<Set>(`mutation ResolveThread($id: ID!) {
  resolveReviewThread(input: { threadId: $id }) { thread { isResolved } }
}`);

const unresolve = graphqlDocument<Set>(`mutation UnresolveThread($id: ID!) {
  unresolveReviewThread(input: { threadId: $id }) { thread { isResolved } }
}`);

export const reviewWrites: Record<
  (typeof reviewMethods)[number],
  (asked: Asked, github: GitHub, call: Call) => Promise<string>
> = {
  async create({ at, event, body, commitID, comments, threadId, reviewId }, github, call) {
    refuse({ threadId, reviewId }, 'do not go with method create');
    if ((event === 'COMMENT' || event === 'REQUEST_CHANGES') && !body?.trim() && !comments?.length)
      throw new ToolError('invalid', `A review with event ${event} needs a body or comments.`);
    const { data: made } = await github.rest.pulls
      .createReview({ ...at, event, body, commit_id: commitID, comments: comments?.map(toComment) }, call)
      .catch((error: unknown) => {
        throw pendingFirst(error, at.pull_number);
      });
    const with_ = comments === undefined ? '' : ` with ${count(comments.length, 'comment')}`;
    return event === undefined
      ? `Started pending review ${made.id} of #${at.pull_number}${with_}; only you see it until submit_pending`
      : `Reviewed #${at.pull_number}${with_} (${made.state}), review ${made.id}: ${made.html_url}${eventNote(event, made.state)}`;
  },
  async submit_pending({ at, event, body, comments, commitID, threadId, reviewId }, github, call) {
    refuse(
      { comments, commitID, threadId, reviewId },
      'do not go with submit_pending; add_comment_to_pending_review adds comments',
    );
    if (event === undefined) throw new ToolError('invalid', 'To submit a review give its event.');
    const { id } = await pendingReview(github, at, call);
    const { data: made } = await github.rest.pulls.submitReview({ ...at, review_id: Number(id), event, body }, call);
    return `Submitted review ${made.id} of #${at.pull_number} (${made.state}): ${made.html_url}${eventNote(event, made.state)}`;
  },
  async delete_pending({ at, event, body, comments, commitID, threadId, reviewId }, github, call) {
    refuse({ event, body, comments, commitID, threadId, reviewId }, 'do not go with delete_pending');
    const { id } = await pendingReview(github, at, call);
    await github.rest.pulls.deletePendingReview({ ...at, review_id: Number(id) }, call);
    return `Deleted the pending review of #${at.pull_number}`;
  },
  async dismiss({ at, body, reviewId, event, comments, commitID, threadId }, github, call) {
    refuse({ event, comments, commitID, threadId }, 'do not go with dismiss');
    if (reviewId === undefined || body === undefined)
      throw new ToolError('invalid', 'To dismiss a review give reviewId, and the reason as body.');
    const { data: made } = await github.rest.pulls.dismissReview(
      { ...at, review_id: reviewId, message: body, event: 'DISMISS' },
      call,
    );
    if (made.state !== 'DISMISSED')
      throw new ToolError('conflict', `GitHub left review ${made.id} of #${at.pull_number} ${plain(made.state)}.`);
    return `Dismissed review ${made.id} of #${at.pull_number}`;
  },
  resolve_thread: (asked, github, call) => setThread(resolve, 'Resolved', asked, github, call),
  unresolve_thread: (asked, github, call) => setThread(unresolve, 'Unresolved', asked, github, call),
};

const states = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;

/** Says that GitHub recorded another verdict than the one that was asked for. */
const eventNote = (event: keyof typeof states, state: string): string =>
  notKeptLines({ event: [states[event], state] });

/** GitHub keeps one pending review for each person, and refuses a second one. */
function pendingFirst(error: unknown, number: number): unknown {
  if (!(error instanceof ToolError) || !/one pending review/i.test(error.message)) return error;
  const way = `You have a pending review of #${number}: add to it with add_comment_to_pending_review, publish it with submit_pending, or discard it with delete_pending.`;
  return new ToolError('conflict', `${error.message} ${way}`, { reason: 'pending_review', cause: error });
}

async function setThread(
  document: typeof resolve,
  done: string,
  { at, threadId: given, event, body, comments, commitID, reviewId }: Asked,
  github: GitHub,
  call: Call,
): Promise<string> {
  refuse({ event, body, comments, commitID, reviewId }, 'do not go with a thread');
  const threadId = required(given, 'threadId', 'pull_request_read get_review_comments shows it');
  await checkThread(github, at, threadId, call);
  return writeThread(document, done, threadId, github, call);
}

/** Resolves a thread by its id alone, or opens it again. */
export const setThreadById = (resolved: boolean, id: string, github: GitHub, call: Call): Promise<string> =>
  writeThread(
    resolved ? resolve : unresolve,
    resolved ? 'Resolved' : 'Unresolved',
    required(id, 'threadID', 'pull_request_read get_review_comments shows it'),
    github,
    call,
  );

async function writeThread(
  document: typeof resolve,
  done: string,
  id: string,
  github: GitHub,
  call: Call,
): Promise<string> {
  const answer = await github.graphql(document, { id }, { node: id }, call);
  const [thread] = Object.values(answer).map((one) => one?.thread);
  if (thread === null)
    throw new ToolError('conflict', `GitHub did not confirm a change of thread ${id}; read it again.`);
  const now = thread?.isResolved;
  if (now !== undefined && now !== (document === resolve))
    throw new ToolError('conflict', `GitHub left thread ${id} ${now ? 'resolved' : 'open'}.`);
  return `${done} thread ${id}`;
}
