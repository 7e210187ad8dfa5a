import { found, type Case } from '../case.ts';
import { garden, pull } from '../places.ts';

export const actions: readonly Case[] = [
  {
    tool: 'actions_list',
    args: { ...garden, method: 'list_workflows' },
    says: /Test active; \.github\/workflows\/test\.yml/,
    asks: ['actions/list-repo-workflows'],
  },
  {
    tool: 'actions_list',
    args: { ...garden, method: 'list_workflow_runs' },
    says: /failure Test #\d+ "Skip watering/,
    asks: ['actions/list-workflow-runs-for-repo'],
  },
  {
    tool: 'actions_list',
    args: {
      ...garden,
      method: 'list_workflow_runs',
      resource_id: 'test.yml',
      workflow_runs_filter: { branch: 'main' },
    },
    says: /success Test/,
    asks: ['actions/list-workflow-runs'],
  },
  {
    tool: 'actions_list',
    args: async (session) => ({ ...garden, method: 'list_workflow_jobs', resource_id: await run(session) }),
    says: /failure test/,
    asks: ['actions/list-jobs-for-workflow-run'],
  },
  {
    tool: 'actions_list',
    args: async (session) => ({
      ...garden,
      method: 'list_workflow_run_artifacts',
      resource_id: await run(session, 'success'),
    }),
    says: /coverage; \d+ bytes/,
    asks: ['actions/list-workflow-run-artifacts'],
  },
  {
    tool: 'actions_get',
    args: { ...garden, method: 'get_workflow', resource_id: 'test.yml' },
    says: /workflow Test active/,
    asks: ['actions/get-workflow'],
  },
  {
    tool: 'actions_get',
    args: async (session) => ({ ...garden, method: 'get_workflow_run', resource_id: await run(session) }),
    says: /^failure Test/,
    asks: ['actions/get-workflow-run'],
  },
  {
    tool: 'actions_get',
    args: async (session) => ({ ...garden, method: 'get_workflow_run_usage', resource_id: await run(session) }),
    says: /took \d+ s/,
    asks: ['actions/get-workflow-run-usage'],
  },
  {
    tool: 'actions_get',
    args: async (session) => ({ ...garden, method: 'get_workflow_run_logs_url', resource_id: await run(session) }),
    says: /https:\/\/.*\/actions\/runs\//,
  },
  {
    tool: 'actions_get',
    args: async (session) => ({ ...garden, method: 'get_workflow_job', resource_id: await job(session) }),
    says: /failure test/,
    asks: ['actions/get-job-for-workflow-run'],
  },
  {
    tool: 'actions_get',
    args: async (session) => ({
      ...garden,
      method: 'download_workflow_run_artifact',
      resource_id: await found(
        session,
        'actions_list',
        { ...garden, method: 'list_workflow_run_artifacts', resource_id: await run(session, 'success') },
        /id (\d+)/,
      ),
    }),
    says: /a zip, for signed-in users/,
    asks: ['actions/get-artifact'],
  },
  {
    tool: 'actions_get',
    args: async (session) => ({
      ...garden,
      method: 'get_check_run_annotations',
      resource_id: await found(
        session,
        'pull_request_read',
        { ...pull, method: 'get_check_runs' },
        /failure test[^\n]*id (\d+)/,
      ),
    }),
    says: /failure src\/water\.ts:4; "Wrong result"; "expected 0, got -3"/,
    asks: ['checks/list-annotations'],
  },
  {
    tool: 'get_job_logs',
    args: async (session) => ({ ...garden, job_id: await job(session) }),
    says: /Process completed with exit code 1/,
    asks: ['actions/download-job-logs-for-workflow-run'],
  },
  {
    tool: 'get_job_logs',
    args: async (session) => ({ ...garden, run_id: await run(session), failed_only: true, tail_lines: 1 }),
    says: /last 1 line of/,
  },
];

type Of = Parameters<typeof found>[0];
const run = (session: Of, how = 'failure') =>
  found(
    session,
    'actions_list',
    { ...garden, method: 'list_workflow_runs' },
    new RegExp(`${how} Test[^\\n]*id (\\d+)`),
  );
const job = async (session: Of) =>
  found(
    session,
    'actions_list',
    { ...garden, method: 'list_workflow_jobs', resource_id: await run(session) },
    /failure test[^\n]*id (\d+)/,
  );
