import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { redact, Secret } from '../../src/secrets/secret.ts';
import { ToolError } from '../../src/errors.ts';
import { PerCaller } from '../../src/serve/http/callers.ts';
import { eras } from '../../src/testing/index.ts';
import { temporaryFolder } from '../fixtures.ts';
import { callOf, Notes, post, serveNotes, session } from './notes.ts';

const token = 'a-token-of-the-tests-0123456789';

afterEach(() => void vi.unstubAllEnvs());

/** As if the server had been started with it. */
function withToken(value: string): void {
  vi.stubEnv('MCP_NOTES_HTTP_TOKEN', value);
}

describe('where anybody could reach the server', () => {
  test.each(['0.0.0.0:0', '[::]:0', '192.0.2.1:0', 'host.example:0'])(
    '%s is refused without authorisation',
    async (http) => {
      await expect(serveNotes({ http })).rejects.toThrow(/decide who may/);
      await expect(serveNotes({ http, httpAuth: 'none' })).rejects.toThrow(/decide who may/);
    },
  );

  test('with a token it listens', async () => {
    withToken(token);
    const { url } = await serveNotes({ http: '0.0.0.0:0' });
    const own = url.replace('0.0.0.0', '127.0.0.1');
    expect((await post(own, callOf('read_much', { length: 1 }))).status).toBe(401);
    expect((await post(own, callOf('read_much', { length: 1 }), { authorization: `Bearer ${token}` })).status).toBe(
      200,
    );
  });

  test('what was set up wrongly is said at the start', async () => {
    await expect(serveNotes({ httpAuth: 'magic' })).rejects.toThrow(/one of token, oauth, notes, none/);
    await expect(serveNotes({ httpAuth: 'token' })).rejects.toThrow(/MCP_NOTES_HTTP_TOKEN/);
    await expect(serveNotes({ httpAuth: 'oauth' })).rejects.toThrow(/--oauth-issuer/);
    await expect(serveNotes({ oauthIssuer: 'http://issuer.example' })).rejects.toThrow(/https/);
    await expect(serveNotes({ oauthIssuer: 'https://issuer.example', http: '0.0.0.0:0' })).rejects.toThrow(
      /--http-url/,
    );
    await expect(serveNotes({ http: 'nonsense' })).rejects.toThrow(/host:port/);
    await expect(serveNotes({ httpUrl: 'ftp://x' })).rejects.toThrow(/--http-url/);
    withToken('short');
    await expect(serveNotes()).rejects.toThrow(/shorter/);
    withToken(token);
    await expect(serveNotes({ oauthIssuer: 'https://issuer.example' })).rejects.toThrow(/--http-auth/);
  });
});

describe('a static token', () => {
  test.each(eras)('lets a client of the %s era in, and nobody without it', async (era) => {
    withToken(token);
    const { url } = await serveNotes();
    const known = await session(url, { era }, token);
    expect((await known.call('write_note', { name: 'a', text: 'pea' })).text).toBe('written');
    await expect(session(url, { era })).rejects.toThrow(/401|nauthorized|token/i);
    await expect(session(url, { era }, `${token}x`)).rejects.toThrow(/401|nauthorized|token/i);
  });

  test('is asked for under the earlier name of the variable as well, so that no server opens by being updated', async () => {
    vi.stubEnv('MCP_HTTP_TOKEN', token);
    const { url } = await serveNotes();
    const read = callOf('read_much', { length: 1 });
    expect((await post(url, read)).status).toBe(401);
    expect((await post(url, read, { authorization: `Bearer ${token}` })).status).toBe(200);
  });

  test('may come from a file', async () => {
    const file = `${temporaryFolder()}/token`;
    writeFileSync(file, `${token}\n`, { mode: 0o600 });
    vi.stubEnv('MCP_NOTES_HTTP_TOKEN_FILE', file);
    const { url } = await serveNotes();
    expect((await post(url, callOf('read_much', { length: 1 }), { authorization: `Bearer ${token}` })).status).toBe(
      200,
    );
  });

  test.each([
    ['nothing', undefined],
    ['another scheme', `Basic ${Buffer.from(`x:${token}`).toString('base64')}`],
    ['the scheme alone', 'Bearer'],
    ['an empty token', 'Bearer  '],
    ['a part of it', `Bearer ${token.slice(0, -1)}`],
    ['another case', `Bearer ${token.toUpperCase()}`],
    ['something behind it', `Bearer ${token} x`],
    ['two, joined', `Bearer wrong, Bearer ${token}`],
    ['a long one', `Bearer ${'x'.repeat(8_000)}`],
  ])('%s is answered with 401 and a challenge, and nothing runs', async (_what, authorization) => {
    withToken(token);
    const { url, notes } = await serveNotes();
    const response = await post(
      url,
      callOf('write_note', { name: 'a', text: 'x' }),
      authorization ? { authorization } : {},
    );
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(notes.notes.size).toBe(0);
  });

  test('is in no log and no answer', async () => {
    withToken(token);
    const { url, raw, close } = await serveNotes();
    const known = await session(url, {}, token);
    await known.call('write_note', { name: token, text: token });
    expect((await known.call('read_note', { name: 'none' })).text).not.toContain(token);
    await post(`${url}?token=${token}`, callOf('read_much', { length: 1 }), { authorization: `Bearer ${token}` });
    await close();
    expect(raw.join('')).not.toContain(token);
    expect(raw.join('')).toContain('audit');
  });
});

