import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { Secret } from '@mcp-reference/kit';
import { expect, onTestFinished, test } from 'vitest';
import { hostOfStandIn } from '../src/api/host.ts';
import { beginInBrowser } from '../src/auth/browser.ts';
import { openerFor } from '../src/auth/open-page.ts';
import { json, program, start, stub, type Seen } from './start.ts';

// The sign-in through a browser on this computer: authorization code with PKCE. The test is the browser.

const made = `gho_${'y'.repeat(20)}`;

/** GitHub's token endpoint, which checks the proof as RFC 7636 says. */
async function github(challenge: () => string) {
  return stub(({ url, body }, response) => {
    if (url !== '/login/oauth/access_token')
      return json(response, { login: 'octo', html_url: 'https://github.com/octo' });
    const given = JSON.parse(body) as Record<string, string>;
    const proof = createHash('sha256')
      .update(given['code_verifier'] ?? '')
      .digest('base64url');
    if (given['client_secret'] !== 'app-secret') return json(response, { error: 'incorrect_client_credentials' });
    if (given['code'] !== 'c0de' || proof !== challenge()) return json(response, { error: 'bad_verification_code' });
    json(response, { access_token: made });
  });
}

/** Returns where the address of a sign-in page leads back to, and what proves that it is the answer. */
const partsOf = ({ searchParams: given }: URL) => ({
  back: new URL(given.get('redirect_uri') ?? ''),
  state: given.get('state') ?? '',
  proof: given.get('code_challenge') ?? '',
});

async function begin({ secret = 'app-secret', limit = 60_000 } = {}) {
  let page = new URL('http://localhost');
  const { url, seen } = await github(() => page.searchParams.get('code_challenge') ?? '');
  const ended = new AbortController();
  onTestFinished(() => ended.abort(new Error('the test is over')));
  const { page: address, finish } = await beginInBrowser({
    clientId: 'Iv1.abc',
    clientSecret: new Secret(secret),
    host: hostOfStandIn(url),
    userAgent: 'test',
    signal: ended.signal,
    limit,
  });
  page = new URL(address);
  const { back, state } = partsOf(page);
  const exchanged = () => seen.filter((one: Seen) => one.url === '/login/oauth/access_token').length;
  return { page, back, state, finish, exchanged, cancel: () => ended.abort(new Error('cancelled')) };
}

