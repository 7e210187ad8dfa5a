import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { issueRecord, issuesData } from '../data.ts';
import { aliases, choice, fields, pageOf, paging } from '../arguments.ts';
import { issueLine } from '../present/issue.ts';
import { listed } from '../present/listed.ts';
import { matchedText } from '../present/matches.ts';
import { needsAdvanced } from '../api/query.ts';
import { issueQuery, issueSort } from '../operations/search/query.ts';

export const searchPullRequests = defineTool({
  name: 'search_pull_requests',
  title: 'Search pull requests',
  description: 'Find pull requests, with GitHub search syntax.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    query: z.string(),
    owner: z.string().optional(),
    repo: z.string().optional(),
    sort: z.string().optional().describe('Such as updated.'),
    order: choice(['asc', 'desc']).optional(),
    ...fields,
    ...paging,
  }),
  output: issuesData,
  async handler({ query, owner, repo, sort, order, fields: wanted, ...paged }, { github }: Context, call) {
    const q = issueQuery('pr', query, owner, repo);
    const {
      data: { items },
      ...page
    } = await github.rest.search.issuesAndPullRequests(
      { q, sort: issueSort(sort), order, ...(needsAdvanced(q) && { advanced_search: 'true' }), ...pageOf(paged) },
      call,
      { accept: 'application/vnd.github.text-match+json' },
    );
    return listed(
      {
        items,
        ...page,
        ...paged,
        one: 'pull request',
        line: (pull) => `${issueLine(pull, true)}${matchedText(pull)}`,
        record: issueRecord,
        fields: wanted,
      },
      call.budget,
      call.data,
    );
  },
});
