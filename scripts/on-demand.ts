import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { npm } from './npm.ts';
import { root } from './packages.ts';

/** The cache between runs, which can be deleted at any time. */
export const cacheFolder = path.join(root, 'node_modules', '.cache', 'mcp-reference');

/**
 * Installs a program that only some commands need, pinned in `scripts/on-demand/<name>`, when first used, so that a
 * first `npm start` does not wait for it.
 * @returns the folder with its node_modules.
 */
export async function onDemand(name: 'verdaccio' | 'mcpb' | 'inspector' | 'cspell'): Promise<string> {
  const pinned = path.join(root, 'scripts', 'on-demand', name);
  const hash = createHash('sha256')
    .update(readFileSync(path.join(pinned, 'package-lock.json')))
    .digest('hex');
  return installOnce(`${name}-${hash.slice(0, 12)}`, async (folder) => {
    cpSync(pinned, folder, { recursive: true });
    await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
  });
}

/** Fills a folder of the cache once. A partial one is never used. */
export async function installOnce(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = path.join(cacheFolder, name);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  await fill(unfinished);
  // Two runs may fill it at the same time: the first to finish wins.
  if (!existsSync(folder)) renameSync(unfinished, folder);
  else rmSync(unfinished, { recursive: true, force: true });
  return folder;
}
