import { garden, row, sent, table, verify } from './table.ts';

// Searches, gists and the rest, and the names that strangers choose, in every list that shows them.

const search = (tool: string, args: object): [string, Record<string, unknown>] => [tool, { ...args }];
const found = { total_count: 0, incomplete_results: false, items: [] };

table([
  // Search
  row(
    'keeps the scope of a search under OR',
    ...search('search_issues', { query: 'crash OR hang', owner: 'o', repo: 'r' }),
    {
      given: (given) => given.answer('GET', /search\/issues/, 200, found),
      after: (_, requests) => verify(requests[0]?.query['q']).toMatch(/\(crash OR hang\).*repo:o\/r/),
    },
  ),
  row(
    'keeps the scope of a search for pull requests under OR',
    ...search('search_pull_requests', { query: 'crash OR hang', owner: 'o', repo: 'r' }),
    {
      given: (given) => given.answer('GET', /search\/issues/, 200, found),
      after: (_, requests) => verify(requests[0]?.query['q']).toMatch(/\(crash OR hang\).*repo:o\/r/),
    },
  ),
  row(
    'does not repeat the scope of a search',
    ...search('search_issues', { query: 'repo:a/b is:issue is:open (label:x OR label:y)', owner: 'o', repo: 'r' }),
    {
      given: (given) => given.answer('GET', /search\/issues/, 200, found),
      after: (_, requests) => verify(requests[0]?.query['q']).toBe('repo:a/b is:issue is:open (label:x OR label:y)'),
    },
  ),
  row(
    'asks for the advanced search where a query needs it',
    ...search('search_issues', { query: 'field.priority:P1' }),
    {
      given: (given) => given.answer('GET', /search\/issues/, 200, found),
      after: (_, requests) => verify(requests[0]?.query['advanced_search']).toBe('true'),
    },
  ),
  row('shows the lines that a search for code found', ...search('search_code', { query: 'rain repo:octo/garden' }), {
    given: (given) =>
      given.double.fail(
        { path: '/search/code' },
        {
          kind: 'change',
          body: (body) => {
            const seen = JSON.parse(body) as { items: Record<string, unknown>[] };
            for (const item of seen.items)
              item['text_matches'] = [
                { object_type: 'FileContent', property: 'content', fragment: 'let rain = 3', matches: [] },
              ];
            return JSON.stringify(seen);
          },
        },
      ),
    says: /let rain = 3/,
    after: (_, requests) => verify(requests[0]?.headers['accept']).toContain('text-match'),
  }),
  row('says that a search was stopped early', ...search('search_code', { query: 'x' }), {
    given: (given) => given.answer('GET', /search\/code/, 200, { ...found, incomplete_results: true }),
    says: /stopped the search early/,
  }),
  row('quotes that a search ends at 1,000', ...search('search_issues', { query: 'is:open', page: 11, perPage: 100 }), {
    given: (given) => given.refuse('GET', /search\/issues/, 422, 'Only the first 1000 search results are available'),
    code: 'invalid',
    says: /first 1000/,
  }),
  row('quotes what is wrong with a query', ...search('search_issues', { query: 'invalid:' }), {
    given: (given) =>
      given.refuse('GET', /search\/issues/, 422, 'Validation Failed', {
        errors: [
          {
            message: 'The search contains only logical operators without any search terms.',
            resource: 'Search',
            field: 'q',
            code: 'invalid',
          },
        ],
      }),
    code: 'invalid',
    says: /logical operators/,
  }),
  // Gists, releases, notifications, forks, repositories
  row('says where the rest of a cut gist file is', 'get_gist', (given) => ({ gist_id: given.world.gists[0]?.name }), {
    given: (given) =>
      given.double.fail(
        { path: /^\/gists\// },
        { kind: 'change', body: (body) => body.replace('"truncated":false', '"truncated":true') },
      ),
    says: [/CUT/, /raw/],
  }),
  row('lists the assets of a release', 'get_release_by_tag', { ...garden, tag: 'v0.1.0' }, { says: /planner\.zip/ }),
  row(
    'reads a release whose tag has a slash',
    'get_release_by_tag',
    { ...garden, tag: 'v1.0/rc#1' },
    {
      given(given) {
        const [release] = given.garden.releases;
        if (release) Object.assign(release, { tag: 'v1.0/rc#1', prerelease: true });
      },
      says: /prerelease/,
    },
  ),
  row(
    'shows a notification without an address',
    'list_notifications',
    {},
    {
      given(given) {
        for (const one of given.world.notifications) one.subject.path = null;
        given.double.fail(
          { path: '/notifications' },
          { kind: 'change', body: (body) => body.replaceAll('"type":"Issue"', '"type":"CheckSuite"') },
        );
      },
      says: /CheckSuite/,
      not: /undefined|null/,
    },
  ),
  row(
    'refuses an id of a notification that is no number',
    'dismiss_notification',
    { threadID: 'abc', state: 'done' },
    {
      code: 'invalid',
      says: /number/,
    },
  ),
  row(
    'forks under another name',
    'fork_repository',
    { owner: 'stranger', repo: 'wild', name: 'tame', default_branch_only: true },
    {
      says: /octo\/tame/,
      after: (_, requests) =>
        verify(sent(requests, 'POST', /forks$/)).toMatchObject({ name: 'tame', default_branch_only: true }),
    },
  ),
  row(
    'makes a private repository unless asked otherwise',
    'create_repository',
    { name: 'new' },
    {
      says: /private/,
      after: (given) => verify(given.world.repository('octo', 'new')?.private).toBe(true),
    },
  ),
  row('shows what kind of repository it is', 'get_repository', garden, { says: /default branch main.*public/ }),
  row(
    'shows the location of a secret and not the secret',
    'get_secret_scanning_alert',
    (given) => ({ ...garden, alertNumber: given.garden.alerts.find(({ kind }) => kind === 'secret-scanning')?.number }),
    {
      says: /plan\/watering\.md/,
      not: /wk_0123456789abcdef/,
    },
  ),
  row(
    'shows the message and the line of an alert',
    'get_code_scanning_alert',
    { ...garden, alertNumber: 1 },
    {
      says: [/does not escape backslashes/, /src\/water\.ts:4/, /high/],
    },
  ),
  row(
    'refuses a reply to a comment of another discussion',
    'discussion_comment_write',
    { ...garden, method: 'reply', discussionNumber: 6, commentNodeID: 'x', body: 'y' },
    {
      given: (given) =>
        given.graphql('CommentOf', {
          data: { node: { discussion: { id: 'D_2', number: 5, repository: { nameWithOwner: 'octo/garden' } } } },
        }),
      code: 'conflict',
      says: /5/,
    },
  ),
  row(
    'refuses a blank id',
    'discussion_comment_write',
    { ...garden, method: 'reply', discussionNumber: 5, commentNodeID: '  ', body: 'y' },
    {
      code: 'invalid',
      says: /commentNodeID/,
    },
  ),
  // What models give
  row(
    'refuses a repository with .git',
    'list_issues',
    { owner: 'octo', repo: 'garden.git' },
    { code: 'invalid', says: /garden\.git/ },
  ),
  row(
    'takes pull_number',
    'pull_request_read',
    { ...garden, pull_number: 4, method: 'get' },
    { says: /Skip watering/ },
  ),
  row('takes a number as a text', 'issue_read', { ...garden, issue_number: '1', method: 'get' }, { says: /#1 open/ }),
  row('takes one label for a list', 'list_issues', { ...garden, labels: 'bug' }, { says: /#1 open/, not: /#2 open/ }),
  row('takes a list as JSON', 'list_issues', { ...garden, labels: '["bug"]' }, { says: /#1 open/, not: /#2 open/ }),
]);
