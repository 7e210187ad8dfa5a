import { rmSync } from 'node:fs';
import path from 'node:path';
import { command, withoutCaller } from '../npm.ts';
import { root } from '../packages.ts';
import { emptyHome } from './home.ts';
import type { Registry } from './registry.ts';

/** The command that a release runs, tags aside; slow, as it asks about each package first. */
const byRelease = ['changeset', 'publish', '--no-git-tag'];

/** What that runs in the end. */
const byPacker = ['pnpm', 'publish', '--recursive', '--no-git-checks', '--access', 'public'];

/** Publishes the servers into a local registry. */
export async function publishServers(registry: Registry, { asReleased = false } = {}): Promise<void> {
  const home = emptyHome([...registry.npmrc, `//${new URL(registry.url).host}/:_authToken=nobody`]);
  const bin = path.join(root, 'node_modules', '.bin');
  const kept = Object.entries(withoutCaller()).filter(([name]) => !/^(npm|pnpm)_config_/i.test(name));
  const [program = '', ...args] = asReleased ? byRelease : byPacker;
  try {
    await command(program, args, root, {
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
