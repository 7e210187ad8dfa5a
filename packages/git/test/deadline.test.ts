import net from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { runToEnd } from '../src/git/process.ts';
import { progressOf } from '../src/operations/remote.ts';

afterEach(() => void vi.useRealTimers());

/** A transfer that the test moves: a program that prints on stderr what it receives from here, and ends when told. */
const program = (port: number): string =>
  `const s = require('node:net').connect(${port}, '127.0.0.1'); s.pipe(process.stderr); s.on('close', () => process.exit(0));`;

/** Starts it with a time limit of one minute, which progress moves. Only the clock of the limit is injected. */
async function transfer() {
  const seen: string[] = [];
  const connected = new Promise<net.Socket>((resolve) => {
    const server = net
      .createServer(resolve)
      .listen(0, '127.0.0.1', () => start((server.address() as AddressInfo).port));
    onTestFinished(() => void server.close());
  });
  let result: Promise<unknown> = Promise.resolve();
  const call = {
    signal: new AbortController().signal,
    deadline: 0,
    progress(_done: number, _total: number | undefined, message: string | undefined) {
      seen.push(message ?? '');
      call.deadline = Date.now() + 60_000;
    },
  };
  function start(port: number): void {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    call.deadline = Date.now() + 60_000;
    const onStderr = progressOf(call);
    const job = { program: process.execPath, args: ['-e', program(port)], cwd: os.tmpdir(), env: {}, most: 1_000 };
    result = runToEnd({ ...job, call, onStderr }).then(
      ({ code }) => code,
      (error: unknown) => (error as Error).message,
    );
  }
  const socket = await connected;
  return {
    socket,
    ended: () => result,
    /** Sends a report of progress and waits until it has arrived. */
    async moves(percent: number) {
      socket.write(`Receiving objects: ${String(percent).padStart(3)}% (${percent}/100)\r`);
      while (!seen.some((message) => message.startsWith(`Receiving objects ${percent}%`)))
        await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test('a transfer that moves is not stopped at its time limit', async () => {
  const { socket, moves, ended } = await transfer();
  for (const percent of [10, 40, 70, 100]) {
    await vi.advanceTimersByTimeAsync(50_000);
    await moves(percent);
  }
  socket.end();
  expect(await ended()).toBe(0);
});

test('one that stands still is stopped one time limit after it moved last', async () => {
  const { moves, ended } = await transfer();
  await vi.advanceTimersByTimeAsync(50_000);
  await moves(10);
  await vi.advanceTimersByTimeAsync(60_100);
  expect(await ended()).toContain('did not finish in time');
});
