import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { pullRecord, pullsData } from '../data.ts';
import { aliases, branchFilter, choice, fields, pageOf, paging, repository } from '../arguments.ts';
import { noBranch } from '../operations/absent.ts';
import { listed } from '../present/listed.ts';
import { pullLine } from '../present/pull.ts';

export const listPullRequests = defineTool({
  name: 'list_pull_requests',
  title: 'List pull requests',
  description: 'List pull requests of a repository, newest first; for words use search_pull_requests.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    state: choice(['open', 'closed', 'all']).optional(),
    head: z.string().optional().describe('Branch or owner:branch.'),
    base: branchFilter().optional(),
    sort: choice(['created', 'updated', 'popularity', 'long-running']).optional(),
    direction: choice(['asc', 'desc']).optional(),
    ...fields,
    ...paging,
  }),
  output: pullsData,
  async handler({ fields: wanted, page, perPage, ...asked }, { github }: Context, call) {
    const { owner, repo, head, base } = asked;
    // Without an owner GitHub ignores the filter, and lists every pull request.
    const from = head === undefined || head.includes(':') ? head : `${owner}:${head}`;
    const { data: items, ...found } = await github.rest.pulls.list(
      { ...asked, head: from, ...pageOf({ page, perPage }) },
      call,
    );
    return listed(
      {
        items,
        ...found,
        note:
          items.length === 0 && base !== undefined
            ? await noBranch(github, { owner, repo, branch: base }, call)
            : undefined,
        page,
        perPage,
        one: 'pull request',
        line: pullLine,
        record: pullRecord,
        fields: wanted,
      },
      call.budget,
      call.data,
    );
  },
});
