import { defineTool, z } from '@mcp-reference/kit';
import { graphqlDocument } from '../api/graphql.ts';
import type { Context } from '../context.ts';
import { listed } from '../present/listed.ts';
import { plain, quoted } from '../present/text.ts';

interface Answer {
  user: {
    organizations: {
      nodes: { login: string; teams: { nodes: { name: string; slug: string; description: string | null }[] } }[];
    };
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
  description: 'List the teams that you, or another user, belong to.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ user: z.string().optional() }),
  async handler({ user }, { github }: Context, call) {
    const login = user ?? (await github.get('GET /user', {}, call)).login;
    const { user: found } = await github.graphql(teamsOf, { login }, { open: true }, call);
    const teams = (found?.organizations.nodes ?? []).flatMap((org) =>
      org.teams.nodes.map((team) => ({ ...team, org: org.login })),
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
