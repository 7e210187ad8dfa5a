import { defineConfig } from 'vitest/config';

const report = process.env['MCP_VIEWS_REPORT'];

/** The views in a real browser, `npm run test:views`. */
export default defineConfig({
  test: {
    include: ['packages/views/test/*.views.ts'],
    globalSetup: 'packages/views/test/set-up.ts',
    testTimeout: 120_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    maxWorkers: 2,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
});
