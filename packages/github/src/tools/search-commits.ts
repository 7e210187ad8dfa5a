import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, choice, pageOf, paging } from '../arguments.ts';
import { commitLine } from '../present/commit.ts';
import { listed } from '../present/listed.ts';
import { plain } from '../present/text.ts';

export const searchCommits = defineTool({
  name: 'search_commits',
  title: 'Search commits',
  description: 'Find commits by message, author or date, across repositories.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    query: z.string(),
    sort: choice(['author-date', 'committer-date']).optional(),
    order: choice(['asc', 'desc']).optional(),
    ...paging,
  }),
  async handler({ query, sort, order, ...paged }, { github }: Context, call) {
    const {
      data: { items },
      ...page
    } = await github.rest.search.commits({ q: query, sort, order, ...pageOf(paged) }, call);
    return listed(
      {
        items,
        ...page,
        ...paged,
        one: 'commit',
        line: (item) => `${plain(item.repository.full_name)} ${commitLine(item)}`,
      },
      call.budget,
    );
  },
});
