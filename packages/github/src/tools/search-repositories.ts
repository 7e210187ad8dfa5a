import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, choice, pageOf, paging } from '../arguments.ts';
import { listed } from '../present/listed.ts';
import { repositoryLine } from '../present/repository.ts';

export const searchRepositories = defineTool({
  name: 'search_repositories',
  title: 'Search repositories',
  description: 'Find repositories, with GitHub search syntax.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    query: z.string(),
    sort: choice(['stars', 'forks', 'help-wanted-issues', 'updated']).optional(),
    order: choice(['asc', 'desc']).optional(),
    minimal_output: z.boolean().optional().describe('false: descriptions too.'),
    ...paging,
  }),
  async handler({ query, sort, order, minimal_output = true, ...paged }, { github }: Context, call) {
    const {
      data: { items },
      ...page
    } = await github.rest.search.repos({ q: query, sort, order, ...pageOf(paged) }, call);
    const all = minimal_output
      ? undefined
      : Object.keys(items[0] ?? {}).filter((key) => !/_url$|node_id|score/.test(key));
    return listed(
      { items, ...page, ...paged, one: 'repository', many: 'repositories', line: repositoryLine, fields: all },
      call.budget,
    );
  },
});
