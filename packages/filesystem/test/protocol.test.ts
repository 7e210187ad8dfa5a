import { readdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { answerTo, box, handshake, spawnServer } from './fixtures.ts';
import { start } from './start.ts';

describe('the protocol', () => {
  test('stdout carries nothing else, also when everything is logged and calls fail', async () => {
    const { folder } = box();
    const server = spawnServer(['--log-level', 'debug', folder]);
    await handshake(server);
    const calls: [string, Record<string, unknown>][] = [
      ['read_text_file', { path: 'none' }],
      ['read_text_file', { path: '/etc/passwd' }],
      ['list_directory', { path: '.' }],
      ['write_file', { path: 'a', content: 'a' }],
    ];
    for (const [i, [name, args]] of calls.entries()) {
      server.send({ jsonrpc: '2.0', id: i + 1, method: 'tools/call', params: { name, arguments: args } });
      await server.receive(answerTo(i + 1));
    }
    server.child.stdin?.end();
    const { stderr } = await server.finished;
    expect(server.lines()).toHaveLength(calls.length + 1);
    for (const line of server.lines()) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
    const logged = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { tool?: string });
    expect(logged.map(({ tool }) => tool)).toEqual(['read_text_file', 'read_text_file']);
  });

  test('what is no message changes nothing: the next request is answered', async () => {
    const { folder } = box();
    const server = spawnServer(['--log-level', 'silent', folder]);
    await handshake(server);
    for (const noise of [
      'this is not JSON\n',
      '{"unfinished": \n',
      '\n',
      '[]\n',
      'null\n',
      '"text"\n',
      '{"a":1}\n',
      '\u0000\ufffd\n',
    ])
      server.send(noise);
    server.send({ jsonrpc: '2.0', id: 1, method: 'ping' });
    expect(await server.receive(answerTo(1))).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
  });

  test('a message may come in pieces', async () => {
    const { folder } = box();
    const server = spawnServer([folder]);
    await handshake(server);
    const message = Buffer.from(`${JSON.stringify({ jsonrpc: '2.0', id: 'é', method: 'ping' })}\n`);
    for (const byte of message) await new Promise((sent) => server.child.stdin?.write(Buffer.of(byte), sent));
    expect(await server.receive(({ id }) => id === 'é')).toMatchObject({ result: {} });
  });

  test.each([
    [
      'tools/list',
      { result: { tools: expect.arrayContaining([expect.objectContaining({ name: 'read_text_file' })]) } },
    ],
    ['tools/call', { result: { content: [expect.objectContaining({ type: 'text' })] } }],
    ['resources/list', { result: { resources: [expect.objectContaining({ uri: expect.any(String) })] } }],
    ['nothing/known', { error: { code: -32601 } }],
  ])('%s before initialize is answered, and the handshake works after it', async (method, expected) => {
    const { folder } = box();
    const server = spawnServer([folder]);
    const params = method === 'tools/call' ? { name: 'list_allowed_directories', arguments: {} } : {};
    server.send({ jsonrpc: '2.0', id: 1, method, params });
    expect(await server.receive(answerTo(1))).toMatchObject(expected);
    await handshake(server);
    server.send({ jsonrpc: '2.0', id: 2, method: 'tools/list' });
    expect(await server.receive(answerTo(2))).toHaveProperty('result.tools');
  });

  test('an unknown method, an unknown tool and arguments that are no object are errors of the protocol', async () => {
    const { folder } = box();
    const server = spawnServer([folder]);
    await handshake(server);
    server.send({ jsonrpc: '2.0', id: 1, method: 'nothing/known' });
    expect(await server.receive(answerTo(1))).toMatchObject({ error: { code: -32601 } });
    server.send({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'read_minds', arguments: {} } });
    expect(await server.receive(answerTo(2))).toMatchObject({
      error: { code: -32602, message: expect.stringContaining('There is no tool read_minds.') },
    });
    server.send({
      jsonrpc: '2.0',
      id: 3,
      method: 'tools/call',
      params: { name: 'read_text_file', arguments: 'a.txt' },
    });
    expect(await server.receive(answerTo(3))).toHaveProperty('error.code');
  });

  test('an unknown argument is refused with those that there are', async () => {
    const { folder } = box();
    const session = await start([folder]);
    expect(await session.call('move_file', { source: 'a', destination: 'b', overwrite: true })).toMatchObject({
      isError: true,
      code: 'invalid',
      text: 'Unknown argument "overwrite". move_file takes: source, destination.',
    });
  });

  test('an unknown argument inside another one is refused too', async () => {
    const { folder } = box();
    const session = await start([folder]);
    expect(
      (await session.call('edit_file', { path: 'a', edits: [{ oldText: 'a', newText: 'b', all: true }] })).text,
    ).toBe(
      'Unknown argument "edits.0.all". "edits.0" takes: oldText, newText, replaceAll, expectedCount, startLine, endLine, afterLine.',
    );
  });

  test('a subscription to nothing that is given up immediately does not end the server', async () => {
    const { folder, at } = box();
    const server = spawnServer(['--log-level', 'silent', folder]);
    await handshake(server);
    const params = { uri: pathToFileURL(at('none')).href };
    server.send({ jsonrpc: '2.0', id: 1, method: 'resources/subscribe', params });
    server.send({ jsonrpc: '2.0', id: 2, method: 'resources/unsubscribe', params });
    expect(await server.receive(answerTo(1))).toHaveProperty('error.code', -32602);
    server.send({
      jsonrpc: '2.0',
      id: 3,
      method: 'tools/call',
      params: { name: 'list_directory', arguments: { path: '.' } },
    });
    expect(await server.receive(answerTo(3))).toHaveProperty('result.content');
  });

  test('the end of stdin ends the program, its helper, and what is under way', async () => {
    const { folder, put } = box();
    put('a.txt', 'a');
    const server = spawnServer([folder], { MCP_FILESYSTEM_SANDBOX_MODE: 'descriptor' });
    await handshake(server);
    server.send({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'read_text_file', arguments: { path: 'a.txt' } },
    });
    await server.receive(answerTo(1));
    const helpers = childrenOf(server.child.pid);
    if (process.platform === 'linux') expect(helpers.length).toBeGreaterThan(0);
    server.child.stdin?.end();
    expect(await server.finished).toMatchObject({ code: 0, signal: null, stderr: '' });
    await vi.waitFor(() => expect(helpers.filter(isAlive)).toEqual([]));
  });

  test('the end of stdin before anything was said ends it too', async () => {
    const { folder } = box();
    const server = spawnServer([folder]);
    server.child.stdin?.end();
    expect(await server.finished).toMatchObject({ code: 0, signal: null, stdout: '', stderr: '' });
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it', async (signal) => {
    const { folder } = box();
    const server = spawnServer([folder]);
    await handshake(server);
    server.child.kill(signal);
    expect(await server.finished).toMatchObject({ code: 0, signal: null, stderr: '' });
  });
});

function childrenOf(pid: number | undefined): number[] {
  if (process.platform !== 'linux') return [];
  const tasks = readdirSync(`/proc/${pid}/task`);
  const children = tasks.map((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8'));
  return children.join(' ').split(' ').filter(Boolean).map(Number);
}

/** True if a process of Linux still runs: one that was not collected yet does not. */
function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
  } catch {
    return false;
  }
}
