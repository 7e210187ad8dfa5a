import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { word } from '../../api/routes.ts';
import { isRecord } from '../../api/scope.ts';
import { link, plain } from '../../present/text.ts';
import { refuse } from '../report.ts';

export const actionsTriggerMethods = [
  'run_workflow',
  'rerun_workflow_run',
  'rerun_failed_jobs',
  'cancel_workflow_run',
  'delete_workflow_run_logs',
] as const;

interface Asked {
  at: { owner: string; repo: string };
  workflow_id?: string | undefined;
  ref?: string | undefined;
  inputs?: Record<string, unknown> | undefined;
  run_id?: number | undefined;
}

export const actionsTriggers: Record<
  (typeof actionsTriggerMethods)[number],
  (asked: Asked, github: GitHub, call: Call) => Promise<string>
> = {
  async run_workflow({ at, workflow_id, ref, inputs, run_id }, github, call) {
    if (workflow_id === undefined || ref === undefined)
      throw new ToolError('invalid', 'To run a workflow give workflow_id and ref.');
    refuse({ run_id }, 'does not go with run_workflow; rerun_workflow_run runs an earlier run again');
    const { data: made }: { data: unknown } = await github.rest.actions.createWorkflowDispatch(
      { ...at, workflow_id, ref, inputs, ...({ return_run_details: true } as object) },
      call,
    );
    const id = isRecord(made) ? made['workflow_run_id'] : undefined;
    const url = isRecord(made) && typeof made['html_url'] === 'string' ? `: ${link(made['html_url'])}` : '';
    const what = `Started ${plain(workflow_id)} on ${plain(ref)}`;
    return id === undefined || id === null
      ? `${what}; GitHub did not say which run it is: actions_list list_workflow_runs shows it in a moment`
      : `${what} as run ${word(id)}${url}`;
  },
  async rerun_workflow_run(asked, github, call) {
    await github.rest.actions.reRunWorkflow(runOf(asked), call);
    return `Run ${asked.run_id} is running again`;
  },
  async rerun_failed_jobs(asked, github, call) {
    await github.rest.actions.reRunWorkflowFailedJobs(runOf(asked), call);
    return `Failed jobs of run ${asked.run_id} will run again`;
  },
  async cancel_workflow_run(asked, github, call) {
    await github.rest.actions.cancelWorkflowRun(runOf(asked), call);
    return `Run ${asked.run_id} is being cancelled`;
  },
  async delete_workflow_run_logs(asked, github, call) {
    const { owner, repo, run_id } = runOf(asked);
    await github.approve(`Delete the logs of run ${run_id} of ${owner}/${repo}? This cannot be undone.`, call);
    await github.rest.actions.deleteWorkflowRunLogs({ owner, repo, run_id }, call);
    return `Deleted the logs of run ${run_id}`;
  },
};

function runOf({ at, run_id, workflow_id, ref, inputs }: Asked): { owner: string; repo: string; run_id: number } {
  refuse({ workflow_id, ref, inputs }, 'only go with run_workflow');
  if (run_id === undefined)
    throw new ToolError('invalid', 'Give the run_id, which actions_list list_workflow_runs shows.');
  return { ...at, run_id };
}
