import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A native module inside a bundle, because bundles install nothing. */
export interface Native {
  name: string;
  version: string;
  /** The versions of Node that it runs on. */
  node: string;
}

/**
 * Returns the native modules of a package, in the versions that the repository uses. Those for one other system are not
 * installed here; the package names their exact version.
 */
export function nativeModules(folder: string): Native[] {
  const read = (file: string) => JSON.parse(readFileSync(path.join(file, 'package.json'), 'utf8'));
  const { optionalDependencies = {} }: { optionalDependencies?: Record<string, string> } = read(folder);
  return Object.entries(optionalDependencies).map(([name, wanted]) => {
    const own = path.join(folder, 'node_modules', name);
    if (!existsSync(own) && name.includes('-win32-')) return { name, version: wanted, node: '>=0' };
    if (!existsSync(own)) throw new Error(`${name} is not installed in ${folder}.`);
    const { version, engines }: { version: string; engines?: { node?: string } } = read(own);
    return { name, version, node: engines?.node ?? '>=0' };
  });
}

/** Returns the oldest Node that a bundle runs on, as major and minor. */
export function oldestNode(ranges: readonly string[]): [major: number, minor: number] {
  const oldest = ranges.map((range) => {
    const [, major = '0', minor = '0'] = /^>=\s*(\d+)(?:\.(\d+))?/.exec(range) ?? [];
    return [Number(major), Number(minor)] as const;
  });
  return oldest.reduce<[number, number]>(
    (most, [major, minor]) => (major > most[0] || (major === most[0] && minor > most[1]) ? [major, minor] : most),
    [0, 0],
  );
}
