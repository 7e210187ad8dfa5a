import { count, cutText, facts, known, link, minute, plain, quoted } from './text.ts';

export interface ACheck {
  id: number | bigint | string;
  name: string;
  status: string;
  conclusion: string | null;
  completed_at?: string | null;
  html_url?: string | null;
  details_url?: string | null;
  output: { title: string | null; summary?: string | null; annotations_count: number } | null | undefined;
  app: { slug?: string } | null;
}

/** Conclusions that stop a pull request. */
export const failing = new Set(['failure', 'timed_out', 'startup_failure', 'action_required', 'cancelled', 'stale']);

/** Characters of the summary of a failing check. */
const mostSummary = 300;

/** `failure build by github-actions; "2 errors"; 2 annotations; id 7` */
export function checkLine(check: ACheck): string {
  const { id, name, status, conclusion, completed_at, output, app } = check;
  const failed = failing.has(conclusion ?? '');
  const summary = output?.summary ?? '';
  return facts([
    `${conclusion ?? status} ${plain(name)}${app?.slug ? ` by ${plain(app.slug)}` : ''}`,
    output?.title && quoted(output.title),
    failed && summary !== '' && quoted(summary.length > mostSummary ? `${cutText(summary, mostSummary)}…` : summary),
    (output?.annotations_count ?? 0) > 0 &&
      `${count(output?.annotations_count ?? 0, 'annotation')} (actions_get get_check_run_annotations)`,
    completed_at && minute(completed_at),
    `id ${known(id)}`,
    failed && link(check.details_url ?? check.html_url),
  ]);
}
