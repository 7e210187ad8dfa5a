import { word } from './routes.ts';
import { isRecord, ToolError } from '@mcp-reference/kit';
import type { Allowed } from './allowed.ts';

export { isRecord };

/** The thing that a request touches: a repository, a whole account, the signed-in user, or public facts. */
export type Scope =
  | { kind: 'repository'; name: string }
  | { kind: 'owner'; owner: string }
  | { kind: 'search' }
  | { kind: 'many' }
  | { kind: 'thread' }
  | { kind: 'open' }
  | { kind: 'closed' };

/** Endpoints that name no repository in their path. What is not in this table is closed where --repos is set. */
const others: readonly [RegExp, Scope['kind']][] = [
  [/^GET \/(user|meta|rate_limit|advisories|advisories\/\{ghsa_id\}|users\/\{username\})$/, 'open'],
  [/^GET \/(search\/users|user\/teams|user\/orgs)$/, 'open'],
  [/^GET \/search\//, 'search'],
  [/^GET \/(orgs\/\{org\}\/repos|user\/repos|users\/\{username\}\/repos)$/, 'many'],
  [/^GET \/(notifications|user\/starred|users\/\{username\}\/starred)$/, 'many'],
  [/ \/notifications\/threads\//, 'thread'],
  [/ \/orgs\/\{org\}/, 'owner'],
  [/ \/users?\/\{(username|user_id)\}\/projectsV2/, 'owner'],
];

/** Reads from a route and its parameters what the request touches. */
export function scopeOf(route: string, params: Readonly<Record<string, unknown>>): Scope {
  if (route.includes('{owner}/{repo}'))
    return { kind: 'repository', name: `${word(params['owner'])}/${word(params['repo'])}` };
  const kind = others.find(([pattern]) => pattern.test(route))?.[1] ?? 'closed';
  if (kind === 'owner') return { kind, owner: word(params['org'] ?? params['username'] ?? '') };
  return { kind } as Exclude<Scope, { kind: 'repository' | 'owner' }>;
}

/** @throws ToolError `denied` for what --repos leaves out. */
export function checkScope(scope: Scope, allowed: Allowed, what: string): void {
  if (!allowed.restricted) return;
  if (scope.kind === 'repository') allowed.check(scope.name);
  else if (scope.kind === 'owner') allowed.checkOwner(scope.owner);
  else if (scope.kind === 'closed')
    throw new ToolError('denied', `${what} is not about one of the repositories of this server (--repos).`, {
      reason: 'not_allowed',
    });
}

/** The repository that an item belongs to, as `owner/name`; undefined when it does not say. */
export function repositoryOf(item: unknown): string | undefined {
  if (!isRecord(item)) return undefined;
  const repository = item['repository'] ?? item['repo'];
  if (isRecord(repository)) {
    const name = repository['full_name'] ?? repository['nameWithOwner'];
    if (typeof name === 'string') return name;
  }
  const url = item['repository_url'];
  if (typeof url === 'string') return /\/repos\/([^/]+\/[^/]+)$/.exec(url)?.[1];
  const full = item['full_name'] ?? item['nameWithOwner'];
  return typeof full === 'string' ? full : undefined;
}
