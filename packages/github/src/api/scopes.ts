import type { TokenKind } from './credentials.ts';

/** The scopes that a classic or OAuth token would need. Other kinds do not have scopes. */
export function missingScopes(headers: Headers, kind: TokenKind): string | undefined {
  if (kind !== 'classic' && kind !== 'oauth') return undefined;
  const has = headers.get('x-oauth-scopes');
  const accepted = scopesIn(headers.get('x-accepted-oauth-scopes'));
  if (has === null || accepted.length === 0) return undefined;
  return hasScope(scopesIn(has), accepted) ? undefined : accepted.join(' or ');
}

export const scopesIn = (header: string | null): string[] =>
  (header ?? '')
    .split(',')
    .map((scope) => scope.trim())
    .filter(Boolean);

/** Scopes that contain others. */
const implied: Readonly<Record<string, readonly string[]>> = {
  repo: ['public_repo', 'repo:status', 'repo_deployment', 'repo:invite', 'security_events'],
  'admin:org': ['write:org', 'read:org'],
  'write:org': ['read:org'],
  project: ['read:project'],
  user: ['read:user', 'user:email', 'user:follow'],
};

/** True if a token with some scopes has one of those that are accepted, by itself or in a larger one. */
export function hasScope(scopes: readonly string[], accepted: readonly string[]): boolean {
  const held = new Set(scopes.flatMap((scope) => [scope, ...(implied[scope] ?? [])]));
  return accepted.some((scope) => held.has(scope));
}
