import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { issueRecord, issuesData } from '../data.ts';
import type { Next } from '../api/link.ts';
import { aliases, choice, fields, paging, repository } from '../arguments.ts';
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
  description: 'List issues of a repository, newest first; for words use search_issues.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases: { ...aliases, sort: 'orderBy' },
  input: z.object({
    ...repository,
    state: choice(['open', 'closed', 'all']).optional(),
    labels: z.array(z.string()).optional(),
    orderBy: z.preprocess(longSort, z.enum(['created_at', 'updated_at', 'comments'])).optional(),
    direction: choice(['asc', 'desc']).optional(),
    since: z.string().optional().describe('Updated since: ISO time.'),
    assignee: z.string().optional().describe('Login, none or *.'),
    milestone: z.coerce.string().optional().describe('Number, none or *.'),
    after: z.string().optional().describe('Cursor, instead of page.'),
    field_filters: z
      .array(z.object({ field_name: z.string(), value: z.string().optional(), values: z.array(z.string()).optional() }))
      .optional()
      .describe('By custom field.'),
    ...fields,
    ...paging,
  }),
  output: issuesData,
  view: true,
  async handler({ fields: wanted, page: given, perPage = 30, after: cursor, ...asked }, { github }: Context, call) {
    if (cursor !== undefined && given !== undefined) throw new ToolError('invalid', 'Give page or after, not both.');
    const { labels, orderBy, field_filters, ...rest } = asked;
    const query = {
      ...rest,
      labels: labels?.join(','),
      issue_field_values: fieldFilter(field_filters),
      sort: orderBy && sorts[orderBy],
      per_page: perPage,
    };
    let passed = 0;
    let at: Next = cursor === undefined ? { page: given ?? 1 } : { after: cursor };
    for (let seen = 1; ; seen++) {
      const { items, next } = await github
        .list('GET /repos/{owner}/{repo}/issues', { ...query, ...at }, call)
        .catch((error: unknown) => {
          throw cursorNeeded(error);
        });
      const issues = items.filter((item) => item.pull_request === undefined);
      passed += items.length - issues.length;
      if (issues.length === 0 && next !== undefined && seen < mostPages) {
        at = next.after === undefined ? next : { after: next.after };
        continue;
      }
      return listed(
        {
          items: issues,
          one: 'issue',
          line: (issue) => issueLine(issue),
          record: issueRecord,
          fields: wanted,
          next,
          note: passed > 0 ? `${count(passed, 'pull request')} left out` : undefined,
          page: at.page,
          perPage,
          after: at.after,
          cursor: 'also',
        },
        call.budget,
        call.data,
      );
    }
  },
});

/** Long lists end for page numbers before they end. */
function cursorNeeded(error: unknown): unknown {
  if (!(error instanceof ToolError) || !/cursor based pagination/i.test(error.message)) return error;
  const way =
    'Start without page and continue with the after that each answer gives, or narrow the list with since, or use search_issues.';
  return new ToolError('invalid', `${error.message} ${way}`, { reason: 'cursor_needed', cause: error });
}

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
