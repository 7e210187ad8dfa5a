import { existsSync, readFileSync } from 'node:fs';
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

/** A bundled package, as rollup-plugin-license describes it. */
export interface Licensed {
  name: string | null;
  version: string | null;
  license: string | null;
  /** Returns its entry in THIRD_PARTY_LICENSES.txt. */
  text(): string;
}

/** Returns the file in which the build of the views lists the packages in a server's view. */
export const viewParts = (server: string): string => path.join('dist', `${server}.packages.json`);

/** Adds the packages in the view of the server in the current folder, which is bundled as a text. */
export function withView(bundled: readonly Licensed[]): Licensed[] {
  const file = path.join('..', 'views', viewParts(path.basename(process.cwd())));
  if (!existsSync(file)) return [...bundled];
  const parts: (Omit<Licensed, 'text'> & { text: string })[] = JSON.parse(readFileSync(file, 'utf8'));
  const known = new Set(bundled.map(({ name, version }) => `${name}@${version}`));
  const added = parts.filter(({ name, version }) => !known.has(`${name}@${version}`));
  return [...bundled, ...added.map(({ text, ...part }) => ({ ...part, text: () => text }))];
}

/** Returns the content of THIRD_PARTY_LICENSES.txt. */
export const licenceList = (bundled: readonly Licensed[]): string =>
  bundled.map((part) => part.text()).join('\n\n---\n\n');
