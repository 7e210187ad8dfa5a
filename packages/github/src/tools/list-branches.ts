import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, pageOf, paging, repository } from '../arguments.ts';
import { listed } from '../present/listed.ts';
import { plain } from '../present/text.ts';

export const listBranches = defineTool({
  name: 'list_branches',
  title: 'List branches',
  description: 'List branches with their newest commits.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({ ...repository, ...paging }),
  async handler({ owner, repo, ...paged }, { github }: Context, call) {
    const { data: items, ...page } = await github.rest.repos.listBranches({ owner, repo, ...pageOf(paged) }, call);
    return listed(
      {
        items,
        ...page,
        ...paged,
        one: 'branch',
        many: 'branches',
        line: (branch) =>
          `${plain(branch.name)} ${branch.commit.sha.slice(0, 12)}${branch.protected ? ' protected' : ''}`,
      },
      call.budget,
    );
  },
});
