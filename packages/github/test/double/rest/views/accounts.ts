import type { JsonObject } from '../../json.ts';
import type { Repository, Team, User } from '../../world/types.ts';

/** A user as part of something else. `url` is the base of the API. */
export function userView(url: string, user: User): JsonObject {
  const own = `${url}/users/${encodeURIComponent(user.login)}`;
  return {
    login: user.login,
    id: user.id,
    node_id: user.nodeId,
    avatar_url: `https://avatars.githubusercontent.com/u/${user.id}?v=4`,
    gravatar_id: '',
    url: own,
    html_url: `https://github.com/${encodeURIComponent(user.login)}`,
    followers_url: `${own}/followers`,
    following_url: `${own}/following{/other_user}`,
    gists_url: `${own}/gists{/gist_id}`,
    starred_url: `${own}/starred{/owner}{/repo}`,
    subscriptions_url: `${own}/subscriptions`,
    organizations_url: `${own}/orgs`,
    repos_url: `${own}/repos`,
    events_url: `${own}/events{/privacy}`,
    received_events_url: `${own}/received_events`,
    type: user.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

export const userOrNull = (url: string, user: User | null) => (user === null ? null : userView(url, user));

/** A user in all detail. */
export function profileView(url: string, user: User): JsonObject {
  return {
    ...userView(url, user),
    name: user.name,
    company: user.company,
    blog: user.blog ?? '',
    location: user.location,
    email: user.email,
    hireable: null,
    bio: user.bio,
    twitter_username: null,
    followers: user.followers.size,
    following: 0,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
  };
}

export function organizationView(url: string, org: User, repositories: number): JsonObject {
  const own = `${url}/orgs/${org.login}`;
  // An organization leaves out what it has not got.
  const about = Object.entries(profileView(url, org)).filter(([, value]) => value !== null && value !== '');
  return {
    ...Object.fromEntries(about),
    gravatar_id: '',
    url: own,
    repos_url: `${own}/repos`,
    events_url: `${own}/events`,
    hooks_url: `${own}/hooks`,
    issues_url: `${own}/issues`,
    members_url: `${own}/members{/member}`,
    public_members_url: `${own}/public_members{/member}`,
    description: org.bio,
    public_repos: repositories,
    public_gists: 0,
    has_organization_projects: true,
    has_repository_projects: true,
  };
}

export function teamView(url: string, team: Team): JsonObject {
  const own = `${url}/organizations/${team.org.id}/team/${team.id}`;
  return {
    id: team.id,
    node_id: team.nodeId,
    url: own,
    html_url: `https://github.com/orgs/${team.org.login}/teams/${team.slug}`,
    name: team.name,
    slug: team.slug,
    description: team.description,
    privacy: team.privacy,
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    members_url: `${own}/members{/member}`,
    repositories_url: `${own}/repos`,
    parent: team.parent === null ? null : teamView(url, team.parent),
    members_count: team.members.size,
    repos_count: 0,
    created_at: team.org.createdAt,
    updated_at: team.org.updatedAt,
    organization: organizationView(url, team.org, 0),
    type: 'organization',
    organization_id: team.org.id,
  };
}

/** The association of an author with a repository, as GitHub shows it beside a text. */
export function association(repo: Repository, user: User | null): string {
  if (user === null) return 'NONE';
  if (repo.owner === user) return 'OWNER';
  if (repo.owner.members.has(user)) return 'MEMBER';
  if (repo.collaborators.has(user)) return 'COLLABORATOR';
  const contributed = repo.issues.some((one) => one.pull?.merged && one.author === user);
  return contributed ? 'CONTRIBUTOR' : 'NONE';
}
