import type { Team, User } from '../world/types.ts';
import { named } from './common.ts';
import { connect } from './connection.ts';
import { need, type Resolvers, unresolved } from './context.ts';
import { projectOwner } from './projects.ts';

const account: Resolvers<User> = {
  ...named,
  ...projectOwner,
  avatarUrl: (one) => `https://avatars.githubusercontent.com/u/${one.id}?v=4`,
  url: (one) => `https://github.com/${one.login}`,
  resourcePath: (one) => `/${one.login}`,
  email: (one) => one.email ?? '',
  websiteUrl: (one) => one.blog,
  repository: (one, args, { world, viewer }) => {
    const repo = world.repository(one.login, args.text('name') ?? '');
    return repo !== undefined && world.permission(viewer, repo) !== null ? repo : null;
  },
  repositories: (one, args, { world, viewer }) =>
    connect(
      world.repositories.filter((repo) => repo.owner === one && world.permission(viewer, repo) !== null),
      args,
    ),
  isViewer: (one, _, { viewer }) => one === viewer,
};

export const accountTypes: Readonly<Record<string, Resolvers>> = {
  User: {
    ...account,
    organizations: (one: User, args, { world }) =>
      connect(
        world.users.filter((org) => org.members.has(one)),
        args,
      ),
    organization: (one: User, args, { world }) => {
      const org = world.user(args.text('login') ?? '');
      return org?.members.has(one) ? org : null;
    },
    followers: (one: User, args) => connect([...one.followers], args),
    starredRepositories: (one: User, args, { world }) =>
      connect(
        world.repositories.filter((repo) => repo.stars.has(one)),
        args,
      ),
    isBountyHunter: () => false,
  },
  Organization: {
    ...account,
    description: (org: User) => org.bio,
    teams: (org: User, args, context) => {
      need(context, 'read:org', 'teams');
      const logins = new Set(args.texts('userLogins') ?? []);
      return connect(
        org.teams.filter(
          (team) => logins.size === 0 || [...team.members.keys()].some(({ login }) => logins.has(login)),
        ),
        args,
      );
    },
    team: (org: User, args, context) => {
      need(context, 'read:org', 'team');
      return org.teams.find((team) => team.slug === args.text('slug')) ?? null;
    },
    membersWithRole: (org: User, args) =>
      connect([...org.members.keys()], args, (one) => ({
        role: org.members.get(one) === 'admin' ? 'ADMIN' : 'MEMBER',
      })),
    issueTypes: (org: User, args) => connect(org.issueTypes, args),
    viewerCanAdminister: (org: User, _, { viewer }) => org.members.get(viewer) === 'admin',
    viewerIsAMember: (org: User, _, { viewer }) => org.members.has(viewer),
  },
  Bot: account,
  IssueType: { ...named, color: (one: { color: string }) => one.color.toUpperCase(), isEnabled: () => true },
  Team: {
    ...named,
    organization: (team: Team) => team.org,
    combinedSlug: (team: Team) => `${team.org.login}/${team.slug}`,
    privacy: (team: Team) => (team.privacy === 'secret' ? 'SECRET' : 'VISIBLE'),
    parentTeam: (team: Team) => team.parent,
    url: (team: Team) => `https://github.com/orgs/${team.org.login}/teams/${team.slug}`,
    members: (team: Team, args) => {
      const role = args.text('role')?.toLowerCase();
      const all = [...team.members].filter(([, held]) => role === undefined || held === role).map(([one]) => one);
      return connect(all, args, (one) => ({ role: (team.members.get(one) ?? 'member').toUpperCase() }));
    },
  },
};

/** The account, or GitHub's words for that there is none. */
export function accountOf(user: User | undefined, type: User['type'], login: string): User {
  if (user?.type !== type) throw unresolved(type === 'User' ? 'a User' : 'an Organization', `login of '${login}'`);
  return user;
}
