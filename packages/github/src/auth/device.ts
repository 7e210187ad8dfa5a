import { Secret, ToolError } from '@mcp-reference/kit';
import { ask } from '../api/ask.ts';
import type { Host } from '../api/host.ts';
import { signInScopes } from './scopes.ts';

export interface DeviceSignIn {
  /** Of an OAuth App or GitHub App that allows the device flow. It is public. */
  clientId: string;
  host: Host;
  userAgent: string;
  /** Shows the person where to go and what to type. */
  tell(text: string): void;
  signal: AbortSignal;
}

/** The scopes that the tools need. A GitHub App ignores them and has its own permissions. */
const scopes = signInScopes.join(' ');

/**
 * Signs a person in through their browser, without a password or a server here.
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#device-flow
 * @throws ToolError `denied` when the person does not agree in time
 */
export async function signInByDevice({ clientId, host, userAgent, tell, signal }: DeviceSignIn): Promise<Secret> {
  const post = (path: string, body: Record<string, string>) =>
    ask({ url: `${host.signIn}${path}`, body, userAgent, signal });
  const { data: begun } = await post('/login/device/code', { client_id: clientId, scope: scopes });
  const { device_code, user_code, verification_uri } = begun;
  if (typeof device_code !== 'string' || typeof user_code !== 'string' || typeof verification_uri !== 'string')
    throw new ToolError('denied', `GitHub does not begin a sign-in for this client id: ${wordOf(begun['error'])}.`);
  tell(`Open ${verification_uri} and enter ${user_code}\n`);
  const ends = Date.now() + Number(begun['expires_in'] ?? 900) * 1000;
  let seconds = Number(begun['interval'] ?? 5);
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
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason as Error)), { once: true });
  });
}

const wordOf = (error: unknown) => (typeof error === 'string' ? error.slice(0, 100) : 'no reason given');
