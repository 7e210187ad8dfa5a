import { andMore, belonging, body, count, facts, known, link, list, login, minute, plain, quoted } from './text.ts';

export interface AnIssue {
  number: number;
  title: string;
  state?: string;
  state_reason?: string | null;
  user?: { login: string } | null;
  author_association?: string;
  labels?: readonly (string | { name?: string | null })[];
  assignees?: readonly { login: string }[] | null;
  milestone?: { number: number; title: string } | null;
  comments?: number | null;
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
  issue_dependencies_summary?: { blocked_by: number; blocking: number };
  parent_issue_url?: string | null;
  active_lock_reason?: string | null;
  closed_by?: { login: string } | null;
  reactions?: Readonly<Record<string, unknown>>;
  issue_field_values?: readonly FieldValue[];
}

interface FieldValue {
  issue_field_name?: string;
  name?: string;
  value?: unknown;
  single_select_option?: { name?: string } | null;
}

/** A pull request that closes an issue when it is merged. */
export interface Closing {
  number: number;
  title: string;
  state: string;
  repository: { nameWithOwner: string } | null;
}

/** The pull requests that close an issue. */
export interface ClosingPulls {
  closing: readonly Closing[];
  /** The number of further ones. */
  closingMore: number;
}

export const labelNames = (labels: AnIssue['labels']): string[] =>
  (labels ?? []).map((label) => (typeof label === 'string' ? label : (label.name ?? ''))).filter(Boolean);

/** `#7 open "Title" by alice; labels bug; 3 comments; updated 2026-01-02T03:04Z` */
export function issueLine(issue: AnIssue, withRepository = false): string {
  const { number, title, state, state_reason, user, labels, assignees, comments, updated_at, type, draft } = issue;
  const names = labelNames(labels);
  const where = withRepository ? repositoryName(issue.repository_url) : '';
  return facts([
    `${where}#${known(number)} ${state ?? 'state unknown'}${state_reason && state_reason !== 'completed' && state === 'closed' ? ` (${state_reason})` : ''}${draft ? ' draft' : ''} ${quoted(title)} by ${login(user)}`,
    type && `type ${plain(type.name)}`,
    names.length > 0 && `labels ${list(names)}`,
    assignees && assignees.length > 0 && `assigned ${list(assignees.map((one) => one.login))}`,
    (comments ?? 0) > 0 && count(comments ?? 0, 'comment'),
    `updated ${minute(updated_at)}`,
  ]);
}

export const repositoryName = (url: string | undefined): string => plain(/\/repos\/(.+)$/.exec(url ?? '')?.[1] ?? '');

const emoji = {
  '+1': '👍',
  '-1': '👎',
  laugh: '😄',
  hooray: '🎉',
  confused: '😕',
  heart: '❤️',
  rocket: '🚀',
  eyes: '👀',
};

/** `👍 3 ❤️ 1`, or nothing. */
export const reactionCounts = (reactions: Readonly<Record<string, unknown>> | undefined): string =>
  Object.entries(emoji)
    .flatMap(([key, sign]) => (Number(reactions?.[key] ?? 0) > 0 ? [`${sign} ${String(reactions?.[key])}`] : []))
    .join(' ');

const fieldText = ({ issue_field_name, name, value, single_select_option }: FieldValue): string => {
  const shown = single_select_option?.name ?? value;
  const values: unknown[] = Array.isArray(shown) ? shown : [shown];
  const text = values.filter((one) => typeof one === 'string' || typeof one === 'number').join(', ');
  return text === '' ? '' : `${plain(issue_field_name ?? name)}: ${plain(text)}`;
};

/** Everything about one issue, its body last. `after` continues a long body. */
export function issuePage(
  issue: AnIssue,
  budget: number,
  { closing, closingMore, after }: ClosingPulls & { after: string | undefined },
): string {
  const { number, title, state, state_reason, user, author_association, labels, assignees, milestone, comments, type } =
    issue;
  const names = labelNames(labels);
  const head = facts([
    `${issue.pull_request ? 'pull request' : 'issue'} #${known(number)} ${state ?? 'state unknown'}${state_reason ? ` (${state_reason})` : ''}`,
    `by ${login(user)}${belonging(author_association)}`,
    `created ${minute(issue.created_at)}`,
    `updated ${minute(issue.updated_at)}`,
    issue.closed_at && `closed ${minute(issue.closed_at)}${issue.closed_by ? ` by ${login(issue.closed_by)}` : ''}`,
    type && `type ${plain(type.name)}`,
    names.length > 0 && `labels ${list(names)}`,
    assignees && assignees.length > 0 && `assigned ${list(assignees.map((one) => one.login))}`,
    milestone && `milestone ${known(milestone.number)} ${quoted(milestone.title)}`,
    issue.sub_issues_summary &&
      issue.sub_issues_summary.total > 0 &&
      `sub-issues ${known(issue.sub_issues_summary.completed)} of ${issue.sub_issues_summary.total} done`,
    ...(issue.issue_field_values ?? []).map(fieldText),
    issue.parent_issue_url && `parent ${repositoryName(issue.parent_issue_url).replace('/issues/', '#')}`,
    issue.issue_dependencies_summary &&
      issue.issue_dependencies_summary.blocked_by > 0 &&
      `blocked by ${issue.issue_dependencies_summary.blocked_by}`,
    issue.issue_dependencies_summary &&
      issue.issue_dependencies_summary.blocking > 0 &&
      `blocks ${issue.issue_dependencies_summary.blocking}`,
    closing.length > 0 &&
      `closed by merging ${closing.map(({ number, state, title, repository }) => `${plain(repository?.nameWithOwner)}#${known(number)} ${known(state).toLowerCase()} ${quoted(title)}`).join(', ')}${andMore(closingMore)}`,
    reactionCounts(issue.reactions),
    count(comments ?? 0, 'comment'),
    issue.locked && `locked${issue.active_lock_reason ? ` (${plain(issue.active_lock_reason)})` : ''}`,
    `id ${known(issue.id)}`,
    link(issue.html_url),
  ]);
  const top = `[${head}]\n${quoted(title)}\n`;
  return top + body(issue.body, budget - top.length - 600, after);
}
