import { faults } from '../double/index.ts';
import { newReview, newThread, submitReview } from '../double/world/reviews.ts';
import { garden, pull, row, sent, table, type Given, verify } from './table.ts';

// Pull requests: reviews with their places, merges with their reasons, reads that hide nothing.

const read = (method: string, args: object = {}): [string, Record<string, unknown>] => [
  'pull_request_read',
  { ...pull, method, ...args },
];
const review = (args: object): [string, Record<string, unknown>] => ['pull_request_review_write', { ...pull, ...args }];
const open = (args: object = {}): [string, Record<string, unknown>] => [
  'create_pull_request',
  { ...garden, title: 'T', head: 'ice', base: 'main', ...args },
];
const ice = (given: Given) => void given.commit({ 'ice.md': 'cold\n' }, 'ice');
const pending = (given: Given) => void newReview(given.world, given.pull, given.user('octo'), '', undefined);
const byOcto = (given: Given) => void (given.pull.issue.author = given.user('octo'));
const check = (given: Given, more: object) => {
  const [held] = given.garden.checkRuns;
  if (held) given.garden.checkRuns.push({ ...held, id: 77, ...more });
};

table([
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
  // Reading
  row('shows merge state, teams and reviewers', ...read('get'), {
    given(given) {
      given.garden.protectedBranches.add('main');
      given.pull.teamReviewers.push({ ...given.world.addTeam(given.user('octo-labs'), 'Core', []), slug: 'core' });
    },
    says: [/blocked/, /core/, /octo/, /rain/],
  }),
  row('shows a pull request of a deleted fork by nobody', ...read('get'), {
    given(given) {
      given.pull.head.repo = null;
      given.double.fail({ path: /pulls/ }, faults.ghosts());
    },
    says: [/ghost/, /rain/],
    not: /undefined|null/,
  }),
  row('lists pull requests of deleted forks', 'list_pull_requests', garden, {
    given(given) {
      given.pull.head.repo = null;
      given.double.fail({ path: /pulls/ }, faults.ghosts());
    },
    says: [/ghost/, /rain/],
    not: /undefined|null/,
  }),
  row('shows the issues that it closes', ...read('get'), { says: /closes #1|#1/ }),
  row('shows the place of a thread', ...read('get_review_comments'), {
    says: [/PRRT_/, /src\/water\.ts/, /line 4|:4/, /What if the forecast/, /@@|\+/, /discussion_r\d+/],
  }),
  row('shows the place of an outdated thread', ...read('get_review_comments'), {
    given: (given) =>
      given.double.fail(
        { path: '/graphql', body: 'ReviewThreads' },
        {
          kind: 'change',
          body: (body) =>
            body
              .replace('"isOutdated":false', '"isOutdated":true')
              .replace(/"line":\d+/, '"line":null')
              .replace(/"originalLine":(null|\d+)/, '"originalLine":33'),
        },
      ),
    says: [/outdated/, /33/],
  }),
  row('shows only open threads', ...read('get_review_comments', { unresolved_only: true }), {
    given(given) {
      for (const thread of given.pull.threads) thread.resolvedBy = given.user('mona');
    },
    says: /0 threads|no unresolved|left out/,
    not: /What if/,
  }),
  row('shows reviews without a text', ...read('get_reviews'), {
    given(given) {
      const made = newReview(given.world, given.pull, given.user('octo'), '', undefined);
      submitReview(given.world, made, 'APPROVE');
      given.double.fail(
        { path: /reviews$/ },
        { kind: 'change', body: (body) => body.replaceAll('"body":""', '"body":null') },
      );
    },
    says: /APPROVED/,
    not: /\bnull\b/,
  }),
  row(
    'says which pull request has no threads to show',
    'pull_request_read',
    { ...garden, pullNumber: 999, method: 'get_review_comments' },
    {
      code: 'not_found',
      says: /999/,
    },
  ),
  row('does not take holes for threads', ...read('get_review_comments'), {
    given(given) {
      const made = newReview(given.world, given.pull, given.user('octo'), '', undefined);
      newThread(given.world, made, { path: 'src/water.ts', line: 3 }, 'Second');
      submitReview(given.world, made, 'COMMENT');
      given.double.fail(
        { path: '/graphql', body: 'ReviewThreads' },
        { kind: 'change', body: (body) => body.replace(/"nodes":\[\{/, '"nodes":[null,{') },
      );
    },
    says: /Second/,
  }),
  row('counts added and removed lines that look like headings', ...read('get_diff'), {
    given(given) {
      given.garden.refs.set('refs/heads/rain', given.garden.refs.get('refs/heads/main') ?? '');
      given.commit({ 'q.sql': '-- old comment\nselect 1;\n' }, 'rain');
      const before = given.commit({ 'q.sql': 'select 1;\n++i;\n' }, 'rain');
      given.pull.headSha = before;
      given.pull.baseSha = given.garden.objects.findCommit(before)?.parents[0] ?? '';
      given.garden.refs.set('refs/heads/main', given.pull.baseSha);
    },
    says: /\+1 -1/,
  }),
  row('says how to read a diff that is too large', ...read('get_diff'), {
    given: (given) =>
      given.refuse('GET', /pulls\/4$/, 406, 'Sorry, the diff exceeded the maximum number of lines (20000)', {
        errors: [{ resource: 'PullRequest', field: 'diff', code: 'too_large' }],
      }),
    code: 'too_large',
    says: [/maximum number of lines/, /get_files/],
  }),
  row('shows where a renamed file was', ...read('get_files'), {
    given: (given) =>
      given.double.fail(
        { path: /pulls\/4\/files$/ },
        {
          kind: 'change',
          body: (body) => body.replace('"status":"modified"', '"status":"renamed","previous_filename":"src/old.ts"'),
        },
      ),
    says: /src\/old\.ts -> src\/water\.ts/,
  }),
  row('counts the lines of a file without a patch', ...read('get_files'), {
    given: (given) =>
      given.double.fail(
        { path: /pulls\/4\/files$/ },
        {
          kind: 'change',
          body: (body) =>
            body
              .replace(/"additions":\d+,"deletions":\d+/, '"additions":9000,"deletions":8000')
              .replace(/,"patch":"(?:[^"\\]|\\.)*"/, ''),
        },
      ),
    says: /\+9000 -8000|\+\d+ -\d+/,
  }),
  // Checks
  row('counts failing checks beside the statuses', ...read('get_status'), {
    says: [/ci\/weather/, /1 failing/, /failure test/],
  }),
  row('shows what a failing check says', ...read('get_check_runs'), {
    says: [/failure test/, /litres\(\) never goes below zero/],
  }),
  row('says how many checks there are and where they continue', ...read('get_check_runs'), {
    given: (given) => {
      for (let n = 0; n < 45; n++) check(given, { id: 100 + n, name: `c${n}` });
    },
    says: [/47/, /page=2/],
  }),
  ...['timed_out', 'action_required', 'startup_failure', 'cancelled', 'stale'].map((conclusion) =>
    row(`shows a check that ended with ${conclusion}`, ...read('get_check_runs'), {
      given: (given) => check(given, { name: 'e2e', conclusion }),
      says: new RegExp(`${conclusion} e2e`),
    }),
  ),
  row('says that there is no status yet', ...read('get_status'), {
    given: (given) => {
      given.garden.statuses.length = 0;
    },
    says: /no commit status/,
    not: /pending/,
  }),
]);
