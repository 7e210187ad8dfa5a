import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, pageOf, paging } from '../arguments.ts';
import { listed } from '../present/listed.ts';
import { userLine } from '../present/user.ts';

export const getTeamMembers = defineTool({
  name: 'get_team_members',
  title: 'Get team members',
  description: 'List the members of a team of an organization.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    org: z.string(),
    team_slug: z.string().describe('Slug, or org/slug.'),
    ...paging,
  }),
  async handler({ org, team_slug, ...paged }, { github }: Context, call) {
    // get_teams shows org/slug.
    const isFull = team_slug.toLowerCase().startsWith(`${org.toLowerCase()}/`);
    const slug = isFull ? team_slug.slice(org.length + 1) : team_slug;
    const { data: items, ...page } = await github.rest.teams.listMembersInOrg(
      { org, team_slug: slug, ...pageOf(paged) },
      call,
    );
    return listed({ items, ...page, ...paged, one: 'member', line: userLine }, call.budget);
  },
});
