import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npm } from '../npm.ts';
import { root } from '../packages.ts';

/**
 * Installs a host from npm, once for each version, and returns its program. Its scripts run, because some of the hosts
 * fetch their native program with one.
 */
export async function installHost(spec: string, bin: string): Promise<string> {
  const folder = path.join(root, 'node_modules', '.cache', 'hosts', spec.replaceAll(/[/@]/g, '-'));
  const program = path.join(folder, 'node_modules', '.bin', bin);
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
    await npm(['install', '--no-audit', '--no-fund', spec], folder);
  }
  return program;
}
