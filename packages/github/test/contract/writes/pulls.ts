import { found, type Case } from '../case.ts';
import { garden, pull } from '../places.ts';

export const pulls: readonly Case[] = [
  {
    tool: 'create_pull_request',
    args: {
      ...garden,
      title: 'Tools',
      head: 'work',
      base: 'main',
      body: 'For watering.',
      draft: true,
      reviewers: ['mona'],
    },
    says: /Created draft pull request #9/,
    asks: ['pulls/create', 'pulls/request-reviewers'],
  },
  {
    tool: 'update_pull_request',
    args: { ...garden, pullNumber: 9, title: 'Watering tools', draft: false },
    says: /Updated title of pull request #9/,
    asks: ['pulls/update'],
  },
  { tool: 'update_pull_request', args: { ...garden, pullNumber: 9, draft: true }, says: /#9 is now a draft/ },
  {
    tool: 'update_pull_request',
    args: { ...pull, auto_merge: 'squash' },
    says: /#4 merges \(squash\) once|clean status/,
  },
  {
    tool: 'update_pull_request_branch',
    args: { ...garden, pullNumber: 9 },
    says: /no new commits on the base branch/,
    code: 'invalid',
  },
  { tool: 'request_copilot_review', args: pull, says: /Asked Copilot to review #4/, asks: ['pulls/request-reviewers'] },
  {
    tool: 'pull_request_review_write',
    args: { ...pull, method: 'create' },
    says: /Started pending review \d+ of #4/,
    asks: ['pulls/create-review'],
  },
  {
    tool: 'add_comment_to_pending_review',
    args: { ...pull, path: 'src/water.ts', body: 'Name it.', subjectType: 'LINE', line: 3, side: 'RIGHT' },
    says: /Added thread \S+ to the pending review/,
  },
  {
    tool: 'pull_request_review_write',
    args: { ...pull, method: 'submit_pending', event: 'REQUEST_CHANGES', body: 'A name, please.' },
    says: /Submitted review \d+ of #4 \(CHANGES_REQUESTED\)/,
    asks: ['pulls/list-reviews', 'pulls/submit-review'],
  },
  {
    tool: 'pull_request_review_write',
    args: async (session) => ({
      ...pull,
      method: 'dismiss',
      body: 'Named.',
      reviewId: await found(
        session,
        'pull_request_read',
        { ...pull, method: 'get_reviews' },
        /review (\d+) CHANGES_REQUESTED/,
      ),
    }),
    says: /Dismissed review \d+ of #4/,
    asks: ['pulls/dismiss-review'],
  },
  { tool: 'pull_request_review_write', args: { ...pull, method: 'create' }, says: /Started pending/ },
  {
    tool: 'pull_request_review_write',
    args: { ...pull, method: 'delete_pending' },
    says: /Deleted the pending review of #4/,
    asks: ['pulls/delete-pending-review'],
  },
  {
    tool: 'pull_request_review_write',
    args: { ...pull, method: 'delete_pending' },
    says: /You have no pending review/,
    code: 'not_found',
  },
  ...(['resolve_thread', 'unresolve_thread'] as const).map((method): Case => ({
    tool: 'pull_request_review_write',
    args: async (session) => ({
      ...pull,
      method,
      threadId: await found(session, 'pull_request_read', { ...pull, method: 'get_review_comments' }, /thread (\S+) /),
    }),
    says: /(Resolved|Unresolved) thread/,
  })),
  {
    tool: 'add_reply_to_pull_request_comment',
    args: async (session) => ({
      ...pull,
      commentId: await reviewComment(session),
      body: 'It is there.',
      reaction: 'eyes',
    }),
    says: /Reacted with eyes to comment \d+\nAdded comment \d+/,
    asks: ['pulls/create-reply-for-review-comment', 'reactions/create-for-pull-request-review-comment'],
  },
  {
    tool: 'edit_body',
    args: async (session) => ({
      ...garden,
      kind: 'review_comment',
      number: await reviewComment(session),
      edits: [{ old: 'forecast', new: 'weather' }],
    }),
    says: /Edited/,
    asks: ['pulls/update-review-comment'],
  },
  {
    tool: 'comment_write',
    args: async (session) => ({
      ...garden,
      method: 'update',
      kind: 'review',
      comment_id: await reviewComment(session),
      body: 'And without it?',
    }),
    says: /Updated comment/,
  },
  {
    tool: 'comment_write',
    args: async (session) => ({
      ...garden,
      method: 'delete',
      kind: 'review',
      comment_id: await reviewComment(session),
    }),
    says: /Deleted comment/,
    asks: ['pulls/delete-review-comment'],
  },
  {
    tool: 'create_pull_request_review',
    args: {
      ...garden,
      pull_number: 4,
      body: 'Good.',
      event: 'COMMENT',
      comments: [{ path: 'src/water.ts', line: 3, body: 'Nice.' }],
    },
    says: /Reviewed #4 with 1 comment \(COMMENTED\)/,
    asks: ['pulls/create-review'],
  },
  {
    tool: 'merge_pull_request',
    args: { ...garden, pull_number: 4, merge_method: 'squash' },
    says: /Merged #4 in commit [0-9a-f]{40}/,
    asks: ['pulls/merge'],
  },
  {
    tool: 'update_pull_request_branch',
    args: { ...garden, pull_number: 9 },
    says: /^The branch of #9 is being updated$/,
    asks: ['pulls/update-branch'],
  },
];

type Of = Parameters<typeof found>[0];
const reviewComment = (session: Of) =>
  found(session, 'get_pull_request_comments', { ...garden, pull_number: 4 }, /comment (\d+) by octo/);
