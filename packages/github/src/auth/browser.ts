import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { ToolError, Secret } from '@mcp-reference/kit';
import { ask } from '../api/ask.ts';
import type { Host } from '../api/host.ts';
import { waitForCode } from './callback.ts';
import type { BegunSignIn } from './device.ts';
import { reasonOf } from './reasons.ts';
import { signInScopes } from './scopes.ts';

export interface BrowserSignIn {
  clientId: string;
  /** GitHub demands it in this flow, of every kind of app and beside PKCE. */
  clientSecret: Secret;
  host: Host;
  userAgent: string;
  signal: AbortSignal;
  /** Milliseconds that the person has. */
  limit?: number;
}

const defaultLimit = 5 * 60_000;
const random = () => randomBytes(32).toString('base64url');
const digestOf = (text: string) => createHash('sha256').update(text).digest();

/**
 * Begins to sign a person in through a browser on this computer: authorization code with PKCE, returned to a port of the
 * loopback address that is open for this one sign-in.
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#web-application-flow
 */
export async function beginInBrowser(options: BrowserSignIn): Promise<BegunSignIn> {
  const { clientId, clientSecret, host, userAgent, signal, limit = defaultLimit } = options;
  const [state, verifier] = [random(), random()];
  let redirect = '';
  const exchange = async (code: string): Promise<Secret> => {
    const { data } = await ask({
      url: `${host.signIn}/login/oauth/access_token`,
      body: {
        client_id: clientId,
        client_secret: clientSecret.reveal(),
        code,
        redirect_uri: redirect,
        code_verifier: verifier,
      },
      userAgent,
      signal,
    });
    if (typeof data['access_token'] === 'string') return new Secret(data['access_token']);
    throw new ToolError('denied', `The sign-in ended without a token: ${reasonOf(data['error'])}`);
  };
  // Digests have one length, whatever is given.
  const isState = (given: string) => timingSafeEqual(digestOf(given), digestOf(state));
  // RFC 9207: an answer that names another issuer was meant for another server.
  const isIssuer = (given: string) => [host.signIn, `${host.signIn}/login/oauth`].includes(given.replace(/\/$/, ''));
  const callback = await waitForCode({ isState, isIssuer, exchange, signal, limit });
  redirect = callback.redirect;
  const page = new URL(`${host.signIn}/login/oauth/authorize`);
  for (const [name, value] of Object.entries({
    client_id: clientId,
    redirect_uri: redirect,
    scope: signInScopes.join(' '),
    state,
    code_challenge: digestOf(verifier).toString('base64url'),
    code_challenge_method: 'S256',
  }))
    page.searchParams.set(name, value);
  return { page: page.href, finish: () => callback.token };
}
