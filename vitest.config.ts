import os from 'node:os';
import { defineConfig } from 'vitest/config';
import { testProjects } from './scripts/testing/projects.ts';

const report = process.env['MCP_TEST_REPORT'];
const { unit, server, attack } = testProjects();

const project = (name: string, include: string[], options: { isolate?: boolean } = {}) => ({
  test: {
    name,
    include,
    globalSetup: 'scripts/testing/fixtures.ts',
    setupFiles: 'scripts/testing/setup.ts',
    // Generous: a time limit is there to end a test that hangs, not to fail one on a busy machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    // Processes, not threads: some tests change the working directory.
    pool: 'forks' as const,
    // Files share a worker, which saves loading the same modules again for each of them. What a test replaces is put back.
    isolate: false,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    ...options,
  },
});

/** The default tier, `npm test`. A new test file joins the right project by its place and its imports. */
export default defineConfig({
  test: {
    // More than there are cores: many tests wait for a process or a deadline. At most what fits into 8 GB.
    maxWorkers: Math.max(2, Math.min(os.availableParallelism() * 4, 16)),
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    projects: [project('unit', unit), project('server', server), project('attack', attack)],
  },
});
