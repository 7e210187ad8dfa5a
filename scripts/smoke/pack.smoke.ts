import { eras } from '../../packages/kit/src/testing/index.ts';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { serverPackages } from '../packages.ts';
import { nodeOf, nodeVersions, type Node } from '../registry/nodes.ts';
import { publishServers } from '../registry/publish.ts';
import { startRegistry, type Registry } from '../registry/registry.ts';
import { newGround } from './ground.ts';
import { npxOf } from './npx.ts';
import { visit } from './visit.ts';

let registry: Registry;

beforeAll(async () => {
  registry = await startRegistry();
  await publishServers(registry);
});
afterAll(() => registry.close());

describe.each(nodeVersions)('on Node $version', (version) => {
  let node: Node | undefined;
  beforeAll(async () => {
    node = await nodeOf(version);
  });

  test.for(serverPackages())('npx runs $name for clients of both eras', async ({ name, short }, { skip }) => {
    if (node === undefined) return skip(`the registry has no Node ${version.version} for this system`);
    const ground = await newGround(short, registry, node.bin);
    const program = npxOf(name, ground);
    // The first of them finds an empty cache, the second a filled one.
    for (const era of eras) await visit(program, era, ground.sample);
  });
});
