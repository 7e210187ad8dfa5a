import { defineConfig } from 'vitest/config';

/** Runs the servers in real hosts, which it installs from npm. A separate job: `npm run test:hosts`. */
export default defineConfig({
  test: {
    include: ['scripts/hosts/**/*.hosts.ts'],
    testTimeout: 60_000,
    hookTimeout: 900_000,
    pool: 'forks',
    // One at a time, because each host takes a whole core while it starts.
    maxWorkers: 1,
  },
});
