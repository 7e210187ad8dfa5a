import { garden, pull, row, sent, table, verify } from './table.ts';

// Refs in full, paths that are taken, and what GitHub did not do.

const on = { ...garden, branch: 'main', message: 'm' };
const push = (files: object[]): [string, Record<string, unknown>] => ['push_files', { ...on, files }];
table([
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
