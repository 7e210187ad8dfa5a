import { faults } from '../double/index.ts';
import { garden, issue, pull, row, table, verify } from './table.ts';

// Refusals: the reason that GitHub gives is quoted, the value that it names is named, and scopes are blamed only where GitHub blames them.

const docs = 'https://docs.github.com/rest';
const list: [string, Record<string, unknown>] = ['list_issues', garden];
const oauth = (scopes: string, accepted: string) => ({
  'x-oauth-scopes': scopes,
  'x-accepted-oauth-scopes': accepted,
});

/** Refusals of a read by their texts, as recorded. */
const texts: readonly [
  is: string,
  status: number,
  message: string,
  code: string,
  says: RegExp,
  headers?: Record<string, string>,
][] = [
  [
    'an archived repository with a weak token',
    403,
    'Repository was archived so is read-only.',
    'denied',
    /archived/,
    oauth('public_repo', 'repo'),
  ],
  [
    'missing rights with a weak token',
    403,
    'Must have admin rights to Repository.',
    'denied',
    /admin rights/,
    oauth('repo', 'admin:org, read:org, repo, user, write:org'),
  ],
  [
    'a permission that a fine-grained token lacks',
    403,
    'Resource not accessible by personal access token',
    'denied',
    /issues=write/,
    { 'x-accepted-github-permissions': 'issues=write' },
  ],
  ['a permission that an App lacks', 403, 'Resource not accessible by integration', 'denied', /no permission/],
  [
    'where single sign-on is confirmed',
    403,
    'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
    'denied',
    /orgs\/o\/sso/,
    { 'x-github-sso': 'required; url=https://github.com/orgs/o/sso?authorization_request=AZSC' },
  ],
  [
    'restrictions of OAuth Apps',
    403,
    'Although you appear to have the correct authorization credentials, the `o` organization has enabled OAuth App access restrictions, meaning that data access to third-parties is limited.',
    'denied',
    /OAuth App access restrictions/,
  ],
  [
    'the longest lifetime of tokens',
    403,
    "The 'o' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 366 days.",
    'denied',
    /366 days/,
  ],
  [
    'a classic token that is forbidden',
    403,
    '`o` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.',
    'denied',
    /forbids access via a personal access token \(classic\)/,
  ],
  [
    'an address that is not allowed',
    403,
    'Although you appear to have the correct authorization credentials, the `o` organization has an IP allow list enabled, and 1.2.3.4 is not permitted to access this resource.',
    'denied',
    /IP allow list/,
  ],
  ['a reason for a 404', 404, 'no analysis found', 'not_found', /no analysis found/],
  ['a feature that is off', 403, 'Dependabot alerts are disabled for this repository.', 'denied', /are disabled/],
  [
    'advanced security that is off',
    403,
    'Advanced Security must be enabled for this repository to use code scanning.',
    'denied',
    /Advanced Security must be enabled/,
  ],
  ['a feature that is gone', 410, 'This feature has been deprecated', 'unavailable', /deprecated/],
  ['a repository that is blocked', 451, 'Repository access blocked', 'unavailable', /blocked/],
  ['an unavailable repository', 403, 'Repository access blocked', 'denied', /access blocked/],
  ['a suspended installation', 403, 'This installation has been suspended', 'denied', /suspended/],
];

