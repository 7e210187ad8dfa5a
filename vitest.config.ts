import os from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/testing/order.ts';
import { withoutPrograms } from './scripts/testing/programs.ts';

const report = process.env['MCP_TEST_REPORT'];

/** The default tier, `npm test`. */
export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...withoutPrograms('.test.ts')],
    globalSetup: 'scripts/testing/fixtures.ts',
    setupFiles: 'scripts/testing/setup.ts',
    sequence: { sequencer: LongestFirst },
    // Generous: a time limit is there to end a test that hangs, not to fail one on a busy machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    // Processes, not threads: some tests change the working directory.
    pool: 'forks',
    // More than there are cores: many tests wait for a process or a deadline. At most what fits into 8 GB.
    maxWorkers: Math.max(2, Math.min(os.availableParallelism() * 4, 16)),
    // Files share a worker, which saves loading the same modules again for each of them; one project, because a worker
    // serves only one. What a test replaces is put back.
    isolate: false,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
});
