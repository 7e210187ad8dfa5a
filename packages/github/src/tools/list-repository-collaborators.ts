import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, choice, pageOf, paging, repository } from '../arguments.ts';
import { listed } from '../present/listed.ts';
import { userLine } from '../present/user.ts';

export const listRepositoryCollaborators = defineTool({
  name: 'list_repository_collaborators',
  title: 'List collaborators',
  description: 'List collaborators of a repository with their roles.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    affiliation: choice(['outside', 'direct', 'all']).optional().describe('Default all.'),
    ...paging,
  }),
  async handler({ owner, repo, affiliation, ...paged }, { github }: Context, call) {
    const { data: items, ...page } = await github.rest.repos.listCollaborators(
      { owner, repo, affiliation, ...pageOf(paged) },
      call,
    );
    return listed({ items, ...page, ...paged, one: 'collaborator', line: userLine }, call.budget);
  },
});
