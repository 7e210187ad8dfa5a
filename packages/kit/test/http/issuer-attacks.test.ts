import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { oauthGate } from '../../src/serve/http/auth/oauth.ts';
import { keptLog } from '../fixtures.ts';

const { privateKey, publicKey } = await generateKeyPair('ES256');
const jwk = { ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig', kid: 'ours' };
const metadata = '/.well-known/oauth-authorization-server';

type Part = (reply: ServerResponse, url: string) => void;
const json =
  (data: (url: string) => unknown): Part =>
  (reply, url) =>
    void reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(data(url)));
const hang: Part = () => {};
/** One byte of a JSON text after the other, without an end. */
const drip: Part = (reply) => {
  reply.writeHead(200, { 'content-type': 'application/json' }).write('{"keys":[');
  const timer = setInterval(() => reply.write(' '), 10);
  reply.on('close', () => clearInterval(timer));
};
let sent = 0;
/** As much as is taken. */
const flood: Part = (reply) => {
  reply.writeHead(200, { 'content-type': 'application/json' }).write('{"keys":[');
  const part = Buffer.alloc(65_536, 0x20);
  const more = (): void => {
    while (!reply.destroyed && (sent += part.length) < 500_000_000 && reply.write(part));
  };
  reply.on('drain', more);
  more();
};
const honest = {
  metadata: json((url) => ({ issuer: url, jwks_uri: `${url}/keys` })),
  keys: json(() => ({ keys: [jwk] })),
};

/** An issuer whose answers the test decides, and a gate that believes it. */
async function start(parts: { metadata?: Part; keys?: Part }, issuerTimeout = 300) {
  const asked: string[] = [];
  let url = '';
  const server = createServer(({ url: path = '' }, reply) => {
    asked.push(path);
    const part = path === '/keys' ? (parts.keys ?? honest.keys) : (parts.metadata ?? honest.metadata);
    part(reply, url);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const gate = oauthGate({
    issuer: url,
    audience: 'notes',
    resource: new URL('https://notes.example/mcp'),
    metadataUrl: new URL('https://notes.example/meta'),
    scopes: ['notes:read'],
    title: 'Notes',
    log: keptLog().log,
    issuerTimeout,
  });
  const check = async (kid = 'ours') => {
    const token = await new SignJWT({ scope: 'notes:read' })
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' })
      .setIssuer(url)
      .setAudience('notes')
      .setSubject('alice')
      .setExpirationTime('1h')
      .sign(privateKey);
    const request = { headers: { authorization: `Bearer ${token}` } } as IncomingMessage;
    return gate.check(request).then(
      () => 200,
      (error: { status?: number }) => error.status,
    );
  };
  return { check, asked };
}

test('control: an honest issuer lets the caller in, asked for its keys once', async () => {
  const { check, asked } = await start({}, 60_000);
  expect(await Promise.all(Array.from({ length: 50 }, () => check()))).toEqual(Array.from({ length: 50 }, () => 200));
  expect(asked).toEqual([metadata, '/keys']);
});

test.each<[string, { metadata?: Part; keys?: Part }]>([
  ['metadata that hangs', { metadata: hang }],
  ['metadata that drips', { metadata: drip }],
  ['keys that hang', { keys: hang }],
  ['keys that drip', { keys: drip }],
])('%s: 503 for all callers, with one request for all of them', async (_what, parts) => {
  const { check, asked } = await start(parts);
  const first = await Promise.all(Array.from({ length: 50 }, (_, i) => check(`k${i}`)));
  expect(new Set(first)).toEqual(new Set([503]));
  const count = asked.length;
  expect(count).toBeLessThan(4);
  expect(new Set(await Promise.all(Array.from({ length: 50 }, (_, i) => check(`k${i}`))))).toEqual(new Set([503]));
  expect(asked.length).toBe(count);
});

test.each<[string, { metadata?: Part; keys?: Part }]>([
  ['metadata', { metadata: flood }],
  ['keys', { keys: flood }],
])('%s without an end are not read to the end', async (_what, parts) => {
  sent = 0;
  const { check } = await start(parts, 60_000);
  expect(await check()).toBe(503);
  // A megabyte for each of two places, and what the sockets hold.
  expect(sent).toBeLessThan(100_000_000);
});

test('keys that are known let callers in while an unknown one waits for an issuer that hangs', async () => {
  let hangs = false;
  const { check, asked } = await start({ keys: (reply, url) => (hangs ? hang : honest.keys)(reply, url) }, 60_000);
  expect(await check()).toBe(200);
  hangs = true;
  const waiting = Array.from({ length: 20 }, (_, i) => check(`made-up-${i}`));
  expect(await check()).toBe(200);
  expect(asked.filter((path) => path === '/keys').length).toBeLessThanOrEqual(2);
  void Promise.all(waiting);
});
