import { newReview } from '../double/world/reviews.ts';
import { garden, pull, row, sent, table, type Given, verify } from './table.ts';

// Pull requests: reviews with their places, merges with their reasons.

const review = (args: object): [string, Record<string, unknown>] => ['pull_request_review_write', { ...pull, ...args }];
const open = (args: object = {}): [string, Record<string, unknown>] => [
  'create_pull_request',
  { ...garden, title: 'T', head: 'ice', base: 'main', ...args },
];
const ice = (given: Given) => void given.commit({ 'ice.md': 'cold\n' }, 'ice');
const pending = (given: Given) => void newReview(given.world, given.pull, given.user('octo'), '', undefined);
const byOcto = (given: Given) => void (given.pull.issue.author = given.user('octo'));

table([
  row(
    'refuses a pull request of a branch into itself',
    'create_pull_request',
    { ...garden, title: 'x', head: 'main', base: 'main' },
    {
      code: 'invalid',
      says: /head and base are both "main"/,
      after: (_, requests) => verify(sent(requests, 'POST', /pulls/)).toBeUndefined(),
    },
  ),
  // Half-done writes
  row('says that a pull request was made when the reviewers are refused', ...open({ reviewers: ['octo'] }), {
    given: ice,
    says: [/Created pull request #\d+/, /NOT DONE: review request to octo.*pull request author/],
  }),
  row('names who is not a collaborator', ...open({ reviewers: ['stranger'] }), {
    given: ice,
    says: [/Created pull request #\d+/, /NOT DONE: review request to stranger.*collaborator/],
  }),
  row('says that Copilot was left out of the reviewers', 'request_copilot_review', pull, {
    given: (given) => void (given.garden.copilot = false),
    code: 'unsupported',
    says: /Copilot/,
  }),
  row(
    'asks a team for a review',
    'update_pull_request',
    { ...garden, pullNumber: 4, reviewers: ['octo', 'octo/core'] },
    {
      given: (given) =>
        void given.garden.owner.teams.push({
          ...given.world.addTeam(given.user('octo-labs'), 'Core', []),
          slug: 'core',
        }),
      says: /octo\/core/,
      after: (_, requests) =>
        verify(sent(requests, 'POST', /requested_reviewers/)).toEqual({
          reviewers: ['octo'],
          team_reviewers: ['core'],
        }),
    },
  ),
  row('refuses an update without a change', 'update_pull_request', pull, {
    code: 'invalid',
    says: /nothing to update/,
  }),
  row(
    'says what was done before auto-merge was refused',
    'update_pull_request',
    { ...pull, title: 'N', auto_merge: 'squash' },
    {
      given: (given) => {
        given.garden.checkRuns.length = 0;
        given.garden.statuses.length = 0;
      },
      says: [/Updated title/, /NOT DONE: auto-merge.*clean status.*merge_pull_request/],
    },
  ),
  row(
    'points to the merge when auto-merge does not apply',
    'update_pull_request',
    { ...pull, auto_merge: 'squash' },
    {
      given: (given) => {
        given.garden.checkRuns.length = 0;
        given.garden.statuses.length = 0;
      },
      code: 'conflict',
      says: [/clean status/, /merge_pull_request/],
    },
  ),
  row('names the pull request that exists', ...open({ head: 'rain' }), { code: 'conflict', says: /#4 "Skip watering/ }),
  row('quotes that there are no commits between two branches', ...open({ head: 'feature/frost#1' }), {
    code: 'invalid',
    says: /No commits between main and feature\/frost#1/,
  }),
  row('names the head that does not exist', ...open({ head: 'nope' }), { code: 'invalid', says: /head/ }),
  // Merging
  row('quotes why a draft is not merged', 'merge_pull_request', pull, {
    given: (given) => void (given.pull.draft = true),
    code: 'conflict',
    says: /still a draft/,
  }),
  row(
    'quotes that the head has changed',
    'merge_pull_request',
    { ...pull, expected_head_sha: 'b'.repeat(40) },
    {
      code: 'conflict',
      says: /Head branch was modified/,
    },
  ),
  row('points to the merge queue', 'merge_pull_request', pull, {
    given: (given) => void given.garden.mergeQueues.set('main', []),
    code: 'denied',
    says: [/merge queue/, /queue: true/],
  }),
  row(
    'adds to the merge queue',
    'merge_pull_request',
    { ...pull, queue: true },
    {
      given: (given) => void given.garden.mergeQueues.set('main', []),
      says: /queue/,
      after: (given) => verify(given.garden.mergeQueues.get('main')).toEqual([given.pull]),
    },
  ),
  row(
    'quotes that there is no merge queue',
    'merge_pull_request',
    { ...pull, queue: true },
    {
      code: 'invalid',
      says: /Merge queue is not enabled/,
    },
  ),
  row('quotes which reviews are missing', 'merge_pull_request', pull, {
    given: (given) => void given.garden.protectedBranches.add('main'),
    code: 'conflict',
    says: /approving review is required/,
  }),
  // Reviews
  row(
    'reviews with comments, ranges and suggestions in one call',
    ...review({
      method: 'create',
      event: 'COMMENT',
      body: 'Hm',
      comments: [
        { path: 'src/water.ts', line: 3, body: 'Why?' },
        { path: 'src/water.ts', startLine: 3, line: 4, suggestion: 'x\n```\ny' },
      ],
    }),
    {
      says: /with 2 comments \(COMMENTED\)/,
      after(given) {
        const made = given.pull.threads.slice(-2);
        verify(made.map(({ line, startLine }) => [line, startLine])).toEqual([
          [3, null],
          [4, 3],
        ]);
        verify(made[1]?.comments[0]?.body).toBe('````suggestion\nx\n```\ny\n````');
      },
    },
  ),
  row(
    'leaves nothing behind when one comment of a review is refused',
    ...review({
      method: 'create',
      event: 'COMMENT',
      comments: [
        { path: 'src/water.ts', line: 3, body: 'Why?' },
        { path: 'src/water.ts', line: 500, body: 'Where?' },
      ],
    }),
    {
      code: 'invalid',
      says: /line must be part of the diff/,
      after: (given) => verify(given.pull.reviews).toHaveLength(1),
    },
  ),
  row('keeps a pending review', ...review({ method: 'create', event: 'COMMENT', body: 'x' }), {
    given: pending,
    code: 'conflict',
    says: [/one pending review/, /submit_pending/],
    after: (given) => verify(given.pull.reviews).toHaveLength(2),
  }),
  row('quotes that nobody approves their own', ...review({ method: 'create', event: 'APPROVE' }), {
    given: byOcto,
    code: 'invalid',
    says: /approve your own/,
  }),
  row(
    'says that a line is not part of the diff',
    'add_comment_to_pending_review',
    { ...pull, path: 'src/water.ts', body: 'b', subjectType: 'LINE', line: 500, side: 'RIGHT' },
    {
      given: pending,
      code: 'invalid',
      says: [/500/, /src\/water\.ts/],
    },
  ),
  row(
    'says that a file is not part of the diff',
    'add_comment_to_pending_review',
    { ...pull, path: 'README.md', body: 'b', subjectType: 'FILE' },
    {
      given: pending,
      code: 'invalid',
      says: /README\.md/,
    },
  ),
  row(
    'comments on a line without naming its kind',
    'add_comment_to_pending_review',
    { ...pull, path: 'src/water.ts', body: 'b', line: 3 },
    {
      given: pending,
      says: /PRRT_/,
    },
  ),
  row(
    'needs the pull request for a reply',
    'add_reply_to_pull_request_comment',
    { ...garden, commentId: 123, body: 'x' },
    {
      code: 'invalid',
      says: /pullNumber/,
    },
  ),
  row(
    'refuses a reply to a comment elsewhere',
    'add_reply_to_pull_request_comment',
    { ...pull, commentId: 1, body: 'x' },
    {
      code: 'not_found',
      says: /1/,
    },
  ),
  row('says that a thread does not exist', ...review({ method: 'resolve_thread', threadId: 'PRRT_x' }), {
    code: 'not_found',
    says: /PRRT_x/,
  }),
  row(
    'refuses a thread of another pull request',
    'pull_request_review_write',
    { ...garden, pullNumber: 9, method: 'resolve_thread', threadId: 'PRRT_mine' },
    {
      given: (given) =>
        given.graphql('ThreadOf', {
          data: { node: { pullRequest: { number: 4 }, repository: { nameWithOwner: 'octo/garden' } } },
        }),
      code: 'conflict',
      says: /#4.*#9/,
    },
  ),
  row('refuses contradictory arguments of a review', ...review({ method: 'delete_pending', event: 'APPROVE' }), {
    code: 'invalid',
    says: /event/,
  }),
]);
