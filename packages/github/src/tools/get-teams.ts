import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { teamsOfUser } from '../operations/accounts/teams.ts';
import { listed } from '../present/listed.ts';
import { count, plain, quoted } from '../present/text.ts';

export const getTeams = defineTool({
  name: 'get_teams',
  title: 'Get teams',
  description: 'List your teams, or those of a user.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ user: z.string().optional().describe('Login; you if absent.') }),
  async handler({ user }, { github }: Context, call) {
    const login = user ?? (await github.rest.users.getAuthenticated({}, call)).data.login;
    const { teams: items, total, left } = await teamsOfUser(login, github, call);
    return listed(
      {
        items,
        total,
        note: left > 0 ? `${count(left, 'organization')} not looked at` : undefined,
        one: 'team',
        line: ({ org, slug, name, description }) =>
          `${plain(org)}/${plain(slug)} ${quoted(name)}${description ? `: ${quoted(description)}` : ''}`,
      },
      call.budget,
    );
  },
});
