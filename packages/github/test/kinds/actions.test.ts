import { describe } from 'vitest';
import { newJob, newRun } from '../double/world/actions.ts';
import type { Job, Run } from '../double/world/types-work.ts';
import { garden, row, sent, table, type Given, verify } from './table.ts';

// Actions: every failing job is found, one missing log hides no other, and a start says what it started.

const failing = (given: Given): Run => some(given.garden.runs.find(({ conclusion }) => conclusion === 'failure'));
const logs = (more: object, run = failing) =>
  ['get_job_logs', (given: Given) => ({ ...garden, run_id: run(given).id, ...more })] as const;
const trigger = (more: object): [string, Record<string, unknown>] => ['actions_run_trigger', { ...garden, ...more }];
const dispatch = (more: object = {}) =>
  trigger({ method: 'run_workflow', workflow_id: 'test.yml', ref: 'main', ...more });

function some<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The sample world lacks it.');
  return value;
}

function addJob(given: Given, name: string, log: string, conclusion: Job['conclusion']): Job {
  const job = newJob(given.world, failing(given), name, log);
  return Object.assign(job, { status: 'completed', conclusion, completedAt: given.world.now() });
}

table([
  row('shows the log of each failed job', ...logs({ failed_only: true }), {
    given: (given) => void addJob(given, 'e2e', 'second log\n', 'failure'),
    says: [/litres\(\) never goes below zero/, /second log/],
    not: /npm run lint/,
  }),
  row('finds a failed job past the first page', ...logs({ failed_only: true }), {
    given(given) {
      failing(given).jobs.length = 0;
      for (let n = 0; n < 120; n++) addJob(given, `ok-${n}`, 'fine\n', 'success');
      addJob(given, 'win-130', 'boom\n', 'failure');
    },
    says: /boom/,
  }),
  ...(['timed_out', 'startup_failure'] as const).map((conclusion) =>
    row(`counts ${conclusion} as failed`, ...logs({ failed_only: true }), {
      given(given) {
        failing(given).jobs.length = 0;
        addJob(given, 'e2e', 'The job has exceeded the maximum execution time of 6h0m0s\n', conclusion);
      },
      says: [/exceeded the maximum/, new RegExp(conclusion)],
    }),
  ),
  row('says what the jobs did when none failed', ...logs({ failed_only: true }), {
    given(given) {
      for (const job of failing(given).jobs) job.conclusion = 'cancelled';
    },
    says: /no failed job \(2 cancelled\)/,
  }),
  row('finds a job by its name', ...logs({ job_name: 'LINT' }), { says: /npm run lint/, not: /never goes below/ }),
  row('says which jobs there are when none has the name', ...logs({ job_name: 'deploy' }), {
    says: /no job named "deploy" \(1 failure, 1 success\); its jobs: "?\w/,
  }),
  row('shows the other logs when one has expired', ...logs({ failed_only: true }), {
    given(given) {
      const gone = addJob(given, 'gone', '', 'failure');
      given.refuse('GET', new RegExp(`jobs/${gone.id}/logs$`), 410, 'Gone');
    },
    says: [/litres\(\) never goes below zero/, /job \d+ gone: no log/],
  }),
  row('fails when no log can be read', ...logs({ failed_only: true }), {
    given(given) {
      addJob(given, 'other', '', 'failure');
      failing(given).logs = false;
    },
    code: 'unavailable',
    says: /gone, expired/,
  }),
  row(
    'says that the log of a running job cannot be read yet',
    'get_job_logs',
    (given) => ({ ...garden, job_id: failing(given).jobs[0]?.id }),
    {
      given(given) {
        const [job] = failing(given).jobs;
        Object.assign(some(job), { status: 'in_progress', conclusion: null, completedAt: null });
      },
      code: 'conflict',
      says: /in_progress.*when it has finished/,
    },
  ),
  row(
    'says that a skipped job has no log',
    'get_job_logs',
    (given) => ({ ...garden, job_id: failing(given).jobs[0]?.id }),
    {
      given(given) {
        Object.assign(some(failing(given).jobs[0]), { conclusion: 'skipped' });
        given.refuse('GET', /jobs\/\d+\/logs$/, 404, 'Not Found');
      },
      code: 'not_found',
      says: /skipped/,
    },
  ),
  row(
    'says how many of the jobs it looked at',
    'get_job_logs',
    (given) => ({ ...garden, run_id: failing(given).id, job_name: 'The last' }),
    {
      given(given) {
        const { jobs } = failing(given);
        const first = some(jobs[0]);
        const before = Array.from({ length: 1_000 }, (_, i) => ({ ...first, id: 100_000 + i, name: `Shard ${i}` }));
        jobs.splice(0, jobs.length, ...before, { ...first, name: 'The last' });
      },
      says: /no job named "The last".* in run \d+ among the first 1000 of 1001 jobs/,
    },
  ),
  row(
    'leaves times, colours and a byte order mark out of the end of a log',
    'get_job_logs',
    (given) => ({ ...garden, job_id: failing(given).jobs[0]?.id, tail_lines: 2 }),
    {
      given(given) {
        some(failing(given).jobs[0]).log =
          '\ufeff2026-01-01T00:00:00.0000000Z one\r\n2026-01-01T00:00:00.0000000Z \u001b[31mtwo\u001b[0m\r\n2026-01-01T00:00:00.0000000Z ##[error]Process completed with exit code 1.\r\n';
      },
      says: /\ntwo\n##\[error\]Process completed with exit code 1\./,
      not: /\bone\b|2026-01-01T|\r/,
    },
  ),
  row(
    'shows the failing step before the end of the log',
    'get_job_logs',
    (given) => ({ ...garden, job_id: failing(given).jobs[0]?.id, tail_lines: 4 }),
    {
      given(given) {
        const job = some(failing(given).jobs[0]);
        const lines = Array.from(
          { length: 60 },
          (_, n) => `2026-01-01T00:${String(n).padStart(2, '0')}:00.0000000Z line ${n}`,
        );
        job.log = `${lines.join('\n')}\n`;
        given.double.fail(
          { path: new RegExp(`jobs/${job.id}$`) },
          {
            kind: 'change',
            body: (body) => {
              const seen = JSON.parse(body) as { steps: unknown[] };
              seen.steps = [
                {
                  name: 'Test',
                  number: 2,
                  status: 'completed',
                  conclusion: 'failure',
                  started_at: '2026-01-01T00:10:00Z',
                  completed_at: '2026-01-01T00:12:00Z',
                },
              ];
              return JSON.stringify(seen);
            },
          },
        );
      },
      says: /step 2 "Test" failed[^]*line 12/,
      not: /line 30\b/,
    },
  ),
  row('names the run that a start made', ...dispatch(), {
    says: /run \d+/,
    after(given, requests) {
      verify(sent(requests, 'POST', /dispatches$/)).toMatchObject({ ref: 'main', return_run_details: true });
      verify(given.garden.runs.at(-1)?.event).toBe('workflow_dispatch');
    },
  }),
  row('starts a workflow where GitHub names no run', ...dispatch({ inputs: { FIELD1: 'v', n: 3 } }), {
    given: (given) => given.double.fail({ path: /dispatches$/ }, { kind: 'answer', status: 204 }),
    says: /list_workflow_runs|Started/,
    after: (_, requests) =>
      verify(sent(requests, 'POST', /dispatches$/)).toMatchObject({ inputs: { FIELD1: 'v', n: 3 } }),
  }),
  ...(
    [
      ['an input that the workflow does not have', 422, 'Unexpected inputs provided: ["x"]', /Unexpected inputs/],
      [
        'that a workflow cannot be started by hand',
        422,
        "Workflow does not have 'workflow_dispatch' trigger",
        /workflow_dispatch/,
      ],
      ['that an input is missing', 422, "Required input 'env' not provided", /'env' not provided/],
      ['that a branch is missing', 422, 'No ref found for: nope', /No ref found for: nope/],
    ] as const
  ).map(([is, status, message, says]) =>
    row(`quotes ${is}`, ...dispatch({ inputs: { x: 1 } }), {
      given: (given) => given.refuse('POST', /dispatches$/, status, message),
      code: 'invalid',
      says,
    }),
  ),
  row('needs the branch of a start', ...trigger({ method: 'run_workflow', workflow_id: 'test.yml' }), {
    code: 'invalid',
    says: /ref/,
  }),
  row('quotes that a run is too old to run again', ...trigger({ method: 'rerun_failed_jobs', run_id: 5 }), {
    given: (given) =>
      given.refuse(
        'POST',
        /rerun-failed-jobs$/,
        403,
        'Unable to retry this workflow run because it was created over a month ago',
      ),
    code: 'denied',
    says: /over a month ago/,
    not: /scope/,
  }),
  row(
    'quotes that a run has ended',
    'actions_run_trigger',
    (given) => ({ ...garden, method: 'cancel_workflow_run', run_id: failing(given).id }),
    {
      code: 'conflict',
      says: /completed/,
    },
  ),
  {
    is: 'does not warn of a run that is run again twice',
    calls: [
      ['actions_run_trigger', (given) => ({ ...garden, method: 'rerun_workflow_run', run_id: failing(given).id })],
      ['actions_run_trigger', { ...garden, method: 'rerun_failed_jobs', run_id: 5 }],
    ],
    given: (given) => given.answer('POST', /runs\/5\/rerun-failed-jobs$/, 201, {}),
    says: /run again/,
    not: /very same/,
  },
  row(
    'shows the attempt and the conclusion of a run',
    'actions_get',
    (given) => ({ ...garden, method: 'get_workflow_run', resource_id: String(failing(given).id) }),
    {
      given: (given) => void (failing(given).attempt = 3),
      says: [/failure/, /attempt 3/],
    },
  ),
  row(
    'filters runs',
    'actions_list',
    {
      ...garden,
      method: 'list_workflow_runs',
      resource_id: 'test.yml',
      workflow_runs_filter: { branch: 'rain', status: 'failure', event: 'pull_request', actor: 'mona' },
    },
    {
      says: /^\[1 /,
      after: (_, requests) =>
        verify(requests[0]?.query).toMatchObject({
          branch: 'rain',
          status: 'failure',
          event: 'pull_request',
          actor: 'mona',
        }),
    },
  ),
  row(
    'says how many runs there are and where they continue',
    'actions_list',
    { ...garden, method: 'list_workflow_runs', perPage: 2 },
    {
      given(given) {
        const [workflow] = given.garden.workflows;
        const about = { event: 'push', branch: 'main', sha: '', actor: given.user('octo'), title: 'x' };
        for (let n = 0; n < 5; n++) newRun(given.world, some(workflow), about);
      },
      says: /of 7.*page=2|7 .*page=2/,
    },
  ),
]);

describe('--content-window-size', () => {
  table(
    [
      row('bounds the lines of a log', ...logs({ job_name: 'lint', tail_lines: 5_000 }), {
        given(given) {
          const [, lint] = failing(given).jobs;
          some(lint).log = Array.from({ length: 300 }, (_, n) => `line ${n + 1}\n`).join('');
        },
        says: [/last 100 lines of 300/, /line 201\n/],
        not: /line 200\n/,
      }),
    ],
    ['--content-window-size', '100'],
  );
});
