import { mkdirSync, writeFileSync, existsSync } from 'node:fs';
import { eras, startHttpServer, startSession, type ClientOptions, type HttpServer } from '@mcp-reference/kit/testing';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { sharedBox } from './fixtures.ts';
import { program, temporaryFolder } from './start.ts';

// Two servers for the tests that only call one. The folder around theirs is not allowed.
const { at, put, text } = sharedBox();
mkdirSync(at('in'));
const [plain, withSessions] = await Promise.all(
  [[], ['--http-sessions', '10']].map((flags) =>
    startHttpServer({ args: [program, '--http', '0', '--no-undo', ...flags, at('in')] }),
  ),
);
afterAll(async () => void (await Promise.all([plain?.stop(), withSessions?.stop()])));

/** The built server over HTTP on one folder. */
async function serve(folder: string, flags: readonly string[] = [], env = {}): Promise<HttpServer> {
  const server = await startHttpServer({ args: [program, '--http', '0', '--no-undo', ...flags, folder], env });
  onTestFinished(async () => void (await server.stop()));
  return server;
}

async function connect(server: HttpServer | undefined, options: ClientOptions) {
  const session = await startSession({ url: server?.url ?? '', ...options });
  onTestFinished(() => session.close());
  return session;
}

describe.each(eras)('over HTTP, with a client of the %s era', (era) => {
  test('files are read and written, and two clients see the same', async () => {
    const name = `${era}/a.txt`;
    const [one, two] = await Promise.all([connect(plain, { era }), connect(plain, { era })]);
    expect((await one.listTools()).length).toBeGreaterThan(15);
    expect((await one.call('write_file', { path: name, content: 'pea\n' })).isError).toBe(false);
    expect((await two.call('read_text_file', { path: name })).text).toContain('pea');
    expect(text(`in/${name}`)).toBe('pea\n');
    expect(one.instructions()).toContain('list_allowed_directories');
  });

  test('what a client may not touch it cannot touch here either', async () => {
    put('secret.txt', 'hunter2');
    const session = await connect(plain, { era });
    const answer = await session.call('read_text_file', { path: '../secret.txt' });
    expect(answer).toMatchObject({ isError: true, code: 'denied' });
    expect(answer.text).not.toContain('hunter2');
  });

  test('roots of the client are not this machine’s, and are not asked for', async () => {
    put('in/a.txt', 'pea');
    const session = await connect(withSessions, { era, roots: ['file:///elsewhere'] });
    expect((await session.call('read_text_file', { path: 'a.txt' })).text).toContain('pea');
  });
});

describe('consent over HTTP', () => {
  const remove = { path: 'a.txt' };

  test('a modern client is asked, without a session', async () => {
    const file = put('in/a.txt', 'pea');
    const no = await connect(plain, { era: 'modern', answer: () => 'decline' });
    expect(await no.call('delete_file', remove)).toMatchObject({ isError: true, code: 'denied' });
    expect(existsSync(file)).toBe(true);
    const questions: string[] = [];
    const yes = await connect(plain, { era: 'modern', answer: (question) => (questions.push(question), 'accept') });
    expect((await yes.call('delete_file', remove)).isError).toBe(false);
    expect(questions).toHaveLength(1);
    expect(existsSync(file)).toBe(false);
  });

  test('a legacy client is asked in a session', async () => {
    const file = put('in/a.txt', 'pea');
    const no = await connect(withSessions, { era: 'legacy', answer: () => 'decline' });
    expect(await no.call('delete_file', remove)).toMatchObject({ isError: true, code: 'denied' });
    expect(existsSync(file)).toBe(true);
    const yes = await connect(withSessions, { era: 'legacy', answer: () => 'accept' });
    expect((await yes.call('delete_file', remove)).isError).toBe(false);
    expect(existsSync(file)).toBe(false);
  });

  test('the error for a legacy client without a session names what would let it be asked', async () => {
    const file = put('in/a.txt', 'pea');
    const session = await connect(plain, { era: 'legacy', answer: () => 'accept' });
    const answer = await session.call('delete_file', remove);
    expect(answer).toMatchObject({ isError: true, code: 'denied' });
    expect(answer.text).toContain('--http-sessions');
    expect(existsSync(file)).toBe(true);
  });
});

describe('changes of files over HTTP', () => {
  test('reach modern clients that listen', async () => {
    const file = put('in/a.txt', 'pea');
    const session = await connect(plain, { era: 'modern' });
    const { changed, stop } = await session.subscribe(`file://${file}`);
    writeFileSync(file, 'tomato');
    expect(await changed).toBe(`file://${file}`);
    await stop();
  });

  test('reach legacy clients in a session', async () => {
    const file = put('in/a.txt', 'pea');
    const session = await connect(withSessions, { era: 'legacy' });
    const { changed, stop } = await session.subscribe(`file://${file}`);
    writeFileSync(file, 'tomato');
    expect(await changed).toBe(`file://${file}`);
    await stop();
  });
});

describe('the program', () => {
  const call = (url: string | URL, headers = {}) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });

  test('refuses to listen where others reach it, unless it knows who may call', async () => {
    const folder = temporaryFolder();
    const args = [program, '--http', '0.0.0.0:0', folder];
    await expect(startHttpServer({ args })).rejects.toThrow(/MCP_FILESYSTEM_HTTP_TOKEN or --oauth-issuer/);
    const token = 'a-token-of-the-tests-0123456789';
    const server = await startHttpServer({ args, env: { MCP_FILESYSTEM_HTTP_TOKEN: token } });
    onTestFinished(async () => void (await server.stop()));
    const url = server.url.replace('0.0.0.0', '127.0.0.1');
    expect((await call(url)).status).toBe(401);
    expect((await call(url, { authorization: `Bearer ${token}` })).status).toBe(200);
    expect(server.stderr()).not.toContain(token);
  });

  test('takes tokens of an issuer, and says 503 while that cannot be reached', async () => {
    const server = await serve(temporaryFolder(), ['--oauth-issuer', 'http://127.0.0.1:9']);
    const refused = await call(server.url);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer scope="filesystem:read filesystem:write", resource_metadata="${server.at('/.well-known/oauth-protected-resource/mcp').href}"`,
    ]);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'ES256', typ: 'at+jwt' })}.${part({ sub: 'x' })}.AAAA`;
    expect((await call(server.url, { authorization: `Bearer ${token}` })).status).toBe(503);
  });

  test('ends on SIGTERM with 0, and says so', async () => {
    const server = await serve(temporaryFolder());
    expect((await fetch(server.at('/readyz'))).status).toBe(200);
    expect(await server.stop()).toBe(0);
    expect(server.log().map(({ message }) => message)).toEqual(['listening', 'draining', 'ended']);
  });

  test('says what is wrong with the address', async () => {
    await expect(startHttpServer({ args: [program, '--http', 'nonsense', temporaryFolder()] })).rejects.toThrow(
      /host:port/,
    );
  });
});
