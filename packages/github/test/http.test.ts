import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eras, startHttpServer, startSession, type Era, type HttpServer } from '@mcp-reference/kit/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { faults, startDouble, type Double } from './double/index.ts';
import { json, program, stub, token as unknownToken } from './start.ts';

const diary = { owner: 'octo', repo: 'diary', path: 'secret.txt' };
const comment = { owner: 'octo', repo: 'garden', issue_number: 1, body: 'Hello' };
const issue = { owner: 'octo', repo: 'garden', issue_number: 1, method: 'get' };

interface Place {
  double: Double;
  server: HttpServer;
  /** A new token of a user. */
  tokenOf(login: string, scopes?: string[]): string;
  connect(token: string, era?: Era): ReturnType<typeof startSession>;
}

async function serve(flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<HttpServer> {
  const args = [program, '--http', '0', '--http-auth', 'github', '--log-level', 'debug', ...flags];
  const server = await startHttpServer({ args, env });
  onTestFinished(async () => void (await server.stop()));
  return server;
}

/** The built server over HTTP in front of the double, with each caller's own token. */
async function open(env: Readonly<Record<string, string>> = {}): Promise<Place> {
  const double = await startDouble();
  onTestFinished(() => double.close());
  const server = await serve([], { GITHUB_STAND_IN: double.url, ...env });
  return {
    double,
    server,
    tokenOf(login, scopes) {
      const user = double.state.user(login);
      if (user === undefined) throw new Error(`There is no ${login}.`);
      return double.state.addToken(user, scopes);
    },
    async connect(token, era = 'modern') {
      const session = await startSession({ era, url: server.url, headers: { authorization: `Bearer ${token}` } });
      onTestFinished(() => session.close());
      return session;
    },
  };
}

/** One request, as it stands on the wire. */
const list = (server: HttpServer, headers: Readonly<Record<string, string>> = {}) =>
  fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });

/** Requests to the double with a token, without the question whether it knows the token. */
const askedWith = ({ requests }: Double, token: string) =>
  requests.filter(({ path: at, headers }) => headers['authorization'] === `Bearer ${token}` && at !== '/rate_limit');

describe.each(eras)('each caller acts with the own token (%s)', (era) => {
  test('and may what it may, at the same time and from the same server', async () => {
    const { double, tokenOf, connect } = await open();
    const [octo, stranger] = [tokenOf('octo'), tokenOf('stranger')];
    const [one, two] = await Promise.all([connect(octo, era), connect(stranger, era)]);
    const [own, others] = await Promise.all([one.call('get_me'), two.call('get_me')]);
    expect([own.text, others.text]).toEqual([expect.stringMatching(/^octo\b/), expect.stringMatching(/^stranger\b/)]);
    expect((await one.call('get_file_contents', diary)).text).toContain('under the pot');
    expect(await two.call('get_file_contents', diary)).toMatchObject({ isError: true, code: 'not_found' });
    expect(await one.call('get_file_contents', { ...diary, owner: 'stranger', repo: 'vault' })).toMatchObject({
      code: 'not_found',
    });
    expect(new Set(double.requests.map(({ headers }) => headers['authorization']))).toEqual(
      new Set([`Bearer ${octo}`, `Bearer ${stranger}`]),
    );
  });
});

describe('callers share nothing', () => {
  test('not what was read: an answer is asked for again by its tag with the token that it was for', async () => {
    const { double, tokenOf, connect } = await open();
    const [octo, narrow] = [tokenOf('octo'), tokenOf('octo', ['public_repo'])];
    const [one, two] = [await connect(octo), await connect(narrow)];
    await one.call('issue_read', { ...issue, method: 'get_labels' });
    await one.call('issue_read', { ...issue, method: 'get_labels' });
    await two.call('issue_read', { ...issue, method: 'get_labels' });
    expect(askedWith(double, octo).map(({ status }) => status)).toEqual([200, 304]);
    expect(askedWith(double, narrow).map(({ status, headers }) => [status, headers['if-none-match']])).toEqual([
      [200, undefined],
    ]);
    expect((await one.call('get_file_contents', diary)).isError).toBe(false);
    expect((await two.call('get_file_contents', diary)).isError).toBe(true);
  });

  test('not a limit that one of them met', async () => {
    const { double, tokenOf, connect } = await open();
    const [octo, mona] = [tokenOf('octo'), tokenOf('mona')];
    const [one, two] = [await connect(octo), await connect(mona)];
    double.fail({ operationId: 'issues/get', times: 1 }, faults.primaryLimit(1800));
    expect(await one.call('issue_read', issue)).toMatchObject({ code: 'unavailable' });
    expect(await one.call('issue_read', issue)).toMatchObject({ code: 'unavailable' });
    expect(askedWith(double, octo)).toHaveLength(1);
    expect((await two.call('issue_read', issue)).isError).toBe(false);
  });

  test('not what was read of strangers: only who read it is kept from writing elsewhere', async () => {
    const { tokenOf, connect } = await open();
    const [one, two] = [await connect(tokenOf('octo')), await connect(tokenOf('mona'))];
    await one.call('issue_read', { owner: 'stranger', repo: 'wild', issue_number: 1, method: 'get' });
    await one.call('get_file_contents', diary);
    expect(await one.call('add_issue_comment', comment)).toMatchObject({ isError: true, code: 'denied' });
    expect((await two.call('add_issue_comment', comment)).isError).toBe(false);
  });
});

