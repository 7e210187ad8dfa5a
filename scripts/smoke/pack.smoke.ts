import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { eras, startSession } from '../../packages/kit/src/testing/index.ts';
import { budgetOf } from '../budgets.ts';
import { serverPackages } from '../packages.ts';
import { emptyHome } from '../registry/home.ts';
import { nodeOf, nodeVersions, type Node } from '../registry/nodes.ts';
import { publishServers } from '../registry/publish.ts';
import { startRegistry, type Registry } from '../registry/registry.ts';
import { newGround } from './ground.ts';
import { installed } from './installed.ts';
import { npxOf } from './npx.ts';
import { visit } from './visit.ts';

// With an older Node, npm takes a driver that is downloaded or compiled.
const needsCompiler = ({ version }: { version: string }, short: string) =>
  short === 'sqlite' && version.startsWith('20.');

let registry: Registry;

beforeAll(async () => {
  registry = await startRegistry();
  await publishServers(registry, { asReleased: true });
});
afterAll(() => registry.close());

test.for(serverPackages())('$name installs what it says and no more', async ({ name, short }) => {
  const { env, folder } = emptyHome(registry.npmrc);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const { packages, own, beside } = await installed(name, folder, { ...env, PATH: process.env['PATH'] });
  const { unpackedKb, native: anywhere } = budgetOf(short);
  const native = anywhere?.onWindows && process.platform !== 'win32' ? undefined : anywhere;
  const everywhere = native?.onWindows ? [] : (native?.names ?? []);
  expect(packages).toEqual(expect.arrayContaining([name, ...everywhere]));
  expect(packages.length).toBeLessThanOrEqual(1 + (native?.packages ?? 0));
  expect(own).toBeLessThanOrEqual(unpackedKb * 1000);
  // Includes npm's own list of packages.
  expect(beside).toBeLessThanOrEqual((native?.kb ?? 10) * 1000);
});

describe.each(nodeVersions)('on Node $version', (version) => {
  let node: Node | undefined;
  beforeAll(async () => {
    node = await nodeOf(version);
  });

  const servers = serverPackages().filter(({ short }) => !needsCompiler(version, short));
  test.for(servers)('npx runs $name for clients of both eras', async ({ name, short }, { skip }) => {
    if (node === undefined) return skip(`the registry has no Node ${version.version} for this system`);
    const ground = await newGround(short, node.bin, registry.npmrc);
    const program = npxOf(name, ground);
    // The first one has an empty cache, the second a filled one.
    for (const era of eras) await visit(program, era, ground.sample);
  });

  const compiled = serverPackages().filter(({ short }) => needsCompiler(version, short));
  test.for(compiled)('npx starts $name without compiler, which says what to do', async ({ name, short }, { skip }) => {
    if (node === undefined) return skip(`the registry has no Node ${version.version} for this system`);
    const ground = await newGround(short, node.bin, [
      ...registry.npmrc,
      `better_sqlite3_binary_host=${registry.url}nothing`,
      'python=none',
    ]);
    const session = await startSession({ ...npxOf(name, ground), era: 'modern' });
    try {
      expect((await session.listTools()).map((tool) => tool.name)).toContain('query');
      const answer = await session.call(ground.sample.call.tool, ground.sample.call.input);
      expect(answer).toMatchObject({ isError: true, code: 'unavailable' });
      expect(answer.text).toContain(`for Node ${version.version} it is downloaded or compiled`);
      expect(answer.text).toContain('Use Node 22 or newer');
    } finally {
      await session.close();
    }
  });
});
