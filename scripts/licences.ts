import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Returns the package folder of a bundled module; undefined for modules of this repository. */
export function packageFolder(module: string): string | undefined {
  const parts = module.split(/[\\/]/);
  const at = parts.lastIndexOf('node_modules');
  if (at === -1) return undefined;
  return parts.slice(0, at + (parts[at + 1]?.startsWith('@') ? 3 : 2)).join(path.sep);
}

/**
 * Returns the bundled packages whose licence is missing in the list, as `name@version`.
 * @param modules the files in the bundle.
 * @param list the text of THIRD_PARTY_LICENSES.txt.
 */
export function unlicensed(modules: Iterable<string>, list: string): string[] {
  const listed = new Set(list.split(/^(?=Name: )/m).flatMap(listedPackage));
  const folders = new Set([...modules].map(packageFolder).filter((folder) => folder !== undefined));
  return [...folders].map(packageIn).filter((name) => !listed.has(name));
}

/** Returns the package of an entry in the list, if it has a licence text. */
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
