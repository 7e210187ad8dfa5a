import { defineConfig } from 'vitest/config';

const report = process.env['MCP_SMOKE_REPORT'];

/** Installs the packed packages and runs them as a user would. It takes minutes, so it is not part of `npm test`. */
export default defineConfig({
  test: {
    include: ['scripts/smoke/**/*.smoke.ts'],
    testTimeout: 300_000,
    hookTimeout: 600_000,
    pool: 'forks',
    // One at a time, because installing packages uses the whole machine.
    maxWorkers: 1,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
});
