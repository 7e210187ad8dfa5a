/** The time from spawning the process until a file was read, including the handshake. */
import * as fixture from '../fixtures/filesystem.ts';
import { ensureInstalled } from '../install.ts';
import { reason } from '../lanes.ts';
import { spawnServer } from '../launch.ts';
import { placeFor } from '../scratch.ts';
import { median } from '../stats.ts';
import type { Bench, Row, Scenario, Server, Usage } from '../types.ts';

interface FirstRead {
  readonly ms: number;
  readonly usage: Usage | undefined;
}

async function once(server: Server, node: string): Promise<FirstRead> {
  const call = server.calls['read-small'];
  if (call === undefined) throw new Error('it reads no files');
  const client = spawnServer(server, node);
  try {
    await client.initialize();
    const begin = performance.now();
    const { isError, text, ms } = await client.call(call.tool, call.arguments(placeFor(server), 0));
    if (isError) throw new Error(text);
    return { ms: begin - client.startedAt + ms, usage: client.usage() };
  } finally {
    await client.close();
  }
}

async function measure({ servers, node, quick }: Bench): Promise<readonly Row[]> {
  const seen = new Map<Server, FirstRead[]>();
  const failed = new Map<Server, string>();
  for (const server of servers) {
    if (server.calls['read-small'] === undefined) continue;
    await fixture.withSmall(placeFor(server));
    await ensureInstalled(server, node).catch((error: unknown) => failed.set(server, reason(error)));
    seen.set(server, []);
  }
  // The first start reads files into the page cache and is discarded.
  for (let round = 0; round <= (quick ? 5 : 15); round++) {
    for (const [server, reads] of seen) {
      if (failed.has(server)) continue;
      try {
        const read = await once(server, node);
        if (round > 0) reads.push(read);
      } catch (error) {
        failed.set(server, reason(error));
      }
    }
  }
  return [...seen].map(([server, reads]) => ({
    server,
    cells: {
      ready: median(reads.map(({ ms }) => ms)),
      cpu: median(reads.map(({ usage }) => usage?.cpuMs ?? NaN)),
      treeRss: median(reads.map(({ usage }) => usage?.treeRssMb ?? NaN)),
      n: reads.length,
    },
    failed: failed.get(server),
  }));
}

export const firstRead: Scenario = {
  name: 'first-read',
  family: 'filesystem',
  columns: [
    { key: 'ready', title: 'first read ms' },
    { key: 'cpu', title: 'CPU ms' },
    { key: 'treeRss', title: 'tree MB' },
    { key: 'n', title: 'n' },
  ],
  ratio: { of: 'ready' },
  targets: [{ measure: 'ready', title: 'spawn to first read', against: 'reference', atMost: 0.5 }],
  run: measure,
};
