import { createSign, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { clientOf, startClient } from './client.ts';
import { confirmDevice, newApp } from './world/sign-in.ts';

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

function statement(claims: object, key = keys.privateKey): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
}

async function start() {
  const client = await startClient();
  const octo = client.double.state.user('octo');
  if (octo === undefined) throw new Error('There is no octo');
  return { ...client, octo, state: client.double.state };
}

test('an App signs its statement, gets a token of an installation, and may work on the account', async () => {
  const { double, octo, state } = await start();
  const { app, installation } = newApp(state, octo, keys.publicKey);
  const now = Math.floor(Date.now() / 1000);
  const as = (claims: object, key?: string) => clientOf(double, statement({ iss: String(app.id), ...claims }, key));
  const good = as({ iat: now - 60, exp: now + 480 });
  expect((await good.go('GET /app')).body.text('slug')).toBe(app.slug);
  expect((await good.go(`GET /app/installations/${installation}`)).body.object('account')?.text('login')).toBe('octo');
  const made = await good.go(`POST /app/installations/${installation}/access_tokens`, {});
  const token = made.body.text('token') ?? '';
  expect(token).toMatch(/^ghs_/);
  const bot = clientOf(double, token);
  expect((await bot.go('POST R/issues', { title: 'From a bot' })).body.object('user')?.text('login')).toBe(
    `${app.slug}[bot]`,
  );
  expect((await bot.go('GET /user')).body.text('message')).toBe('Resource not accessible by integration');
  expect((await bot.go('GET /installation/repositories')).body.int('total_count')).toBe(3);
  expect(double.violations).toEqual([]);

  const held = state.tokens.get(token);
  if (held !== undefined) held.ends = Date.now() - 1;
  expect((await bot.go('GET R')).body.text('message')).toBe('Bad credentials');

  const other = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const refused = [
    as({ iat: now - 60, exp: now + 480 }, other.privateKey),
    as({ iat: now + 600, exp: now + 1000 }),
    as({ iat: now, exp: now + 3600 }),
    as({ iat: now - 900, exp: now - 400 }),
  ];
  const messages: (string | undefined)[] = [];
  for (const one of refused)
    messages.push((await one.go(`POST /app/installations/${installation}/access_tokens`, {})).body.text('message'));
  expect(messages).toEqual([
    'A JSON web token could not be decoded',
    expect.stringContaining("'Issued at' claim"),
    expect.stringContaining('too far in the future'),
    expect.stringContaining("'Expiration time' claim"),
  ]);
  expect((await good.go('POST /app/installations/1/access_tokens', {})).status).toBe(404);
});

test('the device flow waits for the person, and ends as they decide', async () => {
  const { double, octo, state } = await start();
  state.deviceInterval = 0;
  const nobody = clientOf(double, '');
  const begin = () =>
    nobody.go('POST /login/device/code', { client_id: 'Iv1.abc', scope: 'repo gist' }, { accept: 'application/json' });
  const ask = async (device: string | undefined) =>
    (
      await nobody.go(
        'POST /login/oauth/access_token',
        { client_id: 'Iv1.abc', device_code: device ?? '', grant_type: 'urn:ietf:params:oauth:grant-type:device_code' },
        { accept: 'application/json' },
      )
    ).body;
  const { body: begun } = await begin();
  expect(begun.text('user_code')).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
  expect((await ask(begun.text('device_code'))).all).toEqual({ error: 'authorization_pending' });
  confirmDevice(state, begun.text('user_code') ?? '', octo);
  const token = (await ask(begun.text('device_code'))).text('access_token') ?? '';
  expect((await clientOf(double, token).go('GET /user')).headers.get('x-oauth-scopes')).toBe('repo, gist');

  state.deviceInterval = 5;
  const { body: second } = await begin();
  await ask(second.text('device_code'));
  expect((await ask(second.text('device_code'))).all).toEqual({ error: 'slow_down', interval: 10 });
  confirmDevice(state, second.text('user_code') ?? '', 'denied');
  expect((await ask(second.text('device_code'))).text('error')).toBe('access_denied');
  expect((await ask('wrong')).text('error')).toBe('incorrect_device_code');
  const form = await nobody.go('POST /login/device/code', Buffer.from('client_id=Iv1.abc'), {
    'content-type': 'application/x-www-form-urlencoded',
    accept: '*/*',
  });
  expect(form.text).toMatch(/^device_code=[0-9a-f]{40}&user_code=/);
  expect(double.violations).toEqual([]);
});
