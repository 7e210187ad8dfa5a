import { facts, known, link, login, minute, plain, quoted } from './text.ts';

interface ARun {
  id: number | bigint | string;
  name?: string | null;
  display_title?: string;
  run_number: number;
  run_attempt?: number;
  event: string;
  status: string | null;
  conclusion: string | null;
  head_branch: string | null;
  head_sha: string;
  actor?: { login: string } | null;
  created_at: string;
  html_url: string;
  check_suite_id?: number | bigint | string;
}

/** `failure CI #12 "Title" push on main (1a2b3c4d5e6f) by alice; 2026-01-02T03:04Z; id 7` */
export const runLine = (run: ARun): string =>
  facts([
    facts(
      [
        run.conclusion ?? run.status ?? 'unknown',
        plain(run.name),
        `#${known(run.run_number)}`,
        quoted(run.display_title),
        plain(run.event),
        run.head_branch && `on ${plain(run.head_branch)}`,
        run.head_sha && `(${run.head_sha.slice(0, 12)})`,
        `by ${login(run.actor)}`,
      ],
      ' ',
    ),
    minute(run.created_at),
    `id ${known(run.id)}`,
  ]);

export const runPage = (run: ARun): string =>
  facts([
    runLine(run),
    run.run_attempt !== undefined && run.run_attempt > 1 && `attempt ${run.run_attempt}`,
    typeof run.check_suite_id !== 'object' && run.check_suite_id !== undefined && `check suite ${run.check_suite_id}`,
    link(run.html_url),
  ]);

interface AJob {
  id: number | bigint | string;
  name: string;
  status: string;
  conclusion: string | null;
  started_at: string;
  completed_at: string | null;
  html_url: string | null;
  steps?: readonly { number: number; name: string; conclusion: string | null; status: string }[] | null;
}

/** `failure build; 95 s; failed at "npm test"; id 7` */
export function jobLine({ id, name, status, conclusion, started_at, completed_at, steps }: AJob): string {
  const failed = (steps ?? []).find((step) => ['failure', 'timed_out', 'cancelled'].includes(step.conclusion ?? ''));
  const seconds = Math.round((Date.parse(completed_at ?? '') - Date.parse(started_at)) / 1000);
  return facts([
    `${conclusion ?? status} ${plain(name)}`,
    !Number.isNaN(seconds) && `${seconds} s`,
    failed && `${failed.conclusion === 'cancelled' ? 'cancelled' : 'failed'} at ${quoted(failed.name)}`,
    `id ${known(id)}`,
  ]);
}

export const jobPage = (job: AJob): string =>
  [
    `[${facts([jobLine(job), link(job.html_url)])}]`,
    ...(job.steps ?? []).map(
      (step) => `${known(step.number)} ${known(step.conclusion ?? step.status)} ${quoted(step.name)}`,
    ),
  ].join('\n');
