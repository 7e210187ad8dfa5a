import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { windowsTests } from './scripts/windows/tests.ts';

const kit = path.join(import.meta.dirname, 'packages/kit/src');

/** The tests that `npm run test:windows` runs on Windows' own Node under Wine; on Windows itself `npm test` runs all. */
export default defineConfig({
  // Wine shows a link to a folder as a second folder: the kit would be there twice.
  resolve: {
    alias: [
      { find: /^@mcp-reference\/kit$/, replacement: path.join(kit, 'index.ts') },
      { find: /^@mcp-reference\/kit\/(\w+)$/, replacement: path.join(kit, '$1/index.ts') },
    ],
  },
  test: {
    include: [...windowsTests],
    globalSetup: 'scripts/testing/fixtures.ts',
    setupFiles: 'scripts/testing/setup.ts',
    // A process takes two to three seconds to start under Wine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    pool: 'forks',
    maxWorkers: 1,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    reporters: ['default', ['json', { outputFile: 'report.json' }]],
  },
});
