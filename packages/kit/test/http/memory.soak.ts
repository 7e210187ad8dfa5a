import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startHttpServer } from '../../src/testing/index.ts';
import { callOf, post, rawConnection } from './notes.ts';

const program = fileURLToPath(new URL('memory-server.ts', import.meta.url));

/** Bytes that the server holds, after everything that it need not hold is gone. */
async function held(url: string): Promise<number> {
  const answer = await (await post(url, callOf('tell_memory'))).text();
  return Number(/bytes (\d+)/.exec(answer)?.[1]);
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
      if (batch % 10 === 0) expect((await post(server.url, callOf('tell_memory'))).status).toBe(200);
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
