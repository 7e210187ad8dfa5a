import { ToolError, type Call } from '@mcp-reference/kit';
import { firstPages } from '../../api/first-pages.ts';
import type { GitHub } from '../../api/github.ts';
import { count, link, list, plain } from '../../present/text.ts';
import { refuse } from '../report.ts';
import { jobLog, type Job } from './logs.ts';

/** Jobs of one run whose logs are shown in one answer. */
const mostJobs = 10;

/** Names of jobs that are shown where none has the name that was asked for. */
const mostNames = 20;

/** Conclusions of jobs that did not do what they should. */
const failed = new Set(['failure', 'timed_out', 'startup_failure', 'action_required']);

interface Asked {
  owner: string;
  repo: string;
  job_id?: number | undefined;
  run_id?: number | undefined;
  failed_only?: boolean | undefined;
  job_name?: string | undefined;
  return_content?: boolean | undefined;
  tail_lines?: number | undefined;
}

/** The logs of one job, or of the wanted jobs of a run. A log that is missing does not take the others away. */
export async function readLogs(github: GitHub, asked: Asked, call: Call): Promise<string> {
  const { owner, repo, job_id, run_id, failed_only = false, job_name, return_content: content = true } = asked;
  const at = { owner, repo, lines: asked.tail_lines ?? 500, content };
  if (job_id !== undefined) {
    refuse({ job_name, failed_only: failed_only || undefined }, 'go with run_id; job_id already names one job');
    const job = await jobOf(github, { owner, repo, job_id }, call);
    return jobLog(github, { ...at, job, budget: call.budget }, call);
  }
  if (run_id === undefined) throw new ToolError('invalid', 'Give a job_id, or a run_id.');
  const { jobs, total } = await jobsOf(github, { owner, repo, run_id }, call);
  const wanted = jobs.filter(
    ({ conclusion, name }) =>
      (!failed_only || failed.has(conclusion ?? '')) &&
      (job_name === undefined || (name ?? '').toLowerCase().includes(job_name.toLowerCase())),
  );
  const seen = total > jobs.length ? ` among the first ${jobs.length} of ${total} jobs` : '';
  if (wanted.length === 0) {
    const ended = failed_only ? await failedWithoutJob(github, { owner, repo, run_id }, call) : '';
    return `[${noneOf(jobs, { failed_only, job_name })} in run ${run_id}${seen}${ended}]`;
  }
  const shown = wanted.slice(0, mostJobs);
  const parts: string[] = [];
  let missing = 0;
  for (const job of shown) {
    call.progress(parts.length, shown.length);
    try {
      parts.push(await jobLog(github, { ...at, job, budget: Math.floor(call.budget / shown.length) }, call));
    } catch (error) {
      if (!(error instanceof ToolError) || shown.length === 1) throw error;
      missing++;
      parts.push(`[job ${job.id} ${list([job.name ?? ''])}: no log. ${error.message}]`);
    }
  }
  if (missing === shown.length)
    throw new ToolError('unavailable', parts.join('\n'), { reason: 'no_logs', retryable: false });
  const more = wanted.length - shown.length;
  if (more > 0)
    parts.push(`[${count(more, 'more job')}${seen}; read them by job_id (actions_list list_workflow_jobs)]`);
  else if (seen !== '') parts.push(`[only looked${seen}]`);
  return parts.join('\n');
}

function noneOf(
  jobs: readonly Job[],
  { failed_only, job_name }: { failed_only: boolean; job_name: string | undefined },
): string {
  const named = job_name === undefined ? '' : ` named ${JSON.stringify(job_name.slice(0, 80))}`;
  const states = new Map<string, number>();
  for (const { conclusion, status = 'unknown' } of jobs)
    states.set(conclusion ?? status, (states.get(conclusion ?? status) ?? 0) + 1);
  const others = [...states].map(([state, number]) => `${number} ${state}`).join(', ');
  const names = job_name === undefined ? [] : jobs.map(({ name }) => name ?? '').slice(0, mostNames);
  const those = names.length === 0 ? '' : `; its jobs: ${list(names)}${jobs.length > names.length ? ' …' : ''}`;
  return `no ${failed_only ? 'failed ' : ''}job${named}${others === '' ? '' : ` (${others})`}${those}`;
}

/** A run can fail before any of its jobs, such as for a mistake in the workflow file. */
async function failedWithoutJob(
  github: GitHub,
  at: { owner: string; repo: string; run_id: number },
  call: Call,
): Promise<string> {
  try {
    const { data: run } = await github.rest.actions.getWorkflowRun(at, call);
    if (!failed.has(run.conclusion ?? '')) return '';
    return `; the run itself ended with ${plain(run.conclusion)}, so look at its page: ${link(run.html_url)}`;
  } catch (error) {
    if (error instanceof ToolError) return '';
    throw error;
  }
}

/** The first 1,000 jobs: GitHub allows 256 for each matrix, and several matrices. */
async function jobsOf(
  github: GitHub,
  run: { owner: string; repo: string; run_id: number },
  call: Call,
): Promise<{ jobs: Job[]; total: number }> {
  let total = 0;
  const { items: jobs } = await firstPages<Job>(async (at) => {
    const { data, next } = await github.rest.actions.listJobsForWorkflowRun({ ...run, per_page: 100, ...at }, call);
    total = data.total_count;
    return { data: data.jobs, next };
  });
  return { jobs, total: Math.max(total, jobs.length) };
}

/** The job with its steps; only its id where GitHub does not give it. */
async function jobOf(github: GitHub, at: { owner: string; repo: string; job_id: number }, call: Call): Promise<Job> {
  try {
    return (await github.rest.actions.getJobForWorkflowRun(at, call)).data;
  } catch (error) {
    if (error instanceof ToolError && error.code === 'not_found') return { id: at.job_id };
    throw error;
  }
}
