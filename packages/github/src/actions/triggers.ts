import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../api/github.ts';
import { plain } from '../present/text.ts';

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
  async run_workflow({ at, workflow_id, ref, inputs }, github, call) {
    if (workflow_id === undefined || ref === undefined)
      throw new ToolError('invalid', 'To run a workflow give workflow_id and ref.');
    await github.write(
      'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
      { ...at, workflow_id, ref, inputs },
      call,
    );
    return `Started ${plain(workflow_id)} on ${plain(ref)}; actions_list list_workflow_runs shows the run in a moment`;
  },
  async rerun_workflow_run(asked, github, call) {
    await github.write('POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun', runOf(asked), call);
    return `Run ${asked.run_id} runs again`;
  },
  async rerun_failed_jobs(asked, github, call) {
    await github.write('POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs', runOf(asked), call);
    return `The failed jobs of run ${asked.run_id} run again`;
  },
  async cancel_workflow_run(asked, github, call) {
    await github.write('POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel', runOf(asked), call);
    return `Run ${asked.run_id} is being cancelled`;
  },
  async delete_workflow_run_logs(asked, github, call) {
    const { owner, repo, run_id } = runOf(asked);
    await call.confirm(`Delete the logs of run ${run_id} of ${owner}/${repo}? This cannot be undone.`);
    await github.write('DELETE /repos/{owner}/{repo}/actions/runs/{run_id}/logs', { owner, repo, run_id }, call);
    return `Deleted the logs of run ${run_id}`;
  },
};

function runOf({ at, run_id }: Asked): { owner: string; repo: string; run_id: number } {
  if (run_id === undefined)
    throw new ToolError('invalid', 'Give the run_id, which actions_list list_workflow_runs shows.');
  return { ...at, run_id };
}
