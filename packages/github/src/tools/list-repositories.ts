import { defineTool, z } from '@mcp-reference/kit';
import { aliases, choice, paging } from '../arguments.ts';
import type { Context } from '../context.ts';
import { repositoriesOf } from '../operations/repositories/list.ts';
import { listed } from '../present/listed.ts';
import { repositoryLine } from '../present/repository.ts';

export const listRepositories = defineTool({
  name: 'list_repositories',
  title: 'List repositories',
  description: 'List your repositories, or those of an organization or user.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases: { ...aliases, org: 'owner', username: 'owner' },
  input: z.object({
    owner: z.string().optional(),
    sort: choice(['created', 'updated', 'pushed', 'full_name']).optional(),
    ...paging,
  }),
  async handler({ owner, sort, ...paged }, { github }: Context, call) {
    const { data: items, ...page } = await repositoriesOf(github, { owner, sort, ...paged }, call);
    return listed(
      { items, ...page, ...paged, one: 'repository', many: 'repositories', line: repositoryLine },
      call.budget,
    );
  },
});
