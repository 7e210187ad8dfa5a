import { ToolError, type Call } from '@mcp-reference/kit';
import { firstPages } from '../../api/first-pages.ts';
import type { GitHub } from '../../api/github.ts';
import type { Next } from '../../api/link.ts';
import { andMore, count, facts, list } from '../../present/text.ts';
import { noLabels } from '../absent.ts';

const sorts = { created_at: 'created', updated_at: 'updated', comments: 'comments' } as const;
/** Pages that are looked through for one that has an issue: GitHub mixes pull requests in. */
const mostPages = 5;
/** Milestones that an error names. */
const mostNamed = 20;

/** The archived server and REST call two of the orders by shorter names. */
export const longSort = (value: unknown) =>
  typeof value === 'string' ? value.toLowerCase().replace(/^(created|updated)$/, '$1_at') : value;

export interface IssueQuery {
  owner: string;
  repo: string;
  state?: 'open' | 'closed' | 'all' | undefined;
  labels?: readonly string[] | undefined;
  orderBy?: keyof typeof sorts | undefined;
  direction?: 'asc' | 'desc' | undefined;
  since?: string | undefined;
  assignee?: string | undefined;
  milestone?: string | undefined;
  field_filters?: readonly FieldFilter[] | undefined;
  per_page: number;
}

interface FieldFilter {
  field_name: string;
  value?: string | undefined;
  values?: string[] | undefined;
}

/** Returns the first page from a place on that has an issue, and a note on pull requests that were passed over. */
export async function issuesOf(github: GitHub, asked: IssueQuery, start: Next, call: Call) {
  const { labels, orderBy, field_filters, ...rest } = asked;
  const query = {
    ...rest,
    labels: labels?.join(','),
    issue_field_values: fieldFilter(field_filters),
    sort: orderBy && sorts[orderBy],
  };
  query.milestone = await milestoneNumber(github, asked, call);
  let passed = 0;
  let at = start;
  for (let seen = 1; ; seen++) {
    const { data: items, next } = await github.rest.issues
      .listForRepo({ ...query, ...at }, call)
      .catch((error: unknown) => {
        throw cursorNeeded(error);
      });
    const issues = items.filter((item) => item.pull_request === undefined);
    passed += items.length - issues.length;
    if (issues.length > 0 || next === undefined || seen >= mostPages) {
      const missing = issues.length === 0 && (await noLabels(github, asked, call));
      return { issues, note: facts([passed > 0 && `${count(passed, 'pull request')} left out`, missing]), at, next };
    }
    at = next.after === undefined ? next : { after: next.after };
  }
}

/** GitHub takes the number of a milestone; people know its title. */
async function milestoneNumber(
  github: GitHub,
  { owner, repo, milestone }: IssueQuery,
  call: Call,
): Promise<string | undefined> {
  if (milestone === undefined || /^(\d+|none|\*)$/.test(milestone)) return milestone;
  const name = JSON.stringify(milestone.slice(0, 100));
  const isNamed = ({ title }: { title: string }) => title.toLowerCase() === milestone.toLowerCase();
  const { items, hasMore } = await firstPages(
    (at) => github.rest.issues.listMilestones({ owner, repo, state: 'all', per_page: 100, ...at }, call),
    (page) => page.some(isNamed),
  );
  const found = items.find(isNamed);
  if (found !== undefined) return String(found.number);
  if (hasMore)
    throw new ToolError(
      'too_large',
      `${name} is not among the first ${items.length} milestones of ${owner}/${repo}, and there are more: give its number.`,
    );
  const open = items.flatMap(({ state, title }) => (state === 'open' ? [title] : []));
  throw new ToolError(
    'not_found',
    `${owner}/${repo} has no milestone ${name}; open ones are: ${list(open.slice(0, mostNamed)) || 'none'}${andMore(open.length - mostNamed)}.`,
  );
}

/** GitHub takes no page number far down a long list, only a cursor. */
function cursorNeeded(error: unknown): unknown {
  if (!(error instanceof ToolError) || !/cursor based pagination/i.test(error.message)) return error;
  const way =
    'Start without page and continue with the after that each answer gives, or narrow the list with since, or use search_issues.';
  return new ToolError('invalid', `${error.message} ${way}`, { reason: 'cursor_needed', cause: error });
}

/** As the API takes them: the slug of a field and its value. */
function fieldFilter(filters: readonly FieldFilter[] | undefined): string | undefined {
  return filters
    ?.flatMap(({ field_name, value, values = [] }) => {
      const slug = field_name
        .trim()
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-');
      return [...(value === undefined ? [] : [value]), ...values].map((one) => `${slug}:${one}`);
    })
    .join(',');
}
