import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { jobLog } from '../actions/logs.ts';
import type { Context } from '../context.ts';
import { positive, repository } from '../input.ts';

/** Jobs of one run whose logs are shown in one answer. */
const mostJobs = 10;

export const getJobLogs = defineTool({
  name: 'get_job_logs',
  title: 'Get job logs',
  description: 'Read the end of the log of a job, or with run_id and failed_only of all failed jobs of a run.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({
    ...repository,
    job_id: positive().optional(),
    run_id: positive().optional(),
    failed_only: z.boolean().optional(),
    return_content: z.boolean().optional(),
    tail_lines: positive().optional(),
  }),
  async handler(
    { owner, repo, job_id, run_id, failed_only = false, return_content = true, tail_lines = 500 },
    { github }: Context,
    call,
  ) {
    const at = { owner, repo };
    if (job_id !== undefined) {
      const job = { id: job_id, name: undefined };
      return jobLog(github, { ...at, job, lines: tail_lines, budget: call.budget, content: return_content }, call);
    }
    if (run_id === undefined) throw new ToolError('invalid', 'Give a job_id, or a run_id.');
    const { jobs } = await github.get(
      'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs',
      { ...at, run_id, per_page: 100 },
      call,
    );
    const wanted = failed_only ? jobs.filter(({ conclusion }) => conclusion === 'failure') : jobs;
    if (wanted.length === 0) return `[${failed_only ? 'no failed job' : 'no job'} in run ${run_id}]`;
    const shown = wanted.slice(0, mostJobs);
    const parts: string[] = [];
    for (const job of shown) {
      call.progress(parts.length, shown.length);
      parts.push(
        await jobLog(
          github,
          { ...at, job, lines: tail_lines, budget: call.budget / shown.length, content: return_content },
          call,
        ),
      );
    }
    if (wanted.length > shown.length)
      parts.push(
        `[${wanted.length - shown.length} more jobs; ask for them by job_id (actions_list list_workflow_jobs)]`,
      );
    return parts.join('\n');
  },
});
