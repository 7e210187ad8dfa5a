import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { defineConfig, type OutputOptions, type RolldownOptions, type RolldownPlugin } from 'rolldown';
import { leanBuiltins } from './scripts/builtins.ts';
import { licenceList, unlicensed, withView, type Licensed } from './scripts/licences.ts';
import { phaseChunks } from './scripts/phases.ts';
import { sbomOf } from './scripts/sbom.ts';

// Its types describe a different module system.
const license: (options: object) => RolldownPlugin = createRequire(import.meta.url)('rollup-plugin-license');

const licences = 'THIRD_PARTY_LICENSES.txt';

const sdkEntry = /@modelcontextprotocol[\\/]server[\\/]dist[\\/]index\.mjs$/;

/** Fails a build whose list of licences misses a bundled package. */
const everyLicence: RolldownPlugin = {
  name: 'every-licence',
  writeBundle({ dir = 'dist' }, bundle) {
    const modules = Object.values(bundle).flatMap((part) =>
      part.type === 'chunk' ? Object.keys(part.modules).filter((id) => part.modules[id]?.renderedLength) : [],
    );
    const missing = unlicensed(modules, readFileSync(path.join(dir, licences), 'utf8'));
    if (modules.length === 0 || missing.length > 0)
      this.error(`${licences} lacks ${missing.join(', ') || 'everything'}.`);
  },
};

/** Lists the tools of the server, so that a start announces them without importing any of them. */
const announcedTools: RolldownPlugin = {
  name: 'announced-tools',
  async load(id) {
    if (!/[\\/]kit[\\/]src[\\/]serve[\\/]announced\.ts$/.test(id)) return undefined;
    const kit = path.dirname(path.dirname(id));
    const { serverIn } = await import(pathToFileURL(path.join(kit, 'generate/index.ts')).href);
    const { announcementsOf } = await import(pathToFileURL(path.join(kit, 'serve/catalog.ts')).href);
    const { toolsets } = await serverIn(process.cwd());
    const list = JSON.stringify(JSON.stringify(await announcementsOf(toolsets)));
    return { code: `export const announced = JSON.parse(${list});`, moduleType: 'js' };
  },
};

/** Resolves `virtual:server` for the entry of a server's command: the name of its compile cache, and its main module. */
const serverModule = (main: string): RolldownPlugin => ({
  name: 'server-module',
  resolveId: (id) => (id === 'virtual:server' ? '\0virtual:server' : undefined),
  load(id) {
    if (id !== '\0virtual:server') return undefined;
    const { bin, version }: { bin: Record<string, string>; version: string } = JSON.parse(
      readFileSync(path.join(path.dirname(main), '..', 'package.json'), 'utf8'),
    );
    const cacheName = JSON.stringify(`${Object.keys(bin)[0]}/${version}`);
    return `export const cacheName = ${cacheName}; export const load = () => import(${JSON.stringify(main)});`;
  },
});

/**
 * Returns the build of a server: one file that answers, and a small one for its helper process, with everything bundled
 * except native modules. Code that is needed later goes into chunks that load when first used.
 */
export async function serverBuild({
  input,
  external = [],
}: {
  input: Record<string, string> & { main: string };
  external?: string[];
}): Promise<RolldownOptions> {
  const common: RolldownOptions = {
    input: { ...input, main: fileURLToPath(new URL('./packages/kit/src/start/entry.ts', import.meta.url)) },
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
    external,
    tsconfig: false,
    transform: { target: 'node20.19' },
    resolve: {
      // The SDK's JSON Schema validator is for schemas from outside; inputs here are checked by their own schemas.
      alias: {
        // Its CommonJS form passes `require` around, which cannot be bundled.
        'jsonc-parser': 'jsonc-parser/lib/esm/main.js',
        '@modelcontextprotocol/server/_shims': fileURLToPath(
          new URL('./packages/kit/src/serve/sdk-shims.ts', import.meta.url),
        ),
      },
    },
    treeshake: {
      // The SDK's entry only re-exports and contains its HTTP side. Without this, every start over stdio would load
      // that.
      moduleSideEffects: [{ test: sdkEntry, sideEffects: false }],
    },
    plugins: [leanBuiltins, serverModule(path.resolve(input.main)), announcedTools],
  };
  const split = { includeDependenciesRecursively: false, groups: [{ name: 'http-sdk', test: sdkEntry }] };
  const output: OutputOptions = {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    minify: true,
    entryFileNames: '[name].mjs',
    chunkFileNames: 'chunk-[name]-[hash].mjs',
    codeSplitting: split,
  };
  const name = await phaseChunks(common, output);
  return defineConfig({
    ...common,
    plugins: [
      common.plugins,
      license({
        thirdParty: {
          output: [
            { file: `dist/${licences}`, template: (bundled: Licensed[]) => licenceList(withView(bundled)) },
            { file: 'dist/sbom.cdx.json', template: (bundled: Licensed[]) => sbomOf(withView(bundled)) },
          ],
        },
      }),
      everyLicence,
    ],
    output: { ...output, codeSplitting: { ...split, groups: [...split.groups, { name }] } },
  });
}
