import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { count, facts, fencedFile, known, plain, quoted } from '../../present/text.ts';

/** A job, or only its id where GitHub does not give the rest. */
export interface Job {
  id: number | bigint;
  name?: string | undefined;
  status?: string | undefined;
  conclusion?: string | null | undefined;
  steps?: readonly Step[] | null | undefined;
}

interface Step {
  name: string;
  number: number;
  conclusion: string | null;
  started_at?: string | null;
  completed_at?: string | null;
}

interface Wanted {
  owner: string;
  repo: string;
  job: Job;
  /** Last lines. */
  lines: number;
  /** Characters. */
  budget: number;
  /** false: only where the log is. */
  content: boolean;
}

/** Bytes of the end of a log that are kept. */
const mostKept = 8_000_000;
/** Characters of one line. */
const longestLine = 2_000;
/** GitHub puts a time before each line, and runners colour their output; neither tells a model anything. */
const time = /^\ufeff?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z) /;
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const colour = /\u001b\[[\d;]*m/g;

/** The lines of the failing step and the end of the log, cut where it is read: a log can have 100 MB. */
export async function jobLog(github: GitHub, wanted: Wanted, call: Call): Promise<string> {
  const { owner, repo, job, lines, budget, content } = wanted;
  const name = `job ${job.id}${job.name === undefined ? '' : ` ${plain(job.name)}`}${job.conclusion ? ` (${job.conclusion})` : ''}`;
  if (!content) return `[${name}: log at ${github.host.web}/${owner}/${repo}/actions/jobs/${job.id}]`;
  const { body, cut } = await github.rest.actions
    .downloadJobLogsForWorkflowRun({ owner, repo, job_id: Number(job.id) }, call, {
      accept: 'text/plain',
      keeping: { most: mostKept, over: 'tail' },
      elsewhere: true,
    })
    .catch((error: unknown) => {
      throw withoutLog(error, job);
    });
  const all = body.toString('utf8').replace(/\n$/, '').split('\n');
  // The first of a cut log is a part of a line.
  if (cut) all.shift();
  const step = failingStep(job);
  const range = step === undefined ? undefined : rangeOf(all, step);
  const room = budget - 800;
  const first = range === undefined ? [] : all.slice(Math.max(range.from, range.to - lines), range.to);
  const own = fitting(first, room);
  const from = range === undefined ? 0 : range.to;
  const rest = all.slice(Math.max(from, all.length - Math.max(0, lines - own.shown.length)));
  const tail = fitting(rest, room - own.size);
  const head = facts([
    `${name}: ${step !== undefined && own.shown.length > 0 ? `step ${step.number} ${quoted(step.name)} failed, last ${count(own.shown.length, 'line')} of its ${count((range?.to ?? 0) - (range?.from ?? 0), 'line')}; then ` : ''}last ${count(tail.shown.length, 'line')} of ${cut ? 'more than ' : ''}${all.length.toLocaleString('en-US')}`,
    (own.isCut || tail.isCut) &&
      'CUT at the output limit, earlier lines are missing: ask for one job and fewer tail_lines',
    'times and colours left out',
  ]);
  const parts = [
    ...own.shown,
    ...(own.shown.length > 0 && tail.shown.length > 0 ? ['[end of the step]'] : []),
    ...tail.shown,
  ];
  return `[${head}]\n${fencedFile(parts.join('\n'))}`;
}

const failingStep = ({ steps }: Job): Step | undefined =>
  steps?.find(({ conclusion }) => conclusion === 'failure' || conclusion === 'timed_out') ??
  steps?.find(({ conclusion }) => conclusion === 'cancelled');

/** The lines that were written while a step ran; undefined if the timestamps do not show it. */
function rangeOf(all: readonly string[], step: Step): { from: number; to: number } | undefined {
  const start = Date.parse(step.started_at ?? '');
  const end = Date.parse(step.completed_at ?? '');
  if (Number.isNaN(start) || Number.isNaN(end)) return undefined;
  const times = all.map((line) => Date.parse(time.exec(line)?.[1] ?? ''));
  const from = times.findIndex((at) => at >= start);
  // Steps end on a whole second, in which its last lines were written.
  const to = times.findLastIndex((at) => at < end + 1_000) + 1;
  return from === -1 || to <= from ? undefined : { from, to };
}

/** The last lines that fit, as they are shown. */
function fitting(lines: readonly string[], room: number): { shown: string[]; size: number; isCut: boolean } {
  const shown: string[] = [];
  let size = 0;
  for (const raw of [...lines].reverse()) {
    const line = raw.replace(/\r$/, '').replace(time, '').replaceAll(colour, '');
    const part =
      line.length > longestLine ? `${line.slice(0, longestLine)} [${line.length - longestLine} more characters]` : line;
    if (size + part.length + 1 > room) return { shown, size, isCut: true };
    size += part.length + 1;
    shown.unshift(part);
  }
  return { shown, size, isCut: false };
}

/** Why there is no log: GitHub answers 404 for a job that has not finished. */
function withoutLog(error: unknown, { id, status, conclusion }: Job): unknown {
  if (!(error instanceof ToolError) || error.code !== 'not_found') return error;
  if (status !== undefined && status !== 'completed')
    return new ToolError('conflict', `Job ${id} is ${plain(status)}; its log can be read when it has finished.`, {
      reason: 'not_finished',
      retryable: true,
    });
  const why = conclusion === 'skipped' ? 'it was skipped' : 'it has expired, or the job never wrote one';
  return new ToolError('not_found', `Job ${known(id)} has no log: ${why}.`, { reason: 'no_log', cause: error });
}
