import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startHttpServer } from '../../src/testing/index.ts';
import { callOf, post, rawConnection } from './notes.ts';

const program = fileURLToPath(new URL('memory-server.ts', import.meta.url));

/** Posts on a new connection: the server may close an idle one just when a pool sends on it again. */
async function postAlone(url: string, body: unknown): Promise<{ status: number; text: string }> {
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const sent = request(url, { method: 'POST', agent: false, headers });
  sent.end(JSON.stringify(body));
  const [response]: IncomingMessage[] = await once(sent, 'response');
  if (response === undefined) throw new Error('There is no response.');
  return { status: response.statusCode ?? 0, text: (await response.setEncoding('utf8').toArray()).join('') };
}

/** Bytes that the server holds, after everything that it need not hold is gone. */
async function held(url: string): Promise<number> {
  const { text } = await postAlone(url, callOf('tell_memory'));
  return Number(/bytes (\d+)/.exec(text)?.[1]);
}

const megabyte = 1_048_576;

test(
  'ten thousand idle connections lock nobody out, and cost a bounded amount of memory',
  { timeout: 180_000 },
  async () => {
    const server = await startHttpServer({
      args: ['--expose-gc', program, '--http', '0', '--http-max-connections', '500'],
    });
    onTestFinished(async () => void (await server.stop()));
    const before = await held(server.url);
    const half = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\n';
    for (let batch = 0; batch < 100; batch++) {
      const connections = Array.from({ length: 100 }, () => rawConnection(server.url));
      await Promise.all(connections.map(({ ready }) => ready));
      // Some say nothing, some begin and do not go on.
      for (const { socket } of connections.slice(50)) socket.write(half);
      if (batch % 10 === 0) expect((await postAlone(server.url, callOf('tell_memory'))).status).toBe(200);
    }
    expect((await held(server.url)) - before).toBeLessThan(60 * megabyte);
    expect(await server.stop()).toBe(0);
  },
);

test(
  'a server that has answered much holds no more than one that has answered little',
  { timeout: 180_000 },
  async () => {
    const server = await startHttpServer({ args: ['--expose-gc', program, '--http', '0'] });
    onTestFinished(async () => void (await server.stop()));
    const load = async (calls: number) => {
      const workers = Array.from({ length: 16 }, async (_, worker) => {
        for (let i = worker; i < calls; i += 16)
          await (await post(server.url, callOf('tell_memory', { quick: true }))).text();
      });
      await Promise.all(workers);
    };
    await load(1_000);
    const before = await held(server.url);
    await load(3_000);
    expect((await held(server.url)) - before).toBeLessThan(5 * megabyte);
  },
);
