import { Secret, ToolError } from '@mcp-reference/kit';
import { ask } from '../api/ask.ts';
import type { Host } from '../api/host.ts';
import { signInScopes } from './scopes.ts';

export interface DeviceSignIn {
  /** Of an OAuth App or GitHub App that allows the device flow. It is public. */
  clientId: string;
  host: Host;
  userAgent: string;
  signal: AbortSignal;
}

/** A sign-in that waits for the person. */
export interface BegunSignIn {
  /** The page to open, and the code to enter there, if any. */
  page: string;
  code?: string;
  /**
   * Asks GitHub until the person has confirmed.
   * @throws ToolError `denied` when the person does not agree in time
   */
  finish(): Promise<Secret>;
}

/** The scopes that the tools need. A GitHub App ignores them and has its own permissions. */
const scopes = signInScopes.join(' ');

/**
 * Begins to sign a person in through their browser, without a password or a server here.
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#device-flow
 * @throws ToolError `denied` when GitHub does not know the client id
 */
export async function beginSignIn({ clientId, host, userAgent, signal }: DeviceSignIn): Promise<BegunSignIn> {
  const post = (path: string, body: Record<string, string>) =>
    ask({ url: `${host.signIn}${path}`, body, userAgent, signal });
  const { data: begun } = await post('/login/device/code', { client_id: clientId, scope: scopes });
  const { device_code, user_code, verification_uri } = begun;
  if (typeof device_code !== 'string' || typeof user_code !== 'string' || typeof verification_uri !== 'string')
    throw new ToolError('denied', `GitHub does not begin a sign-in for this client id: ${wordOf(begun['error'])}.`);
  const ends = Date.now() + Number(begun['expires_in'] ?? 900) * 1000;
  let seconds = Number(begun['interval'] ?? 5);
  const finish = async (): Promise<Secret> => {
    while (Date.now() < ends) {
      await wait(seconds * 1000, signal);
      const { data } = await post('/login/oauth/access_token', {
        client_id: clientId,
        device_code,
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      });
      if (typeof data['access_token'] === 'string') return new Secret(data['access_token']);
      if (data['error'] === 'slow_down') seconds = Number(data['interval'] ?? seconds + 5);
      else if (data['error'] !== 'authorization_pending')
        throw new ToolError('denied', `The sign-in ended without a token: ${wordOf(data['error'])}.`);
    }
    throw new ToolError('denied', 'The sign-in was not confirmed in time. Start it again.');
  };
  return { page: verification_uri, code: user_code, finish };
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason as Error)), { once: true });
  });
}

const wordOf = (error: unknown) => (typeof error === 'string' ? error.slice(0, 100) : 'no reason given');
