import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { npm } from './npm.ts';
import { root } from './packages.ts';

/** What is kept between runs and may be deleted at any time. */
export const cacheFolder = path.join(root, 'node_modules', '.cache', 'mcp-reference');

/**
 * Programs that only some commands need, pinned in `scripts/on-demand/<name>` and installed when first used: a first
 * `npm start` does not wait for them.
 * @returns the folder that holds their node_modules.
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

/** Fills a folder of the cache once. One that was left half filled is never taken for whole. */
export async function installOnce(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = path.join(cacheFolder, name);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  await fill(unfinished);
  // Two runs may fill it at once: whichever is done first is kept.
  if (!existsSync(folder)) renameSync(unfinished, folder);
  else rmSync(unfinished, { recursive: true, force: true });
  return folder;
}