describe('a credential per caller', () => {
  test('opens one context for each, which sees nothing of the others', async () => {
    const { url, opened, notes } = await serveNotes({ httpAuth: 'notes' });
    const ann = await session(url, {}, 'key-ann');
    const ben = await session(url, {}, 'key-ben');
    await Promise.all([
      ann.call('write_note', { name: 'a', text: 'pea' }),
      ben.call('write_note', { name: 'b', text: 'bean' }),
    ]);
    expect((await ann.call('read_note', { name: 'a' })).text).toBe('ann: pea');
    expect(await ann.call('read_note', { name: 'b' })).toMatchObject({ isError: true, code: 'not_found' });
    expect(await ben.call('read_note', { name: 'a' })).toMatchObject({ isError: true, code: 'not_found' });
    expect([...opened.keys()].sort()).toEqual(['key-ann', 'key-ben']);
    expect(notes.notes.size).toBe(0);
  });

  test('one that opens nothing is answered with 401, and kept nowhere', async () => {
    const { url, opened, raw } = await serveNotes({ httpAuth: 'notes' });
    const response = await post(url, callOf('read_note', { name: 'a' }), { authorization: 'Bearer forged-credential' });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('invalid_token');
    expect(await response.text()).toContain('This is no key to notes.');
    expect((await post(url, callOf('read_note', { name: 'a' }))).status).toBe(401);
    expect(opened.size).toBe(0);
    expect(raw.join('')).not.toContain('forged-credential');
    // Not among what the log looks for either: that would grow with everything that strangers send.
    expect(redact('forged-credential')).toBe('forged-credential');
  });

  test('remembers a refused one for a short time, and only so many of them', async () => {
    const asked: string[] = [];
    const { url } = await serveNotes(
      { httpAuth: 'notes' },
      {
        callers: {
          auth: 'notes',
          async open(_options, { token }) {
            asked.push(token.reveal());
            throw new ToolError('denied', 'This is no key to notes.');
          },
        },
      },
    );
    const status = async (credential: string) =>
      (await post(url, callOf('read_note', { name: 'a' }), { authorization: `Bearer ${credential}` })).status;
    expect([await status('wrong-first'), await status('wrong-first'), await status('wrong-other')]).toEqual([
      401, 401, 401,
    ]);
    expect(asked).toEqual(['wrong-first', 'wrong-other']);
    for (let count = 0; count < 1_000; count++) await status(`wrong-${count}`);
    expect(await status('wrong-999')).toBe(401);
    expect(asked).toHaveLength(1_002);
    // The oldest made room.
    await status('wrong-first');
    expect(asked).toHaveLength(1_003);
  });

  test('one that was refused is asked about again a while later: it may have become valid', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const refused = new Set(['key-ann']);
    const callers = new PerCaller(async (token) => {
      if (refused.has(token.reveal())) throw new ToolError('denied', 'Not yet.');
      return { value: token.digest(), close: async () => {} };
    });
    onTestFinished(() => callers.close());
    const token = new Secret('key-ann');
    await expect(callers.acquire(token)).rejects.toThrow('Not yet.');
    refused.clear();
    vi.advanceTimersByTime(14_000);
    await expect(callers.acquire(token)).rejects.toThrow('Not yet.');
    vi.advanceTimersByTime(2_000);
    expect((await callers.acquire(token)).value).toBe(token.digest());
  });

  test('one that cannot be looked at now is answered with 503, and looked at again', async () => {
    const failures = [
      new ToolError('unavailable', 'The keys are elsewhere.', { retryAfter: 7 }),
      new ToolError('timeout', 'Nobody answered.'),
    ];
    const { url } = await serveNotes(
      { httpAuth: 'notes' },
      {
        callers: {
          auth: 'notes',
          async open() {
            const failure = failures.shift();
            if (failure) throw failure;
            return { context: new Notes('ann') };
          },
        },
      },
    );
    const ask = () => post(url, callOf('read_much', { length: 1 }), { authorization: 'Bearer key-ann' });
    const [first, second, third] = [await ask(), await ask(), await ask()];
    expect([first.status, first.headers.get('retry-after'), await first.text()]).toEqual([
      503,
      '7',
      expect.stringContaining('The keys are elsewhere.'),
    ]);
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '5']);
    expect(third.status).toBe(200);
  });

  test('what was shown with a request that is refused for another reason is forgotten, too', async () => {
    const { url, lines } = await serveNotes({ httpAuth: 'notes', httpMaxBody: 1_024 });
    const sent = await post(url, 'x'.repeat(2_000), { authorization: 'Bearer key-of-nobody' });
    expect(sent.status).toBe(413);
    await vi.waitFor(() => expect(lines.some(({ message }) => message === 'request')).toBe(true));
    expect(redact('key-of-nobody')).toBe('key-of-nobody');
  });

  test('one that is open is closed at the end, and not before', async () => {
    const { url, closed, close } = await serveNotes({ httpAuth: 'notes' });
    const annabel = await session(url, {}, 'key-annabel');
    await annabel.listTools();
    expect([closed, redact('key-annabel')]).toEqual([[], '[secret]']);
    await close();
    expect([closed, redact('key-annabel')]).toEqual([['key-annabel'], 'key-annabel']);
  });

  test('a session of another caller does not exist', async () => {
    const { url } = await serveNotes({ httpAuth: 'notes', httpSessions: 10 });
    const initialize = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
    };
    const started = await post(url, initialize, { authorization: 'Bearer key-ann' });
    await started.text();
    const id = started.headers.get('mcp-session-id') ?? '';
    expect(id).not.toBe('');
    const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
    const as = (who: string) => post(url, list, { authorization: `Bearer ${who}`, 'mcp-session-id': id });
    expect((await as('key-ben')).status).toBe(404);
    const own = await as('key-ann');
    expect(own.status).toBe(200);
    await own.text();
  });
});
