import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { collect } from '../src/testing/transports.ts';
import { temporaryFolder } from './fixtures.ts';

const at = (file: string): string => JSON.stringify(new URL(`../src/${file}`, import.meta.url).href);

/** A program that notes in stderr what happens to its context. */
function startSample() {
  const program = path.join(temporaryFolder(), 'main.mjs');
  writeFileSync(
    program,
    `import { run } from ${at('serve/index.ts')};
    import { defineServer } from ${at('server.ts')};
    const note = (text) => process.stderr.write(text + ' ');
    await run(defineServer({
      name: 'sample', command: 'sample', title: 'Sample', version: '1.2.3', instructions: 'A sample.', options: {},
      open: async () => (note('opened'), { context: undefined, ready: () => note('ready'), close: async () => note('closed') }),
      toolsets: { main: { description: 'All tools.', default: true, tools: [] } },
    }));`,
  );
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'ignore', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const notes = collect(child.stderr);
  /** Lists its tools, after which it is fully started. */
  const list = async () => {
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
    for (const [id, method] of ['initialize', 'tools/list'].entries())
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params: id === 0 ? params : {} })}\n`);
    await vi.waitFor(() => expect(notes()).toBe('opened ready '), { timeout: 60_000 });
  };
  return { child, notes, list, ended: once(child, 'close') };
}

test('a program opens its context, warms it up once the tools were listed, and closes it when the client leaves', async () => {
  const { child, notes, list, ended } = startSample();
  await vi.waitFor(() => expect(notes()).toBe('opened '), { timeout: 60_000 });
  await list();
  child.stdin.end();
  expect(await ended).toEqual([0, null]);
  expect(notes()).toBe('opened ready closed ');
});

test.skipIf(process.platform === 'win32').each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s closes its context before it ends',
  async (signal) => {
    const { child, notes, list, ended } = startSample();
    await list();
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
    expect(notes()).toBe('opened ready closed ');
  },
);
