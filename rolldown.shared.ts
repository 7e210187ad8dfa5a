import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { defineConfig, type RolldownOptions, type RolldownPlugin } from 'rolldown';

// Its types describe another module system than it is in.
const license: (options: object) => RolldownPlugin = createRequire(import.meta.url)('rollup-plugin-license');

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
      license({
        thirdParty: { output: { file: 'dist/THIRD_PARTY_LICENSES.txt' } },
      }),
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
