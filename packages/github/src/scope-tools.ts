import { setImmediate as turn } from 'node:timers/promises';
import type { Log, Start } from '@mcp-reference/kit';
import { kindOf, type Credentials } from './api/credentials.ts';
import { hasScope, scopesIn } from './api/scopes.ts';
import type { Transport } from './api/transport.ts';

/** Milliseconds that a list of tools waits for GitHub to name the scopes. */
const longestWait = 3_000;

/** Scopes of which a tool needs one. Reads of what can be public need none. */
const needed: readonly [RegExp, readonly string[]][] = [
  [/^projects_(list|get)$/, ['read:project']],
  [/^projects_write$/, ['project']],
  [/^(create|update)_gist$/, ['gist']],
  [/notification/, ['notifications', 'repo']],
  [/^get_(teams|team_members)$/, ['read:org']],
  [/^list_issue_(types|fields)$/, ['read:org', 'repo']],
  [/secret_scanning/, ['security_events', 'repo']],
  [/dependabot|code_scanning|code_quality/, ['security_events', 'repo', 'public_repo']],
  [/^delete_repository$/, ['delete_repo']],
];
/** Writes to repositories. */
const writes = ['public_repo', 'repo'];

/** Kinds of tokens for which GitHub names the scopes: those of an App have permissions instead. */
const namesScopes: ReadonlySet<string> = new Set(['classic', 'oauth']);

/**
 * Names of tools that a token has no scope for. Some tokens do not tell what they may do.
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
 */
export async function toolsBeyondScopes(
  transport: Transport,
  credentials: Credentials,
  tools: Start['tools'],
  log: Log,
): Promise<readonly string[]> {
  // Loading the HTTP client takes longer than the whole list, which does not wait for this: the list goes first.
  await turn();
  await turn();
  const signal = AbortSignal.timeout(longestWait);
  try {
    if (!namesScopes.has(kindOf(await credentials.token(signal)))) return [];
    const call = { signal, deadline: Date.now() + longestWait, warn() {} };
    const request = { route: 'HEAD /', params: {}, form: { accept: '*/*' }, write: false, follow: false };
    const header = (await transport.send(request, call)).headers.get('x-oauth-scopes');
    return header === null ? [] : beyond(scopesIn(header), tools);
  } catch (error) {
    log.info('GitHub does not name the scopes of the token', { error });
    return [];
  }
}

/** Names of tools for which a token with these scopes is not enough. */
export const beyond = (
  scopes: readonly string[],
  tools: readonly Pick<Start['tools'][number], 'name' | 'annotations'>[],
) =>
  tools
    .filter(({ name, annotations }) => {
      const own = needed.find(([pattern]) => pattern.test(name))?.[1];
      const accepted = own ?? (annotations.readOnlyHint ? undefined : writes);
      return accepted !== undefined && !hasScope(scopes, accepted);
    })
    .map(({ name }) => name);
