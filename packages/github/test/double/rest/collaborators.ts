import { allows, type Call, type Handlers, list, repository, repositoryFor, user } from '../http/call.ts';
import { noContent, ok } from '../http/reply.ts';
import { forbidden, found } from '../refusal.ts';
import type { Permission, Repository, User } from '../world/types.ts';
import { teamView, userView } from './views/accounts.ts';
import { permissions } from './views/repository.ts';

const repo = '/repos/{owner}/{repo}';

export const collaborators: Handlers = {
  [`GET ${repo}/teams`]: (call) =>
    list(call, repositoryFor(call, 'pull').owner.teams, (team) => teamView(call.url, team)),
  [`GET ${repo}/collaborators`]: (call) => {
    const held = repositoryFor(call, 'push');
    const wanted = call.query.text('permission');
    const all = people(call, held).filter(([, given]) => wanted === undefined || allows(given, rankOf(wanted)));
    return list(call, all, ([one, given]) => ({
      ...userView(call.url, one),
      permissions: permissions(given),
      role_name: roleName(given),
    }));
  },
  [`GET ${repo}/collaborators/{username}`]: (call) => {
    const held = repositoryFor(call, 'push');
    const one = user(call);
    found(people(call, held).find(([person]) => person === one));
    return noContent();
  },
  [`GET ${repo}/collaborators/{username}/permission`]: (call) => {
    const held = repository(call);
    // As far as is known, GitHub tells this only to who may push.
    if (!call.world.canPush(call.viewer, held))
      throw forbidden('Must have push access to view collaborator permission.');
    const one = user(call);
    const given = call.world.permission(one, held);
    const legacy =
      given === 'admin'
        ? 'admin'
        : given === 'push' || given === 'maintain'
          ? 'write'
          : given === null
            ? 'none'
            : 'read';
    return ok({
      permission: legacy,
      role_name: given === null ? 'none' : roleName(given),
      user: {
        ...userView(call.url, one),
        permissions: permissions(given),
        role_name: given === null ? 'none' : roleName(given),
      },
    });
  },
  [`PUT ${repo}/collaborators/{username}`]: (call) => {
    const held = repositoryFor(call, 'admin');
    held.collaborators.set(user(call), rankOf(call.body.text('permission') ?? 'push'));
    return noContent();
  },
  [`DELETE ${repo}/collaborators/{username}`]: (call) => {
    repositoryFor(call, 'admin').collaborators.delete(user(call));
    return noContent();
  },
};

const rankOf = (name: string): Permission =>
  (['admin', 'maintain', 'push', 'triage', 'pull'] as const).find((one) => one === name) ?? 'push';
const roleName = (given: Permission) =>
  ({ admin: 'admin', maintain: 'maintain', push: 'write', triage: 'triage', pull: 'read' })[given];

function people({ world }: Call, held: Repository): [User, Permission][] {
  const all = new Set([held.owner, ...held.collaborators.keys(), ...held.owner.members.keys()]);
  return [...all].flatMap((one): [User, Permission][] => {
    const given = world.permission(one, held);
    return one.type === 'User' && given !== null ? [[one, given]] : [];
  });
}
