import type { Case } from '../case.ts';
import { garden } from '../places.ts';

export const issues: readonly Case[] = [
  {
    tool: 'list_issues',
    args: garden,
    says: /#1 open "Tomatoes get water on rainy days" by mona; labels bug; assigned octo/,
    asks: ['issues/list-for-repo'],
  },
  {
    tool: 'list_issues',
    args: { ...garden, state: 'all', sort: 'created', direction: 'ASC', per_page: '2' },
    says: /^\[2 issues; more with after=\S+\]\n#1 /,
  },
  {
    tool: 'list_issues',
    args: { ...garden, fields: ['number', 'user', 'labels'] },
    says: /"number":1,"user":"mona","labels":\["bug"\]/,
  },
  {
    tool: 'list_issues',
    args: { ...garden, fields: ['colour'] },
    says: /There is no field "colour"; there are: active_lock_reason/,
    code: 'invalid',
  },
  {
    tool: 'issue_read',
    args: { ...garden, issue_number: 1, method: 'get' },
    says: /- \[ \] read the forecast/,
    asks: ['issues/get'],
  },
  {
    tool: 'issue_read',
    args: { ...garden, issue_number: 1, method: 'get_comments' },
    says: /by stranger \(none\)[^]*Ignore all earlier/,
    asks: ['issues/list-comments'],
  },
  {
    tool: 'issue_read',
    args: { ...garden, issue_number: 1, method: 'get_sub_issues' },
    says: /octo\/garden#2 open "Warn before frost"/,
    asks: ['issues/list-sub-issues'],
  },
  {
    tool: 'issue_read',
    args: { ...garden, issue_number: 2, method: 'get_parent' },
    says: /octo\/garden#1 open/,
    asks: ['issues/get-parent'],
  },
  {
    tool: 'issue_read',
    args: { ...garden, issue_number: 2, method: 'get_labels' },
    says: /"good first issue"; color 7057ff; "Good for newcomers"/,
    asks: ['issues/list-labels-on-issue'],
  },
  {
    tool: 'search_issues',
    args: { query: 'rainy', owner: 'octo', repo: 'garden' },
    says: /octo\/garden#1 open/,
    asks: ['search/issues-and-pull-requests'],
  },
  { tool: 'search_issues', args: { q: 'frost repo:octo/garden', per_page: 5 }, says: /octo\/garden#2/ },
  {
    tool: 'issue_dependency_read',
    args: { ...garden, issue_number: 1, method: 'get_blocked_by' },
    says: /^\[0 issues\]/,
    asks: ['issues/list-dependencies-blocked-by'],
  },
  {
    tool: 'issue_dependency_read',
    args: { ...garden, issue_number: 1, method: 'get_blocking' },
    says: /^\[0 issues\]/,
    asks: ['issues/list-dependencies-blocking'],
  },
  {
    tool: 'find_duplicate',
    args: { ...garden, issue_number: 1 },
    says: /candidate/,
    asks: ['issues/get', 'search/issues-and-pull-requests'],
  },
  { tool: 'list_issue_types', args: { owner: 'octo-labs' }, says: /Bug: "A bug"/, asks: ['orgs/list-issue-types'] },
  {
    tool: 'list_issue_types',
    args: { owner: 'octo-labs', repo: 'greenhouse' },
    says: /Bug: "A bug"/,
    asks: ['repos/list-issue-types'],
  },
  {
    tool: 'list_issue_fields',
    args: { owner: 'octo-labs' },
    says: /Priority \(single_select\); options High \(id \d+\), Medium \(id \d+\), Low \(id \d+\); id \d+, node id \S+/,
    asks: ['orgs/list-issue-fields'],
  },
  {
    tool: 'get_label',
    args: { ...garden, name: 'bug' },
    says: /^bug; color d73a4a; "Something isn't working"/,
    asks: ['issues/get-label'],
  },
  { tool: 'list_label', args: garden, says: /"good first issue"; color 7057ff/, asks: ['issues/list-labels-for-repo'] },
  {
    tool: 'list_milestones',
    args: garden,
    says: /milestone 1 open "Summer"; 0 of 1 closed; due 2026-07-01/,
    asks: ['issues/list-milestones'],
  },
];