/** Sends the browser back, with what an attacker may change. */
function visit(back: URL, query: string, { method = 'GET', host = back.host, at = back.pathname } = {}) {
  return new Promise<{ status: number; text: string; headers: object }>((resolve, reject) => {
    const sent = request(
      { host: back.hostname, port: back.port, method, path: `${at}?${query}`, headers: { host } },
      (response) => {
        let text = '';
        response.on('data', (part: Buffer) => (text += part.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

test('the address asks for a code with PKCE and comes back to a port of 127.0.0.1', async () => {
  const { page, back } = await begin();
  expect(page.pathname).toBe('/login/oauth/authorize');
  expect(Object.fromEntries(page.searchParams)).toMatchObject({
    client_id: 'Iv1.abc',
    code_challenge_method: 'S256',
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    state: expect.stringMatching(/^[\w-]{43}$/),
    scope: expect.stringContaining('repo'),
  });
  expect([back.hostname, back.pathname]).toEqual(['127.0.0.1', '/callback']);
  expect(Number(back.port)).toBeGreaterThan(1023);
});

test('the code becomes a token, once, and the port closes', async () => {
  const { back, state, finish, exchanged } = await begin();
  const first = await visit(back, `code=c0de&state=${state}`);
  expect(first).toMatchObject({ status: 200, text: expect.stringContaining('You are signed in') });
  expect(first.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  expect((await finish()).reveal()).toBe(made);
  await expect(visit(back, `code=c0de&state=${state}`)).rejects.toThrow('ECONNREFUSED');
  expect(exchanged()).toBe(1);
});

test('two redirects at the same time exchange one code', async () => {
  const { back, state, exchanged } = await begin();
  const answers = await Promise.allSettled([1, 2, 3].map(() => visit(back, `code=c0de&state=${state}`)));
  expect(answers.filter((one) => one.status === 'fulfilled' && one.value.status === 200)).toHaveLength(1);
  expect(exchanged()).toBe(1);
});

test.each([
  ['another state', { query: 'code=c0de&state=other', status: 400 }],
  ['a state of the same length', { query: `code=c0de&state=${'a'.repeat(43)}`, status: 400 }],
  ['no state', { query: 'code=c0de', status: 400 }],
  ['letters of two bytes', { query: `code=c0de&state=${'%C3%A9'.repeat(43)}`, status: 400 }],
  ['two states', { query: 'code=c0de&state=STATE&state=STATE', status: 400 }],
  ['a refusal without the state', { query: 'error=access_denied', status: 400 }],
  ['another issuer', { query: 'code=c0de&state=STATE&iss=https://evil.example', status: 400 }],
  ['two issuers', { query: 'code=c0de&state=STATE&iss=HOST&iss=https://evil.example', status: 400 }],
  ['another path', { query: 'code=c0de&state=STATE', at: '/', status: 404 }],
  ['a path below', { query: 'code=c0de&state=STATE', at: '/callback/x', status: 404 }],
  ['another host name (rebinding)', { query: 'code=c0de&state=STATE', host: 'evil.example', status: 404 }],
  ['localhost', { query: 'code=c0de&state=STATE', host: 'localhost', status: 404 }],
  ['POST', { query: 'code=c0de&state=STATE', method: 'POST', status: 404 }],
])('%s is refused and does not end the sign-in', async (_name, { query, status, ...way }) => {
  const { page, back, state, finish, exchanged } = await begin();
  const issuer = `${page.origin}/login/oauth`;
  const refused = await visit(back, query.replaceAll('STATE', state).replace('HOST', issuer), way);
  expect(refused.status).toBe(status);
  expect(refused.text).not.toMatch(/c0de|evil/);
  expect(exchanged()).toBe(0);
  await visit(back, `code=c0de&state=${state}&iss=${issuer}`);
  expect((await finish()).reveal()).toBe(made);
});

test.each([
  ['a person who declines', 'error=access_denied&state=STATE', {}, /not granted: access_denied\. It was declined/],
  ['an address that the App does not have', 'error=redirect_uri_mismatch&state=STATE', {}, /callback as the callback/],
  ['a wrong code', 'code=other&state=STATE', {}, /bad_verification_code/],
  ['a wrong client secret', 'code=c0de&state=STATE', { secret: 'x' }, /Check .*GITHUB_OAUTH_CLIENT_SECRET/],
])('%s ends the sign-in', async (_name, query, options, says) => {
  const { back, state, finish } = await begin(options);
  expect((await visit(back, query.replace('STATE', state))).status).toBe(400);
  await expect(finish()).rejects.toThrow(says);
});

test('the wait is bounded, and can be given up', async () => {
  const late = await begin({ limit: 1 });
  await expect(late.finish()).rejects.toThrow(/in time/);
  await expect(visit(late.back, `code=c0de&state=${late.state}`)).rejects.toThrow('ECONNREFUSED');
  const { finish, cancel } = await begin();
  cancel();
  await expect(finish()).rejects.toThrow('cancelled');
});

function home(): Record<string, string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mcp-github-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { HOME: folder, XDG_CONFIG_HOME: folder, APPDATA: folder, MCP_GITHUB_TOKEN_STORE: 'file' };
}
const app = { GITHUB_OAUTH_CLIENT_ID: 'Iv1.abc', GITHUB_OAUTH_CLIENT_SECRET: 'app-secret' };

test.runIf(process.platform === 'linux')(
  '--login opens the browser, or uses a code where none opens or one is wanted',
  async () => {
    const { url } = await stub(({ url: at, body }, response) => {
      if (at === '/login/device/code')
        return json(response, {
          device_code: 'd',
          user_code: 'ABCD-1234',
          verification_uri: 'https://github.com/login/device',
          interval: 0,
        });
      const given = JSON.parse(body) as Record<string, string>;
      const proof = createHash('sha256')
        .update(given['code_verifier'] ?? '')
        .digest('base64url');
      const isProven = given['device_code'] === 'd' || seen().includes(`code_challenge=${proof}&`);
      json(response, isProven ? { access_token: made } : { error: 'bad_verification_code' });
    });
    const env = home();
    const browser = path.join(env['HOME'] ?? '', 'xdg-open');
    writeFileSync(
      browser,
      `#!${process.execPath}
const page = new URL(process.argv[2]);
require('node:fs').writeFileSync(${JSON.stringify(`${env['HOME']}/seen`)}, page.href + ' ' + process.env.GITHUB_OAUTH_CLIENT_SECRET);
if (process.env.MCP_TEST_BROWSER === 'fails') process.exit(3);
fetch(page.searchParams.get('redirect_uri') + '?code=c0de&state=' + page.searchParams.get('state'));
`,
    );
    chmodSync(browser, 0o755);
    const seen = () => readFileSync(`${env['HOME']}/seen`, 'utf8');
    const run = (more: Record<string, string>, ...flags: string[]) =>
      new Promise<string>((resolve) => {
        const PATH = `${env['HOME']}:${process.env['PATH']}`;
        const child = spawn(process.execPath, [program, '--login', ...flags], {
          env: { ...process.env, ...env, ...app, PATH, DISPLAY: ':99', GITHUB_STAND_IN: url, ...more },
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        let text = '';
        child.stderr.on('data', (part: Buffer) => (text += part.toString()));
        child.on('close', () => resolve(text));
      });
    expect(await run({})).toMatch(/^Sign in on the page that your browser shows, .*\nSigned in/);
    expect(await run({ MCP_TEST_BROWSER: 'fails' })).toMatch(/No browser opens here.*\nOpen .*ABCD-1234\nSigned in/);
    expect(seen()).toMatch(/login\/oauth\/authorize\?.* undefined$/);
    expect(await run({ DISPLAY: '', WAYLAND_DISPLAY: '' })).toMatch(/ABCD-1234\nSigned in/);
    expect(await run({}, '--device')).toMatch(/^Open .*ABCD-1234\nSigned in/);
  },
);

/** Starts the server in a host that opens pages. */
const startIn = (url: string, openPage: (text: string, page: ReturnType<typeof partsOf>) => void) =>
  start(url, {
    token: '',
    flags: ['--client-id', 'Iv1.abc'],
    env: { ...home(), ...app },
    answer: () => 'accept',
    openPage(text) {
      openPage(text, partsOf(new URL(/https?:\S+$/.exec(text)?.[0] ?? '')));
      return 'accept';
    },
  });

test('a host that opens pages signs in without a code', async () => {
  let challenge = '';
  const { url } = await github(() => challenge);
  const asked: string[] = [];
  const session = await startIn(url, (text, { back, state, proof }) => {
    asked.push(text);
    challenge = proof;
    void visit(back, `code=c0de&state=${state}`);
  });
  expect((await session.call('get_me')).text).toContain('octo');
  expect(asked).toEqual([expect.stringMatching(/^Sign in to GitHub: allow it on this page/)]);
});

test('a page whose time is over is replaced', async () => {
  const pages: string[] = [];
  const { url } = await stub((_seen, response) =>
    json(response, { message: 'Requires authentication' }, { status: 401 }),
  );
  const session = await startIn(url, (_, { back, state }) => {
    pages.push(state);
    void visit(back, `error=access_denied&state=${state}`);
  });
  for (let time = 0; time < 2; time++)
    expect((await session.call('get_me')).text).toMatch(/not granted: access_denied/);
  expect(new Set(pages).size).toBe(2);
});

test('a page is opened by a program of the system, never by one in the current folder', () => {
  const looked: string[] = [];
  const on = (platform: NodeJS.Platform, env: Record<string, string>) =>
    openerFor({ platform, isProgram: (file) => (looked.push(file), true) }, env)?.[0];
  expect(on('win32', { SystemRoot: 'C:\\Windows', PATH: '.' })).toBe('C:\\Windows\\System32\\rundll32.exe');
  expect(on('darwin', { PATH: '.' })).toBe('/usr/bin/open');
  expect(on('linux', { DISPLAY: ':0', PATH: '.::bin:/usr/bin' })).toBe('/usr/bin/xdg-open');
  expect(looked).toEqual(['/usr/bin/xdg-open']);
  expect(on('linux', { DISPLAY: ':0', PATH: '.:bin' })).toBeUndefined();
  expect(on('linux', { PATH: '/usr/bin' })).toBeUndefined();
});
