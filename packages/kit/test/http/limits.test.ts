import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Resources } from '../../src/resource.ts';
import { callOf, post, rawConnection, serveNotes, session, type Notes } from './notes.ts';

const head = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

describe('size', () => {
  test('a body over the limit is refused, whether it says so or not, and not read on', async () => {
    const { url } = await serveNotes({ httpMaxBody: 10_000 });
    const response = await post(url, callOf('write_note', { name: 'a', text: 'x'.repeat(20_000) }));
    expect(response.status).toBe(413);
    expect(await response.text()).toContain('--http-max-body');
    const { socket, all } = rawConnection(url);
    socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
    const chunk = `1000\r\n${'x'.repeat(4_096)}\r\n`;
    for (let i = 0; i < 3; i++) socket.write(chunk);
    expect(await all).toContain('413');
    const declared = rawConnection(url);
    declared.socket.write(`${head}Content-Length: 99999999999\r\n\r\n`);
    expect(await declared.all).toContain('413');
    expect((await post(url, callOf('write_note', { name: 'a', text: 'x'.repeat(9_000) }))).status).toBe(200);
  });

  test('headers over the limit are refused', async () => {
    const { url } = await serveNotes();
    const { socket, all } = rawConnection(url);
    socket.write(`${head}X-A: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(await all).toContain('431');
  });
});

describe('load', () => {
  test('says when to retry a call above the limit of all callers, and uses a place that became free', async () => {
    const { url, notes } = await serveNotes({ httpMaxCalls: 1 });
    const waiting = (await session(url)).call('wait_here');
    await notes.entered.promise;
    const refused = await post(url, callOf('read_much', { length: 1 }));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await fetch(new URL('/readyz', url))).status).toBe(200);
    notes.gate.resolve('done');
    await waiting;
    await vi.waitFor(async () => expect((await post(url, callOf('read_much', { length: 1 }))).status).toBe(200));
  });

  test('a batch takes as many places as it holds messages, whatever is among them', async () => {
    const { url, notes, lines } = await serveNotes({ httpMaxCalls: 3 });
    const listen = { jsonrpc: '2.0', id: 9, method: 'subscriptions/listen', params: { notifications: {} } };
    const batch = (count: number) => Array.from({ length: count }, (_, id) => callOf('read_much', { length: 1 }, id));
    expect((await post(url, batch(3))).status).toBe(200);
    expect((await post(url, batch(4))).status).toBe(503);
    const held = post(url, [callOf('wait_here'), callOf('wait_here', {}, 2), listen]);
    await notes.entered.promise;
    expect((await post(url, callOf('read_much', { length: 1 }))).status).toBe(503);
    notes.gate.resolve('done');
    await (await held).text();
    await vi.waitFor(() => expect(lines.length).toBeGreaterThan(4));
  });

  test('bodies that never end hold places until the client leaves', async () => {
    const { url } = await serveNotes({ httpMaxCalls: 2 });
    const slow = [rawConnection(url), rawConnection(url)];
    for (const { socket } of slow) socket.write(`${head}Content-Length: 100\r\n\r\n{`);
    await expect.poll(async () => (await post(url, callOf('read_much', { length: 1 }))).status).toBe(503);
    for (const { socket } of slow) socket.destroy();
    await expect.poll(async () => (await post(url, callOf('read_much', { length: 1 }))).status).toBe(200);
  });

  test('bodies that never end hold places until their time is over, while their clients stay connected', async () => {
    const { url } = await serveNotes({ httpMaxCalls: 2 }, {}, { headers: 500, request: 2_000 });
    const slow = [rawConnection(url), rawConnection(url)];
    for (const { socket } of slow) socket.write(`${head}Content-Length: 100\r\n\r\n{`);
    for (const { all } of slow) expect(await all).toContain('HTTP/1.1 408');
    await expect.poll(async () => (await post(url, callOf('read_much', { length: 1 }))).status).toBe(200);
  });

  test('refuses a caller more watches than its share', async () => {
    const resources: Resources<Notes> = {
      templates: [],
      list: async () => [],
      read: async () => [],
      watch: async () => () => {},
    };
    const { url } = await serveNotes({ httpAuth: 'notes' }, { resources });
    const watch = async (key: string, from: number, count: number) => {
      const resourceSubscriptions = Array.from({ length: count }, (_, i) => `note:///${from + i}`);
      const _meta = {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': { name: 'x', version: '1' },
        'io.modelcontextprotocol/clientCapabilities': {},
      };
      const method = 'subscriptions/listen';
      const params = { notifications: { resourceSubscriptions }, _meta };
      const response = await post(
        url,
        { jsonrpc: '2.0', id: 1, method, params },
        { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method, authorization: `Bearer key-${key}` },
      );
      if (response.status === 200) onTestFinished(() => response.body?.cancel());
      return response;
    };
    expect((await watch('a', 0, 60)).status).toBe(200);
    const refused = await watch('a', 60, 41);
    expect(refused.status).toBe(429);
    expect(await refused.text()).toContain('One caller may watch 100 resources');
    expect((await watch('a', 60, 40)).status).toBe(200);
    expect((await watch('b', 0, 100)).status).toBe(200);
  });

  test('credentials that are made up take the places of one caller only', async () => {
    const { url } = await serveNotes({ httpAuth: 'notes', httpMaxCalls: 8, httpMaxCallsPerCaller: 2 });
    const ann = { authorization: 'Bearer key-ann' };
    expect((await post(url, callOf('read_much', { length: 1 }), ann)).status).toBe(200);
    const made = Array.from({ length: 8 }, () => rawConnection(url));
    made.forEach(({ socket }, index) =>
      socket.write(`${head}Authorization: Bearer made-up-${index}\r\nContent-Length: 100\r\n\r\n{`),
    );
    let refused = 0;
    for (const { socket } of made)
      socket.on('data', (part: Buffer) => (refused += part.toString().startsWith('HTTP/1.1 429 ') ? 1 : 0));
    await vi.waitFor(() => expect(refused).toBe(6));
    expect((await post(url, callOf('read_much', { length: 1 }), ann)).status).toBe(200);
    for (const { socket } of made) socket.destroy();
  });

  test('a client that does not read its answer holds nobody up', async () => {
    const { url } = await serveNotes({ maxOutput: 1_500_000 });
    const body = JSON.stringify(callOf('read_much', { length: 1_400_000 }));
    const lazy = Array.from({ length: 20 }, () => rawConnection(url));
    for (const { socket } of lazy) {
      socket.pause();
      socket.write(
        `${head}Accept: application/json, text/event-stream\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    }
    for (let i = 0; i < 20; i++) expect((await post(url, callOf('read_much', { length: 10 }))).status).toBe(200);
  });
});

describe('connections', () => {
  test('idle ones make room for new ones, the oldest first, and those that are being answered stay', async () => {
    const { url, notes } = await serveNotes({ httpMaxConnections: 5 });
    const waiting = (await session(url)).call('wait_here');
    await notes.entered.promise;
    const idle = [];
    for (let i = 0; i < 12; i++) {
      const one = rawConnection(url);
      await one.ready;
      idle.push(one);
    }
    await idle[0]?.all;
    expect((await post(url, callOf('read_much', { length: 1 }))).status).toBe(200);
    notes.gate.resolve('done');
    expect((await waiting).text).toBe('done');
  });

  test('says when to retry if all are busy', async () => {
    const { url, notes } = await serveNotes({ httpMaxConnections: 1 });
    const body = JSON.stringify(callOf('wait_here'));
    const busy = rawConnection(url);
    busy.socket.write(
      `${head}Accept: application/json, text/event-stream\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await notes.entered.promise;
    const second = rawConnection(url);
    second.socket.write(`${head}Content-Length: 2\r\n\r\n{}`);
    expect(await second.all).toMatch(/^HTTP\/1\.1 503 [\s\S]*\r\nretry-after: 1/i);
    // Health checks are answered all the same, on the few connections beyond the limit.
    expect((await fetch(new URL('/healthz', url))).status).toBe(200);
    const more = Array.from({ length: 8 }, () => rawConnection(url));
    await Promise.all(more.map(({ ready }) => ready));
    expect(await rawConnection(url).all).toMatch(/^HTTP\/1\.1 503 .*\r\nRetry-After: 1/);
  });
});

describe('sessions', () => {
  test('closes the least recently used one; its client gets an error and can begin again', async () => {
    const { url } = await serveNotes({ httpSessions: 2 });
    const open = async () => {
      const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } };
      const response = await post(url, { jsonrpc: '2.0', id: 1, method: 'initialize', params });
      await response.text();
      return response.headers.get('mcp-session-id') ?? '';
    };
    const list = async (id: string) => {
      const response = await post(url, { jsonrpc: '2.0', id: 2, method: 'tools/list' }, { 'mcp-session-id': id });
      await response.text();
      return response.status;
    };
    const [first, second] = [await open(), await open()];
    expect(await list(first)).toBe(200);
    const third = await open();
    expect([await list(first), await list(second), await list(third)]).toEqual([200, 404, 200]);
    expect((await fetch(url, { method: 'DELETE', headers: { 'mcp-session-id': third } })).status).toBe(200);
    expect(await list(third)).toBe(404);
    expect(await list('made-up')).toBe(404);
  });
});
