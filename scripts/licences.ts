import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of the package that a bundled module comes from; undefined for the repository's own. */
export function packageFolder(module: string): string | undefined {
  const parts = module.split(/[\\/]/);
  const at = parts.lastIndexOf('node_modules');
  if (at === -1) return undefined;
  return parts.slice(0, at + (parts[at + 1]?.startsWith('@') ? 3 : 2)).join(path.sep);
}

/**
 * The packages whose code is in a bundle and whose licence is not in the list beside it, as `name@version`.
 * @param modules the files that the bundle was made of.
 * @param list the text of THIRD_PARTY_LICENSES.txt.
 */
export function unlicensed(modules: Iterable<string>, list: string): string[] {
  const listed = new Set(list.split(/^(?=Name: )/m).flatMap(listedPackage));
  const folders = new Set([...modules].map(packageFolder).filter((folder) => folder !== undefined));
  return [...folders].map(packageIn).filter((name) => !listed.has(name));
}

/** One entry of the list, if it has the licence's text. */
function listedPackage(entry: string): string[] {
  const found = /^Name: (?<name>.+)\nVersion: (?<version>.+)\n[^]*License Text:\n===\n(?!\s*---)\s*\S/.exec(entry);
  return found?.groups ? [`${found.groups['name']}@${found.groups['version']}`] : [];
}

function packageIn(folder: string): string {
  const { name, version }: { name: string; version: string } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  return `${name}@${version}`;
}
