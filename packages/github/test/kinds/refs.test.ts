import { garden, pull, row, sent, table, verify } from './table.ts';

// Refs in full, paths that are taken, and what GitHub did not do.

const on = { ...garden, branch: 'main', message: 'm' };
const push = (files: object[]): [string, Record<string, unknown>] => ['push_files', { ...on, files }];
table([
  // One meaning, written in another way
  row('takes #1 as a number', 'issue_read', { ...garden, issue_number: '#1', method: 'get' }, { says: /^\[issue #1 / }),
  row(
    'takes the address of an issue as its number',
    'add_issue_comment',
    { ...garden, issue_number: 'https://github.com/Octo/Garden/issues/1#issuecomment-1', body: 'Hi' },
    {
      after: (_, requests) =>
        verify(sent(requests, 'POST', /^\/repos\/octo\/garden\/issues\/1\/comments$/)).toBeDefined(),
    },
  ),
  row(
    'takes a page of a pull request as its number, under another name',
    'pull_request_read',
    { ...garden, pr_number: 'https://github.com/octo/garden/pull/4/files?w=1', method: 'get' },
    { says: /^\[pull request #4 / },
  ),
  row(
    'takes the address of a discussion as its number',
    'get_discussion',
    { ...garden, discussionNumber: 'https://github.com/octo/garden/discussions/5' },
    { says: /#5/ },
  ),
  row('takes owner/repo without an owner', 'list_issues', { repo: 'octo/garden' }, { says: /^\[/ }),
  row('takes owner/repo beside the same owner', 'list_issues', { owner: 'Octo', repo: 'octo/garden' }, { says: /^\[/ }),
  row(
    'takes owner/repo and an address together',
    'issue_read',
    { repo: 'octo/garden', issue_number: 'https://github.com/octo/garden/issues/1', method: 'get' },
    { says: /^\[issue #1 / },
  ),
  ...(
    [
      ['of another repository', 'https://github.com/octo/diary/issues/1'],
      ['on another host', 'https://github.example.com/octo/garden/issues/1'],
      ['with a user in front of the host', 'https://github.com@example.com/octo/garden/issues/1'],
      ['of a discussion', 'https://github.com/octo/garden/discussions/1'],
      ['that climbs out of the repository', 'https://github.com/octo/garden/../diary/issues/1'],
      ['without a number', 'https://github.com/octo/garden/issues'],
    ] as const
  ).map(([what, address]) =>
    row(
      `refuses an address ${what}`,
      'issue_read',
      { ...garden, issue_number: address, method: 'get' },
      { code: 'invalid', says: /issue_number/, after: (_, requests) => verify(requests).toEqual([]) },
    ),
  ),
  row(
    'refuses owner/repo of another owner',
    'list_issues',
    { owner: 'stranger', repo: 'octo/garden' },
    { code: 'invalid', says: /"octo\/garden" \(repo\)/, after: (_, requests) => verify(requests).toEqual([]) },
  ),
  row(
    'refuses #1 as the id of a comment',
    'edit_body',
    { ...garden, kind: 'comment', number: '#1', edits: [{ old: 'a', new: 'b' }] },
    { code: 'invalid', says: /number/, after: (_, requests) => verify(requests).toEqual([]) },
  ),
  row('refuses a file below a file', ...push([{ path: 'src/water.ts/x', content: 'x' }]), {
    code: 'conflict',
    says: /src\/water\.ts is a file, which it would replace; nothing was changed/,
    after: (_, requests) => verify(sent(requests, 'POST', /trees/)).toBeUndefined(),
  }),
  row('refuses a file below a submodule', ...push([{ path: 'lib/x', content: 'x' }]), {
    given: (given) => given.commit({ lib: { mode: '160000', content: 'd'.repeat(40) } }),
    code: 'conflict',
    says: /lib is a submodule/,
  }),
  row(
    'makes a folder of a file that goes with the same push',
    ...push([
      { path: 'src/water.ts', delete: true },
      { path: 'src/water.ts/x', content: 'x' },
    ]),
    {
      says: /Pushed 2 files/,
      after: (given) => verify(given.file('src/water.ts/x')?.text).toBe('x'),
    },
  ),
  row(
    'takes the full ref of a branch to push to',
    'push_files',
    { ...on, branch: 'refs/heads/main', files: [{ path: 'a.md', content: 'A' }] },
    {
      says: /Pushed 1 file to main/,
      after: (given) => verify(given.file('a.md')?.text).toBe('A'),
    },
  ),
  row(
    'makes a branch by its full ref',
    'create_branch',
    { ...garden, branch: 'refs/heads/x/y', from_branch: 'refs/heads/main' },
    {
      says: /Created branch x\/y/,
      after: (given) => verify(given.garden.refs.has('refs/heads/x/y')).toBe(true),
    },
  ),
  // GitHub would write to the default branch
  ...(
    [
      ['create_branch', 'branch', {}],
      ['create_or_update_file', 'branch', { path: 'a.md', content: 'A', message: 'm' }],
      ['edit_file_contents', 'branch', { path: 'README.md', message: 'm', edits: [{ old: 'Garden', new: 'G' }] }],
      ['push_files', 'branch', { message: 'm', files: [{ path: 'a.md', content: 'A' }] }],
      ['create_pull_request', 'base', { title: 'T', head: 'rain' }],
      ['actions_run_trigger', 'ref', { method: 'run_workflow', workflow_id: 'ci.yml' }],
    ] as const
  ).map(([tool, name, args], index) =>
    row(
      `refuses a blank ${name} with ${tool}`,
      tool,
      { ...garden, ...args, [name]: index % 2 === 0 ? '' : ' ' },
      {
        code: 'invalid',
        says: new RegExp(`"${name}": must not be blank`),
        after: (_, requests) => verify(requests).toEqual([]),
      },
    ),
  ),
  row(
    'deletes a branch by its full ref',
    'delete_branch',
    { ...garden, branch: 'refs/heads/rain' },
    {
      says: /Deleted branch rain/,
      after: (given) => verify(given.garden.refs.has('refs/heads/rain')).toBe(false),
    },
  ),
  row(
    'refuses a range as one side of a comparison',
    'compare_commits',
    { ...garden, base: 'main...rain', head: 'main' },
    {
      code: 'invalid',
      says: /base must be one branch, tag or commit/,
    },
  ),
  row(
    'says that no commit touches a path',
    'list_commits',
    { ...garden, path: 'nope.md' },
    { says: /0 commits.*none touches nope\.md/ },
  ),
  row(
    'names the start that does not exist',
    'list_commits',
    { ...garden, sha: 'nope' },
    { code: 'not_found', says: /from nope/ },
  ),
  row('quotes why nothing was merged', 'merge_pull_request', pull, {
    given: (given) =>
      given.answer('PUT', /merge$/, 200, { merged: false, message: 'Head branch was modified', sha: '' }),
    code: 'conflict',
    says: /Head branch was modified/,
  }),
  row(
    'refuses auto-merge of what is closed',
    'update_pull_request',
    { ...pull, state: 'closed', auto_merge: 'squash' },
    {
      code: 'invalid',
      says: /contradicts state closed/,
      after: (_, requests) => verify(sent(requests, 'PATCH', /./)).toBeUndefined(),
    },
  ),
  row(
    'does not say resolved where GitHub does not',
    'resolve_review_thread',
    (given) => ({ threadID: given.pull.threads[0]?.nodeId ?? 'PRRT_1' }),
    {
      given: (given) => given.graphql('resolveReviewThread', { data: { resolveReviewThread: { thread: null } } }),
      code: 'conflict',
      not: /Resolved/,
    },
  ),
  row('says that discussions are switched off', 'list_discussion_categories', garden, {
    given: (given) =>
      given.graphql('DiscussionCategories', {
        data: { repository: { hasDiscussionsEnabled: false, discussionCategories: { nodes: [] } } },
      }),
    code: 'conflict',
    says: /switched off/,
    not: /0 categories/,
  }),
  row(
    'lists discussions of a category by its name',
    'list_discussions',
    { ...garden, category: 'q&a' },
    { says: /in "Q&A"/, not: /in General/ },
  ),
  row(
    'makes a release by the names of GitHub',
    'release_write',
    { ...garden, method: 'create', tag_name: 'refs/tags/v9', target_commitish: 'main' },
    {
      says: /Created release v9/,
    },
  ),
]);
