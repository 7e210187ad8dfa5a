import { found, type Case } from '../case.ts';
import { garden } from '../places.ts';

export const actions: readonly Case[] = [
  {
    tool: 'actions_run_trigger',
    args: { ...garden, method: 'run_workflow', workflow_id: 'test.yml', ref: 'main' },
    says: /Started test\.yml on main/,
    asks: ['actions/create-workflow-dispatch'],
  },
  {
    tool: 'actions_run_trigger',
    args: async (session) => ({ ...garden, method: 'rerun_failed_jobs', run_id: await run(session, 'failure') }),
    says: /run again/,
    asks: ['actions/re-run-workflow-failed-jobs'],
  },
  {
    tool: 'actions_run_trigger',
    args: async (session) => ({ ...garden, method: 'rerun_workflow_run', run_id: await run(session, 'success') }),
    says: /is running again/,
    asks: ['actions/re-run-workflow'],
  },
  {
    tool: 'actions_run_trigger',
    args: async (session) => ({
      ...garden,
      method: 'cancel_workflow_run',
      run_id: await run(session, 'queued|in_progress'),
    }),
    says: /is being cancelled/,
    asks: ['actions/cancel-workflow-run'],
  },
  {
    tool: 'actions_run_trigger',
    args: async (session) => ({ ...garden, method: 'delete_workflow_run_logs', run_id: await run(session, '\\w+') }),
    says: /Deleted the logs/,
    asks: ['actions/delete-workflow-run-logs'],
  },
];

type Of = Parameters<typeof found>[0];
const run = (session: Of, how: string) =>
  found(
    session,
    'actions_list',
    { ...garden, method: 'list_workflow_runs' },
    new RegExp(`(?:${how}) Test[^\\n]*id (\\d+)`),
  );