table([
  ...texts.map(([is, status, message, code, says, headers]) =>
    row(`quotes ${is}`, ...list, {
      given: (given) =>
        given.answer('GET', /issues$/, status, { message, documentation_url: docs, status: String(status) }, headers),
      code,
      says,
      not: /lack a scope|docs\.github\.com/,
    }),
  ),
  row(
    'blames a scope where GitHub only says Not Found and names it',
    'list_notifications',
    {},
    {
      given: (given) => given.double.fail({ path: '/notifications' }, faults.scopeMissing('notifications', 'gist')),
      code: 'denied',
      says: /may lack a scope.*notifications/,
    },
  ),
  row(
    'names the repository that is not there',
    'list_issues',
    { owner: 'octo', repo: 'nope' },
    {
      code: 'not_found',
      says: /octo\/nope/,
      not: /0 issues/,
    },
  ),
  ...(
    [
      ['list_label', garden, 'octo/garden'],
      ['list_branches', garden, 'octo/garden'],
      ['list_tags', garden, 'octo/garden'],
      ['list_releases', garden, 'octo/garden'],
      ['list_commits', garden, 'octo/garden'],
      ['list_pull_requests', garden, 'octo/garden'],
      ['list_milestones', garden, 'octo/garden'],
      ['list_repository_collaborators', garden, 'octo/garden'],
      ['get_repository_tree', garden, 'octo/garden'],
      ['get_label', { ...garden, name: 'nonexistent' }, 'nonexistent'],
      ['get_release_by_tag', { ...garden, tag: 'v9' }, 'v9'],
      ['get_gist', { gist_id: 'nope' }, 'nope'],
      ['list_issue_types', { owner: 'noorg' }, 'noorg'],
      ['get_team_members', { org: 'noorg', team_slug: 't' }, 'noorg'],
      ['star_repository', garden, 'octo/garden'],
    ] as const
  ).map(([tool, args, name]) =>
    row(`${tool} never says that there is nothing for what it did not find`, tool, args, {
      given: (given) => given.double.fail({ path: /./ }, faults.notFound()),
      code: 'not_found',
      says: new RegExp(name),
      not: /\b0 \w+\]/,
    }),
  ),
  ...(
    [
      ['list_discussions', garden, 'repository', 'octo/garden'],
      ['get_discussion', { ...garden, discussionNumber: 99 }, 'discussion', '99'],
      ['get_discussion_comments', { ...garden, discussionNumber: 99 }, 'discussion', '99'],
      ['pull_request_read', { ...garden, pullNumber: 99, method: 'get_review_comments' }, 'pullRequest', '99'],
      ['get_file_blame', { ...garden, path: 'README.md', ref: 'nope' }, 'object', 'nope'],
      ['list_discussion_categories', { owner: 'octo', repo: 'nope' }, 'repository', 'octo/nope'],
    ] as const
  ).map(([tool, args, field, name]) =>
    row(`${tool} takes NOT_FOUND beside data for a failure`, tool, args, {
      given(given) {
        if (field === 'repository')
          given.graphql('repository', {
            data: { repository: null },
            errors: [
              {
                type: 'NOT_FOUND',
                path: ['repository'],
                message: `Could not resolve to a Repository with the name '${name}'.`,
              },
            ],
          });
      },
      code: 'not_found',
      says: new RegExp(name),
      not: /\[0 /,
    }),
  ),
  row(
    'warns of what one organization keeps back, and shows the rest',
    'get_teams',
    { user: 'octo' },
    {
      given: (given) =>
        given.graphql('TeamsOf', {
          data: {
            user: {
              organizations: {
                nodes: [null, { login: 'o2', teams: { nodes: [{ name: 'Core', slug: 'core', description: null }] } }],
              },
            },
          },
          errors: [
            {
              type: 'FORBIDDEN',
              extensions: { saml_failure: true },
              path: ['user', 'organizations', 'nodes', 0],
              message: 'Resource protected by organization SAML enforcement.',
            },
          ],
        }),
      says: [/o2\/core/, /SAML/],
    },
  ),
  row('fails when every item of a list is missing', 'list_discussions', garden, {
    given: (given) =>
      given.graphql('Discussions', {
        data: {
          repository: {
            discussions: { totalCount: 2, pageInfo: { hasNextPage: false, endCursor: null }, nodes: [null, null] },
          },
        },
        errors: [{ type: 'RESOURCE_LIMITS_EXCEEDED', message: 'Resource limits for this query exceeded.' }],
      }),
    code: 'invalid',
    says: /Resource limits/,
  }),
  row(
    'names the scope that GraphQL names',
    'projects_list',
    { owner: 'octo', owner_type: 'user', project_number: 1, method: 'list_project_views' },
    {
      given: (given) =>
        given.graphql('Views', {
          errors: [
            {
              type: 'INSUFFICIENT_SCOPES',
              locations: [{ line: 1, column: 1 }],
              message:
                "Your token has not been granted the required scopes to execute this query. The 'title' field requires one of the following scopes: ['read:project'].",
            },
          ],
        }),
      code: 'denied',
      says: /read:project/,
    },
  ),
  // 422
  ...(
    [
      ['the value', [{ value: 'monna', resource: 'Issue', field: 'assignees', code: 'invalid' }], /monna/],
      ['the field', [{ resource: 'Issue', code: 'missing_field', field: 'title' }], /title: missing_field/],
      ['a sentence', [{ resource: 'Issue', code: 'custom', message: 'Title is too long' }], /Title is too long/],
      ['a list of sentences', ['First', 'Second'], /First; Second/],
      ['a number', [{ value: 7, resource: 'Issue', field: 'milestone', code: 'invalid' }], /milestone: invalid \(7\)/],
    ] as const
  ).map(([is, errors, says]) =>
    row(
      `quotes ${is} of a 422`,
      'issue_write',
      { ...issue, method: 'update', title: 'x' },
      {
        given: (given) =>
          given.refuse('PATCH', /issues\/1$/, 422, 'Validation Failed', { errors: JSON.parse(JSON.stringify(errors)) }),
        code: 'invalid',
        says,
      },
    ),
  ),
  row(
    'quotes a 422 without details',
    'update_pull_request',
    { ...pull, title: 'x' },
    {
      given: (given) => given.refuse('PATCH', /pulls\/4$/, 422, 'Validation Failed'),
      code: 'invalid',
      says: /Validation Failed/,
    },
  ),
  row(
    'quotes that a label exists',
    'label_write',
    { ...garden, method: 'create', name: 'bug', color: 'f29513' },
    {
      code: 'invalid',
      says: /already.exists/,
    },
  ),
  row(
    'writes where a repository has moved to',
    'issue_write',
    { ...garden, method: 'create', title: 't' },
    {
      given: (given) => void given.world.renamed.set('octo/garden', Object.assign(given.garden, { name: 'plot' })),
      says: [/Created/, /octo\/plot/, /moved or renamed/],
      after: (_, requests) => verify(requests.filter(({ method }) => method === 'POST')).toHaveLength(2),
    },
  ),
  row('reads where a repository has moved to', ...list, {
    given: (given) => void given.world.renamed.set('octo/garden', Object.assign(given.garden, { name: 'plot' })),
    says: [/#1 open/, /moved or renamed/],
  }),
]);
