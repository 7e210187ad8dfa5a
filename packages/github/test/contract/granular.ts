import { found, type Case } from './case.ts';

const issue = { owner: 'octo', repo: 'garden', issue_number: 2 };
const pull = { owner: 'octo', repo: 'garden', pullNumber: 4 };
const at = { owner: 'octo', repo: 'garden' };
const labs = { owner: 'octo-labs', repo: 'greenhouse', issue_number: 1 };

/** Tools with one purpose each: steps in an order in which one builds on the other. */
export const granular: readonly Case[] = [
  {
    tool: 'update_issue_title',
    args: { ...issue, title: 'Warn of frost' },
    says: /Updated issue #2/,
    asks: ['issues/update'],
  },
  { tool: 'update_issue_body', args: { ...issue, body: 'New' }, says: /Updated issue #2/, asks: ['issues/update'] },
  { tool: 'update_issue_assignees', args: { ...issue, assignees: ['mona'] }, says: /Updated issue #2/ },
  { tool: 'update_issue_assignees', args: { ...issue, assignees: [] }, says: /No longer assigned: mona/ },
  { tool: 'update_issue_labels', args: { ...issue, labels: ['bug'] }, says: /Labels no longer on it: enhancement/ },
  {
    tool: 'update_issue_milestone',
    args: { ...issue, milestone: 1 },
    says: /Updated issue #2/,
    asks: ['issues/update'],
  },
  { tool: 'update_issue_milestone', args: { ...issue, milestone: 99 }, says: /milestone/, code: 'invalid' },
  {
    tool: 'update_issue_type',
    args: { ...labs, issue_type: 'Feature' },
    says: /Updated issue #1/,
    asks: ['issues/update'],
  },
  { tool: 'update_issue_state', args: { ...issue, state: 'closed', state_reason: 'completed' }, says: /#2 \(closed\)/ },
  { tool: 'update_issue_state', args: { ...issue, state: 'open' }, says: /#2 \(open\)/ },
  {
    tool: 'update_issue_state',
    args: { ...issue, state: 'open', state_reason: 'completed' },
    says: /contradicts/,
    code: 'invalid',
  },
  {
    tool: 'set_issue_fields',
    args: { ...labs, fields: [{ field_name: 'Priority', value: 'High' }] },
    says: /Updated issue #1/,
  },
  {
    tool: 'remove_sub_issue',
    args: async (session) => ({
      ...issue,
      issue_number: 1,
      sub_issue_id: Number(await found(session, 'issue_read', { ...issue, method: 'get' }, /; id (\d+)/)),
    }),
    says: /Removed a sub-issue from #1/,
    asks: ['issues/remove-sub-issue'],
  },
  {
    tool: 'add_sub_issue',
    args: async (session) => ({
      ...issue,
      issue_number: 1,
      sub_issue_id: Number(await found(session, 'issue_read', { ...issue, method: 'get' }, /; id (\d+)/)),
    }),
    says: /Added a sub-issue to #1/,
    asks: ['issues/add-sub-issue'],
  },
  {
    tool: 'reprioritize_sub_issue',
    args: { ...issue, issue_number: 1, sub_issue_id: 1 },
    says: /either after_id or before_id/,
    code: 'invalid',
  },
  {
    tool: 'add_issue_reaction',
    args: { ...issue, content: 'heart' },
    says: /^Reacted with heart to #2/,
    asks: ['reactions/create-for-issue'],
  },
  {
    tool: 'add_issue_comment_reaction',
    args: async (session) => ({
      ...at,
      content: 'rocket',
      comment_id: Number(
        await found(session, 'issue_read', { ...at, issue_number: 1, method: 'get_comments' }, /comment (\d+)/),
      ),
    }),
    says: /^Reacted with rocket to comment/,
    asks: ['reactions/create-for-issue-comment'],
  },
  {
    tool: 'update_pull_request_title',
    args: { ...pull, title: 'Skip rain' },
    says: /Updated title/,
    asks: ['pulls/update'],
  },
  {
    tool: 'update_pull_request_body',
    args: { ...pull, body: 'Fixes #1' },
    says: /Updated body/,
    asks: ['pulls/update'],
  },
  { tool: 'update_pull_request_state', args: { ...pull, state: 'closed' }, says: /Updated state/ },
  { tool: 'update_pull_request_state', args: { ...pull, state: 'open' }, says: /Updated state/ },
  { tool: 'update_pull_request_draft_state', args: { ...pull, draft: true }, says: /#4 is now a draft/ },
  { tool: 'update_pull_request_draft_state', args: { ...pull, draft: false }, says: /#4 is now ready for review/ },
  {
    tool: 'request_pull_request_reviewers',
    args: { ...pull, reviewers: ['octo'] },
    says: /Requested a review of #4 from octo/,
  },
  { tool: 'pull_request_review_write', args: { ...pull, method: 'create' }, says: /Started pending review/ },
  {
    tool: 'add_pull_request_review_comment',
    args: { ...pull, path: 'src/water.ts', line: 3, subjectType: 'LINE', body: 'Why?' },
    says: /Added thread PRRT_/,
  },
  {
    tool: 'submit_pending_pull_request_review',
    args: { ...pull, event: 'COMMENT' },
    says: /Submitted review \d+ of #4 \(COMMENTED\)/,
  },
  { tool: 'pull_request_review_write', args: { ...pull, method: 'create' }, says: /Started pending review/ },
  {
    tool: 'delete_pending_pull_request_review',
    args: pull,
    says: /Deleted the pending review of #4/,
    asks: ['pulls/delete-pending-review'],
  },
  {
    tool: 'resolve_review_thread',
    args: async (session) => ({
      threadID: await found(session, 'pull_request_read', { ...pull, method: 'get_review_comments' }, /(PRRT_\w+)/),
    }),
    says: /^Resolved thread PRRT_/,
  },
  {
    tool: 'unresolve_review_thread',
    args: async (session) => ({
      threadID: await found(session, 'pull_request_read', { ...pull, method: 'get_review_comments' }, /(PRRT_\w+)/),
    }),
    says: /^Unresolved thread PRRT_/,
  },
  { tool: 'unresolve_review_thread', args: { threadID: 'PRRT_none' }, says: /PRRT_none/, code: 'not_found' },
  {
    tool: 'add_pull_request_review_comment_reaction',
    args: async (session) => ({
      ...at,
      content: 'eyes',
      comment_id: Number(
        await found(session, 'pull_request_read', { ...pull, method: 'get_review_comments' }, /discussion_r(\d+)/),
      ),
    }),
    says: /^Reacted with eyes to comment/,
    asks: ['reactions/create-for-pull-request-review-comment'],
  },
];
