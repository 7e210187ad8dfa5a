import { labelNames, type AnIssue } from './issue.ts';
import { body, count, facts, list, login, minute, plain, quoted } from './text.ts';

interface Branch {
  ref: string;
  sha: string;
  label?: string;
  repo?: { full_name: string } | null;
}

export interface APull {
  number: number;
  title: string;
  state: string;
  draft?: boolean;
  merged?: boolean;
  merged_at?: string | null;
  merged_by?: { login: string } | null;
  mergeable?: boolean | null;
  mergeable_state?: string;
  user?: { login: string } | null;
  author_association?: string;
  labels?: AnIssue['labels'];
  assignees?: readonly { login: string }[] | null;
  requested_reviewers?: readonly ({ login: string } | { slug: string })[] | null;
  milestone?: { number: number; title: string } | null;
  head: Branch;
  base: Branch;
  additions?: number;
  deletions?: number;
  changed_files?: number;
  commits?: number;
  comments?: number;
  review_comments?: number;
  created_at: string;
  updated_at: string;
  body?: string | null;
  html_url: string;
  auto_merge?: object | null;
}

const stateOf = ({ state, draft, merged_at }: APull) => (merged_at ? 'merged' : draft ? `${state} draft` : state);

/** `#8 open draft "Title" by bob; fix-it -> main; labels bug; updated 2026-01-02T03:04Z` */
export function pullLine(pull: APull): string {
  const names = labelNames(pull.labels);
  return facts([
    `#${pull.number} ${stateOf(pull)} ${quoted(pull.title)} by ${login(pull.user)}`,
    `${headName(pull)} -> ${plain(pull.base.ref)}`,
    names.length > 0 && `labels ${list(names)}`,
    `updated ${minute(pull.updated_at)}`,
  ]);
}

/** The branch, with its owner when it is in another repository. */
const headName = ({ head, base }: APull): string =>
  head.repo?.full_name === base.repo?.full_name ? plain(head.ref) : plain(head.label ?? head.ref);

/** Everything about one pull request, its body last. */
export function pullPage(pull: APull, budget: number): string {
  const names = labelNames(pull.labels);
  const reviewers = (pull.requested_reviewers ?? []).map((one) => ('login' in one ? one.login : one.slug));
  const head = facts([
    `pull request #${pull.number} ${stateOf(pull)}`,
    `by ${login(pull.user)}${pull.author_association ? ` (${pull.author_association.toLowerCase()})` : ''}`,
    `${headName(pull)} (${pull.head.sha.slice(0, 12)}) -> ${plain(pull.base.ref)}`,
    pull.changed_files !== undefined &&
      `${count(pull.changed_files, 'file')} +${pull.additions ?? 0} -${pull.deletions ?? 0}, ${count(pull.commits ?? 0, 'commit')}`,
    pull.merged_at ? `merged ${minute(pull.merged_at)} by ${login(pull.merged_by)}` : mergeability(pull),
    pull.auto_merge ? 'merges by itself when ready' : undefined,
    names.length > 0 && `labels ${list(names)}`,
    pull.assignees && pull.assignees.length > 0 && `assigned ${list(pull.assignees.map((one) => one.login))}`,
    reviewers.length > 0 && `review asked of ${list(reviewers)}`,
    pull.milestone && `milestone ${pull.milestone.number} ${quoted(pull.milestone.title)}`,
    `${count(pull.comments ?? 0, 'comment')}, ${count(pull.review_comments ?? 0, 'review comment')}`,
    `created ${minute(pull.created_at)}`,
    `updated ${minute(pull.updated_at)}`,
    pull.html_url,
  ]);
  return `[${head}]\n${quoted(pull.title)}\n${body(pull.body, budget - 1_500)}`;
}

function mergeability({ state, mergeable, mergeable_state }: APull): string | undefined {
  if (state !== 'open') return undefined;
  if (mergeable === null || mergeable === undefined) return 'mergeable: not known yet, ask again';
  return `${mergeable ? 'mergeable' : 'has conflicts'}${mergeable_state ? ` (${mergeable_state})` : ''}`;
}
