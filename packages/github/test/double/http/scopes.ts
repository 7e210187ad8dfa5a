import type { Repository } from '../world/types.ts';
import type { Token } from '../world/world.ts';
import { forbidden, notFound, type Refusal } from '../refusal.ts';

/** Scopes that hold others. */
const holds: Readonly<Record<string, readonly string[]>> = {
  repo: ['public_repo', 'security_events', 'repo:status', 'repo_deployment'],
  'admin:org': ['write:org', 'read:org'],
  'write:org': ['read:org'],
  project: ['read:project'],
  user: ['read:user', 'user:email', 'user:follow'],
};

interface Rule {
  method?: RegExp;
  path: RegExp;
  accepted: string[];
  /** GitHub hides most of what a token may not do, and says so of some. */
  denied: 'hidden' | 'told';
}

/** Rules for the scopes that an operation wants; the first that fits counts. */
const rules: readonly Rule[] = [
  { method: /^DELETE$/, path: /^\/repos\/\{owner\}\/\{repo\}$/, accepted: ['delete_repo'], denied: 'told' },
  { path: /\/projectsV2/, method: /^GET$/, accepted: ['read:project'], denied: 'hidden' },
  { path: /\/projectsV2/, accepted: ['project'], denied: 'hidden' },
  { method: /^(POST|PATCH|PUT|DELETE)$/, path: /^\/gists/, accepted: ['gist'], denied: 'hidden' },
  { path: /^\/notifications|\/notifications$/, accepted: ['notifications', 'repo'], denied: 'told' },
  {
    path: /^\/orgs\/\{org\}\/(teams|members|memberships|issue-types|issue-fields)/,
    accepted: ['read:org'],
    denied: 'told',
  },
  { path: /\/(code-scanning|secret-scanning|dependabot)\//, accepted: ['security_events', 'repo'], denied: 'hidden' },
  {
    method: /^(PUT|DELETE)$/,
    path: /^\/user\/(starred|subscriptions)/,
    accepted: ['public_repo', 'repo'],
    denied: 'hidden',
  },
  { method: /^POST$/, path: /^\/(user|orgs\/\{org\})\/repos$/, accepted: ['public_repo', 'repo'], denied: 'hidden' },
  { method: /^PATCH$/, path: /^\/user$/, accepted: ['user'], denied: 'hidden' },
];

/** The scopes of which a classic token needs one; none when it needs none. */
export function acceptedScopes(method: string, path: string, repo: Repository | undefined): string[] {
  const rule = ruleFor(method, path);
  if (rule !== undefined) return rule.accepted;
  if (repo === undefined) return path.startsWith('/repos/') ? ['repo'] : [];
  if (repo.private) return ['repo'];
  return method === 'GET' || method === 'HEAD' ? [] : ['public_repo', 'repo'];
}

/** The refusal of a token without the scopes; undefined when it has one of them. */
export function refuseScopes(
  token: Token | undefined,
  method: string,
  path: string,
  repo: Repository | undefined,
): Refusal | undefined {
  if (token?.kind !== 'classic') return undefined;
  const accepted = acceptedScopes(method, path, repo);
  if (accepted.length === 0 || accepted.some((scope) => hasScope(token.scopes, scope))) return undefined;
  return ruleFor(method, path)?.denied === 'told'
    ? forbidden(`Your token has not been granted the required scopes to execute this request.`)
    : notFound();
}

export function hasScope(scopes: readonly string[], wanted: string): boolean {
  return scopes.some((scope) => scope === wanted || holds[scope]?.includes(wanted));
}

function ruleFor(method: string, path: string): Rule | undefined {
  return rules.find((one) => one.path.test(path) && (one.method?.test(method) ?? true));
}
