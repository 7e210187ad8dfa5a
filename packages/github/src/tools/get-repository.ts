import { defineTool, z } from '@mcp-reference/kit';
import { repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { repositoryPage } from '../present/repository.ts';

export const getRepository = defineTool({
  name: 'get_repository',
  title: 'Get repository',
  description: 'Show one repository, with its default branch and your role.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object(repository),
  async handler({ owner, repo }, { github }: Context, call) {
    const { data: found } = await github.rest.repos.get({ owner, repo }, call);
    return repositoryPage(found);
  },
});
