import { garden, issue, labs, pull, row, sent, table, verify, type Given } from './table.ts';

// Calls of several requests, each of which can fail: what was done is said, and nothing else.

const update = (args: object) => ({ ...issue, method: 'update', ...args });
const push = { ...garden, branch: 'main', message: 'm', files: [{ path: 'a.md', content: 'A' }] };
const project = { owner: 'octo-labs', owner_type: 'org', project_number: 1 };
const draft = { ...project, method: 'add_draft_issue', title: 'Idea', body: 'B' };
const items = (...all: object[]) => ({ ...project, method: 'update_project_items', items: all });

/** The project of the organization. */
const plan = (given: Given) => {
  const found = given.world.projects.find(({ owner }) => owner.login === 'octo-labs');
  if (found === undefined) throw new Error('The sample world has no such project.');
  return found;
};
const set = (item_id: number | undefined, value: string, name = 'Status') => ({
  item_id,
  updated_field: { name, value },
});
const refs = /\/git\/refs\/heads(?:%2F|\/)main$/;
const tip = (given: Given) => given.garden.refs.get('refs/heads/main');

table([
  row(
    'says what was not tried after a first step that failed',
    'issue_write',
    update({ title: 'T', add_labels: ['x'], remove_labels: ['bug'] }),
    {
      given: (given) => given.refuse('PATCH', /issues\/1$/, 422, 'Validation Failed'),
      code: 'invalid',
      says: /Validation Failed\. Not tried: add labels x; remove label bug\.$/,
      after: (given) => verify(given.issue(1).labels.map(({ name }) => name)).toEqual(['bug']),
    },
  ),
  row(
    'does not call a step undone that may have happened',
    'issue_write',
    update({ title: 'T', add_labels: ['enhancement'] }),
    {
      given: (given) =>
        void given.double.fail({ method: 'POST', path: /labels$/ }, { kind: 'reset', after: 'applied' }),
      says: [/Updated issue #1/, /NOT CONFIRMED: add labels enhancement: .* may have been applied/],
      not: /NOT DONE/,
    },
  ),
  row(
    'says which later steps a pull request did not get to',
    'update_pull_request',
    { ...pull, title: 'T', draft: true, reviewers: ['octo'] },
    {
      given: (given) => given.refuse('PATCH', /pulls\/4$/, 403, 'Must have admin rights to Repository.'),
      code: 'denied',
      says: /Not tried: convert to draft; review request to octo\./,
      after: (given) => verify(given.pull.draft).toBe(false),
    },
  ),
  row(
    'says the same where the first step is none of REST',
    'update_pull_request',
    { ...pull, draft: true, auto_merge: 'squash', reviewers: ['octo'] },
    {
      given: (given) =>
        given.graphql('ToDraft', {
          data: { convertPullRequestToDraft: null },
          errors: [{ type: 'FORBIDDEN', message: 'octo does not have permission to convert it.' }],
        }),
      code: 'denied',
      says: /Not tried: auto-merge; review request to octo\.$/,
      after: (given) => verify(given.pull.draft).toBe(false),
    },
  ),
  row(
    'says that a title was not taken over',
    'update_pull_request',
    { ...pull, title: 'New' },
    {
      given: (given) =>
        void given.double.fail(
          { method: 'PATCH', path: /pulls\/4$/ },
          { kind: 'change', body: (body) => JSON.stringify({ ...(JSON.parse(body) as object), title: 'Old' }) },
        ),
      says: /NOT DONE: title New: GitHub has Old/,
    },
  ),
  row(
    'says that the comment was not tried after the reaction failed',
    'add_issue_comment',
    { ...issue, body: 'x', reaction: 'heart' },
    {
      given: (given) => given.refuse('POST', /reactions$/, 422, 'Validation Failed'),
      code: 'invalid',
      says: /Not tried: the comment/,
      after: (_, requests) => verify(sent(requests, 'POST', /comments$/)).toBeUndefined(),
    },
  ),
  // Pushes
  ...[/git\/blobs$/, /git\/trees$/, /git\/commits$/].map((path) =>
    row(
      `says that the branch is unchanged after ${path.source}`,
      'push_files',
      { ...push, files: [{ path: 'a.png', content: 'iVBORw0KGgo=', encoding: 'base64' }] },
      {
        given: (given) => void given.double.fail({ method: 'POST', path }, { kind: 'reset', after: 'applied' }),
        code: 'unavailable',
        says: /main is unchanged\. Try again\.$/,
        not: /may have been applied/,
      },
    ),
  ),
  row('finds that a push without an answer has arrived', 'push_files', push, {
    given: (given) => void given.double.fail({ method: 'PATCH', path: refs }, { kind: 'reset', after: 'applied' }),
    says: /^Pushed 1 file to main in commit [0-9a-f]{40}$/,
    after: (given, requests) => verify(sent(requests, 'PATCH', refs)).toMatchObject({ sha: tip(given) }),
  }),
  row('finds that a push without an answer has not arrived', 'push_files', push, {
    given: (given) => void given.double.fail({ method: 'PATCH', path: refs }, { kind: 'reset' }),
    code: 'unavailable',
    says: /main is unchanged\. Try again\.$/,
    after: (given) => verify(given.file('a.md')).toBeUndefined(),
  }),
  row('leaves open whether a push arrived that nobody can look at', 'push_files', push, {
    given(given) {
      given.double.fail({ method: 'PATCH', path: refs }, { kind: 'reset' });
      given.double.fail(
        { method: 'GET', path: /git\/ref\/heads(?:%2F|\/)main$/, after: 1 },
        { kind: 'answer', status: 404, body: {} },
      );
    },
    code: 'unavailable',
    says: /may have been applied/,
  }),
  row('quotes the refusal of a push, and says that the branch is unchanged', 'push_files', push, {
    given: (given) => given.refuse('PATCH', refs, 422, 'Object does not exist'),
    code: 'invalid',
    says: /Object does not exist\. main is unchanged\.$/,
  }),
  row(
    'counts only the files that reached an empty repository',
    'push_files',
    {
      ...push,
      repo: 'seedling',
      files: [
        { path: 'a', content: 'A' },
        { path: 'b', content: 'B' },
      ],
    },
    {
      given: (given) => given.refuse('POST', /git\/trees$/, 403, 'Forbidden'),
      says: [/^Pushed 1 file to main/, /NOT DONE: b: /],
    },
  ),
  // Projects
  row('adds a draft in one request', 'projects_write', draft, {
    says: /Added draft "Idea" as item \d+/,
    after: (_, requests) =>
      verify(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
        'POST /orgs/octo-labs/projectsV2/1/drafts',
      ]),
  }),
  row('adds a draft where the server lacks the route', 'projects_write', draft, {
    given: (given) => given.refuse('POST', /drafts$/, 404, 'Not Found'),
    says: /Added draft "Idea" as item \d+/,
    after: (given) => verify(plan(given).items.at(-1)?.content).toMatchObject({ title: 'Idea' }),
  }),
  row(
    'sets the other items when one value is wrong',
    'projects_write',
    (given) => items(set(plan(given).items[0]?.id, 'Nope'), set(plan(given).items[0]?.id, 'New', 'Title')),
    {
      says: [/^Updated Title of item \d+\nNOT DONE: item \d+: Status has no choice "Nope"/],
    },
  ),
  row(
    'refuses two values for one field of an item',
    'projects_write',
    items(set(5, 'Done'), set(5, 'Todo', 'status')),
    {
      code: 'invalid',
      says: /item 5 is given twice/,
      after: (_, requests) => verify(requests).toEqual([]),
    },
  ),
  row(
    'refuses a field of a view that is no id',
    'projects_write',
    { ...project, method: 'create_project_view', name: 'V', visible_fields: ['Status'] },
    {
      code: 'invalid',
      says: /"Status" is not the id of a field/,
    },
  ),
  // Texts
  ...(['create_pull_request', 'discussion_write', 'milestone_write'] as const).map((tool) =>
    row(
      `refuses a blank title in ${tool}`,
      tool,
      {
        ...garden,
        title: ' ',
        body: 'b',
        ...(tool === 'create_pull_request' ? { head: 'a', base: 'main' } : { method: 'create' }),
        ...(tool === 'discussion_write' && { category: 'General' }),
        ...(tool === 'milestone_write' && { body: undefined }),
      },
      {
        code: 'invalid',
        says: /"title": must not be blank\./,
        after: (_, requests) => verify(requests).toEqual([]),
      },
    ),
  ),
  row(
    'refuses a blank message',
    'push_files',
    { ...push, message: '\n' },
    { code: 'invalid', says: /"message": must not be blank\./ },
  ),
  row(
    'refuses a blank name in the path of a request',
    'get_team_members',
    { org: 'octo-labs', team_slug: ' ' },
    {
      code: 'invalid',
      says: /team_slug.*is empty/,
    },
  ),
  row(
    'quotes errors that GitHub gives as one text',
    'create_pull_request',
    { ...labs, title: 'T', head: 'x', base: 'main' },
    {
      given: (given) =>
        given.refuse('POST', /pulls$/, 422, 'Unprocessable Entity', { errors: "Head sha can't be blank" }),
      code: 'invalid',
      says: /Head sha can't be blank/,
    },
  ),
]);
