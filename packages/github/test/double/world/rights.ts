import { forbidden } from '../refusal.ts';
import type { Issue, Repository, User } from './types.ts';
import type { World } from './world.ts';

/** True if a user may triage issues: label, assign, plan. */
export function keepsRights(world: World, user: User, repo: Repository): boolean {
  return ['admin', 'maintain', 'push', 'triage'].includes(world.permission(user, repo) ?? '');
}

/** Refuses who neither wrote a thing nor may push to its repository. */
export function canEdit(
  world: World,
  user: User,
  thing: { author: User | null } & (Issue | { repo: Repository }),
): void {
  if (thing.author !== user && !world.canPush(user, thing.repo))
    throw forbidden('Must have admin rights to Repository.');
}
