import { configDefaults, defineConfig } from 'vitest/config';
import { withoutPrograms } from './scripts/testing/programs.ts';

const report = process.env['MCP_SOAK_REPORT'];

/**
 * The soak tier, `npm run test:soak`: random kills, long races, memory, replicas, and the second backend where the code does
 * not differ. `MCP_SOAK=short` shortens it.
 */
export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.soak.ts', 'scripts/**/*.soak.ts'],
    exclude: [...configDefaults.exclude, ...withoutPrograms('.soak.ts')],
    globalSetup: 'scripts/testing/fixtures.ts',
    setupFiles: 'scripts/testing/setup.ts',
    env: { MCP_SECOND_BACKEND: '1' },
    testTimeout: 1_200_000,
    hookTimeout: 1_200_000,
    expect: { poll: { timeout: 120_000 } },
    pool: 'forks',
    maxWorkers: 2,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
});
