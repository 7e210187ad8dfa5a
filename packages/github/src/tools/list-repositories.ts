import { defineTool, z } from '@mcp-reference/kit';
import { aliases, choice, fields, paging } from '../arguments.ts';
import type { Context } from '../context.ts';
import { repositoriesOf } from '../operations/repositories/list.ts';
import { listed } from '../present/listed.ts';
import { repositoryLine } from '../present/repository.ts';

export const listRepositories = defineTool({
  name: 'list_repositories',
  title: 'List repositories',
  description:
    'List your repositories, or those of an organization or user. To find some by words use search_repositories.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases: { ...aliases, org: 'owner', username: 'owner' },
  input: z.object({
    owner: z.string().optional(),
    sort: choice(['created', 'updated', 'pushed', 'full_name']).optional(),
    ...fields,
    ...paging,
  }),
  async handler({ owner, sort, fields: wanted, ...paged }, { github }: Context, call) {
    const page = await repositoriesOf(github, { owner, sort, ...paged }, call);
    return listed(
      { ...page, ...paged, one: 'repository', many: 'repositories', line: repositoryLine, fields: wanted },
      call.budget,
    );
  },
});
