import { blobSha } from '../../src/operations/content/blob.ts';
import { garden, issue, pull, row, sent, table, type Given, verify } from './table.ts';

// Writes that GitHub answers with success although it did something else: the answer says what was not done.

/** The real answer to a request, with some values changed. */
export function changed(given: Given, method: string, path: RegExp, values: object): void {
  given.double.fail(
    { method, path },
    {
      kind: 'change',
      body: (body) => JSON.stringify({ ...(JSON.parse(body) as object), ...values }),
    },
  );
}
const mutation = (given: Given, name: string, payload: unknown): void =>
  given.graphql(name, { data: { [name]: payload } } as never);

const update = (args: object) => ({ ...issue, method: 'update', ...args });
const quiet = { not: /NOT DONE/ };

table([
  // Issues
  row('says that an issue stayed open', 'issue_write', update({ state: 'closed' }), {
    given: (given) => changed(given, 'PATCH', /issues\/1$/, { state: 'open' }),
    says: [/Updated issue #1/, /NOT DONE: state closed: GitHub has open/],
  }),
  row('says nothing of the kind when it was closed', 'issue_write', update({ state: 'closed' }), quiet),
  row('says which labels an empty list did not remove', 'issue_write', update({ labels: [] }), {
    given: (given) => changed(given, 'PATCH', /issues\/1$/, { labels: [{ name: 'stuck', color: 'ffffff' }] }),
    says: /NOT DONE: removal of labels stuck/,
  }),
  row(
    'says who was not unassigned',
    'update_issue_assignees',
    { ...issue, assignees: [] },
    {
      given: (given) => changed(given, 'PATCH', /issues\/1$/, { assignees: [{ login: 'mona' }] }),
      says: /NOT DONE: removal of assignees mona/,
    },
  ),
  row(
    'says that another milestone stayed',
    'update_issue_milestone',
    { ...issue, milestone: 1 },
    {
      given: (given) => changed(given, 'PATCH', /issues\/1$/, { milestone: { number: 7, title: 'Old' } }),
      says: /NOT DONE: milestone 1: GitHub has 7/,
    },
  ),
  row('says that a milestone was not removed', 'issue_write', update({ milestone: null }), {
    given: (given) => changed(given, 'PATCH', /issues\/1$/, { milestone: { number: 7, title: 'Old' } }),
    says: /NOT DONE: milestone none: GitHub has 7/,
  }),
  row('says that a removed label is still there', 'issue_write', update({ title: 'T', remove_labels: ['bug'] }), {
    given: (given) => given.answer('DELETE', /labels\/bug$/, 200, [{ name: 'bug', color: 'ffffff' }]),
    says: /NOT DONE: remove label bug/,
  }),
  // Pull requests
  row(
    'says that a new pull request is no draft',
    'create_pull_request',
    { ...garden, title: 'T', head: 'rain', base: 'main', draft: true },
    {
      given(given) {
        given.issue(4).state = 'closed';
        changed(given, 'POST', /pulls$/, { draft: false });
      },
      says: [/Created pull request/, /NOT DONE: draft true/],
    },
  ),
  row(
    'says that a pull request was not closed',
    'update_pull_request',
    { ...pull, state: 'closed' },
    {
      given: (given) => changed(given, 'PATCH', /pulls\/4$/, { state: 'open' }),
      says: /NOT DONE: state closed/,
    },
  ),
  row(
    'says that GitHub did not make a draft of it',
    'update_pull_request',
    { ...pull, draft: true },
    {
      given: (given) => mutation(given, 'convertPullRequestToDraft', { pullRequest: { isDraft: false } }),
      code: 'conflict',
      says: /left it as it was/,
    },
  ),
  row(
    'says that another verdict was recorded',
    'pull_request_review_write',
    { ...pull, method: 'create', event: 'COMMENT', body: 'x' },
    {
      given: (given) => changed(given, 'POST', /reviews$/, { state: 'PENDING' }),
      says: /NOT DONE: event COMMENTED: GitHub has PENDING/,
    },
  ),
  row(
    'says that a thread stayed open',
    'resolve_review_thread',
    (given) => ({ threadID: given.pull.threads[0]?.nodeId ?? 'PRRT_1' }),
    {
      given: (given) => mutation(given, 'resolveReviewThread', { thread: { isResolved: false } }),
      code: 'conflict',
      says: /GitHub left thread \S+ open/,
    },
  ),
  row(
    'never takes an empty answer to a mutation for success',
    'resolve_review_thread',
    (given) => ({ threadID: given.pull.threads[0]?.nodeId ?? 'PRRT_1' }),
    {
      given: (given) => mutation(given, 'resolveReviewThread', null),
      code: 'unavailable',
      says: /may have been applied/,
    },
  ),
  // The rest
  row(
    'says which description a label kept',
    'label_write',
    { ...garden, method: 'update', name: 'bug', description: 'New' },
    {
      given: (given) => changed(given, 'PATCH', /labels\/bug$/, { description: 'Old' }),
      says: /NOT DONE: description New: GitHub has Old/,
    },
  ),
  row(
    'says that a release was published immediately',
    'release_write',
    { ...garden, method: 'create', tag: 'v9', draft: true, prerelease: true },
    {
      given: (given) => changed(given, 'POST', /releases$/, { draft: false, prerelease: false }),
      says: [/NOT DONE: draft true/, /NOT DONE: prerelease true/],
    },
  ),
  row(
    'says which setting a repository kept',
    'update_repository',
    { ...garden, disable: ['wiki'] },
    {
      given: (given) => changed(given, 'PATCH', /garden$/, { has_wiki: true }),
      says: /NOT DONE: has_wiki false: GitHub has true/,
    },
  ),
  row(
    'says which topics were left out',
    'update_repository',
    { ...garden, topics: ['soil', 'x y'] },
    {
      given: (given) => given.answer('PUT', /topics$/, 200, { names: ['soil'] }),
      says: [/Topics are now soil/, /NOT DONE: topics "x y"/],
    },
  ),
  row(
    'says under which name a repository was made',
    'create_repository',
    { name: 'plot' },
    {
      given: (given) => changed(given, 'POST', /user\/repos$/, { name: 'plot-1' }),
      says: /NOT DONE: name plot: GitHub has plot-1/,
    },
  ),
  row(
    'says that a gist is public',
    'create_gist',
    { filename: 'a.txt', content: 'x' },
    {
      given: (given) => changed(given, 'POST', /gists$/, { public: true }),
      says: [/Created public gist/, /NOT DONE: public false/],
    },
  ),
  row(
    'says that an alert stayed open',
    'update_dependabot_alert',
    { ...garden, alertNumber: 1, state: 'dismissed', reason: 'not_used' },
    {
      given: (given) => changed(given, 'PATCH', /alerts\/1$/, { state: 'open' }),
      says: /NOT DONE: state dismissed: GitHub has open/,
    },
  ),
  row(
    'says that a repository is not ignored',
    'manage_repository_notification_subscription',
    { ...garden, action: 'ignore' },
    {
      given: (given) => changed(given, 'PUT', /subscription$/, { ignored: false }),
      code: 'conflict',
      says: /did not set it to ignore/,
    },
  ),
  row(
    'says that notifications are marked later',
    'mark_all_notifications_read',
    {},
    {
      given: (given) => given.answer('PUT', /notifications$/, 202, { message: 'in the background' }),
      says: /is marking all notifications as read/,
    },
  ),
  ...(['push_files', 'create_or_update_file'] as const).flatMap((tool) => {
    const write = (content: string, sha?: string) =>
      tool === 'push_files'
        ? { ...garden, branch: 'main', message: 'm', files: [{ path: 'run.bat', content }] }
        : { ...garden, branch: 'main', message: 'm', path: 'run.bat', content, sha };
    return [
      ['keeps CRLF in a file that is given with LF', 'one\r\n', 'one\ntwo\n', /line ends kept: CRLF/, 'one\r\ntwo\r\n'],
      ['says that LF became CRLF', 'one\n', 'one\r\ntwo\r\n', /line ends changed from LF to CRLF/, 'one\r\ntwo\r\n'],
      [
        'says that mixed line ends became LF',
        'a\r\nb\n',
        'a\nb\n',
        /line ends changed from mixed line ends to LF/,
        'a\nb\n',
      ],
      ['leaves a text of one line alone', 'one\r\n', 'two', /(Pushed|Replaced)/, 'two'],
    ].map(([title, before, content, says, after]) =>
      row(`${tool} ${String(title)}`, tool, write(String(content), blobSha(Buffer.from(String(before)))), {
        given: (given) => void given.commit({ 'run.bat': String(before) }),
        says: says as RegExp,
        after: (given) => verify(given.file('run.bat')?.text).toBe(after),
      }),
    );
  }),
  row(
    'says nothing of line ends that stay',
    'push_files',
    { ...garden, branch: 'main', message: 'm', files: [{ path: 'run.bat', content: 'one\r\ntwo\r\n' }] },
    {
      given: (given) => void given.commit({ 'run.bat': 'one\r\n' }),
      says: /Pushed 1 file/,
      not: /[Ll]ine ends/,
    },
  ),
  row(
    'says that a write was applied when its answer cannot be read',
    'create_or_update_file',
    { ...garden, path: 'new.md', content: 'x', message: 'm', branch: 'main' },
    {
      given: (given) => changed(given, 'PUT', /contents\/new\.md$/, { commit: null }),
      code: 'unavailable',
      says: /GitHub has applied what was sent \(PUT octo\/garden\)/,
      after: (given) => verify(given.file('new.md')?.text).toBe('x'),
    },
  ),
]);

// Arguments that contradict each other, or that a method would ignore.

const refused: readonly [string, string, Record<string, unknown>][] = [
  ['a label to add and to remove', 'issue_write', update({ add_labels: ['bug'], remove_labels: ['Bug'] })],
  ['an empty list of labels to add', 'issue_write', update({ add_labels: [] })],
  ['an empty list of reviewers', 'update_pull_request', { ...pull, reviewers: [] }],
  ['all notifications for an owner without a repository', 'mark_all_notifications_read', { owner: 'octo' }],
  ['notifications of an owner without a repository', 'list_notifications', { owner: 'octo' }],
  ['a repository without an owner', 'search_issues', { query: 'x', repo: 'garden' }],
  ['a second page of threads', 'pull_request_read', { ...pull, method: 'get_review_comments', page: 2 }],
  ['unresolved files', 'pull_request_read', { ...pull, method: 'get_files', unresolved_only: true }],
  ['a direction of the timeline', 'issue_read', { ...issue, method: 'get_timeline', direction: 'desc' }],
  [
    'a filter of runs for jobs',
    'actions_list',
    { ...garden, method: 'list_workflow_jobs', resource_id: '1', workflow_runs_filter: { branch: 'x' } },
  ],
  ['the failed jobs of one job', 'get_job_logs', { ...garden, job_id: 1, failed_only: true }],
  [
    'an item that is named twice',
    'projects_write',
    {
      owner: 'octo',
      owner_type: 'user',
      project_number: 1,
      method: 'delete_project_item',
      item_id: 1,
      item_owner: 'octo',
      item_repo: 'garden',
      issue_number: 1,
    },
  ],
  [
    'fields of a view that exists',
    'projects_write',
    { owner: 'octo', method: 'update_project_view', view_id: 'V', name: 'x', visible_field_names: ['Status'] },
  ],
  [
    'a reason to reopen an alert',
    'update_dependabot_alert',
    { ...garden, alertNumber: 1, state: 'open', reason: 'not_used' },
  ],
  [
    'a new parent for a sub-issue that is removed',
    'sub_issue_write',
    { ...issue, method: 'remove', sub_issue_id: 1, replace_parent: true },
  ],
  [
    'a place for a sub-issue that is added',
    'sub_issue_write',
    { ...issue, method: 'add', sub_issue_id: 1, after_id: 2 },
  ],
  [
    'lines that end before they start',
    'get_file_contents',
    { ...garden, path: 'README.md', start_line: 9, end_line: 3 },
  ],
];
table(
  refused.map(([is, tool, args]) =>
    row(`refuses ${is}`, tool, args, {
      code: 'invalid',
      after: (_, requests) => {
        verify(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
        verify(sent(requests, 'DELETE', /./)).toBeUndefined();
      },
    }),
  ),
);
