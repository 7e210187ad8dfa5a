/** Installs servers: once into the scratch folder, reused by later runs. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environment } from './environment.ts';
import { benchFolder, emptyProject, repository, scratchFolder } from './scratch.ts';
import type { Server } from './types.ts';

const run = promisify(execFile);

async function npm(args: readonly string[], cwd: string, node: string): Promise<void> {
  const shell = process.platform === 'win32'; // npm is a .cmd file there.
  await run('npm', [...args, '--loglevel=error'], { cwd, env: environment(node), shell, maxBuffer: 16e6 });
}

function installedVersion(folder: string, name: string): string | undefined {
  const file = join(folder, 'node_modules', ...name.split('/'), 'package.json');
  if (!existsSync(file)) return undefined;
  const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : undefined;
}

async function npmInstall(folder: string, what: string, node: string, scripts: boolean): Promise<void> {
  const flags = ['--no-audit', '--no-fund', ...(scripts ? [] : ['--ignore-scripts'])];
  await npm(['install', ...flags, what], folder, node);
}

/**
 * Makes sure that the entry of a server exists.
 * @throws Error with the next step if the bench cannot create it.
 */
export async function ensureInstalled({ name, source }: Server, node: string): Promise<void> {
  if (source.kind === 'workspace' && !existsSync(join(repository, source.folder, source.entry))) {
    throw new Error(`${source.folder}/${source.entry} is not there: run \`npm run build\``);
  }
  if (source.kind !== 'npm' || installedVersion(scratchFolder(name), source.package) === source.version) return;
  const folder = emptyProject(name);
  await npmInstall(folder, `${source.package}@${source.version}`, node, source.scripts === true);
}

/** Returns the file that starts the server. */
export function entryOf({ name, source }: Server): string {
  if (source.kind === 'workspace') return join(repository, source.folder, source.entry);
  if (source.kind === 'npm') return join(scratchFolder(name), source.entry);
  return source.kind === 'system' ? source.entry : join(benchFolder, source.entry);
}

/** Packs one of our servers like `npm publish`, and returns the path of the tarball. */
export async function pack(name: string, folder: string, node: string): Promise<string> {
  const to = emptyProject(`${name}-packed`);
  // Without scripts, so that the output of `npm run build` is measured.
  await npm(['pack', '--ignore-scripts', `--pack-destination=${to}`], join(repository, folder), node);
  const tarball = readdirSync(to).find((file) => file.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack made no tarball');
  return join(to, tarball);
}

/**
 * Returns the folder with the node_modules that a user of the server gets; undefined for servers that are not
 * installed.
 */
export async function userInstall(server: Server, node: string): Promise<string | undefined> {
  await ensureInstalled(server, node);
  const { name, source } = server;
  if (source.kind === 'file' || source.kind === 'system') return undefined;
  if (source.kind === 'npm') return scratchFolder(name);
  const tarball = await pack(name, source.folder, node);
  const folder = emptyProject(`${name}-installed`);
  await npmInstall(folder, tarball, node, true);
  return folder;
}
