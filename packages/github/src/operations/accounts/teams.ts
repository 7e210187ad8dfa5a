import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { graphqlDocument } from '../../api/graphql.ts';
import { plain } from '../../present/text.ts';

interface Team {
  name: string;
  slug: string;
  description: string | null;
}

interface Organization {
  login: string;
  teams: { totalCount: number; nodes: (Team | null)[] | null } | null;
}

interface Answer {
  user: {
    organizations: {
      totalCount: number;
      nodes: (Organization | null)[] | null;
    } | null;
  } | null;
}

const teamsOf = graphqlDocument<Answer>(`query TeamsOf($login: String!) {
  user(login: $login) {
    organizations(first: 100) {
      totalCount
      nodes { login teams(first: 100, userLogins: [$login]) { totalCount nodes { name slug description } } }
    }
  }
}`);

interface Teams {
  teams: (Team & { org: string })[];
  /** Teams in the organizations that were looked at, with those that are not in the list. */
  total: number;
  /** The number of organizations that were not looked at. */
  left: number;
}

/** The teams of a user that the caller may see. @throws ToolError `not_found` */
export async function teamsOfUser(login: string, github: GitHub, call: Call): Promise<Teams> {
  const { user } = await github.graphql(teamsOf, { login }, { open: true }, call);
  if (user === null) throw new ToolError('not_found', `There is no user ${plain(login)}.`);
  const nodes = user.organizations?.nodes ?? [];
  // Organizations that want single sign-on are holes in the list.
  const organizations = nodes.flatMap((org) => org ?? []);
  return {
    teams: organizations.flatMap(({ login: org, teams }) =>
      (teams?.nodes ?? []).flatMap((team) => (team === null ? [] : [{ ...team, org }])),
    ),
    total: organizations.reduce((sum, { teams }) => sum + (teams?.totalCount ?? 0), 0),
    left: (user.organizations?.totalCount ?? 0) - nodes.length,
  };
}
