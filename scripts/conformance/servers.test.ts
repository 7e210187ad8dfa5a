import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  requiredScenarios,
  revisions,
  runConformance,
  startHttpServer,
  tierCases,
  type Revision,
} from '../../packages/kit/src/testing/index.ts';
import { root } from '../packages.ts';
import { leftOut, servers, type Entry } from './servers.ts';

/** Returns the failures of a server by scenario, without those left out with a reason. */
async function failuresOf({ name, start, leftOut: ofOwn = {} }: Entry, revision: Revision) {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mcp-conformance-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const program = path.join(root, 'packages', name, 'dist/main.mjs');
  const { args, env = {} } = start(folder);
  const server = await startHttpServer({ args: [program, '--http', '0', '--http-sessions', '1000', ...args], env });
  onTestFinished(async () => void (await server.stop()));
  const { failures } = await runConformance(server.url, revision);
  const out = (what: string) => what in leftOut || what in ofOwn;
  const held = [...failures].filter(([scenario]) => !out(scenario));
  return {
    ran: [...failures.keys()],
    failed: held.flatMap(([scenario, problems]) =>
      problems.filter((problem) => !out(problem.split(':')[0] ?? '')).map((problem) => `${scenario}: ${problem}`),
    ),
  };
}

// The kit's own test runs all revisions, whose code the servers share. A server adds tools, prompts and resources, of which
// GitHub has the most: the soak tier runs the others.
const rows = servers.flatMap((entry) => revisions.map((revision) => ({ name: entry.name, entry, revision })));
const isFirst = ({ name, revision }: (typeof rows)[number]) => name === 'github' && revision === revisions.at(-1);
const inTier = tierCases(
  rows.filter(isFirst),
  rows.filter((row) => !isFirst(row)),
);

test.each(inTier)('$name passes what $revision requires of every server', { timeout: 180_000 }, async (row) => {
  const { ran, failed } = await failuresOf(row.entry, row.revision);
  expect(ran).toEqual(expect.arrayContaining([...(await requiredScenarios(row.revision))]));
  expect(failed).toEqual([]);
});