describe('who is refused', () => {
  test('a token that GitHub does not know, with 401 and a challenge; asked about once in a while only', async () => {
    const { double, server } = await open();
    for (let attempt = 0; attempt < 3; attempt++) {
      const response = await list(server, { authorization: `Bearer ${unknownToken}` });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/);
      expect(await response.text()).toMatch(/did not accept your token.*Connect again/);
    }
    expect(double.requests.map(({ path: at, status }) => [at, status])).toEqual([['/rate_limit', 401]]);
    expect(server.stderr()).not.toContain(unknownToken);
  });

  test.each([
    ['a token of another service', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJvY3RvIn0.c2lnbmF0dXJl'],
    ['a token that renews others', `ghr_${'a1B2'.repeat(9)}`],
    ['a password', 'hunter2hunter2hunter2'],
  ])('%s, of which GitHub hears nothing', async (_what, credential) => {
    const { double, server } = await open();
    const response = await list(server, { authorization: `Bearer ${credential}` });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('invalid_token'),
    ]);
    expect(double.requests).toEqual([]);
  });

  test('a caller without a token, also where the server could sign in by itself', async () => {
    const home = mkdtempSync(path.join(os.tmpdir(), 'mcp-github-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    mkdirSync(path.join(home, 'mcp-server-github'));
    writeFileSync(path.join(home, 'mcp-server-github', 'github.com.token'), `gho_${'x'.repeat(36)}\n`);
    const environment = `ghp_${'e'.repeat(36)}`;
    const { double, server, tokenOf, connect } = await open({
      HOME: home,
      XDG_CONFIG_HOME: home,
      APPDATA: home,
      GITHUB_PERSONAL_ACCESS_TOKEN: environment,
      GITHUB_TOKEN: environment,
    });
    const response = await list(server);
    expect(response.status).toBe(401);
    const challenge = /^Bearer resource_metadata="(.*)"$/.exec(response.headers.get('www-authenticate') ?? '');
    const metadata = await (await fetch(challenge?.[1] ?? '')).json();
    expect(metadata).toMatchObject({
      resource: server.url,
      authorization_servers: [expect.stringMatching(/\/login\/oauth$/)],
      scopes_supported: expect.arrayContaining(['repo']),
    });
    expect(double.requests).toEqual([]);
    const mona = tokenOf('mona');
    expect((await (await connect(mona)).call('get_me')).text).toMatch(/^mona\b/);
    expect([...new Set(double.requests.map(({ headers }) => headers['authorization']))]).toEqual([`Bearer ${mona}`]);
  });

  test('a token that was revoked meanwhile, by GitHub itself', async () => {
    const { double, tokenOf, connect } = await open();
    const octo = tokenOf('octo');
    const session = await connect(octo);
    await session.call('issue_read', issue);
    double.state.tokens.delete(octo);
    const answer = await session.call('issue_read', issue);
    expect(answer).toMatchObject({ isError: true, code: 'denied' });
    expect(answer.text).toMatch(/Connect again with another one/);
  });

  test('no caller permanently while GitHub cannot say: 503, and the next time it is asked again', async () => {
    const { double, server, tokenOf } = await open();
    const authorization = `Bearer ${tokenOf('octo')}`;
    const message = 'Maximum number of login attempts exceeded. Please try again later.';
    const heal = double.fail({ path: '/rate_limit' }, { kind: 'answer', status: 403, body: { message } });
    const response = await list(server, { authorization });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '60']);
    heal();
    expect((await list(server, { authorization })).status).toBe(200);
  });
});

test('the log says who changed what, and no token', async () => {
  const { server, tokenOf, connect } = await open();
  const [octo, mona] = [tokenOf('octo'), tokenOf('mona')];
  for (const token of [octo, mona]) {
    const session = await connect(token);
    await session.call('add_issue_comment', { ...comment, body: 'Mine' });
    await session.call('get_file_contents', { ...diary, repo: token });
  }
  await server.stop();
  const changes = server.log().filter(({ message }) => message === 'audit');
  expect(changes.map(({ tool, outcome }) => [tool, outcome])).toEqual([
    ['add_issue_comment', 'ok'],
    ['add_issue_comment', 'ok'],
  ]);
  expect(new Set(changes.map(({ caller }) => caller)).size).toBe(2);
  for (const token of [octo, mona]) expect(server.stderr()).not.toContain(token);
});

test('a token goes to the configured host and nowhere else', async () => {
  const elsewhere = await stub((_request, response) => json(response, {}));
  const { url, seen } = await stub((_request, response) =>
    response.writeHead(302, { location: `${elsewhere.url}/rate_limit` }).end(),
  );
  const server = await serve([], { GITHUB_STAND_IN: url });
  expect((await list(server, { authorization: `Bearer ${unknownToken}` })).status).toBe(503);
  expect([seen.length, elsewhere.seen.length]).toEqual([1, 0]);
});

test('a server of one’s own without limits knows its callers too, and offers what it has', async () => {
  const { url } = await stub(({ url: at }, response) =>
    at.endsWith('/meta')
      ? json(response, { installed_version: '3.19.0' })
      : json(response, { message: 'Rate limiting is not enabled.' }, { status: 404 }),
  );
  const server = await serve(['--host', url]);
  const session = await startSession({
    era: 'modern',
    url: server.url,
    headers: { authorization: `Bearer ${unknownToken}` },
  });
  onTestFinished(() => session.close());
  const names = (await session.listTools()).map(({ name }) => name);
  expect(names).toContain('issue_read');
  expect(names).not.toContain('sub_issue_write');
});
