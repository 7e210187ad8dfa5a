import { spawn } from 'node:child_process';
import { createVerify, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eras } from '@mcp-reference/kit/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hostOfStandIn } from '../src/api/host.ts';
import { appCredentials } from '../src/auth/app.ts';
import { beginSignIn, nextInterval } from '../src/auth/device.ts';
import { json, program, start, stub, token, type Seen } from './start.ts';

function folder(): string {
  const made = mkdtempSync(path.join(os.tmpdir(), 'mcp-github-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const me = { login: 'octo', public_repos: 1, followers: 0, html_url: 'https://github.com/octo' };

/** GitHub's answers in a sign-in by a code that the person enters. */
const device = {
  device_code: 'd3v1c3',
  user_code: 'ABCD-1234',
  verification_uri: 'https://github.com/login/device',
  expires_in: 60,
  interval: 0,
};
const pending = { error: 'authorization_pending' };
const granted = { access_token: `gho_${'x'.repeat(20)}` };

const authorization = (seen: readonly Seen[]) =>
  seen.filter(({ method }) => method !== 'HEAD').map(({ headers }) => headers.authorization);

test('a token from a file that the environment names', async () => {
  const { url, seen } = await stub((_seen, response) => json(response, me));
  const file = path.join(folder(), 'token');
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  const session = await start(url, { token: '', env: { GITHUB_TOKEN_FILE: file } });
  expect((await session.call('get_me')).text).toMatch(/^octo/);
  expect(authorization(seen)).toEqual([`Bearer ${token}`]);
});

test('a token from a command, asked again when GitHub refuses it', async () => {
  const { url, seen } = await stub((_seen, response, count) => {
    if (count === 1) json(response, { message: 'Bad credentials' }, { status: 401 });
    else json(response, me);
  });
  const home = folder();
  const script = path.join(home, 'token.mjs');
  const count = path.join(home, 'count');
  writeFileSync(
    script,
    `import { appendFileSync, readFileSync } from 'node:fs'; appendFileSync(${JSON.stringify(count)}, 'x'); console.log('ghp_' + readFileSync(${JSON.stringify(count)}, 'utf8').length + 'abcdefgh');`,
  );
  const session = await start(url, { token: '', env: { GITHUB_TOKEN_COMMAND: `${process.execPath} ${script}` } });
  expect((await session.call('get_me')).isError).toBe(false);
  expect(authorization(seen)).toEqual(['Bearer ghp_1abcdefgh', 'Bearer ghp_2abcdefgh']);
});

test('9: a GitHub App signs who it is, keeps its token, and makes another when that is refused', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = path.join(folder(), 'app.pem');
  writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  let made = 0;
  let refuse = false;
  const { url, seen } = await stub((request, response) => {
    if (request.url.endsWith('/access_tokens')) {
      made++;
      json(
        response,
        { token: `ghs_${made}abcdefghij`, expires_at: new Date(Date.now() + 3_600_000).toISOString() },
        { status: 201 },
      );
    } else if (refuse && request.headers.authorization === 'Bearer ghs_1abcdefghij')
      json(response, { message: 'Bad credentials' }, { status: 401 });
    else json(response, me);
  });
  const session = await start(url, {
    token: '',
    flags: ['--app-id', '7', '--app-installation', '42', '--app-key-file', key],
  });
  await session.call('get_me');
  await session.call('get_me');
  expect(made).toBe(1);
  refuse = true;
  expect((await session.call('get_me')).isError).toBe(false);
  expect(made).toBe(2);
  expect(seen[0]).toMatchObject({ method: 'POST', url: '/app/installations/42/access_tokens' });
  const [head = '', claims = '', signature = ''] =
    seen[0]?.headers.authorization?.replace('Bearer ', '').split('.') ?? [];
  expect(createVerify('RSA-SHA256').update(`${head}.${claims}`).verify(publicKey, signature, 'base64url')).toBe(true);
  const { iss, iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, number>;
  expect(iss).toBe('7');
  expect((exp ?? 0) - (iat ?? 0)).toBeLessThanOrEqual(600);
});

test('calls of a GitHub App that find no token share one, which does not end with one of them', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyFile = path.join(folder(), 'app.pem');
  let made = 0;
  const { url } = await stub((_request, response) => {
    // Too old to be used a second time.
    const expires_at = new Date().toISOString();
    json(response, { token: `ghs_${++made}abcdefghij`, expires_at }, { status: 201 });
  });
  const app = appCredentials({ id: '7', installation: '42', keyFile }, hostOfStandIn(url), 'test');
  const ask = (signal = new AbortController().signal) => app.token(signal).then((one) => one?.reveal());
  await expect(ask()).rejects.toThrow('--app-key-file');
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  expect(await Promise.all([ask(), ask(), ask()])).toEqual(Array(3).fill('ghs_1abcdefghij'));
  const ended = new AbortController();
  const first = ask(ended.signal);
  const others = [ask(), ask()];
  ended.abort();
  await expect(first).rejects.toThrow(/abort/);
  for (const one of await Promise.all(others)) expect(one).toMatch(/^ghs_[2-4]/);
});

test('75: a clock that differs is named', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = path.join(folder(), 'app.pem');
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const { url } = await stub((_seen, response) =>
    json(response, { message: "'Issued at' claim ('iat') must be an Integer" }, { status: 401 }),
  );
  const session = await start(url, {
    token: '',
    flags: ['--app-id', '7', '--app-installation', '42', '--app-key-file', key],
  });
  expect(await session.call('get_me')).toMatchObject({ code: 'denied', text: expect.stringContaining('clock') });
});

test('--login: the person confirms in the browser, and later starts use the token', async () => {
  const { url, seen } = await stub((request, response, count) => {
    if (request.url === '/login/device/code') json(response, device);
    else if (request.url === '/login/oauth/access_token') json(response, count < 4 ? pending : granted);
    else json(response, me);
  });
  const home = folder();
  const env = {
    ...process.env,
    HOME: home,
    XDG_CONFIG_HOME: home,
    APPDATA: home,
    GITHUB_STAND_IN: url,
    GITHUB_OAUTH_CLIENT_ID: 'Iv1.abc',
    MCP_GITHUB_TOKEN_STORE: 'file',
  };
  const said = await new Promise<string>((resolve) => {
    const child = spawn(process.execPath, [program, '--login'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    child.stderr.on('data', (part: Buffer) => (text += part.toString()));
    child.stdout.on('data', (part: Buffer) => (text += `STDOUT ${part.toString()}`));
    child.on('close', () => resolve(text));
  });
  expect(said).toMatch(/Open https:\/\/github\.com\/login\/device and enter ABCD-1234\nSigned in\./);
  expect(said).not.toMatch(/STDOUT|gho_/);
  const file = path.join(home, 'mcp-server-github', 'github.com.token');
  expect(readFileSync(file, 'utf8').trim()).toMatch(/^gho_x+$/);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  const session = await start(url, { token: '', env: { HOME: home, XDG_CONFIG_HOME: home, APPDATA: home } });
  expect((await session.call('get_me')).isError).toBe(false);
  expect(seen.at(-1)?.headers.authorization).toMatch(/^Bearer gho_x+$/);
});

/** A sign-in by code against these answers, the last of which repeats. */
async function withCode(begun: object, ...answers: (object | 'broken' | 'page')[]) {
  const { url, seen } = await stub((request, response, count) => {
    if (request.url === '/login/device/code') return json(response, begun);
    const answer = answers[Math.min(count - 2, answers.length - 1)] ?? {};
    if (answer === 'broken') response.destroy();
    else if (answer === 'page') response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
    else json(response, answer);
  });
  const signal = new AbortController().signal;
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  const options = { clientId: 'Iv1.abc', host: hostOfStandIn(url), userAgent: 'test', signal, pause };
  const made = await beginSignIn(options).then(({ finish }) => finish());
  return { token: made.reveal(), asked: seen.length - 1, pauses };
}

test.each([
  [{ error: 'expired_token' }, /expired_token\. The code has expired\. Start again/],
  [{ error: 'access_denied' }, /access_denied\. It was declined/],
  [{ error: 'incorrect_device_code' }, /incorrect_device_code\.$/],
  [{ error: 7 }, /no reason given/],
  [{}, /no reason given/],
])('a sign-in by code ends with %o', async (answer, says) => {
  await expect(withCode(device, pending, answer)).rejects.toMatchObject({
    code: 'denied',
    message: expect.stringMatching(says),
  });
});

test('a sign-in by code that does not begin says why, and one whose time is over ends', async () => {
  await expect(withCode({ error: 'device_flow_disabled' })).rejects.toThrow(/Turn on "Enable Device Flow"/);
  await expect(withCode({ error: 'Not Found' })).rejects.toThrow(/Check --client-id/);
  await expect(withCode({ ...device, expires_in: 0 }, pending)).rejects.toThrow(/not confirmed in time/);
});

test('a sign-in by code slows down when GitHub says so, and outlives a network that fails', async () => {
  const slow = { error: 'slow_down' };
  const begun = { ...device, expires_in: 'soon', interval: 5 };
  expect((await withCode(begun, pending, slow, granted)).pauses).toEqual([5_000, 5_000, 10_000]);
  expect(await withCode(begun, 'broken', 'page', granted)).toMatchObject({
    token: granted.access_token,
    pauses: [5_000, 10_000, 15_000],
  });
  expect(nextInterval(5, { error: 'slow_down' })).toBe(10);
  expect(nextInterval(5, { error: 'slow_down', interval: 12 })).toBe(12);
  expect(nextInterval(5, { error: 'slow_down', interval: 1 })).toBe(5);
  expect(nextInterval(5, { error: 'slow_down', interval: 'x' })).toBe(10);
  expect(nextInterval(5, { error: 'slow_down', interval: 1e9 })).toBe(60);
  expect(nextInterval(5, { error: 'authorization_pending', interval: 9 })).toBe(5);
});

describe.each(eras)('sign-in inside the host, %s era', (era) => {
  async function begin(answers: { opens: boolean; action?: 'decline' }) {
    const asked: string[] = [];
    let polls = 0;
    const { url, seen } = await stub((request, response) => {
      if (request.url === '/login/device/code') json(response, device);
      else if (request.url === '/login/oauth/access_token') json(response, ++polls < 3 ? pending : granted);
      else if (request.headers.authorization === undefined)
        json(response, { message: 'Requires authentication' }, { status: 401 });
      else json(response, me, { headers: { 'x-oauth-scopes': 'repo' } });
    });
    const home = folder();
    const session = await start(url, {
      era,
      token: '',
      flags: ['--client-id', 'Iv1.abc', '--toolsets', 'all'],
      env: { HOME: home, XDG_CONFIG_HOME: home, APPDATA: home },
      answer: () => 'accept',
      ...(answers.opens && { openPage: (text: string) => (asked.push(text), answers.action ?? 'accept') }),
    });
    const call = () => session.call('get_me');
    const names = async () => (await session.listTools()).map(({ name }) => name);
    const watchTools = () => session.watchTools();
    return { asked, seen, call, names, watchTools, file: path.join(home, 'mcp-server-github', 'github.com.token') };
  }

  test('a client that opens pages shows the page with its code, and the call continues', async () => {
    const { asked, seen, call, file } = await begin({ opens: true });
    expect((await call()).text).toContain('octo');
    expect(asked).toEqual([expect.stringMatching(/ABCD-1234 on this page.* https:\/\/github\.com\/login\/device$/)]);
    expect(readFileSync(file, 'utf8').trim()).toMatch(/^gho_x+$/);
    expect((await call()).isError).toBe(false);
    expect(asked).toHaveLength(1);
    expect(seen.at(-1)?.headers.authorization).toMatch(/^Bearer gho_x+$/);
  });

  test('the client hears that the tools have changed: the new token has no scope for some', async () => {
    const { call, names, watchTools } = await begin({ opens: true });
    expect(await names()).toContain('projects_list');
    const changes = await watchTools();
    expect((await call()).isError).toBe(false);
    await expect.poll(changes).toBeGreaterThan(0);
    await expect.poll(names).not.toContain('projects_list');
    expect(await names()).toContain('list_issues');
  });

  test('a person who declines is not asked again, and nothing is kept', async () => {
    const { asked, call, file } = await begin({ opens: true, action: 'decline' });
    expect((await call()).isError).toBe(true);
    expect((await call()).isError).toBe(true);
    expect(asked).toHaveLength(1);
    expect(existsSync(file)).toBe(false);
  });

  test('a client that opens no pages gets the answer that it got before', async () => {
    const { asked, seen, call } = await begin({ opens: false });
    expect((await call()).isError).toBe(true);
    expect(asked).toEqual([]);
    expect(seen.map((one) => one.url)).not.toContain('/login/device/code');
  });
});

test('--login without a client id says what is needed', async () => {
  const child = spawn(process.execPath, [program, '--login'], {
    env: process.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const text = await new Promise<string>((resolve) => {
    let all = '';
    child.stderr.on('data', (part: Buffer) => (all += part.toString()));
    child.on('close', () => resolve(all));
  });
  expect(text).toContain('--client-id');
  expect(child.exitCode).toBe(2);
});

test('a part of an App is refused at the start', async () => {
  await expect(start('http://127.0.0.1:9', { flags: ['--app-id', '7'] })).rejects.toThrow(
    'A GitHub App needs --app-id, --app-installation and --app-key-file.',
  );
});

test('a token file that does not exist is named, and read once it does', async () => {
  const { url, seen } = await stub((_seen, response) => json(response, me));
  const file = path.join(folder(), 'token');
  const session = await start(url, { token: '', env: { GITHUB_TOKEN_FILE: file } });
  expect((await session.call('get_me')).text).toContain('GITHUB_TOKEN_FILE');
  writeFileSync(file, token, { mode: 0o600 });
  expect((await session.call('get_me')).text).toMatch(/^octo/);
  expect(authorization(seen)).toEqual([`Bearer ${token}`]);
});
