import { findSecret, Secret } from '../../../secrets/secret.ts';
import { allOptions, type CommonValues } from '../../../common-options.ts';
import type { Log } from '../../../log.ts';
import { UsageError } from '../../../options.ts';
import { isLoopback, type Address } from '../address.ts';
import { bearerChallenge, bearerOf, openGate, type Gate } from './gate.ts';
import { scopesOf } from './scopes.ts';
import { tokenGate } from './token.ts';

/** The chosen authentication, and the URL under which callers know the server. */
export interface Choice {
  /** True if each caller's credential opens a separate context. */
  perCaller: boolean;
  publicUrl(own: URL): URL;
  gateAt(publicUrl: URL): Gate;
  /** A value that all replicas of this server know and no caller does; undefined if the configuration has none. */
  sharedKey?: string | undefined;
}

/** The authorization server that callers get their credentials from. */
export interface CallerIssuer {
  url: string;
  scopes: readonly string[];
}

interface Authorised {
  name: string;
  title: string;
  callers?: { auth: string; issuer?(options: never): CallerIssuer };
}

/**
 * Chooses the authentication from the options.
 * @throws UsageError when nothing is configured for an address that other machines can reach, or more than one way is.
 */
export async function chooseGate(
  { name, title, callers }: Authorised,
  values: CommonValues,
  { host }: Address,
  log: Log,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Choice> {
  const { httpAuth, httpUrl, oauthIssuer, oauthAudience, readOnly } = values;
  const { httpToken } = allOptions({ name, options: {} });
  const token = await findSecret({ variables: [httpToken.env, httpToken.formerEnv] }, env);
  const set = [...(token ? ['token'] : []), ...(oauthIssuer === undefined ? [] : ['oauth'])];
  if (httpAuth === undefined && set.length > 1)
    throw new UsageError('Both a token and an OAuth issuer are set up; say which with --http-auth.');
  const way = httpAuth ?? set[0] ?? 'none';
  const given = httpUrl === undefined ? undefined : parsePublicUrl(httpUrl);
  const publicUrl = (own: URL) => given ?? own;
  const choice = (gateAt: (url: URL) => Gate, perCaller = false): Choice => ({
    perCaller,
    publicUrl,
    gateAt,
    sharedKey: token?.digest(),
  });

  if (way === callers?.auth) {
    const issuer = callers.issuer?.(values as never);
    return choice((resource) => callerGate(way, issuer && { ...issuer, resource, title }), true);
  }
  if (way === 'none') {
    if (!isLoopback(host))
      throw new UsageError(
        `Everybody who reaches ${host} could use this server. Set ${httpToken.env} or --oauth-issuer to decide who may, or listen at 127.0.0.1.`,
      );
    return choice(() => openGate);
  }
  if (way === 'token') {
    if (token === undefined) throw new UsageError(`--http-auth token needs a token in ${httpToken.env}.`);
    const gate = tokenGate(token);
    return choice(() => gate);
  }
  if (way === 'oauth') {
    if (oauthIssuer === undefined) throw new UsageError('--http-auth oauth needs --oauth-issuer.');
    if (given === undefined && !isLoopback(host))
      throw new UsageError('With OAuth, --http-url must say at which address clients reach the server.');
    const { issuerUrl, oauthGate } = await import('./oauth.ts');
    issuerUrl(oauthIssuer);
    return choice((resource) =>
      oauthGate({
        issuer: oauthIssuer,
        audience: oauthAudience ?? resource.href,
        resource,
        metadataUrl: metadataUrlOf(resource),
        scopes: readOnly ? [scopesOf(name).read] : Object.values(scopesOf(name)),
        title,
        log,
      }),
    );
  }
  const ways = ['token', 'oauth', ...(callers ? [callers.auth] : []), 'none'];
  throw new UsageError(`--http-auth must be one of ${ways.join(', ')}, not "${way}".`);
}

/** Returns the address of a server's metadata (RFC 9728, section 3.1). */
const metadataUrlOf = (resource: URL): URL =>
  new URL(`/.well-known/oauth-protected-resource${resource.pathname}`, resource);

/**
 * Accepts any credential; opening the context validates it.
 * @param issuer the authorization server that callers get their credentials from, if there is one
 */
function callerGate(name: string, issuer?: CallerIssuer & { resource: URL; title: string }): Gate {
  const gate: Gate = {
    name,
    individual: true,
    async check(request) {
      const token = new Secret(bearerOf(request, gate));
      return { id: token.digest().slice(0, 12), token };
    },
    challenge: (problem) =>
      bearerChallenge({
        error: problem?.error,
        error_description: problem?.description,
        resource_metadata: issuer && metadataUrlOf(issuer.resource).href,
      }),
    ...(issuer && {
      metadata: {
        resource: issuer.resource.href,
        authorization_servers: [issuer.url],
        scopes_supported: issuer.scopes,
        bearer_methods_supported: ['header'],
        resource_name: issuer.title,
      },
    }),
  };
  return gate;
}

function parsePublicUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new UsageError(`--http-url must be an address such as https://mcp.example.com/mcp, not "${text}".`);
  return url;
}
