import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, choice, fields, pageOf, paging } from '../input.ts';
import { issueLine } from '../present/issue.ts';
import { listed } from '../present/listed.ts';
import { issueQuery, issueSorts } from '../search.ts';

export const searchIssues = defineTool({
  name: 'search_issues',
  title: 'Search issues',
  description: 'Find issues by words, people, labels or dates, with GitHub search syntax.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    query: z.string(),
    owner: z.string().optional(),
    repo: z.string().optional(),
    sort: choice(issueSorts).optional(),
    order: choice(['asc', 'desc']).optional(),
    ...fields,
    ...paging,
  }),
  async handler({ query, owner, repo, sort, order, fields: wanted, ...paged }, { github }: Context, call) {
    const q = issueQuery('issue', query, owner, repo);
    const page = await github.search('GET /search/issues', { q, sort, order, ...pageOf(paged) }, call);
    return listed(
      { ...page, ...paged, one: 'issue', line: (issue) => issueLine(issue, true), fields: wanted },
      call.budget,
    );
  },
});
