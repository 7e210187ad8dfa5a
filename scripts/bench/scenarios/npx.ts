/** `npx -y` with an empty npm cache: what somebody waits for who starts a server for the first time. */
import { rmSync } from 'node:fs';
import { Client } from '../client.ts';
import { environment } from '../environment.ts';
import { ensureInstalled, pack } from '../install.ts';
import { reason } from '../lanes.ts';
import { nodeOf } from '../launch.ts';
import { emptyProject, sandboxFolder, scratchFolder } from '../scratch.ts';
import { median } from '../stats.ts';
import type { Bench, Row, Scenario, Server } from '../types.ts';
import { timeToTools } from './cold-start.ts';

/** Ours is not published yet: npx takes it from the tarball that would be. */
async function npxArguments(server: Server, node: string): Promise<readonly string[] | undefined> {
  const { name, source } = server;
  if (source.kind === 'npm' && source.bin !== undefined) {
    return ['-y', '-p', `${source.package}@${source.version}`, source.bin];
  }
  if (source.kind !== 'workspace') return undefined;
  await ensureInstalled(server, node);
  return ['-y', '-p', await pack(name, source.folder, node), source.bin];
}

async function once(server: Server, args: readonly string[], bench: Bench): Promise<number> {
  const node = nodeOf(server, bench.node);
  const cwd = emptyProject('npx');
  const cache = scratchFolder('npx-cache');
  rmSync(cache, { recursive: true, force: true });
  const env = environment(node, { ...server.env?.(), npm_config_cache: cache, npm_config_update_notifier: 'false' });
  const folder = sandboxFolder(server.family);
  const client = new Client(['npx', ...args, ...(server.arguments?.(folder) ?? [])], { cwd, env });
  return (await timeToTools(client)).ms;
}

async function measure(bench: Bench): Promise<readonly Row[]> {
  const runs: { server: Server; args: readonly string[]; ms: number[]; failed: string | undefined }[] = [];
  for (const server of bench.servers) {
    try {
      const args = await npxArguments(server, bench.node);
      if (args) runs.push({ server, args, ms: [], failed: undefined });
    } catch (error) {
      runs.push({ server, args: [], ms: [], failed: reason(error) });
    }
  }
  for (let round = 0; round < (bench.quick ? 1 : 3); round++) {
    for (const run of runs) {
      if (run.failed !== undefined) continue;
      try {
        run.ms.push(await once(run.server, run.args, bench));
      } catch (error) {
        run.failed = reason(error);
      }
    }
  }
  return runs.map(({ server, ms, failed }) => ({
    server,
    cells: failed === undefined ? { ready: median(ms), max: Math.max(...ms), n: ms.length } : {},
    failed,
  }));
}

export const npx: Scenario = {
  name: 'npx',
  onlyWhenNamed: true,
  columns: [
    { key: 'ready', title: 'ready ms' },
    { key: 'max', title: 'max' },
    { key: 'n', title: 'n' },
  ],
  ratio: { of: 'ready' },
  targets: [{ measure: 'ready', title: 'npx, empty cache', against: 'reference', atMost: 0.15 }],
  run: measure,
};
