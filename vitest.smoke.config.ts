import { defineConfig } from 'vitest/config';

const report = process.env['MCP_SMOKE_REPORT'];

/** What is tried as a user would: packed, served by a registry of its own, installed. It takes minutes, so it is not part of `npm test`. */
export default defineConfig({
  test: {
    include: ['scripts/smoke/**/*.smoke.ts'],
    testTimeout: 300_000,
    hookTimeout: 600_000,
    pool: 'forks',
    // One after the other: they install packages, which takes a machine whole.
    maxWorkers: 1,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
});
