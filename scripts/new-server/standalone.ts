import { existsSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Kind } from '../packages.ts';
import { execute } from './execute.ts';
import { makeFolder, type Files } from './files.ts';
import { renamed, UsageError, type Names } from './name.ts';
import { folderOf, within } from './sources.ts';
import { formatConfig, kitManifest, lintConfig, ownManifest, typesConfig } from './standalone-config.ts';

/**
 * Checks the target of a new repository.
 * @throws UsageError unless it is empty or does not exist, inside a folder that exists.
 */
export function checkTarget(folder: string): void {
  if (!existsSync(path.dirname(folder)))
    throw new UsageError(`"${path.dirname(folder)}" does not exist; make it first, or name another folder.`);
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) throw new UsageError(`"${folder}" is a file; name another folder.`);
  if (readdirSync(folder).length > 0) throw new UsageError(`"${folder}" is not empty; name another folder.`);
}

/** The request for a separate repository. */
export interface Wanted {
  names: Names;
  kind: Kind;
  /** The folder to make. */
  folder: string;
  /** The files of this repository; see `readSources`. */
  sources: Files;
  /** Formats the files below a folder: a name of another length breaks lines elsewhere. */
  format(folder: string): Promise<void>;
}

/** Creates a separate repository, completely or not at all. */
export async function makeRepository({ names, kind, folder, sources, format }: Wanted): Promise<void> {
  const files = repositoryFiles(names, kind, sources);
  await makeFolder(folder, files, path.dirname(folder), async (temporary) => {
    await format(temporary);
    if (await hasGit()) await execute('git', ['-c', 'init.defaultBranch=main', 'init', '--quiet'], temporary);
    // Only some systems can rename onto an empty folder.
    if (existsSync(folder)) rmdirSync(folder);
  });
}

const hasGit = () =>
  execute('git', ['--version'], process.cwd()).then(
    () => true,
    () => false,
  );

/** Returns the template, the kit, and the configuration of this repository reduced to one server. */
function repositoryFiles(names: Names, kind: Kind, sources: Files): Files {
  const ours = (file: string): string => {
    const text = sources.get(file);
    if (text === undefined) throw new Error(`The sources lack ${file}.`);
    return text;
  };
  const laid = (file: string) => ours(`scripts/new-server/standalone/${file}`);
  const template = within(sources, folderOf(kind));
  const from = (file: string) => unscoped(renamed(template.get(file) ?? '', names, kind), names);
  const files = new Map([...template.keys()].map((file) => [file, from(file)]));
  for (const [file, text] of within(sources, 'packages/kit/src')) files.set(`kit/src/${file}`, text);
  const { repository: address }: { repository: string } = JSON.parse(ours('package.json'));
  return files
    .set('package.json', ownManifest(from('package.json'), ours('package.json')))
    .set('kit/package.json', kitManifest(ours('packages/kit/package.json')))
    .set('kit/LICENSE', ours('LICENSE'))
    .set('LICENSE', license(ours('LICENSE'), names, address))
    .set('README.md', readme(from('README.md'), startFor(laid('start.md'), names, kind)))
    .set('tsconfig.json', typesConfig(ours('tsconfig.json')))
    .set('.oxlintrc.json', lintConfig(ours('.oxlintrc.json')))
    .set('.oxfmtrc.json', formatConfig(ours('.oxfmtrc.json')))
    .set('rolldown.shared.ts', ours('rolldown.shared.ts').replaceAll('./packages/kit/', './kit/'))
    .set('scripts/builtins.ts', ours('scripts/builtins.ts'))
    .set('scripts/licences.ts', ours('scripts/licences.ts'))
    .set('scripts/phases.ts', ours('scripts/phases.ts'))
    .set('scripts/sbom.ts', ours('scripts/sbom.ts'))
    .set('rolldown.config.ts', from('rolldown.config.ts').replace('../../', './'))
    .set('vitest.config.ts', laid('vitest.config.ts'))
    .set('scripts/update-kit.mjs', laid('scripts/update-kit.mjs'))
    .set('AGENTS.md', renamed(laid('AGENTS.md'), names))
    .set('.gitignore', laid('gitignore'))
    .set('.github/workflows/ci.yml', pinned(laid('.github/workflows/ci.yml'), ours('.github/workflows/ci.yml')));
}

/** Returns the first steps in the new README, with the arguments that a server of this kind takes. */
function startFor(text: string, names: Names, kind: Kind): string {
  const given = { api: ' --url https://api.example.com/v1', minimal: '', files: ' --folder sample' }[kind];
  return renamed(text, names)
    .replaceAll(' --folder sample', given)
    .replaceAll(' --folder <folder>', given && ' …');
}

/** Removes the npm scope, which belongs to this repository. */
const unscoped = (text: string, { kebab }: Names): string =>
  text.replaceAll(`@mcp-reference/server-${kebab}`, `mcp-server-${kebab}`);

/** Replaces the part of the template's README that is about this repository: from the introduction to the tables. */
function readme(text: string, start: string): string {
  const [from, to] = [text.indexOf('## Install\n'), text.indexOf('## Tools\n')];
  if (from === -1 || to === -1) throw new Error('The README of the template has other sections now.');
  return `${text.slice(0, from)}${start}${text.slice(to)}`;
}

/** Returns the licence with the new authors and the original ones. */
function license(text: string, { title }: Names, address: string): string {
  const year = new Date().getFullYear();
  return `${text.replace('Copyright', `Copyright (c) ${year} The authors of ${title}\nCopyright`)}
The folder kit, and what this server was made from, are from the MCP reference
servers (${address}), under the same licence.
`;
}

/** Pins the actions of a workflow to the versions that this repository uses. */
function pinned(workflow: string, ours: string): string {
  return workflow.replace(/uses: (\S+)$/gm, (_, action: string) => {
    const line = ours.split('\n').find((one) => one.includes(`uses: ${action}@`));
    if (line === undefined) throw new Error(`ci.yml does not use ${action}.`);
    return line.slice(line.indexOf('uses: '));
  });
}
