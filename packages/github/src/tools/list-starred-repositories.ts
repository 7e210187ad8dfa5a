import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, choice, pageOf, paging } from '../arguments.ts';
import { listed } from '../present/listed.ts';
import { repositoryLine } from '../present/repository.ts';

export const listStarredRepositories = defineTool({
  name: 'list_starred_repositories',
  title: 'List starred repositories',
  description: 'List the repositories that you, or username, starred.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    username: z.string().optional(),
    sort: choice(['created', 'updated']).optional(),
    direction: choice(['asc', 'desc']).optional(),
    ...paging,
  }),
  async handler({ username, sort, direction, ...paged }, { github }: Context, call) {
    const asked = { sort, direction, ...pageOf(paged) };
    const { data, ...pages } =
      username === undefined
        ? await github.rest.activity.listReposStarredByAuthenticatedUser(asked, call)
        : await github.rest.activity.listReposStarredByUser({ username, ...asked }, call);
    // With another media type each is wrapped together with the time of the star.
    const items = data.map((item) => ('repo' in item ? item.repo : item));
    return listed(
      { items, ...pages, ...paged, one: 'repository', many: 'repositories', line: repositoryLine },
      call.budget,
    );
  },
});
