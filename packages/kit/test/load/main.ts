// How much the kit costs over the bare SDK on HTTP: requests a second and p99 with 32 clients, in turns, and the memory
// that is held over many calls. Usage: node packages/kit/test/load/main.ts [calls per turn] [turns] [calls for memory]
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { startHttpServer, type HttpServer } from '../../src/testing/index.ts';

const clients = 32;
const [perTurn = 4_000, turns = 6, forMemory = 20_000] = process.argv.slice(2).map(Number);
const agent = new Agent({ keepAlive: true, maxSockets: clients });

const shapes = {
  '2026-07-28': {
    headers: { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'say_hello' },
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'load', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
  '2025-11-25': { headers: { 'mcp-protocol-version': '2025-11-25' }, _meta: undefined },
};
type Era = keyof typeof shapes;

function call(url: string, era: Era): Promise<void> {
  const { headers, _meta } = shapes[era];
  const params = { name: 'say_hello', arguments: { name: 'pea' }, _meta };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      agent,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'content-length': Buffer.byteLength(body),
        ...headers,
      },
    });
    sent.on('error', reject).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => (text.includes('Hello pea') ? resolve() : reject(new Error(text))));
    });
    sent.end(body);
  });
}

/** @returns milliseconds of each call, and of all together. */
async function load(url: string, era: Era, count: number): Promise<{ each: number[]; all: number }> {
  const each: number[] = [];
  const started = performance.now();
  let left = count;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (left-- > 0) {
        const before = performance.now();
        await call(url, era);
        each.push(performance.now() - before);
      }
    }),
  );
  return { each, all: performance.now() - started };
}

const start = (name: string): Promise<HttpServer> =>
  startHttpServer({ args: [fileURLToPath(new URL(`${name}.ts`, import.meta.url)), '--http', '0'] });
const residentMegabytes = ({ pid }: HttpServer): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
const middle = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const [bare, ours] = [await start('bare'), await start('ours')];
for (const era of ['2026-07-28', '2025-11-25'] as const) {
  for (const server of [bare, ours]) await load(server.url, era, perTurn);
  const rates: number[] = [];
  const tails: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    // In turns, the order changing, so that what else the machine does meets both.
    const order = turn % 2 === 0 ? [bare, ours] : [ours, bare];
    const results = new Map<HttpServer, { rate: number; tail: number }>();
    for (const server of order) {
      const { each, all } = await load(server.url, era, perTurn);
      each.sort((a, b) => a - b);
      results.set(server, { rate: (perTurn / all) * 1000, tail: each[Math.floor(each.length * 0.99)] ?? 0 });
    }
    const [one, other] = [results.get(bare), results.get(ours)];
    if (one === undefined || other === undefined) continue;
    console.log(
      `${era}: bare ${one.rate.toFixed(0)}/s p99 ${one.tail.toFixed(1)} ms, ours ${other.rate.toFixed(0)}/s p99 ${other.tail.toFixed(1)} ms`,
    );
    rates.push(other.rate / one.rate);
    tails.push(other.tail / one.tail);
  }
  console.log(
    `${era}: ours has ${middle(rates).toFixed(2)} of the rate, ${middle(tails).toFixed(2)} of the p99 (medians of ${turns} turns)`,
  );
}
for (const [name, server] of Object.entries({ bare, ours })) {
  const before = residentMegabytes(server);
  const steps: string[] = [];
  for (let step = 0; step < 5; step++) {
    await load(server.url, '2026-07-28', forMemory / 5);
    steps.push(residentMegabytes(server).toFixed(0));
  }
  console.log(`${name}: ${before.toFixed(0)} MB, then over ${forMemory} calls ${steps.join(', ')} MB`);
}
agent.destroy();
await Promise.all([bare.stop(), ours.stop()]);
