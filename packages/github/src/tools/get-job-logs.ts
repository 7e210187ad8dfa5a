import { defineTool, z } from '@mcp-reference/kit';
import { readLogs } from '../operations/actions/read-logs.ts';
import type { Context } from '../context.ts';
import { positive, repository } from '../arguments.ts';

export const getJobLogs = defineTool({
  name: 'get_job_logs',
  title: 'Get job logs',
  description:
    'Read job logs: one job by job_id, or of a run (run_id) its failed jobs (failed_only) or those named job_name. Lines of the failing step come first, then the end of the log.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({
    ...repository,
    job_id: positive().optional().describe('One job; from actions_list.'),
    run_id: positive().optional().describe('With failed_only or a job name.'),
    failed_only: z.boolean().optional().describe('Logs of all failed jobs.'),
    return_content: z.boolean().optional().describe('false: links only.'),
    job_name: z.string().optional().describe('With run_id: jobs whose name contains it.'),
    tail_lines: positive().optional().describe('Lines from the end.'),
  }),
  handler: ({ tail_lines = 500, ...asked }, { github, contentWindow }: Context, call) =>
    readLogs(github, { ...asked, tail_lines: Math.min(tail_lines, contentWindow) }, call),
});
