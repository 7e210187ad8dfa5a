import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { accountQuery } from '../operations/search/query.ts';
import { aliases, choice, pageOf, paging } from '../arguments.ts';
import { listed } from '../present/listed.ts';
import { userLine } from '../present/user.ts';

export const searchUsers = defineTool({
  name: 'search_users',
  title: 'Search users',
  description: 'Find people by name, place or followers.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    query: z.string(),
    sort: choice(['followers', 'repositories', 'joined']).optional(),
    order: choice(['asc', 'desc']).optional(),
    ...paging,
  }),
  async handler({ query, sort, order, ...paged }, { github }: Context, call) {
    const {
      data: { items },
      ...page
    } = await github.rest.search.users({ q: accountQuery('user', query), sort, order, ...pageOf(paged) }, call);
    return listed({ items, ...page, ...paged, one: 'user', line: userLine }, call.budget);
  },
});
