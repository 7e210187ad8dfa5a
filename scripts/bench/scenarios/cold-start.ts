/** The time from spawning the process until the answer to tools/list arrived, including the handshake. */
import { performance } from 'node:perf_hooks';
import { withStart } from '../fixtures/start.ts';
import { reason } from '../lanes.ts';
import { ensureInstalled } from '../install.ts';
import { spawnServer } from '../launch.ts';
import { median, percentile } from '../stats.ts';
import type { Client } from '../client.ts';
import type { Bench, Row, Scenario, Server, Usage } from '../types.ts';

export interface ColdStart {
  readonly ms: number;
  readonly tools: number;
  readonly bytes: number;
  readonly usage: Usage | undefined;
}

/** Lists the tools of a client that was just spawned, and stops it. */
export async function timeToTools(client: Client): Promise<ColdStart> {
  try {
    await client.initialize();
    const asked = performance.now();
    const { result, bytes, ms } = await client.request('tools/list', {});
    const tools = result['tools'];
    const usage = client.usage();
    return { ms: asked - client.startedAt + ms, tools: Array.isArray(tools) ? tools.length : 0, bytes, usage };
  } finally {
    await client.close();
  }
}

function rowOf(server: Server, starts: readonly ColdStart[]): Row {
  const of = (pick: (start: ColdStart) => number | undefined) => starts.map((start) => pick(start) ?? NaN);
  const last = starts.at(-1);
  const cells = {
    ready: median(of(({ ms }) => ms)),
    p99: percentile(
      of(({ ms }) => ms),
      0.99,
    ),
    cpu: median(of(({ usage }) => usage?.cpuMs)),
    rss: median(of(({ usage }) => usage?.rssMb)),
    treeRss: median(of(({ usage }) => usage?.treeRssMb)),
    tools: last?.tools,
    bytes: last?.bytes,
    n: starts.length,
  };
  return { server, cells };
}

async function measure({ servers, node, quick }: Bench): Promise<readonly Row[]> {
  const seen = new Map<Server, ColdStart[]>();
  const failed = new Map<Server, string>();
  for (const server of servers) {
    if (server.runtime === 'binary') continue;
    seen.set(server, []);
    await withStart(server)
      .then(() => ensureInstalled(server, node))
      .catch((error: unknown) => failed.set(server, reason(error)));
  }
  // The first start reads files into the page cache and is discarded.
  for (let round = 0; round <= (quick ? 3 : 15); round++) {
    for (const [server, starts] of seen) {
      if (failed.has(server)) continue;
      try {
        const start = await timeToTools(spawnServer(server, node));
        if (round > 0) starts.push(start);
      } catch (error) {
        failed.set(server, reason(error));
      }
    }
  }
  return [...seen].map(([server, starts]) =>
    failed.has(server) ? { server, cells: {}, failed: failed.get(server) } : rowOf(server, starts),
  );
}

export const coldStart: Scenario = {
  name: 'cold-start',
  columns: [
    { key: 'ready', title: 'ready ms' },
    { key: 'p99', title: 'p99' },
    { key: 'cpu', title: 'CPU ms' },
    { key: 'rss', title: 'RSS MB' },
    { key: 'treeRss', title: 'tree' },
    { key: 'tools', title: 'tools' },
    { key: 'bytes', title: 'tools/list B' },
    { key: 'n', title: 'n' },
  ],
  ratio: { of: 'ready' },
  targets: [
    { measure: 'ready', title: 'cold start', against: 'our-files', families: ['sqlite', 'git', 'github'], atMost: 1.2 },
    {
      measure: 'ready',
      title: 'cold start',
      against: 'reference',
      families: ['filesystem'],
      // Node 20 has no compile cache, and the bare runtime takes a third.
      atMost: (major) => (major <= 20 ? 0.65 : 0.45),
    },
    { measure: 'rss', title: 'RSS of the server', against: 'reference', families: ['filesystem'], atMost: 0.9 },
    { measure: 'treeRss', title: 'RSS with its children', against: 'reference', families: ['filesystem'], atMost: 0.9 },
    { measure: 'bytes', title: 'tools/list bytes', against: 'reference', families: ['filesystem'], atMost: 1.2 },
    { measure: 'rss', title: 'RSS of the server, MB', families: ['git'], atMost: 85 },
    { measure: 'bytes', title: 'tools/list bytes', families: ['git'], atMost: 24_576 },
  ],
  run: measure,
};
