import { type Call, type Handlers, list, organization, repository, user, viewer } from '../http/call.ts';
import { noContent, ok } from '../http/reply.ts';
import { forbidden, found } from '../refusal.ts';
import type { Team } from '../world/types.ts';
import { organizationView, profileView, teamView, userView } from './views/accounts.ts';

export const users: Handlers = {
  'GET /user': (call) => {
    const me = viewer(call);
    if (me.installedOn.size > 0) throw forbidden('Resource not accessible by integration');
    const owned = call.world.repositories.filter((repo) => repo.owner === me);
    return ok({
      ...profileView(call.url, me),
      user_view_type: 'private',
      public_repos: owned.filter((repo) => !repo.private).length,
      public_gists: call.world.gists.filter((gist) => gist.owner === me && gist.public).length,
      private_gists: call.world.gists.filter((gist) => gist.owner === me && !gist.public).length,
      total_private_repos: owned.filter((repo) => repo.private).length,
      owned_private_repos: owned.filter((repo) => repo.private).length,
      disk_usage: 120,
      collaborators: 0,
      two_factor_authentication: true,
      plan: { name: 'free', space: 976_562_499, collaborators: 0, private_repos: 10_000 },
    });
  },
  'PATCH /user': (call) => {
    const me = viewer(call);
    for (const field of ['name', 'email', 'blog', 'company', 'location', 'bio'] as const)
      me[field] = call.body.text(field) ?? me[field];
    me.updatedAt = call.world.now();
    return ok({ ...profileView(call.url, me), user_view_type: 'private' });
  },
  'GET /users/{username}': (call) => {
    const one = user(call);
    const owned = call.world.repositories.filter((repo) => repo.owner === one && !repo.private);
    return ok({
      ...profileView(call.url, one),
      public_repos: owned.length,
      public_gists: call.world.gists.filter((gist) => gist.owner === one && gist.public).length,
    });
  },
  'GET /users': (call) => list(call, call.world.users, (one) => userView(call.url, one)),
  'GET /users/{username}/orgs': (call) => {
    const one = user(call);
    return list(
      call,
      call.world.users.filter((org) => org.members.has(one)),
      (org) => organizationView(call.url, org, 0),
    );
  },
  'GET /users/{username}/followers': (call) => list(call, [...user(call).followers], (one) => userView(call.url, one)),
  'GET /user/followers': (call) => list(call, [...viewer(call).followers], (one) => userView(call.url, one)),
  'GET /user/orgs': (call) => {
    const me = viewer(call);
    return list(
      call,
      call.world.users.filter((org) => org.members.has(me)),
      (org) => organizationView(call.url, org, 0),
    );
  },
  'GET /user/teams': (call) => {
    const me = viewer(call);
    const mine = call.world.users.flatMap((org) => org.teams).filter((team) => team.members.has(me));
    return list(call, mine, (team) => teamView(call.url, team));
  },
  'GET /user/emails': (call) =>
    ok([{ email: call.world.signature(viewer(call), '').email, primary: true, verified: true, visibility: 'public' }]),
  'GET /orgs/{org}': (call) => {
    const org = organization(call);
    return ok(
      organizationView(
        call.url,
        org,
        call.world.repositories.filter((repo) => repo.owner === org && !repo.private).length,
      ),
    );
  },
  'GET /orgs/{org}/members': (call) => {
    const { members } = organization(call);
    const role = call.query.text('role') ?? 'all';
    return list(
      call,
      [...members].filter(([, held]) => role === 'all' || held === role),
      ([one]) => userView(call.url, one),
    );
  },
  'GET /orgs/{org}/members/{username}': (call) => {
    found(organization(call).members.has(user(call)) || undefined);
    return noContent();
  },
  'GET /orgs/{org}/teams': (call) => list(call, organization(call).teams, (team) => teamView(call.url, team)),
  'GET /orgs/{org}/teams/{team_slug}': (call) => ok(teamView(call.url, team(call))),
  'GET /orgs/{org}/teams/{team_slug}/members': (call) => {
    const role = call.query.text('role') ?? 'all';
    const all = [...team(call).members].filter(([, held]) => role === 'all' || held === role);
    return list(call, all, ([one]) => userView(call.url, one));
  },
  'GET /orgs/{org}/issue-types': (call) => ok(organization(call).issueTypes.map(issueTypeView)),
  'GET /orgs/{org}/issue-fields': (call) =>
    ok(
      organization(call).issueFields.map(({ id, nodeId, name, dataType, options }) => ({
        id,
        node_id: nodeId,
        name,
        data_type: dataType,
        options: options.map((one, priority) => ({ ...one, priority })),
      })),
    ),
  'GET /repos/{owner}/{repo}/issue-types': (call) => ok(repository(call).owner.issueTypes.map(issueTypeView)),
};

function issueTypeView({
  id,
  nodeId,
  name,
  description,
  color,
}: {
  id: number;
  nodeId: string;
  name: string;
  description: string | null;
  color: string;
}) {
  return {
    id,
    node_id: nodeId,
    name,
    description,
    color,
    is_enabled: true,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
  };
}

/** A team, for members of its organization. */
function team(call: Call): Team {
  const org = organization(call);
  if (!org.members.has(viewer(call))) throw forbidden('Must have admin rights to Repository.');
  return found(org.teams.find((one) => one.slug === call.path.text('team_slug')));
}
