import path from 'node:path';
import type { GeneratedFiles } from '../../packages/kit/src/generate/index.ts';
import { loadTools, type Options, type Server } from '../../packages/kit/src/index.ts';
import { nativeModules, oldestNode } from '../bundle/native.ts';
import { about } from './about.ts';
import { bundleManifest } from './bundle-manifest.ts';
import { registryEntry } from './registry-entry.ts';

/** Regenerates the files for places where users find servers: the MCP registry, and hosts that install bundles. */
export async function generatePublished(
  server: Server<Options, never>,
  folder: string,
  kept: GeneratedFiles,
): Promise<void> {
  const tools = await loadTools(server.toolsets);
  const self = about(folder);
  // A bundle contains native modules with their requirements.
  const oldest = oldestNode([self.engines.node, ...nativeModules(folder).map(({ node }) => node)]);
  const write = (name: string, content: object) =>
    kept.write(path.join(folder, name), `${JSON.stringify(content, undefined, 2)}\n`);
  write('server.json', registryEntry(server, self));
  write('manifest.json', bundleManifest(server, tools, self, oldest));
}
