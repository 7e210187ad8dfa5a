import { fileURLToPath } from 'node:url';
import { defineConfig } from 'rolldown';
import { readSources } from '../../scripts/new-server/sources.ts';
import { sbomOf } from '../../scripts/sbom.ts';

const asset = (fileName: string, source: string) => ({ type: 'asset' as const, fileName, source });

/** One program, and the files that a new repository is made from. It bundles no other package. */
export default defineConfig({
  input: { main: fileURLToPath(new URL('../../scripts/new-server/create.ts', import.meta.url)) },
  platform: 'node',
  tsconfig: false,
  transform: { target: 'node20.19' },
  plugins: [
    {
      name: 'sources',
      generateBundle() {
        const sources = [...readSources()].toSorted(([a], [b]) => (a < b ? -1 : 1));
        this.emitFile(asset('sources.json', JSON.stringify(Object.fromEntries(sources))));
        this.emitFile(asset('sbom.cdx.json', sbomOf([])));
      },
    },
  ],
  output: { dir: 'dist', format: 'esm', cleanDir: true, banner: '#!/usr/bin/env node', entryFileNames: '[name].mjs' },
});
