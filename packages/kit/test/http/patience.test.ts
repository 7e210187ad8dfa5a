import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import type { Exchange } from '../../src/serve/http/exchange.ts';
import { HttpListener, type ClientTimeouts } from '../../src/serve/http/listener.ts';
import { HostCheck } from '../../src/serve/http/host-check.ts';
import { keptLog } from '../fixtures.ts';
import { rawConnection } from './notes.ts';

/** The front alone, with shorter timeouts than in production. */
async function start(timeouts: Partial<ClientTimeouts>, serve: (exchange: Exchange) => Promise<void>): Promise<string> {
  const front = new HttpListener(100, keptLog().log, timeouts);
  const names = new HostCheck(new Set(['127.0.0.1', 'localhost']), []);
  const url = await front.listen({ host: '127.0.0.1', port: 0 }, () => ({ names, serve, done() {} }));
  onTestFinished(async () => {
    await front.finish(() => false, 0);
    await front.end();
  });
  return url.href;
}

const head = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\n';

test('a request whose headers do not come to an end is answered with 408 and closed', async () => {
  const url = await start({ headers: 100, request: 3_600_000 }, async () => {});
  const { socket, all } = rawConnection(url);
  socket.write(head);
  expect(await all).toContain('408');
});

test('so is one that never begins', async () => {
  const url = await start({ headers: 100, request: 3_600_000 }, async () => {});
  const { all } = rawConnection(url);
  expect(await all).toMatch(/^HTTP\/1\.1 408 /);
});

test('and one whose body does not come to an end', async () => {
  const url = await start({ headers: 100, request: 200 }, async ({ incoming }) => {
    await once(incoming.resume(), 'close');
  });
  const { socket, all } = rawConnection(url);
  socket.write(`${head}Content-Length: 100\r\n\r\n{`);
  expect(await all).toMatch(/^HTTP\/1\.1 408 /);
});

test.each([
  ['immediately', (text: string) => new Response(text)],
  [
    'as a stream',
    (text: string) => new Response(new Blob([text]).stream(), { headers: { 'content-type': 'text/event-stream' } }),
  ],
])('a client that does not read what is sent %s is cut off', async (_how, answer) => {
  let over: Promise<unknown> | undefined;
  const url = await start({ reading: 200 }, async (exchange) => {
    over = once(exchange.outgoing, 'close').then(() => exchange.outgoing.writableFinished);
    await exchange.send(answer('x'.repeat(50_000_000)));
  });
  const { socket } = rawConnection(url);
  socket.pause();
  socket.write(`${head}Content-Length: 0\r\n\r\n`);
  await expect.poll(() => over).toBeDefined();
  expect(await over).toBe(false);
});
