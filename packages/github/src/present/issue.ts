import { body, count, facts, list, login, minute, plain, quoted } from './text.ts';

export interface AnIssue {
  number: number;
  title: string;
  state: string;
  state_reason?: string | null;
  user?: { login: string } | null;
  author_association?: string;
  labels?: readonly (string | { name?: string | null })[];
  assignees?: readonly { login: string }[] | null;
  milestone?: { number: number; title: string } | null;
  comments?: number;
  created_at: string;
  updated_at: string;
  closed_at?: string | null;
  body?: string | null;
  html_url: string;
  id: number | bigint | string;
  node_id?: string;
  locked?: boolean;
  draft?: boolean;
  pull_request?: object | undefined;
  repository_url?: string;
  type?: { name: string } | null;
  sub_issues_summary?: { total: number; completed: number };
}

export const labelNames = (labels: AnIssue['labels']): string[] =>
  (labels ?? []).map((label) => (typeof label === 'string' ? label : (label.name ?? ''))).filter(Boolean);

/** `#7 open "Title" by alice; labels bug; 3 comments; updated 2026-01-02T03:04Z` */
export function issueLine(issue: AnIssue, withRepository = false): string {
  const { number, title, state, state_reason, user, labels, assignees, comments = 0, updated_at, type, draft } = issue;
  const names = labelNames(labels);
  const where = withRepository ? repositoryName(issue.repository_url) : '';
  return facts([
    `${where}#${number} ${state}${state_reason && state_reason !== 'completed' && state === 'closed' ? ` (${state_reason})` : ''}${draft ? ' draft' : ''} ${quoted(title)} by ${login(user)}`,
    type && `type ${plain(type.name)}`,
    names.length > 0 && `labels ${list(names)}`,
    assignees && assignees.length > 0 && `assigned ${list(assignees.map((one) => one.login))}`,
    comments > 0 && count(comments, 'comment'),
    `updated ${minute(updated_at)}`,
  ]);
}

export const repositoryName = (url: string | undefined): string => plain(/\/repos\/(.+)$/.exec(url ?? '')?.[1] ?? '');

/** Everything about one issue, its body last. */
export function issuePage(issue: AnIssue, budget: number): string {
  const {
    number,
    title,
    state,
    state_reason,
    user,
    author_association,
    labels,
    assignees,
    milestone,
    comments = 0,
    type,
  } = issue;
  const names = labelNames(labels);
  const head = facts([
    `${issue.pull_request ? 'pull request' : 'issue'} #${number} ${state}${state_reason ? ` (${state_reason})` : ''}`,
    `by ${login(user)}${author_association ? ` (${author_association.toLowerCase()})` : ''}`,
    `created ${minute(issue.created_at)}`,
    `updated ${minute(issue.updated_at)}`,
    issue.closed_at && `closed ${minute(issue.closed_at)}`,
    type && `type ${plain(type.name)}`,
    names.length > 0 && `labels ${list(names)}`,
    assignees && assignees.length > 0 && `assigned ${list(assignees.map((one) => one.login))}`,
    milestone && `milestone ${milestone.number} ${quoted(milestone.title)}`,
    issue.sub_issues_summary &&
      issue.sub_issues_summary.total > 0 &&
      `sub-issues ${issue.sub_issues_summary.completed} of ${issue.sub_issues_summary.total} done`,
    count(comments, 'comment'),
    issue.locked && 'locked',
    `id ${issue.id}`,
    issue.html_url,
  ]);
  return `[${head}]\n${quoted(title)}\n${body(issue.body, budget - 1_500)}`;
}
