import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { eras, startHttpServer, type HttpServer } from '../../src/testing/index.ts';
import { freePort, hasNginx, startNginx, startRoundRobin } from './balancer.ts';
import { session } from './notes.ts';

const program = fileURLToPath(new URL('everything.ts', import.meta.url));

const start = (port: number): Promise<HttpServer> =>
  startHttpServer({ args: [program, '--http', String(port), '--http-drain', '1', '--log-level', 'info'] });

test(
  `three replicas behind ${hasNginx ? 'nginx' : 'a proxy of this test (nginx is not installed here)'} are replaced one by one, and no call fails`,
  { timeout: 240_000 },
  async () => {
    const ports = [await freePort(), await freePort(), await freePort()];
    const replicas = await Promise.all(ports.map(start));
    onTestFinished(async () => void (await Promise.all(replicas.map((replica) => replica.stop()))));
    const { url } = await (hasNginx ? startNginx(ports) : startRoundRobin(ports));
    const clients = await Promise.all([...eras, ...eras, ...eras].map((era) => session(url, { era })));

    const over = new AbortController();
    let answered = 0;
    const failures: string[] = [];
    const work = Promise.all(
      clients.map(async (client) => {
        while (!over.signal.aborted) {
          try {
            const answer = await client.call('test_simple_text');
            if (answer.text.startsWith('This is a simple text')) answered++;
            else failures.push(answer.text);
          } catch (error) {
            failures.push(String(error));
          }
        }
      }),
    );
    const ended: HttpServer[] = [];
    for (const [index, port] of ports.entries()) {
      const replica = replicas[index]!;
      // Each replica is serving requests when it is stopped.
      await vi.waitFor(() => expect(callsOf(replica)).toBeGreaterThan(2));
      expect(await replica.stop()).toBe(0);
      ended.push(replica);
      replicas[index] = await start(port);
    }
    over.abort();
    await work;
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(9);
    for (const replica of ended) expect(replica.log().at(-1)).toMatchObject({ message: 'ended' });
  },
);

const callsOf = (replica: HttpServer): number => replica.log().filter(({ path }) => path === '/mcp').length;
