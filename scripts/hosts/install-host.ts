import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npm } from '../npm.ts';
import { root } from '../packages.ts';

/**
 * Installs a host from npm, once for each version, and returns its program. Its scripts run, because some of the hosts
 * fetch their native program with one.
 */
export const installHost = async (spec: string, bin: string): Promise<string> =>
  path.join(await installPackage(spec, path.join('.bin', bin)), '.bin', bin);

/**
 * Installs a package from npm, once for each version, and returns the folder `node_modules` that holds it.
 * @param file a file in that folder that is there when the installation is complete
 */
export async function installPackage(spec: string, file: string): Promise<string> {
  const folder = path.join(root, 'node_modules', '.cache', 'hosts', spec.replaceAll(/[/@]/g, '-'));
  const modules = path.join(folder, 'node_modules');
  if (!existsSync(path.join(modules, file))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
    await npm(['install', '--no-audit', '--no-fund', spec], folder);
  }
  return modules;
}
