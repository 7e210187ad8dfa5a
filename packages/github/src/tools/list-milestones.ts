import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, choice, pageOf, paging, repository } from '../arguments.ts';
import { listed } from '../present/listed.ts';
import { milestoneLine } from '../present/milestone.ts';

export const listMilestones = defineTool({
  name: 'list_milestones',
  title: 'List milestones',
  description: 'List the milestones of a repository with their progress.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({ ...repository, state: choice(['open', 'closed', 'all']).optional(), ...paging }),
  async handler({ owner, repo, state, ...paged }, { github }: Context, call) {
    const { data: items, ...page } = await github.rest.issues.listMilestones(
      { owner, repo, state, ...pageOf(paged) },
      call,
    );
    return listed({ items, ...page, ...paged, one: 'milestone', line: milestoneLine }, call.budget);
  },
});
