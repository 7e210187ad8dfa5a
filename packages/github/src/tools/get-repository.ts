import { defineTool, z } from '@mcp-reference/kit';
import { fields, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { pickOne } from '../present/pick.ts';
import { repositoryPage } from '../present/repository.ts';

export const getRepository = defineTool({
  name: 'get_repository',
  title: 'Get repository',
  description: 'Show one repository: default branch, visibility, licence, your role, parent of a fork.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ ...repository, ...fields }),
  async handler({ owner, repo, fields: wanted }, { github }: Context, call) {
    const found = await github.get('GET /repos/{owner}/{repo}', { owner, repo }, call);
    return wanted === undefined ? repositoryPage(found) : pickOne(found, wanted, call.budget);
  },
});
