import { rmSync } from 'node:fs';
import path from 'node:path';
import { command, withoutCaller } from '../npm.ts';
import { root } from '../packages.ts';
import { emptyHome } from './home.ts';
import type { Registry } from './registry.ts';

/** Publishes the servers into a local registry by the very command that a release runs, tags aside. */
export async function publishServers(registry: Registry): Promise<void> {
  const home = emptyHome([...registry.npmrc, `//${new URL(registry.url).host}/:_authToken=nobody`]);
  const bin = path.join(root, 'node_modules', '.bin');
  const kept = Object.entries(withoutCaller()).filter(([name]) => !/^(npm|pnpm)_config_/i.test(name));
  try {
    await command('changeset', ['publish', '--no-git-tag'], root, {
      ...Object.fromEntries(kept),
      ...home.env,
      PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`,
      // Above every file that could name another registry: nothing must leave this computer.
      npm_config_registry: registry.url,
      npm_config_provenance: 'false',
    });
  } finally {
    rmSync(home.folder, { recursive: true, force: true });
  }
}
