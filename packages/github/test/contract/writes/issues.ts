import { found, type Case } from '../case.ts';
import { garden } from '../places.ts';

export const issues: readonly Case[] = [
  {
    tool: 'label_write',
    args: { ...garden, method: 'create', name: 'soil', color: '#664422' },
    says: /Created soil; color 664422/,
    asks: ['issues/create-label'],
  },
  {
    tool: 'label_write',
    args: { ...garden, method: 'update', name: 'soil', new_name: 'earth' },
    says: /Updated earth/,
    asks: ['issues/update-label'],
  },
  {
    tool: 'milestone_write',
    args: { ...garden, method: 'create', title: 'Autumn', due_on: '2026-10-01' },
    says: /Created milestone 2 open "Autumn"; 0 of 0 closed; due 2026-10-01/,
    asks: ['issues/create-milestone'],
  },
  {
    tool: 'milestone_write',
    args: { ...garden, method: 'update', milestone_number: 2, state: 'closed' },
    says: /Updated milestone 2 closed/,
    asks: ['issues/update-milestone'],
  },
  {
    tool: 'issue_write',
    args: {
      ...garden,
      method: 'create',
      title: 'Dig',
      body: '- [ ] spade\n- [ ] rake\n',
      labels: ['earth'],
      assignees: ['mona'],
      milestone: 1,
    },
    says: /Created issue #7 \(id \d+\): https/,
    asks: ['issues/create'],
  },
  { tool: 'issue_write', args: { ...garden, method: 'create' }, says: /needs a title/, code: 'invalid' },
  {
    tool: 'issue_write',
    args: {
      owner: 'octo-labs',
      repo: 'greenhouse',
      method: 'create',
      title: 'Fan',
      type: 'Task',
      issue_fields: [{ field_name: 'priority', value: 'High' }],
    },
    says: /Created issue #2/,
    asks: ['orgs/list-issue-fields', 'issues/create'],
  },
  {
    tool: 'issue_write',
    args: { ...garden, method: 'update', issue_number: 7, title: 'Dig the beds' },
    says: /Updated issue #7 \(open\)/,
    asks: ['issues/update'],
  },
  {
    tool: 'issue_write',
    args: { ...garden, method: 'update', issue_number: 3, state: 'closed', state_reason: 'duplicate', duplicate_of: 1 },
    says: /Updated issue #3 \(closed\)/,
  },
  {
    tool: 'edit_body',
    args: { ...garden, kind: 'issue', number: 7, edits: [{ old: '- [ ] spade', new: '- [x] spade' }] },
    says: /Edited; body_sha is now [0-9a-f]{12}/,
    asks: ['issues/get', 'issues/update'],
  },
  {
    tool: 'edit_body',
    args: { ...garden, kind: 'issue', number: 7, edits: [{ old: 'rake', new: 'hoe' }], body_sha: '000000000000' },
    says: /its body_sha is now/,
    code: 'conflict',
  },
  {
    tool: 'edit_body',
    args: { ...garden, kind: 'pull_request', number: 4, edits: [{ old: 'Fixes #1', new: 'Closes #1' }] },
    says: /Edited/,
    asks: ['pulls/update'],
  },
  {
    tool: 'edit_body',
    args: { ...garden, kind: 'milestone', number: 1, edits: [{ old: 'July', new: 'August' }] },
    says: /Edited/,
    asks: ['issues/update-milestone'],
  },
  {
    tool: 'add_issue_comment',
    args: { ...garden, issue_number: 7, body: 'On it.', reaction: 'rocket' },
    says: /Reacted with rocket to #7\nAdded comment \d+/,
    asks: ['issues/create-comment', 'reactions/create-for-issue'],
  },
  {
    tool: 'add_issue_comment',
    args: async (session) => ({ ...garden, issue_number: 7, reaction: '+1', comment_id: await comment(session) }),
    says: /^Reacted with \+1 to comment \d+$/,
    asks: ['reactions/create-for-issue-comment'],
  },
  {
    tool: 'comment_write',
    args: async (session) => ({
      ...garden,
      method: 'update',
      kind: 'issue',
      comment_id: await comment(session),
      body: 'Nearly.',
    }),
    says: /Updated comment \d+/,
    asks: ['issues/update-comment'],
  },
  {
    tool: 'edit_body',
    args: async (session) => ({
      ...garden,
      kind: 'comment',
      number: await comment(session),
      edits: [{ old: 'Nearly', new: 'Done' }],
    }),
    says: /Edited/,
    asks: ['issues/update-comment'],
  },
  {
    tool: 'comment_write',
    args: async (session) => ({ ...garden, method: 'delete', kind: 'issue', comment_id: await comment(session) }),
    says: /Deleted comment \d+/,
    asks: ['issues/delete-comment'],
  },
  {
    tool: 'sub_issue_write',
    args: async (session) => ({ ...garden, issue_number: 1, method: 'add', sub_issue_id: await issueId(session, 7) }),
    says: /Added a sub-issue to #1/,
    asks: ['issues/add-sub-issue'],
  },
  {
    tool: 'sub_issue_write',
    args: async (session) => ({
      ...garden,
      issue_number: 1,
      method: 'reprioritize',
      sub_issue_id: await issueId(session, 7),
      before_id: await issueId(session, 2),
    }),
    says: /Moved/,
    asks: ['issues/reprioritize-sub-issue'],
  },
  {
    tool: 'sub_issue_write',
    args: async (session) => ({
      ...garden,
      issue_number: 1,
      method: 'remove',
      sub_issue_id: await issueId(session, 7),
    }),
    says: /Removed a sub-issue from #1/,
    asks: ['issues/remove-sub-issue'],
  },
  {
    tool: 'issue_dependency_write',
    args: { ...garden, issue_number: 1, method: 'add', type: 'blocked_by', related_issue_number: 2 },
    says: /octo\/garden#1 is blocked by octo\/garden#2/,
    asks: ['issues/add-blocked-by-dependency'],
  },
  {
    tool: 'issue_dependency_write',
    args: { ...garden, issue_number: 2, method: 'remove', type: 'blocking', related_issue_number: 1 },
    says: /octo\/garden#1 is no longer blocked by octo\/garden#2/,
    asks: ['issues/remove-dependency-blocked-by'],
  },
  {
    tool: 'assign_copilot_to_issue',
    args: { ...garden, issue_number: 7, base_ref: 'rain', custom_instructions: 'Mind the worms.' },
    says: /Assigned Copilot for #7/,
    asks: ['issues/add-assignees'],
    never: ['issues/create-comment'],
  },
  {
    tool: 'assign_copilot_to_issue_with_intent',
    args: { ...garden, issue_number: 2, rationale: 'It is small.', confidence: 'HIGH', is_suggestion: false },
    says: /Copilot for #2/,
    asks: ['issues/add-assignees'],
  },
  { tool: 'create_issue', args: { ...garden, title: 'Old way' }, says: /Created issue #8/, asks: ['issues/create'] },
  {
    tool: 'update_issue',
    args: { ...garden, issue_number: 8, state: 'closed' },
    says: /Updated issue #8 \(closed\)/,
    asks: ['issues/update'],
  },
  {
    tool: 'label_write',
    args: { ...garden, method: 'delete', name: 'earth' },
    says: /Deleted the label earth/,
    asks: ['issues/delete-label'],
  },
  {
    tool: 'milestone_write',
    args: { ...garden, method: 'delete', milestone_number: 2 },
    says: /Deleted milestone 2/,
    asks: ['issues/delete-milestone'],
  },
];

type Of = Parameters<typeof found>[0];
const comment = (session: Of) =>
  found(session, 'issue_read', { ...garden, issue_number: 7, method: 'get_comments' }, /comment (\d+) by octo/);
const issueId = (session: Of, issue_number: number) =>
  found(session, 'issue_read', { ...garden, issue_number, method: 'get' }, /; id (\d+)/);
