import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { program, temporaryFolder } from '../start.ts';
import { modes } from './backends.ts';
import { childrenOf, eventually, goOn, isRunning, stop } from './processes.ts';

const onWindows = process.platform === 'win32';
afterEach(goOn);

describe.each(modes)('%s backend: the end', (mode) => {
  const handshake = [
    {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
    },
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'list_directory', arguments: { path: '.' } } },
  ];

  async function serving(root: string) {
    const server = spawn(process.execPath, [program, root], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, MCP_FILESYSTEM_SANDBOX_MODE: mode },
    });
    const ended = once(server, 'exit');
    onTestFinished(() => void server.kill('SIGKILL'));
    let output = '';
    server.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    for (const message of handshake) server.stdin.write(`${JSON.stringify(message)}\n`);
    expect(await eventually(() => output.includes('"id":2'))).toBe(true);
    return { server, ended, helpers: childrenOf(server.pid ?? 0) };
  }

  test('closing stdin ends the server and its helpers', async () => {
    const { server, ended, helpers } = await serving(temporaryFolder());
    expect(helpers).toHaveLength(1);
    server.stdin.end();
    expect(await ended).toEqual([0, null]);
    expect(await eventually(() => !helpers.some(isRunning))).toBe(true);
  });

  test.skipIf(onWindows)('closing stdin ends the server and its helpers while one of them hangs', async () => {
    const { server, ended, helpers } = await serving(temporaryFolder());
    helpers.forEach(stop);
    server.stdin.write(`${JSON.stringify({ ...handshake[2], id: 3 })}\n`);
    server.stdin.end();
    expect(await ended).toEqual([0, null]);
    expect(await eventually(() => !helpers.some(isRunning))).toBe(true);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends the server and its helpers', async (signal) => {
    const { server, ended, helpers } = await serving(temporaryFolder());
    server.kill(signal);
    await ended;
    expect(await eventually(() => !helpers.some(isRunning))).toBe(true);
  });

  test('a server that is killed takes its helpers with it', async () => {
    const { server, ended, helpers } = await serving(temporaryFolder());
    server.kill('SIGKILL');
    await ended;
    expect(await eventually(() => !helpers.some(isRunning))).toBe(true);
  });
});
