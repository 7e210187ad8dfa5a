/** Small reads over HTTP, many in flight: ours against the bare SDK that does the same work with `fs.promises`. */
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { environment } from '../environment.ts';
import * as fixture from '../fixtures/filesystem.ts';
import { entryOf } from '../install.ts';
import { reason } from '../lanes.ts';
import { start, stop } from '../processes.ts';
import { placeFor, repository } from '../scratch.ts';
import { median } from '../stats.ts';
import type { Bench, Row, Scenario, Server } from '../types.ts';
import { usageOf } from '../usage.ts';

const inFlight = 32;
const revision = '2026-07-28';

/** Starts a server. Resolves to its URL when it listens. */
function listen(argv: readonly string[], cwd: string, node: string) {
  const child = start(argv, { cwd, env: environment(node) });
  const url = new Promise<string>((resolve, reject) => {
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const found = /"url":"(http:[^"]+)"/.exec(log)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on('close', () => reject(new Error(`the server ended: ${log.slice(-200)}`)));
  });
  return { child, url };
}

function call(url: string, agent: Agent, path: string): Promise<void> {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': revision,
    'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const params = { name: 'read_text_file', arguments: { path }, _meta };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'content-length': Buffer.byteLength(body),
    'mcp-protocol-version': revision,
    'mcp-method': 'tools/call',
    'mcp-name': 'read_text_file',
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: 'POST', headers });
    sent.on('error', reject).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () =>
        response.statusCode === 200 && !text.includes('"isError":true')
          ? resolve()
          : reject(new Error(text.slice(0, 200))),
      );
    });
    sent.end(body);
  });
}

async function burst(url: string, agent: Agent, path: string, n: number): Promise<number> {
  let left = n;
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left-- > 0) await call(url, agent, path);
    }),
  );
  return n / ((performance.now() - begin) / 1000);
}

async function measure({ servers, node, quick }: Bench): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const lanes: { server: Server; argv: readonly string[]; cwd: string }[] = servers.flatMap((server) => {
    const { folder } = placeFor(server);
    if (server.role === 'ours') return [{ server, argv: [node, entryOf(server), '--http', '0', folder], cwd: folder }];
    // In the place of the reference, which has no HTTP.
    const bare = join(repository, 'packages/kit/test/load/bare-files.mjs');
    return server.role === 'reference' ? [{ server, argv: [node, bare], cwd: repository }] : [];
  });
  const running = lanes.map(({ server, argv, cwd }) => ({ server, ...listen(argv, cwd, node), rates: [] as number[] }));
  try {
    for (const { server } of lanes) await fixture.withSmall(placeFor(server));
    const failed = new Map<Server, string>();
    for (let round = 0; round <= (quick ? 3 : 8); round++) {
      for (const lane of running) {
        if (failed.has(lane.server)) continue;
        try {
          const rate = await burst(await lane.url, agent, fixture.small(placeFor(lane.server)), quick ? 500 : 3_000);
          if (round > 0) lane.rates.push(rate);
        } catch (error) {
          failed.set(lane.server, reason(error));
        }
      }
    }
    for (const { server, child, rates } of running) {
      const usage = child.pid === undefined ? undefined : usageOf(child.pid);
      const cells = { ops: median(rates), treeRss: usage?.treeRssMb, cpu: usage?.cpuMs, n: rates.length };
      const note = server.role === 'reference' ? 'the bare SDK with fs.promises' : undefined;
      rows.push({ server, cells, note, failed: failed.get(server) });
    }
    return rows;
  } finally {
    agent.destroy();
    await Promise.all(running.map(({ child }) => stop(child)));
  }
}

export const httpSmallRead: Scenario = {
  name: 'http-small-read',
  family: 'filesystem',
  columns: [
    { key: 'ops', title: 'reads/s' },
    { key: 'cpu', title: 'CPU ms in all' },
    { key: 'treeRss', title: 'tree MB' },
    { key: 'n', title: 'rounds' },
  ],
  ratio: { of: 'ops' },
  targets: [{ measure: 'ops', title: 'small reads over HTTP', against: 'reference', atLeast: 1.5 }],
  run: measure,
};
