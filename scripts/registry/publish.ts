import { rmSync } from 'node:fs';
import path from 'node:path';
import { command, withoutCaller } from '../npm.ts';
import { root } from '../packages.ts';
import { releasesOf } from '../release/plan.ts';
import { emptyHome } from './home.ts';
import type { Registry } from './registry.ts';

/**
 * Publishes the servers to a local registry.
 * @param asReleased uses the commands of a release, which query each package first and are slow; otherwise the
 *   underlying command is called directly.
 */
export async function publishServers(registry: Registry, { asReleased = false } = {}): Promise<void> {
  await asPublisher(registry, async (env, folder) => {
    if (!asReleased)
      return void (await command('pnpm', ['publish', '-r', '--no-git-checks', '--access', 'public'], root, env));
    const packs = path.join(folder, 'packs');
    await command('changeset', ['pack', '--out-dir', packs], root, env);
    for (const { tarball } of releasesOf(path.join(packs, 'publish-plan.json')))
      await command('npm', ['publish', path.join(packs, tarball), '--access', 'public'], root, env);
  });
}

/** Publishes the package in a folder to a local registry. */
export const publishFolder = (registry: Registry, folder: string): Promise<void> =>
  asPublisher(registry, async (env) => void (await command('npm', ['publish', '--access', 'public'], folder, env)));

/** Runs `act` with the environment of a publisher to a local registry, and a folder that is removed at the end. */
async function asPublisher(
  registry: Registry,
  act: (env: NodeJS.ProcessEnv, folder: string) => Promise<void>,
): Promise<void> {
  const home = emptyHome([...registry.npmrc, `//${new URL(registry.url).host}/:_authToken=nobody`]);
  const bin = path.join(root, 'node_modules', '.bin');
  const kept = Object.entries(withoutCaller()).filter(([name]) => !/^((npm|pnpm)_config_|path$)/i.test(name));
  const env = {
    ...Object.fromEntries(kept),
    ...home.env,
    PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`,
    // Overrides every file that could name another registry: nothing must leave this computer.
    npm_config_registry: registry.url,
    npm_config_provenance: 'false',
  };
  try {
    await act(env, home.folder);
  } finally {
    rmSync(home.folder, { recursive: true, force: true });
  }
}
