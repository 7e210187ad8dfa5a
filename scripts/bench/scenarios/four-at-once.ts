/** Four servers started at the same time, as a host does: until the last one has listed its tools, and their memory. */
import { ensureInstalled } from '../install.ts';
import { reason } from '../lanes.ts';
import { spawnServer } from '../launch.ts';
import { withStart } from '../fixtures/start.ts';
import { gitServers } from '../servers/git.ts';
import { githubServers } from '../servers/github.ts';
import { sqliteServers } from '../servers/sqlite.ts';
import { median } from '../stats.ts';
import type { Bench, Row, Scenario, Server } from '../types.ts';

const others = [...sqliteServers, ...gitServers, ...githubServers].filter(
  ({ role, name }) => role === 'ours' && name !== 'our-files',
);

/** Our four servers; of others, the same one four times. */
const fourOf = (server: Server): readonly Server[] =>
  server.role === 'ours' ? [server, ...others] : [server, server, server, server];

async function once(four: readonly Server[], node: string): Promise<{ ms: number; cpu: number; tree: number }> {
  const begin = performance.now();
  const clients = four.map((server) => spawnServer(server, node));
  try {
    await Promise.all(
      clients.map(async (client) => {
        await client.initialize();
        await client.request('tools/list', {});
      }),
    );
    const ms = performance.now() - begin;
    const usages = clients.map((client) => client.usage());
    const sum = (values: readonly (number | undefined)[]) =>
      values.reduce<number>((total, value) => total + (value ?? NaN), 0);
    return { ms, cpu: sum(usages.map((one) => one?.cpuMs)), tree: sum(usages.map((one) => one?.treeRssMb)) };
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

async function measure({ servers, node, quick }: Bench): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const lanes = servers
    .filter(({ runtime }) => runtime !== 'binary')
    .map((server) => ({
      server,
      four: fourOf(server),
      seen: [] as Awaited<ReturnType<typeof once>>[],
      failed: undefined as string | undefined,
    }));
  for (let round = 0; round <= (quick ? 3 : 10); round++) {
    for (const lane of lanes) {
      if (lane.failed !== undefined) continue;
      try {
        if (round === 0)
          for (const server of lane.four) {
            await withStart(server);
            await ensureInstalled(server, node);
          }
        const start = await once(lane.four, node);
        if (round > 0) lane.seen.push(start);
      } catch (error) {
        lane.failed = reason(error);
      }
    }
  }
  for (const { server, seen, failed } of lanes) {
    const cells = {
      ready: median(seen.map(({ ms }) => ms)),
      cpu: median(seen.map(({ cpu }) => cpu)),
      treeRss: median(seen.map(({ tree }) => tree)),
      n: seen.length,
    };
    rows.push({ server, cells, failed });
  }
  return rows;
}

export const fourAtOnce: Scenario = {
  name: 'four-at-once',
  family: 'filesystem',
  columns: [
    { key: 'ready', title: 'last ready ms' },
    { key: 'cpu', title: 'CPU ms' },
    { key: 'treeRss', title: 'trees MB' },
    { key: 'n', title: 'n' },
  ],
  ratio: { of: 'ready' },
  targets: [{ measure: 'ready', title: 'four servers started together', against: 'reference', atMost: 0.7 }],
  run: measure,
};
