import { labelNames, type AnIssue } from './issue.ts';
import { andMore, belonging, body, count, facts, known, link, list, login, minute, plain, quoted } from './text.ts';

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
  requested_teams?: readonly { slug: string }[] | null;
  milestone?: { number: number; title: string } | null;
  head: Branch | null;
  base: Branch | null;
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
  auto_merge?: { merge_method?: string; enabled_by?: { login: string } | null } | null;
  rebaseable?: boolean | null;
  locked?: boolean;
  maintainer_can_modify?: boolean;
  closed_at?: string | null;
}

const stateOf = ({ state = 'state unknown', draft, merged_at }: Partial<APull>) =>
  merged_at ? 'merged' : draft ? `${known(state)} draft` : known(state);

/** `#8 open draft "Title" by bob; fix-it -> main; labels bug; updated 2026-01-02T03:04Z` */
export function pullLine(pull: APull): string {
  const names = labelNames(pull.labels);
  return facts([
    `#${known(pull.number)} ${stateOf(pull)} ${quoted(pull.title)} by ${login(pull.user)}`,
    `${headName(pull)} -> ${plain(pull.base?.ref) || 'deleted branch'}`,
    names.length > 0 && `labels ${list(names)}`,
    `updated ${minute(pull.updated_at)}`,
  ]);
}

/** The branch, with its owner when it is in another repository. */
const headName = ({ head, base }: APull): string =>
  (head?.repo?.full_name === base?.repo?.full_name ? plain(head?.ref) : plain(head?.label ?? head?.ref)) ||
  'deleted branch';

/** Facts of a pull request that REST does not have. */
export interface PullMore {
  /** Issues that it closes when it is merged. */
  closes: readonly { number: number; title: string; repository: { nameWithOwner: string } | null }[];
  /** The number of further ones. */
  closesMore: number;
  reviewDecision: string | null;
  /** Its place in the merge queue. */
  queue: { position: number; state: string } | null;
}

/** Everything about one pull request, its body last. `after` continues a long body. */
export function pullPage(pull: APull, budget: number, more?: PullMore, after?: string): string {
  const names = labelNames(pull.labels);
  const owner = pull.base?.repo?.full_name?.split('/')[0] ?? '';
  const reviewers = [
    ...(pull.requested_reviewers ?? []).map((one) => ('login' in one ? one.login : one.slug)),
    ...(pull.requested_teams ?? []).map(({ slug }) => (owner === '' ? slug : `${owner}/${slug}`)),
  ];
  const head = facts([
    `pull request #${known(pull.number)} ${stateOf(pull)}`,
    `by ${login(pull.user)}${belonging(pull.author_association)}`,
    `${headName(pull)} (${pull.head?.sha?.slice(0, 12) ?? 'no commit'}) -> ${plain(pull.base?.ref) || 'deleted branch'}`,
    typeof pull.changed_files === 'number' &&
      `${count(pull.changed_files, 'file')} +${pull.additions ?? 0} -${pull.deletions ?? 0}, ${count(pull.commits ?? 0, 'commit')}`,
    pull.merged_at ? `merged ${minute(pull.merged_at)} by ${login(pull.merged_by)}` : mergeability(pull),
    pull.auto_merge &&
      `auto-merge on${pull.auto_merge.merge_method ? ` (${plain(pull.auto_merge.merge_method)})` : ''}`,
    more?.reviewDecision && `review decision ${more.reviewDecision.toLowerCase().replaceAll('_', ' ')}`,
    more?.queue && `in the merge queue at ${more.queue.position} (${more.queue.state.toLowerCase()})`,
    more !== undefined &&
      more.closes.length > 0 &&
      `closes ${more.closes.map(({ number, title, repository }) => `${plain(repository?.nameWithOwner)}#${known(number)} ${quoted(title)}`).join(', ')}${andMore(more.closesMore)}`,
    names.length > 0 && `labels ${list(names)}`,
    pull.assignees && pull.assignees.length > 0 && `assigned ${list(pull.assignees.map((one) => one.login))}`,
    reviewers.length > 0 && `review requested from ${list(reviewers)}`,
    pull.milestone && `milestone ${pull.milestone.number} ${quoted(pull.milestone.title)}`,
    `${count(pull.comments ?? 0, 'comment')}, ${count(pull.review_comments ?? 0, 'review comment')}`,
    `created ${minute(pull.created_at)}`,
    `updated ${minute(pull.updated_at)}`,
    pull.closed_at && !pull.merged_at && `closed ${minute(pull.closed_at)}`,
    pull.locked && 'locked',
    link(pull.html_url),
  ]);
  const top = `[${head}]\n${quoted(pull.title)}\n`;
  return top + body(pull.body, budget - top.length - 600, after);
}

function mergeability({ state, mergeable, mergeable_state }: APull): string | undefined {
  if (state !== 'open') return undefined;
  if (mergeable === null || mergeable === undefined) return 'mergeable: GitHub is still computing it; ask again';
  return `${mergeable ? 'mergeable' : 'has conflicts'}${mergeable_state ? ` (${mergeable_state})` : ''}`;
}
