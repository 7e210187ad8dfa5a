import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { defineConfig, type RolldownOptions, type RolldownPlugin } from 'rolldown';
import { unlicensed } from './scripts/licences.ts';

// Its types describe another module system than it is in.
const license: (options: object) => RolldownPlugin = createRequire(import.meta.url)('rollup-plugin-license');

const licences = 'THIRD_PARTY_LICENSES.txt';

/** Ends a build whose list of licences lacks one of what is in the bundle. */
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

/**
 * How every server is built: one file that answers (and a small one for its helper process), with everything inside
 * that is not a native module. What is needed later is cut off into chunks that load when first used.
 */
export function serverBuild(options: { input: Record<string, string>; external?: string[] }): RolldownOptions {
  return defineConfig({
    input: options.input,
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
    external: options.external ?? [],
    tsconfig: false,
    transform: { target: 'node20.19' },
    resolve: {
      // The SDK's JSON Schema validator is only for schemas from elsewhere; inputs here are checked by their own schema.
      alias: {
        // Its CommonJS form cannot be bundled: it hands its own `require` around.
        'jsonc-parser': 'jsonc-parser/lib/esm/main.js',
        '@modelcontextprotocol/server/_shims': fileURLToPath(
          new URL('./packages/kit/src/serve/sdk-shims.ts', import.meta.url),
        ),
      },
    },
    treeshake: {
      // The SDK's entry only hands on what other files define, and holds its HTTP side. Without this, that would be loaded
      // by every start over stdio.
      moduleSideEffects: [{ test: /@modelcontextprotocol[\\/]server[\\/]dist[\\/]index\.mjs$/, sideEffects: false }],
    },
    plugins: [
      announcedTools,
      license({
        thirdParty: { output: { file: `dist/${licences}` } },
      }),
      everyLicence,
    ],
    output: {
      dir: 'dist',
      format: 'esm',
      cleanDir: true,
      minify: !process.env.NOMIN,
      entryFileNames: '[name].mjs',
      chunkFileNames: 'chunk-[name]-[hash].mjs',
      codeSplitting: {
        includeDependenciesRecursively: false,
        groups: [{ name: 'http-sdk', test: /@modelcontextprotocol[\\/]server[\\/]dist[\\/]index\.mjs$/ }],
      },
    },
  });
}
