import type { Call } from '@mcp-reference/kit';
import type { GitHub } from '../api/github.ts';
import { count, facts, fenced, plain } from '../present/text.ts';

interface Wanted {
  owner: string;
  repo: string;
  job: { id: number | bigint; name?: string | undefined };
  /** Last lines. */
  lines: number;
  /** Characters. */
  budget: number;
  /** false: only where the log is. */
  content: boolean;
}

/** Bytes of the end of a log that are kept. */
const mostKept = 2_000_000;
/** Characters of one line. */
const longestLine = 2_000;
/** GitHub puts a time before each line, and runners colour their output; neither tells a model anything. */
const time = /^\ufeff?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z /;
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const colour = /\u001b\[[\d;]*m/g;

/** The end of the log of a job, cut where it is read: a log can have 100 MB. */
export async function jobLog(
  github: GitHub,
  { owner, repo, job, lines, budget, content }: Wanted,
  call: Call,
): Promise<string> {
  const name = `job ${job.id}${job.name === undefined ? '' : ` ${plain(job.name)}`}`;
  if (!content) return `[${name}: log at ${github.host.web}/${owner}/${repo}/actions/jobs/${job.id}]`;
  const { body, cut } = await github.bytes(
    'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs',
    { owner, repo, job_id: Number(job.id) },
    { accept: 'text/plain', keeping: { most: mostKept, over: 'tail' }, elsewhere: true },
    call,
  );
  const all = body.toString('utf8').replace(/\n$/, '').split('\n');
  // The first of a cut log is a part of a line.
  if (cut) all.shift();
  const shown: string[] = [];
  let left = budget - 600;
  for (const raw of all.slice(-lines).reverse()) {
    const line = raw.replace(/\r$/, '').replace(time, '').replaceAll(colour, '');
    const part =
      line.length > longestLine ? `${line.slice(0, longestLine)} [${line.length - longestLine} more characters]` : line;
    left -= part.length + 1;
    if (left < 0) break;
    shown.unshift(part);
  }
  const head = facts([
    `${name}: last ${count(shown.length, 'line')} of ${cut ? 'more than ' : ''}${all.length.toLocaleString('en-US')}`,
    shown.length < Math.min(lines, all.length) && 'CUT at the output limit, the lines before are missing',
    'times and colours left out',
  ]);
  return `[${head}]\n${fenced(shown.join('\n'))}`;
}
