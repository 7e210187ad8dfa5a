import { createHmac, createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, ClientCredentialsProvider, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { exportSPKI, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startIssuer, type Issuer } from './issuer.ts';
import { callOf, post, serveNotes, session, tools, type Running } from './notes.ts';

const resource = 'https://notes.example/mcp';

const protocol = 'io.modelcontextprotocol';

async function start(
  values = {},
  server: Parameters<typeof serveNotes>[1] = {},
): Promise<Running & { issuer: Issuer; token(scope: string, client?: string): Promise<string> }> {
  const issuer = await startIssuer();
  const running = await serveNotes({ oauthIssuer: issuer.url, httpUrl: resource, ...values }, server);
  return { ...running, issuer, token: (scope, client = 'alice') => issuer.token({ resource, scope, client }) };
}

const write = callOf('write_note', { name: 'a', text: 'pea' });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('an OAuth resource server', () => {
  test('the official client finds its issuer, gets a token and calls', async () => {
    const issuer = await startIssuer();
    const { url, notes } = await serveNotes({ oauthIssuer: issuer.url });
    const [alice] = issuer.clients;
    const client = new Client({ name: 'test', version: '1' });
    const authProvider = new ClientCredentialsProvider({
      clientId: alice!.id,
      clientSecret: alice!.secret,
      expectedIssuer: issuer.url,
      scope: 'notes:read notes:write',
    });
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { authProvider }));
    onTestFinished(() => client.close());
    const { content } = await client.callTool({ name: 'write_note', arguments: { name: 'a', text: 'pea' } });
    expect(content).toEqual([{ type: 'text', text: 'written' }]);
    expect(notes.notes.get('a')).toBe('pea');
  });

  test('its metadata says whom to ask, and the challenge where that stands', async () => {
    const { url, issuer } = await start();
    const response = await post(url, write);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer scope="notes:read notes:write", resource_metadata="https://notes.example/.well-known/oauth-protected-resource/mcp"',
    );
    const metadata = await fetch(new URL('/.well-known/oauth-protected-resource/mcp', url));
    expect(await metadata.json()).toEqual({
      resource,
      authorization_servers: [issuer.url],
      scopes_supported: ['notes:read', 'notes:write'],
      bearer_methods_supported: ['header'],
      resource_name: 'Notes',
    });
  });

  test('a tool that writes needs the scope for it, and the refusal says which', async () => {
    const { url, token, notes } = await start();
    const reading = bearer(await token('notes:read'));
    const refused = await post(url, write, reading);
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toContain(
      'error="insufficient_scope", error_description="write_note needs the scope notes:write.", scope="notes:read notes:write"',
    );
    // Neither alone nor hidden between others.
    expect((await post(url, [callOf('read_much', { length: 1 }), { ...write, id: 2 }], reading)).status).toBe(403);
    expect(notes.notes.size).toBe(0);
    expect((await post(url, callOf('read_much', { length: 1 }), reading)).status).toBe(200);
    expect((await post(url, write, bearer(await token('notes:write')))).status).toBe(200);
    expect((await post(url, { jsonrpc: '2.0', id: 1, method: 'tools/list' }, bearer(await token('')))).status).toBe(
      403,
    );
  });

  test('no form of a call in 2026-07-28 writes with the scope for reading', async () => {
    const renamed = { ...tools.find(({ name }) => name === 'write_note')!, formerName: 'put_note' };
    const { url, token, notes } = await start(
      {},
      {
        toolsets: {
          main: {
            description: 'x',
            default: true,
            tools: [...tools.filter(({ name }) => name !== 'write_note'), renamed],
          },
        },
      },
    );
    const modern = (name: string, args: object, more: object = {}) => ({
      ...callOf(name, args),
      params: {
        name,
        arguments: args,
        _meta: {
          [`${protocol}/protocolVersion`]: '2026-07-28',
          [`${protocol}/clientInfo`]: { name: 'a', version: '1' },
          [`${protocol}/clientCapabilities`]: {},
        },
        ...more,
      },
    });
    const headers = (name: string, method = 'tools/call') => ({
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      'mcp-name': name,
    });
    const text = { name: 'a', text: 'pea' };
    const attacks: [string, unknown, Record<string, string>][] = [
      ['plainly', modern('write_note', text), headers('write_note')],
      ['by its former name', modern('put_note', text), headers('put_note')],
      ['as a reading one in the header', modern('write_note', text), headers('read_note')],
      ['as a list in the header', modern('write_note', text), headers('write_note', 'tools/list')],
      ['without headers', modern('write_note', text), {}],
      [
        'with two names',
        JSON.stringify(modern('read_note', text)).replace(
          '"name":"read_note"',
          '"name":"read_note","name":"write_note"',
        ),
        headers('read_note'),
      ],
      [
        'with two methods',
        JSON.stringify(modern('write_note', text)).replace('"method"', '"method":"tools/list","method"'),
        headers('write_note'),
      ],
      ['in a batch', [modern('read_note', text), modern('write_note', text)], headers('read_note')],
      ['with replies', modern('write_note', text, { inputResponses: { a: {} } }), headers('write_note')],
    ];
    const reading = bearer(await token('notes:read'));
    for (const [how, body, given] of attacks) {
      const { status } = await post(url, body, { ...reading, ...given });
      expect(status, how).toBe(403);
    }
    expect(notes.notes.size).toBe(0);
    // Control: the same calls with the scope for writing.
    const writing = bearer(await token('notes:write'));
    for (const [, body, given] of attacks.slice(0, 2)) {
      notes.notes.clear();
      expect((await post(url, body, { ...writing, ...given })).status).toBe(200);
      expect(notes.notes.get('a')).toBe('pea');
    }
  });

  test('tells callers apart in the log and in their limits of concurrent calls', async () => {
    const { url, token, notes, lines } = await start({ httpMaxCallsPerCaller: 1 });
    const [alice, bob] = [await token('notes:read', 'alice'), await token('notes:read', 'bob')];
    const waiting = (await session(url, {}, alice)).call('wait_here');
    await notes.entered.promise;
    const second = await post(url, callOf('read_much', { length: 1 }), bearer(alice));
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await post(url, callOf('read_much', { length: 1 }), bearer(bob))).status).toBe(200);
    notes.gate.resolve('done');
    expect((await waiting).text).toBe('done');
    await vi.waitFor(() => expect(lines.some(({ caller }) => caller === '["bob","bob"]')).toBe(true));
  });
});

