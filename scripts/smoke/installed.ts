import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npm } from '../npm.ts';

/** The result of `npm install` of a package. */
export interface Installed {
  /** The names of the packages. */
  packages: string[];
  /** The size of the package's own files, and of all others. */
  own: number;
  beside: number;
}

/** @param home an empty folder to install it into */
export async function installed(name: string, home: string, env: NodeJS.ProcessEnv): Promise<Installed> {
  writeFileSync(path.join(home, 'package.json'), '{ "private": true }');
  await npm(['install', '--no-audit', '--no-fund', name], home, env);
  const modules = path.join(home, 'node_modules');
  // npm's own list of what it installed.
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
