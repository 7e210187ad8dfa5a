import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { revisions, runConformance, startHttpServer } from '../../src/testing/index.ts';

const program = fileURLToPath(new URL('everything.ts', import.meta.url));

test.each(revisions)(
  'a server that is written on the kit passes all that %s requires',
  { timeout: 180_000 },
  async (revision) => {
    const server = await startHttpServer({ args: [program, '--http', '0', '--http-sessions', '1000'] });
    onTestFinished(async () => void (await server.stop()));
    const { passed, failures, output } = await runConformance(server.url, revision);
    expect(failures.size).toBeGreaterThan(25);
    expect(passed, output.slice(output.indexOf('=== SUMMARY'))).toBe(true);
  },
);