describe('tokens that are refused', () => {
  const refused = async (running: Running, token: string) => {
    const response = await post(running.url, write, bearer(token));
    expect(response.status, token.slice(0, 60)).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(running.notes.notes.size).toBe(0);
    expect(running.raw.join('')).not.toContain(token);
    return response.headers.get('www-authenticate') ?? '';
  };

  test('those for another audience, those that have expired, those of another issuer', async () => {
    const running = await start();
    const { issuer } = running;
    const scope = 'notes:write';
    expect(await refused(running, await issuer.token({ resource: 'https://other.example/mcp', scope }))).toContain(
      'another audience',
    );
    const brief = await issuer.token({ resource, scope, lifetime: 1 });
    const now = Date.now();
    vi.useFakeTimers({ now: now + 40_000, toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    expect(await refused(running, brief)).toContain('expired');
    vi.useRealTimers();
    const other = await startIssuer();
    await refused(running, await other.token({ resource, scope }));
  });

  test('a clock that is off by less than half a minute is borne', async () => {
    const running = await start();
    const brief = await running.issuer.token({ resource, scope: 'notes:write', lifetime: 1 });
    vi.useFakeTimers({ now: Date.now() + 20_000, toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    expect((await post(running.url, write, bearer(brief))).status).toBe(200);
  });

  test('forged ones: no algorithm, the public key as a secret, an unknown key, changed claims', async () => {
    const running = await start();
    const real = await running.token('notes:read');
    const [header = '', payload = '', signature = ''] = real.split('.');
    const claims: Record<string, unknown> = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
    const more = { ...claims, scope: 'notes:write' };
    await refused(running, `${part({ alg: 'none' })}.${part(more)}.`);
    await refused(running, `${part({ alg: 'none', kid })}.${part(more)}.${signature}`);
    await refused(running, `${header}.${part(more)}.${signature}`);
    await refused(running, `${header}.${payload}.`);
    await refused(running, `${header}.${payload}.${signature.slice(0, -4)}AAAA`);

    const jwks: { keys: JWK[] } = JSON.parse(await (await fetch(`${running.issuer.url}/jwks`)).text());
    const key = await importJWK(jwks.keys[0]!, 'ES256', { extractable: true });
    const pem = await exportSPKI(key as Exclude<typeof key, Uint8Array>);
    expect(createPublicKey(pem).asymmetricKeyType).toBe('ec');
    for (const secret of [pem, pem.trim(), JSON.stringify(jwks.keys[0])]) {
      const signed = `${part({ alg: 'HS256', kid, typ: 'at+jwt' })}.${part(more)}`;
      await refused(running, `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`);
    }
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const own = new SignJWT(more).setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' });
    await refused(running, await own.sign(privateKey));
    // A key that the token brings along is not looked at.
    const jwk = { ...(await (await import('jose')).exportJWK(publicKey)), alg: 'ES256' };
    await refused(
      running,
      await new SignJWT(more).setProtectedHeader({ alg: 'ES256', jwk, typ: 'at+jwt' }).sign(privateKey),
    );
    // Nor an address from which it could be fetched; a file or another address as the name of a key is none.
    let fetched = 0;
    const theirs = createServer((_request, reply) => {
      fetched++;
      void import('jose').then(async ({ exportJWK: toJwk }) =>
        reply.end(JSON.stringify({ keys: [{ ...(await toJwk(publicKey)), alg: 'ES256', kid: 'x' }] })),
      );
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void theirs.close());
    await once(theirs, 'listening');
    const url = `http://127.0.0.1:${(theirs.address() as AddressInfo).port}/keys`;
    for (const header of [
      { jku: url, kid: 'x' },
      { x5u: url, kid: 'x' },
      { kid: url },
      { kid: '../../../../dev/null' },
      { kid: "x' OR '1'='1" },
      { kid: '' },
      { kid, crit: ['exp'], exp: 1 },
    ]) {
      const token = new SignJWT(more).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...header });
      await refused(running, await token.sign(privateKey, { crit: { exp: true } }));
    }
    expect(fetched).toBe(0);
    await refused(running, 'not.a.token');
    await refused(running, 'opaque');
  });

  test('what the issuer signed, and is not enough: no expiry, nobody, not yet, for several others', async () => {
    const running = await start();
    const { issuer } = running;
    const now = Math.floor(Date.now() / 1000);
    const good = { iss: issuer.url, sub: 'x', aud: resource, exp: now + 60, scope: 'notes:write' };
    const { exp: _, ...endless } = good;
    const { sub: __, ...nobody } = good;
    const { aud: ___, ...aimless } = good;
    for (const claims of [
      endless,
      nobody,
      ...['', ' ', ['x'], { x: 1 }, 7, true].map((sub) => ({ ...good, sub: sub as string })),
      { ...good, exp: `${now + 60}` as unknown as number },
      { ...good, exp: null as unknown as number },
      aimless,
      { ...good, nbf: now + 600 },
      // No date of a calendar, or one in an order that makes no sense: milliseconds, infinity, before the epoch, issued tomorrow.
      ...[1e308, 9e15, Date.now() * 1000].map((exp) => ({ ...good, exp })),
      ...[now + 600, 1e308, -1, `${now}`, null, [now], Date.now()].map((iat) => ({ ...good, iat: iat as number })),
      ...[-1, `${now - 60}`, null].map((nbf) => ({ ...good, nbf: nbf as number })),
      { ...good, exp: now - 5, iat: now },
      { ...good, aud: ['https://a.example/', 'https://b.example/'] },
      { ...good, aud: `${resource}/other` },
      { ...good, iss: `${issuer.url}/` },
    ])
      await refused(running, await issuer.sign(claims));
    // Control: dates with fractions, just issued by a clock that is ahead, or valid for a very long time.
    for (const dates of [
      {},
      { iat: now + 10 },
      { iat: now - 0.5, nbf: now - 60, exp: now + 60.25 },
      { exp: 253_402_300_799 },
    ])
      expect((await post(running.url, write, bearer(await issuer.sign({ ...good, ...dates })))).status).toBe(200);
  });

  test('refuses a token of another type for the same audience, such as an ID token', async () => {
    const running = await start();
    const { issuer } = running;
    const claims = {
      iss: issuer.url,
      sub: 'x',
      aud: resource,
      exp: Math.floor(Date.now() / 1000) + 60,
      scope: 'notes:write',
    };
    const list = ['at+jwt'] as unknown as string;
    for (const typ of ['JWT', 'id+jwt', 'logout+jwt', '', 'at+jwt2', list])
      await refused(running, await issuer.sign(claims, typ));
    for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt'])
      expect((await post(running.url, write, bearer(await issuer.sign(claims, typ)))).status, typ).toBe(200);
  });

  test('tells subjects and clients apart, however they are spelt', async () => {
    const { url, issuer, lines } = await start();
    const exp = Math.floor(Date.now() / 1000) + 60;
    const claims = { iss: issuer.url, aud: resource, exp, scope: 'notes:write' };
    const pairs = [
      { sub: 'a b', client_id: 'c' },
      { sub: 'a', client_id: 'b c' },
      { sub: 'a b c' },
      { sub: '["a b","c"]' },
    ];
    for (const pair of pairs)
      expect((await post(url, write, bearer(await issuer.sign({ ...claims, ...pair })))).status).toBe(200);
    const callers = () => new Set(lines.filter(({ message }) => message === 'request').map(({ caller }) => caller));
    await vi.waitFor(() => expect(callers().size).toBe(pairs.length));
  });
});

/** A part of a JWT. */
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('the issuer', () => {
  test('may change its keys', async () => {
    const { url, issuer, token } = await start();
    const before = await token('notes:write');
    expect((await post(url, write, bearer(before))).status).toBe(200);
    await issuer.rotate();
    const after = await token('notes:write');
    // Keys are looked up again at most every few seconds.
    await vi.waitFor(async () => expect((await post(url, write, bearer(after))).status).toBe(200), {
      timeout: 120_000,
      interval: 500,
    });
    expect((await post(url, write, bearer(before))).status).toBe(401);
  });

  test('that does not answer is nobody’s fault: 503', async () => {
    const issuer = await startIssuer();
    const { url } = await serveNotes({ oauthIssuer: issuer.url, httpUrl: resource });
    const token = await issuer.token({ resource, scope: 'notes:write' });
    await issuer.stop();
    const response = await post(url, write, bearer(token));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  });

  test('is not asked about a token of another form, nor again right after it did not answer', async () => {
    let asked = 0;
    const issuer = createServer((_request, reply) => {
      asked++;
      reply.writeHead(500).end();
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void issuer.close());
    await once(issuer, 'listening');
    const { port } = issuer.address() as AddressInfo;
    const { url } = await serveNotes({ oauthIssuer: `http://127.0.0.1:${port}`, httpUrl: resource });
    const made = (header: object) => `${part(header)}.${part({ sub: 'x' })}.AAAA`;
    for (const token of ['opaque', 'a.b', made({ alg: 'none', typ: 'at+jwt' }), made({ alg: 'ES256', typ: 'JWT' })])
      expect((await post(url, write, bearer(token))).status).toBe(401);
    expect(asked).toBe(0);
    expect((await post(url, write, bearer(made({ alg: 'ES256', typ: 'at+jwt' })))).status).toBe(503);
    const first = asked;
    expect(first).toBeGreaterThan(0);
    for (let i = 0; i < 20; i++)
      expect((await post(url, write, bearer(made({ alg: 'ES256', typ: 'at+jwt', i })))).status).toBe(503);
    // The pause is five seconds: however slow the machine, 20 requests are not 20 questions.
    expect(asked).toBeLessThan(first * 20);
  });
});
