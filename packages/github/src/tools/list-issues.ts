import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, choice, fields, pageOf, paging, repository } from '../input.ts';
import { issueLine } from '../present/issue.ts';
import { listed } from '../present/listed.ts';
import { count } from '../present/text.ts';

const sorts = { created_at: 'created', updated_at: 'updated', comments: 'comments' } as const;

/** The archived server and REST call two of the orders by shorter names. */
const longSort = (value: unknown) =>
  typeof value === 'string' ? value.toLowerCase().replace(/^(created|updated)$/, '$1_at') : value;
/** Pages that are looked through for one that has an issue: GitHub mixes pull requests in. */
const mostPages = 5;

export const listIssues = defineTool({
  name: 'list_issues',
  title: 'List issues',
  description: 'List issues of a repository, newest first. For words and people use search_issues.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases: { ...aliases, sort: 'orderBy', after: 'page' },
  input: z.object({
    ...repository,
    state: choice(['open', 'closed', 'all']).optional(),
    labels: z.array(z.string()).optional(),
    orderBy: z.preprocess(longSort, z.enum(['created_at', 'updated_at', 'comments'])).optional(),
    direction: choice(['asc', 'desc']).optional(),
    since: z.string().optional(),
    field_filters: z
      .array(z.object({ field_name: z.string(), value: z.string().optional(), values: z.array(z.string()).optional() }))
      .optional(),
    ...fields,
    ...paging,
  }),
  async handler(
    { owner, repo, state, labels, orderBy, direction, since, field_filters, fields: wanted, ...paged },
    { github }: Context,
    call,
  ) {
    const { page: first, per_page } = pageOf(paged);
    let passed = 0;
    for (let page = first; ; page++) {
      const { items, next } = await github.list(
        'GET /repos/{owner}/{repo}/issues',
        {
          owner,
          repo,
          state,
          labels: labels?.join(','),
          issue_field_values: fieldFilter(field_filters),
          sort: orderBy && sorts[orderBy],
          direction,
          since,
          page,
          per_page,
        },
        call,
      );
      const issues = items.filter((item) => item.pull_request === undefined);
      passed += items.length - issues.length;
      if (issues.length === 0 && next !== undefined && page - first + 1 < mostPages) continue;
      return listed(
        {
          items: issues,
          one: 'issue',
          line: (issue) => issueLine(issue),
          fields: wanted,
          next,
          note: passed > 0 ? `${count(passed, 'pull request')} left out` : undefined,
          page,
          perPage: per_page,
        },
        call.budget,
      );
    }
  },
});

/** As the API takes them: the slug of a field and its value. */
function fieldFilter(
  filters: readonly { field_name: string; value?: string | undefined; values?: string[] | undefined }[] | undefined,
): string | undefined {
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
