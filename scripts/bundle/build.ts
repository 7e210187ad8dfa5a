import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serverIn } from '../../packages/kit/src/generate/index.ts';
import { about } from '../generate/about.ts';
import { bundleIcon, bundleLauncher, bundleProgram } from '../generate/bundle-manifest.ts';
import { command, npm } from '../npm.ts';
import { onDemand } from '../on-demand.ts';
import { iconPng } from './icon.ts';
import { launcher } from './launcher.ts';
import { nativeModules, oldestNode, type Native } from './native.ts';

/** The systems that a bundle has binaries for: those with hosts that support bundles. */
const systems = [
  'darwin-arm64',
  'darwin-x64',
  'linux-arm64-gnu',
  'linux-x64-gnu',
  'win32-arm64-msvc',
  'win32-x64-msvc',
];

/** Files of native modules for compiling, or for systems without such hosts. */
const ofNoUse = [
  'node-addon-api',
  ...['deps', 'src', 'binding.gyp', 'prebuilds/linuxmusl-arm64.node', 'prebuilds/linuxmusl-x64.node'].map(
    (file) => `better-sqlite3/${file}`,
  ),
];

/**
 * Builds the desktop bundle of a built server.
 * @param folder the server's package
 * @param to the .mcpb file
 */
export async function buildBundle(folder: string, to: string): Promise<void> {
  const mcpb = path.join(await onDemand('mcpb'), 'node_modules', '.bin', 'mcpb');
  const stage = mkdtempSync(path.join(tmpdir(), 'mcp-bundle-'));
  try {
    for (const name of ['manifest.json', 'LICENSE', 'dist'])
      cpSync(path.join(folder, name), path.join(stage, name), { recursive: true });
    const natives = nativeModules(folder);
    const { name, version, license, engines } = about(folder);
    const { display_name: title }: { display_name: string } = JSON.parse(
      readFileSync(path.join(folder, 'manifest.json'), 'utf8'),
    );
    const oldest = oldestNode([engines.node, ...natives.map(({ node }) => node)]);
    writeFileSync(path.join(stage, bundleLauncher), launcher({ title, program: bundleProgram, oldest }));
    writeFileSync(path.join(stage, 'package.json'), JSON.stringify({ name, version, license, private: true }));
    const { icon } = await serverIn(folder);
    if (icon !== undefined) writeFileSync(path.join(stage, bundleIcon), iconPng(icon));
    if (natives.length > 0) await installNatives(natives, stage);
    mkdirSync(path.dirname(to), { recursive: true });
    await command(mcpb, ['validate', path.join(stage, 'manifest.json')], stage);
    await command(mcpb, ['pack', stage, to], stage);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** better-sqlite3 contains the binaries of all systems; @resvg/resvg-js has a package for each. */
async function installNatives(natives: readonly Native[], stage: string): Promise<void> {
  const wanted = natives.flatMap(({ name, version }) => [
    `${name}@${version}`,
    ...(name === '@resvg/resvg-js' ? systems.map((system) => `${name}-${system}@${version}`) : []),
  ]);
  // Forced, because most of them are not for this system.
  await npm(
    ['install', '--force', '--ignore-scripts', '--no-save', '--no-package-lock', '--no-audit', ...wanted],
    stage,
  );
  for (const name of [...ofNoUse, '.package-lock.json', '.bin'])
    rmSync(path.join(stage, 'node_modules', name), { recursive: true, force: true });
}
