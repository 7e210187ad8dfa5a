import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { revisions, runConformance, startHttpServer } from '../../packages/kit/src/testing/index.ts';
import { root } from '../packages.ts';
import { common, servers } from './servers.ts';

describe.each(servers)('$name', ({ name, start, more }) => {
  test.each(revisions)('passes what %s requires of every server', { timeout: 180_000 }, async (revision) => {
    const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mcp-conformance-')));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const program = path.join(root, 'packages', name, 'dist/main.mjs');
    const { args, env = {} } = start(folder);
    const server = await startHttpServer({ args: [program, '--http', '0', '--http-sessions', '1000', ...args], env });
    onTestFinished(async () => void (await server.stop()));
    const { failures } = await runConformance(server.url, revision);
    const wanted = [...common[revision], ...(more?.[revision] ?? [])];
    expect(Object.fromEntries(wanted.map((scenario) => [scenario, failures.get(scenario)]))).toEqual(
      Object.fromEntries(wanted.map((scenario) => [scenario, []])),
    );
  });
});
