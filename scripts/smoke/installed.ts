import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npm } from '../npm.ts';

/** What `npm install` of a package brings. */
export interface Installed {
  /** The packages, by their names. */
  packages: string[];
  /** Bytes of the files of the package itself, and of everything else. */
  own: number;
  beside: number;
}

/** @param home an empty folder to install it into */
export async function installed(name: string, home: string, env: NodeJS.ProcessEnv): Promise<Installed> {
  writeFileSync(path.join(home, 'package.json'), '{ "private": true }');
  await npm(['install', '--no-audit', '--no-fund', name], home, env);
  const modules = path.join(home, 'node_modules');
  // npm's own list of what it put there.
  const lock: { packages: Record<string, unknown> } = JSON.parse(
    readFileSync(path.join(modules, '.package-lock.json'), 'utf8'),
  );
  const own = bytes(path.join(modules, name));
  return {
    packages: Object.keys(lock.packages).map((place) => place.replace(/^.*node_modules\//, '')),
    own,
    beside: bytes(modules) - own,
  };
}

function bytes(place: string): number {
  const stat = lstatSync(place);
  return stat.isDirectory()
    ? readdirSync(place).reduce((sum, name) => sum + bytes(path.join(place, name)), 0)
    : stat.size;
}
