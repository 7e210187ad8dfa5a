import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, fields, pageOf, paging, positive, repository } from '../arguments.ts';
import { issueLine } from '../present/issue.ts';
import { listed } from '../present/listed.ts';

export const findDuplicate = defineTool({
  name: 'find_duplicate',
  title: 'Find duplicates',
  description: 'Find issues of the same repository that mean the same as one issue, likeliest first.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    issue_number: positive(),
    confidence_threshold: z.number().min(0).max(1).optional().describe('Share of the best score.'),
    ...fields,
    ...paging,
  }),
  async handler(
    { owner, repo, issue_number, confidence_threshold = 0, fields: wanted, ...paged },
    { github }: Context,
    call,
  ) {
    const {
      data: { title },
    } = await github.rest.issues.get({ owner, repo, issue_number }, call);
    const words = title.replaceAll(/[^\p{L}\p{N}\s_.-]+/gu, ' ').slice(0, 200);
    const {
      data: { items: found },
      next,
    } = await github.rest.search.issuesAndPullRequests(
      { q: `${words} repo:${owner}/${repo} is:issue`, search_type: 'hybrid', ...pageOf(paged) },
      call,
    );
    const best = Math.max(...found.map(({ score }) => score), 0);
    const items = found.filter(({ number, score }) => number !== issue_number && score >= best * confidence_threshold);
    return listed(
      { items, next, ...paged, one: 'candidate', line: (issue) => issueLine(issue), fields: wanted },
      call.budget,
    );
  },
});
