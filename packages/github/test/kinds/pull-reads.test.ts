import { faults } from '../double/index.ts';
import { newIssue } from '../double/world/issues.ts';
import { newReview, newReviewComment, newThread, submitReview } from '../double/world/reviews.ts';
import { garden, pull, row, table, type Given } from './table.ts';

// Pull requests: reads that hide nothing, and checks.

const read = (method: string, args: object = {}): [string, Record<string, unknown>] => [
  'pull_request_read',
  { ...pull, method, ...args },
];
const check = (given: Given, more: object) => {
  const [held] = given.garden.checkRuns;
  if (held) given.garden.checkRuns.push({ ...held, id: 77, ...more });
};

table([
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
  row('says that it closes more issues than it names', ...read('get'), {
    given(given) {
      const closed = Array.from({ length: 12 }, () =>
        newIssue(given.world, given.garden, given.user('octo'), 'Weeds', null),
      );
      given.issue(4).body = closed.map(({ number }) => `Closes #${number}`).join('\n');
    },
    says: /closes octo\/garden#\d+ "Weeds"(, octo\/garden#\d+ "Weeds"){9} and 2 more/,
  }),
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
  row('reads more comments of a thread than one page has', ...read('get_review_comments'), {
    given(given) {
      const [thread] = given.pull.threads;
      const [review] = given.pull.reviews;
      if (thread === undefined || review === undefined) throw new Error('The sample world has changed.');
      for (let n = 0; n < 150; n++) newReviewComment(given.world, thread, review, `Remark ${n}.`);
    },
    says: [/Remark 0\./, /Remark 149\./],
    not: /more comment/,
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
