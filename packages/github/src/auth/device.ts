import { Secret, ToolError } from '@mcp-reference/kit';
import { ask } from '../api/ask.ts';
import type { Host } from '../api/host.ts';
import { reasonOf } from './reasons.ts';
import { signInScopes } from './scopes.ts';

export interface DeviceSignIn {
  /** Of an OAuth App or GitHub App that allows the device flow. It is public. */
  clientId: string;
  host: Host;
  userAgent: string;
  signal: AbortSignal;
  /** Waits between two questions; by default so many milliseconds. */
  pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
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
export async function beginSignIn({
  clientId,
  host,
  userAgent,
  signal,
  pause = wait,
}: DeviceSignIn): Promise<BegunSignIn> {
  const post = (path: string, body: Record<string, string>) =>
    ask({ url: `${host.signIn}${path}`, body, userAgent, signal });
  const { data: begun } = await post('/login/device/code', { client_id: clientId, scope: scopes });
  const { device_code, user_code, verification_uri } = begun;
  if (typeof device_code !== 'string' || typeof user_code !== 'string' || typeof verification_uri !== 'string')
    throw new ToolError('denied', `GitHub does not begin a sign-in for this client id: ${reasonOf(begun['error'])}`);
  const ends = Date.now() + secondsIn(begun['expires_in'], 900) * 1000;
  let seconds = secondsIn(begun['interval'], usualInterval);
  const finish = async (): Promise<Secret> => {
    while (Date.now() < ends) {
      await pause(seconds * 1000, signal);
      const proof = { device_code, grant_type: 'urn:ietf:params:oauth:grant-type:device_code' };
      const { data } = await post('/login/oauth/access_token', { client_id: clientId, ...proof }).catch(
        whenUnreachable,
      );
      if (typeof data['access_token'] === 'string') return new Secret(data['access_token']);
      if (data['error'] !== 'slow_down' && data['error'] !== 'authorization_pending')
        throw new ToolError('denied', `The sign-in ended without a token: ${reasonOf(data['error'])}`);
      seconds = nextInterval(seconds, data);
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

const usualInterval = 5;
const longestInterval = 60;

const secondsIn = (given: unknown, usual: number): number => {
  const seconds = Number(given ?? usual);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : usual;
};

/** The seconds until the next question: GitHub can ask for more, and never gets less than before. */
export function nextInterval(seconds: number, { error, interval }: Readonly<Record<string, unknown>>): number {
  if (error !== 'slow_down') return seconds;
  const usual = seconds + usualInterval;
  return Math.min(longestInterval, Math.max(seconds, secondsIn(interval, usual)));
}

/** A network that fails while the person signs in ends nothing: it is asked again, less often. */
function whenUnreachable(error: unknown): { data: Record<string, unknown> } {
  if (error instanceof ToolError && error.code === 'unavailable') return { data: { error: 'slow_down' } };
  throw error;
}
