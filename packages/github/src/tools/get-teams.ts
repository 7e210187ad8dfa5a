import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { graphqlDocument } from '../api/graphql.ts';
import type { Context } from '../context.ts';
import { listed } from '../present/listed.ts';
import { plain, quoted } from '../present/text.ts';

interface Team {
  name: string;
  slug: string;
  description: string | null;
}

interface Organization {
  login: string;
  teams: { nodes: (Team | null)[] | null } | null;
}

interface Answer {
  user: {
    organizations: {
      nodes: (Organization | null)[] | null;
    } | null;
  } | null;
}

const teamsOf = graphqlDocument<Answer>(`query TeamsOf($login: String!) {
  user(login: $login) {
    organizations(first: 100) {
      nodes { login teams(first: 100, userLogins: [$login]) { nodes { name slug description } } }
    }
  }
}`);

export const getTeams = defineTool({
  name: 'get_teams',
  title: 'Get teams',
  description: 'List your teams, or those of a user.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ user: z.string().optional().describe('Login; you if absent.') }),
  async handler({ user }, { github }: Context, call) {
    const login = user ?? (await github.rest.users.getAuthenticated({}, call)).data.login;
    const { user: found } = await github.graphql(teamsOf, { login }, { open: true }, call);
    if (found === null) throw new ToolError('not_found', `There is no user ${plain(login)}.`);
    // Organizations that want single sign-on are holes in the list.
    const teams = (found.organizations?.nodes ?? []).flatMap((org) =>
      (org?.teams?.nodes ?? []).flatMap((team) => (team === null ? [] : [{ ...team, org: org?.login ?? '' }])),
    );
    return listed(
      {
        items: teams,
        one: 'team',
        line: ({ org, slug, name, description }) =>
          `${plain(org)}/${plain(slug)} ${quoted(name)}${description ? `: ${quoted(description)}` : ''}`,
      },
      call.budget,
    );
  },
});
