import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { jobRecord, runRecord } from '../../data.ts';
import { listed } from '../../present/listed.ts';
import { jobLine, runLine } from '../../present/run.ts';
import { byteCount, facts, known, minute, plain } from '../../present/text.ts';

export const actionsListMethods = [
  'list_workflows',
  'list_workflow_runs',
  'list_workflow_jobs',
  'list_workflow_run_artifacts',
] as const;

const runStatuses = [
  'completed',
  'action_required',
  'cancelled',
  'failure',
  'neutral',
  'skipped',
  'stale',
  'success',
  'timed_out',
  'in_progress',
  'queued',
  'requested',
  'waiting',
  'pending',
] as const;

interface Asked {
  at: { owner: string; repo: string };
  id: string | undefined;
  runs: {
    actor?: string | undefined;
    branch?: string | undefined;
    event?: string | undefined;
    status?: string | undefined;
  };
  jobs: { filter?: 'latest' | 'all' | undefined };
  fields: readonly string[] | undefined;
  paged: { page?: number | undefined; perPage?: number | undefined };
  paging: { page: number; per_page: number };
}

export const actionsLists: Record<
  (typeof actionsListMethods)[number],
  (asked: Asked, github: GitHub, call: Call) => Promise<string>
> = {
  async list_workflows({ at, fields, paged, paging }, github, call) {
    const { data, next } = await github.rest.actions.listRepoWorkflows({ ...at, ...paging }, call);
    return listed(
      {
        items: data.workflows,
        next,
        total: data.total_count,
        ...paged,
        one: 'workflow',
        line: ({ id, name, path, state }) => facts([`${plain(name)} ${known(state)}`, plain(path), `id ${known(id)}`]),
        fields,
      },
      call.budget,
    );
  },
  async list_workflow_runs({ at, id, runs, fields, paged, paging }, github, call) {
    const status = runStatuses.find((one) => one === runs.status);
    if (runs.status !== undefined && status === undefined)
      throw new ToolError(
        'invalid',
        `There is no status ${JSON.stringify(runs.status)}; there are: ${runStatuses.join(', ')}.`,
      );
    const asked = { ...at, ...runs, status, ...paging };
    const { data, next } =
      id === undefined || id === ''
        ? await github.rest.actions.listWorkflowRunsForRepo(asked, call)
        : await github.rest.actions.listWorkflowRuns({ ...asked, workflow_id: id }, call);
    return listed(
      {
        items: data.workflow_runs,
        next,
        total: data.total_count,
        ...paged,
        one: 'run',
        line: runLine,
        record: runRecord,
        fields,
      },
      call.budget,
      call.data,
    );
  },
  async list_workflow_jobs({ at, id, jobs, fields, paged, paging }, github, call) {
    const asked = { ...at, run_id: numberOf(id, 'a run'), filter: jobs.filter, ...paging };
    const { data, next } = await github.rest.actions.listJobsForWorkflowRun(asked, call);
    return listed(
      {
        items: data.jobs,
        next,
        total: data.total_count,
        ...paged,
        one: 'job',
        line: jobLine,
        record: jobRecord,
        fields,
      },
      call.budget,
      call.data,
    );
  },
  async list_workflow_run_artifacts({ at, id, fields, paged, paging }, github, call) {
    const asked = { ...at, run_id: numberOf(id, 'a run'), ...paging };
    const { data, next } = await github.rest.actions.listWorkflowRunArtifacts(asked, call);
    return listed(
      {
        items: data.artifacts,
        next,
        total: data.total_count,
        ...paged,
        one: 'artifact',
        line: ({ id: artifact, name, size_in_bytes, expired, created_at }) =>
          facts([
            plain(name),
            byteCount(size_in_bytes),
            expired && 'expired',
            created_at !== null && minute(created_at),
            `id ${known(artifact)}`,
          ]),
        fields,
      },
      call.budget,
    );
  },
};

/** @throws ToolError `invalid` for what is not an id */
export function numberOf(id: string | undefined, what: string): number {
  if (id === undefined || !/^\d{1,15}$/.test(id))
    throw new ToolError('invalid', `resource_id must be the id of ${what}, a number.`);
  return Number(id);
}
