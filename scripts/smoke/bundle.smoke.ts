import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { buildBundle } from '../bundle/build.ts';
import { eras } from '../../packages/kit/src/testing/index.ts';
import { onDemand } from '../on-demand.ts';
import { serverPackages } from '../packages.ts';
import { newGround } from './ground.ts';
import { visit } from './visit.ts';

interface Config {
  command: string;
  args: string[];
  env: Record<string, string>;
}

/** The functions that the bundles' project offers to hosts. */
interface Mcpb {
  unpackExtension(options: { mcpbPath: string; outputDir: string; silent: boolean }): Promise<boolean>;
  getMcpConfigForManifest(options: {
    manifest: unknown;
    extensionPath: string;
    systemDirs: Record<string, string>;
    userConfig: Readonly<Record<string, string | string[]>>;
    pathSeparator: string;
  }): Promise<Config | undefined>;
}

async function hostsSide(): Promise<Mcpb> {
  const require = createRequire(path.join(await onDemand('mcpb'), 'package.json'));
  return import(require.resolve('@anthropic-ai/mcpb'));
}

/** Builds, checks, installs, fills in and starts a bundle with the functions that hosts use. */
test.for(serverPackages())('the bundle of $name runs in a host', async ({ folder, short }) => {
  const own = mkdtempSync(path.join(tmpdir(), 'mcp-bundles-'));
  onTestFinished(() => rmSync(own, { recursive: true, force: true }));
  const file = path.join(own, `${short}.mcpb`);
  await buildBundle(folder, file);

  const { unpackExtension, getMcpConfigForManifest } = await hostsSide();
  const extensionPath = path.join(own, 'an extension');
  expect(await unpackExtension({ mcpbPath: file, outputDir: extensionPath, silent: true })).toBe(true);
  const manifest: unknown = createRequire(import.meta.url)(path.join(extensionPath, 'manifest.json'));

  const icon = readFileSync(path.join(extensionPath, 'icon.png'));
  expect([icon.subarray(1, 4).toString(), icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual(['PNG', 512, 512]);

  const { env, folder: home, sample } = await newGround(short, path.dirname(process.execPath));
  const systemDirs = { HOME: home };
  const fill = { manifest, extensionPath, systemDirs, pathSeparator: path.sep };
  const config = await getMcpConfigForManifest({ ...fill, userConfig: sample.form });
  if (config === undefined) throw new Error('The form lacks what is required.');
  // A placeholder that is left would be used as a value.
  expect(JSON.stringify(config)).not.toContain('${');
  const program = { ...config, env: { ...env, ...sample.env, ...config.env }, cwd: home };
  for (const era of eras) await visit(program, era, sample);
});
