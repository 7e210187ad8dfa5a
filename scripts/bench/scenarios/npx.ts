/**
 * `npx -y` until the tools are listed, with all packages from one registry on this computer. With an empty npm cache,
 * this is the wait at the first start; with a filled one, at every later start.
 */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyHome, type Home } from '../../registry/home.ts';
import { publishFolder, publishServers } from '../../registry/publish.ts';
import { startRegistry, type Registry } from '../../registry/registry.ts';
import { Client } from '../client.ts';
import { environment } from '../environment.ts';
import { withStart } from '../fixtures/start.ts';
import { reason } from '../lanes.ts';
import { nodeOf } from '../launch.ts';
import { benchFolder, emptyProject, repository, sandboxFolder } from '../scratch.ts';
import { median } from '../stats.ts';
import type { Bench, Row, Scenario, Server } from '../types.ts';
import { timeToTools } from './cold-start.ts';

interface Run {
  server: Server;
  /** The package and its command. */
  what: readonly [specifier: string, bin: string];
  home: Home;
  cold: number[];
  warm: number[];
  failed: string | undefined;
}

/** The package of the bare server: the cost of npx itself. */
const bare = {
  name: '@mcp-reference/bench-null',
  // Counted up with each change: npx keeps what it has installed.
  version: '1.0.1',
  bin: 'bench-null',
  entry: 'null-server.mjs',
  imports: ['line-server.mjs'],
};

function publishBare(registry: Registry): Promise<void> {
  const { name, version, bin, entry, imports } = bare;
  const folder = emptyProject(bin);
  for (const file of imports) copyFileSync(join(benchFolder, file), join(folder, file));
  writeFileSync(join(folder, entry), `#!/usr/bin/env node\n${readFileSync(join(benchFolder, entry), 'utf8')}`);
  const manifest = { name, version, type: 'module', bin: { [bin]: entry } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  return publishFolder(registry, folder);
}

/** Returns the package for npx; undefined for servers that are not started by it. */
function packageOf({ source }: Server): Run['what'] | undefined {
  if (source.kind === 'file' && source.entry === bare.entry) return [`${bare.name}@${bare.version}`, bare.bin];
  if (source.kind === 'npm' && source.bin !== undefined) return [`${source.package}@${source.version}`, source.bin];
  if (source.kind !== 'workspace') return undefined;
  const { name, version }: { name: string; version: string } = JSON.parse(
    readFileSync(join(repository, source.folder, 'package.json'), 'utf8'),
  );
  return [`${name}@${version}`, source.bin];
}

async function once({ server, what: [specifier, bin], home }: Run, bench: Bench): Promise<number> {
  const env = environment(nodeOf(server, bench.node), {
    ...server.env?.(),
    ...home.env,
    // As in the other scenarios, no module is compiled, which takes minutes.
    npm_config_ignore_scripts: 'true',
  });
  const args = ['-y', '-p', specifier, bin, ...(server.arguments?.(sandboxFolder(server.family)) ?? [])];
  return (await timeToTools(new Client(['npx', ...args], { cwd: home.folder, env }))).ms;
}

/**
 * Runs every server in turn, each time starting with another one, so that leftover work, such as that of the registry,
 * affects all.
 */
async function each(runs: readonly Run[], turn: number, step: (run: Run) => Promise<void>): Promise<void> {
  for (let i = 0; i < runs.length; i++) {
    const run = runs[(i + turn) % runs.length];
    if (run === undefined || run.failed !== undefined) continue;
    try {
      await step(run);
    } catch (error) {
      run.failed = reason(error);
    }
  }
}

/** Runs one start without npm's cache, and some with it. */
async function round(runs: readonly Run[], n: number, bench: Bench): Promise<void> {
  await each(runs, n, async (run) => {
    rmSync(join(run.home.folder, '.npm'), { recursive: true, force: true });
    run.cold.push(await once(run, bench));
  });
  for (let i = 0; i < (bench.quick ? 4 : 6); i++)
    await each(runs, i, async (run) => void run.warm.push(await once(run, bench)));
}

async function measureIn(registry: Registry, bench: Bench): Promise<readonly Row[]> {
  const runs = bench.servers.flatMap((server): Run[] => {
    const what = packageOf(server);
    if (what === undefined) return [];
    return [{ server, what, home: emptyHome(registry.npmrc), cold: [], warm: [], failed: undefined }];
  });
  try {
    // The first start fetches packages into the registry and does not count.
    await each(runs, 0, async (run) => {
      await withStart(run.server);
      await once(run, bench);
    });
    for (let n = 0; n < (bench.quick ? 1 : 3); n++) await round(runs, n, bench);
  } finally {
    for (const { home } of runs) rmSync(home.folder, { recursive: true, force: true });
  }
  return runs.map(({ server, cold, warm, failed }) => ({
    server,
    cells: failed === undefined ? { cold: median(cold), warm: median(warm), n: cold.length } : {},
    failed,
  }));
}

async function measure(bench: Bench): Promise<readonly Row[]> {
  const registry = await startRegistry();
  try {
    await publishServers(registry);
    await publishBare(registry);
    return await measureIn(registry, bench);
  } finally {
    await registry.close();
  }
}

export const npx: Scenario = {
  name: 'npx',
  onlyWhenNamed: true,
  columns: [
    { key: 'cold', title: 'empty cache ms' },
    { key: 'warm', title: 'warm ms' },
    { key: 'n', title: 'n' },
  ],
  ratio: { of: 'cold' },
  targets: [
    { measure: 'cold', title: 'npx, empty cache', against: 'reference', families: ['filesystem'], atMost: 0.15 },
    { measure: 'warm', title: 'npx, warm cache', against: 'reference', families: ['filesystem'], atMost: 0.7 },
  ],
  run: measure,
};
