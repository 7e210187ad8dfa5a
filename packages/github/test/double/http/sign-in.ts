import { beginDeviceSignIn } from '../world/sign-in.ts';
import type { World } from '../world/world.ts';
import { Fields, isObject } from '../json.ts';
import type { Incoming } from './incoming.ts';
import { raw, type Reply } from './reply.ts';
import type { Room } from './room.ts';

/**
 * The device flow, which is no part of the API and in no description.
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#device-flow
 */
export function signIn({ world, url }: Room, { request, path }: Incoming): Reply | undefined {
  if (request.method !== 'POST' || !path.startsWith('/login/')) return undefined;
  const sent = new Fields(
    isObject(request.body) ? request.body : Object.fromEntries(new URLSearchParams(request.text)),
  );
  const answer =
    path === '/login/device/code'
      ? begin(world, url, sent)
      : path === '/login/oauth/access_token'
        ? ask(world, sent)
        : undefined;
  if (answer === undefined) return undefined;
  // Forms are the answer unless JSON is asked for.
  if (/json/.test(request.headers['accept'] ?? '')) return { status: 200, data: answer };
  const form = new URLSearchParams(Object.entries(answer).map(([name, value]): [string, string] => [name, `${value}`]));
  return raw(form.toString(), 'application/x-www-form-urlencoded; charset=utf-8');
}

/** Whole numbers are written out, as forms have them. */
type Answer = Record<string, string | number>;

function begin(world: World, url: string, sent: Fields): Answer {
  const clientId = sent.text('client_id') ?? '';
  if (clientId === '' || clientId === 'unknown')
    return { error: 'incorrect_client_credentials', error_description: 'The client_id passed is incorrect.' };
  const begun = beginDeviceSignIn(
    world,
    clientId,
    (sent.text('scope') ?? '').split(/[ ,]+/).filter((one) => one !== ''),
  );
  return {
    device_code: begun.deviceCode,
    user_code: begun.userCode,
    verification_uri: `${url}/login/device`,
    expires_in: 899,
    interval: begun.interval,
  };
}

function ask(world: World, sent: Fields): Answer {
  if (sent.text('grant_type') !== 'urn:ietf:params:oauth:grant-type:device_code')
    return { error: 'unsupported_grant_type' };
  const begun = world.deviceSignIns.find((one) => one.deviceCode === sent.text('device_code'));
  if (begun === undefined || begun.clientId !== sent.text('client_id')) return { error: 'incorrect_device_code' };
  const early = Date.now() - begun.lastAsked < begun.interval * 1000;
  begun.lastAsked = Date.now();
  if (begun.state === 'denied')
    return { error: 'access_denied', error_description: 'The authorization request was denied.' };
  if (begun.state !== 'pending')
    return { access_token: begun.state.token, token_type: 'bearer', scope: begun.scopes.join(',') };
  if (!early) return { error: 'authorization_pending' };
  begun.interval += 5;
  return { error: 'slow_down', interval: begun.interval };
}
