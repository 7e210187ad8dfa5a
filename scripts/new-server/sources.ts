import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root, templates, type Kind } from '../packages.ts';
import { readFiles, type Files } from './files.ts';

/** Returns the folder of a template, by its path in the repository. */
export const folderOf = (kind: Kind): string => `packages/${path.basename(templates[kind].folder)}`;

/** Folders and files of this repository that a separate repository is made from. */
const folders = [
  ...Object.keys(templates).map((kind) => folderOf(kind as Kind)),
  'packages/kit/src',
  'scripts/new-server/standalone',
];
const files = [
  '.github/workflows/ci.yml',
  '.oxfmtrc.json',
  '.oxlintrc.json',
  'LICENSE',
  'package.json',
  'packages/kit/package.json',
  'rolldown.shared.ts',
  'scripts/builtins.ts',
  'scripts/licences.ts',
  'scripts/phases.ts',
  'scripts/sbom.ts',
  'tsconfig.json',
];

const below = (folder: string) =>
  [...readFiles(path.join(root, folder))].map(([name, text]) => [`${folder}/${name}`, text] as const);

/** Reads a template from this repository, by the paths of its files in it. */
export const readTemplate = (kind: Kind): Files => new Map(below(folderOf(kind)));

/** Reads the sources from this repository, by their path in it. */
export function readSources(): Files {
  return new Map([
    ...folders.flatMap(below),
    ...files.map((name) => [name, readFileSync(path.join(root, name), 'utf8')] as const),
  ]);
}

/** Returns the files below a folder, by their path in it. */
export function within(sources: Files, folder: string): Files {
  const prefix = `${folder}/`;
  return new Map(
    [...sources].flatMap(([name, text]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), text] as const] : [],
    ),
  );
}
