import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, templates, type Kind } from '../packages.ts';
import { setupKey, stamp } from '../setup-key.mjs';
import { execute } from './execute.ts';
import { makeFolder, mapFiles, readFiles, type Files } from './files.ts';
import { renamed, type Names } from './name.ts';

/** Files that change in addition to the new package: the lockfile, and the table of packages. */
const changed = ['pnpm-lock.yaml', 'docs/packages.md'].map((file) => path.join(root, file));

/** Adds a server to this repository, installed, built and generated. A failure restores everything. */
export async function addPackage(names: Names, kind: Kind): Promise<void> {
  const folder = path.join(root, 'packages', names.kebab);
  const before = changed.map((file) => ({ file, content: readFileSync(file) }));
  try {
    await makeFolder(folder, packageFiles(names, kind), path.join(root, 'node_modules'), async () => {});
    await execute('oxfmt', [`packages/${names.kebab}`], root);
    await execute('pnpm', ['install', '--no-frozen-lockfile', '--prefer-offline'], root);
    await execute('pnpm', ['--filter', `./packages/${names.kebab}`, 'run', 'build'], root);
    await execute('node', ['scripts/generate.ts'], root);
    // The next npm test need not install again.
    writeFileSync(stamp, setupKey());
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    for (const { file, content } of before) writeFileSync(file, content);
    throw error;
  }
}

/** Returns the files of the template under its new name, ready to publish. */
function packageFiles(names: Names, kind: Kind): Files {
  const files = new Map(mapFiles(readFiles(templates[kind].folder), (text) => renamed(text, names, kind)));
  const { private: _, ...manifest } = JSON.parse(files.get('package.json') ?? '{}');
  return files.set('package.json', `${JSON.stringify(manifest, undefined, 2)}\n`);
}
