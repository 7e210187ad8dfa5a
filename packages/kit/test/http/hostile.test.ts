import { describe, expect, test, vi } from 'vitest';
import { callOf, post, rawConnection, serveNotes, session } from './notes.ts';

const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };

/** Fails if the server no longer answers. */
async function expectAlive(url: string): Promise<void> {
  expect((await post(url, callOf('read_much', { length: 1 }))).status).toBe(200);
}

describe('what is no request of the protocol', () => {
  test.each([
    ['no JSON', '{', 400, -32_700],
    ['nothing', '', 400, -32_700],
    ['broken UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), 400, -32_700],
    ['a number', '7', 400, undefined],
    ['null', 'null', 400, undefined],
    ['an empty batch', '[]', 400, undefined],
    ['more messages than a batch may have', JSON.stringify(Array.from({ length: 101 }, () => ping)), 400, -32_600],
    ['another version of JSON-RPC', '{"jsonrpc":"1.0","id":1,"method":"ping"}', 400, undefined],
    ['deep nesting', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, 413, undefined],
    ['a prototype', '{"__proto__":{"jsonrpc":"2.0"},"id":1}', 400, undefined],
  ])('%s', async (_what, body, status, code) => {
    const { url } = await serveNotes();
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body,
    });
    const answer: { error: { code: number } } = JSON.parse(await response.text());
    expect(response.status).toBe(status);
    if (code !== undefined) expect(answer.error.code).toBe(code);
    await expectAlive(url);
  });

  test.each([
    ['text', { 'content-type': 'text/plain' }, 415],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['something that only starts like JSON', { 'content-type': 'application/jsonx' }, 415],
    ['compressed', { 'content-encoding': 'gzip' }, 415],
    ['for whom no answer is acceptable', { accept: 'text/html' }, 406],
    ['a protocol version that does not exist', { 'mcp-protocol-version': '1999-01-01' }, 400],
  ])('%s', async (_what, headers, status) => {
    const { url } = await serveNotes();
    expect((await post(url, ping, headers)).status).toBe(status);
    await expectAlive(url);
  });

  test.each(['/healthz', '/readyz'])('%s answers GET and HEAD, and is not there for other methods', async (path) => {
    const { url } = await serveNotes();
    const at = async (method: string) => {
      const response = await fetch(new URL(path, url), { method });
      return [response.status, await response.text()];
    };
    expect(await at('GET')).toEqual([200, path === '/healthz' ? 'ok\n' : 'ready\n']);
    expect(await at('HEAD')).toEqual([200, '']);
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await at(method))[0]).toBe(404);
  });

  test('other paths and methods', async () => {
    const { url } = await serveNotes();
    const at = (path: string, method = 'GET') => fetch(new URL(path, url), { method });
    expect((await at('/')).status).toBe(404);
    expect((await at('/mcp/x')).status).toBe(404);
    expect((await at('/mcp/')).status).toBe(405);
    expect((await at('/mcp/../healthz/x')).status).toBe(404);
    const put = await at('/mcp', 'PUT');
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, POST, DELETE']);
    expect((await at('/mcp')).status).toBe(405);
    expect((await at('/mcp', 'DELETE')).status).toBe(405);
  });

  test('names the known versions to a client with an unknown modern one', async () => {
    const { url } = await serveNotes();
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2099-01-01',
      'io.modelcontextprotocol/clientInfo': { name: 'x', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const response = await post(
      url,
      { ...ping, method: 'tools/list', params: { _meta } },
      { 'mcp-protocol-version': '2099-01-01' },
    );
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('2026-07-28');
  });
});

describe('names of others', () => {
  test('a foreign Host is refused, whatever else is right', async () => {
    const { url } = await serveNotes();
    const { port } = new URL(url);
    const asked = async (host: string) => {
      const { socket, all } = rawConnection(url);
      socket.write(
        `POST /mcp HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
      );
      return (await all).split('\r\n')[0];
    };
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1.evil.example',
      'localhost@evil.example',
      '',
      'local host',
      '[::1',
      '2130706433.evil',
    ])
      expect(await asked(host), host).toMatch(/^HTTP\/1\.1 40[03]/);
    for (const host of ['localhost', `127.0.0.1:${port}`, '[::1]', 'LOCALHOST:1'])
      expect(await asked(host), host).not.toContain('403');
  });

  test('refuses a page of another origin, and accepts its own and those that are named', async () => {
    const { url, notes } = await serveNotes({ httpOrigins: ['https://app.example'], httpHosts: ['notes.example'] });
    const { port, origin: own } = new URL(url);
    const from = (origin: string) => post(url, callOf('write_note', { name: 'a', text: 'b' }), { origin });
    for (const origin of [
      // Pages of other servers on this machine, and of the same server by another name or port.
      'http://localhost:3000',
      'http://127.0.0.1',
      `http://127.0.0.1:${Number(port) + 1}`,
      `http://localhost:${port}`,
      `http://[::1]:${port}`,
      'https://notes.example',
      `${own}/`,
      `${own}.evil.example`,
      'https://evil.example',
      'null',
      'https://app.example.evil',
      'http://app.example',
      'file://',
      'x',
      'https://localhost@evil.example',
    ])
      expect((await from(origin)).status, origin).toBe(403);
    expect(notes.notes.size).toBe(0);
    for (const origin of ['https://app.example', own]) {
      const response = await from(origin);
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
    }
    const preflight = await fetch(url, { method: 'OPTIONS', headers: { origin: 'https://app.example' } });
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
      204,
      expect.stringContaining('authorization'),
    ]);
    expect((await fetch(url, { method: 'OPTIONS', headers: { origin: 'https://evil.example' } })).status).toBe(403);
  });
});

describe('requests that could be read in two ways', () => {
  const head = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n';
  test.each([
    ['two lengths', `${head}Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}`],
    ['a length and chunks', `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
    ['an encoding that is not quite chunked', `${head}Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
    ['a header name with a blank', `${head}Content-Length : 2\r\n\r\n{}`],
    ['a folded header', `${head}X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}`],
    ['lone line feeds', head.replaceAll('\r\n', '\n') + 'Content-Length: 2\n\n{}'],
    ['two hosts', `${head}Host: evil.example\r\nContent-Length: 2\r\n\r\n{}`],
    ['two credentials', `${head}Authorization: Bearer a\r\nAuthorization: Bearer b\r\nContent-Length: 2\r\n\r\n{}`],
    ['a zero byte', `${head}X-A: b\0c\r\nContent-Length: 2\r\n\r\n{}`],
    ['a chunk size that is none', `${head}Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n`],
    ['two equal lengths', `${head}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}`],
    ['a list of lengths', `${head}Content-Length: 2, 2\r\n\r\n{}`],
    ['a length with a sign', `${head}Content-Length: +2\r\n\r\n{}`],
    ['a length beyond all numbers', `${head}Content-Length: 99999999999999999999999\r\n\r\n{}`],
    ['a second encoding', `${head}Transfer-Encoding: identity, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
    [
      'an encoding twice',
      `${head}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    ],
    ['an encoding after a tab', `${head}Transfer-Encoding: \v chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
    ['an encoding with an underscore', `${head}Transfer_Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}`],
    ['chunks before HTTP/1.1', `${head.replace('/1.1', '/1.0')}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
    ['a lone line feed after an extension', `${head}Transfer-Encoding: chunked\r\n\r\n2;a\n{}\r\n0\r\n\r\n`],
    ['lone line feeds between chunks', `${head}Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n`],
    ['a chunk size with a prefix', `${head}Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n`],
    [
      'a chunk size beyond all numbers',
      `${head}Transfer-Encoding: chunked\r\n\r\nf${'f'.repeat(17)}\r\n{}\r\n0\r\n\r\n`,
    ],
    ['a lone carriage return', `${head}X-A: b\rContent-Length: 9\r\nContent-Length: 2\r\n\r\n{}`],
    ['another version of HTTP', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['no host', 'POST /mcp HTTP/1.1\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}'],
    ['another protocol', 'SSH-2.0-x\r\n\r\n'],
  ])('%s', async (_what, text) => {
    const { url, lines } = await serveNotes();
    const { socket, all } = rawConnection(url);
    socket.write(text);
    const answer = await all;
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400']);
    await expectAlive(url);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('what follows in the body is no second request', async () => {
    const { url, lines } = await serveNotes();
    const smuggled = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const { socket, all } = rawConnection(url);
    socket.write(`${head}Content-Length: ${smuggled.length}\r\n\r\n${smuggled}`);
    expect((await all).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400']);
    await vi.waitFor(() => expect(lines.filter(({ message }) => message === 'request')).toHaveLength(1));
  });
});

const write = JSON.stringify(callOf('write_note', { name: 'a', text: 'b' }));
const asked = (target: string, more = '', host = 'localhost') =>
  `POST ${target} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n${more}Content-Length: ${write.length}\r\n\r\n${write}`;

test.each([
  [
    'an extension of a chunk over the limit',
    asked('/mcp').replace(
      /Content-Length[^]*/,
      `Transfer-Encoding: chunked\r\n\r\n2;a=${'b'.repeat(40_000)}\r\n{}\r\n0\r\n\r\n`,
    ),
    '413',
  ],
  ['a header over the limit', asked('/mcp', `X-A: ${'a'.repeat(20_000)}\r\n`), '431'],
  ['thousands of headers', asked('/mcp', 'a:\r\n'.repeat(5_000)), '431'],
  [
    'a proxy’s word for the host',
    asked('/mcp', 'X-Forwarded-Host: localhost\r\nForwarded: host=localhost\r\n', 'evil.example'),
    '403',
  ],
  ['another method in a header', asked('/mcp', 'X-HTTP-Method-Override: POST\r\n').replace('POST', 'GET'), '405'],
  ...[
    '//mcp',
    '/mcp/..',
    '/./mcp',
    '/x/../mcp',
    '/%6dcp',
    '/mcp%2e',
    '/mcp;x',
    '/MCP',
    '/mcp#x',
    '/mcp%00',
    '/mcp\\',
    '/mcp/../healthz',
    '/mcp/x/../readonly',
    'http://localhost/mcp',
    'http://evil.example/mcp',
    '*',
  ].map((target): [string, string, string] => [`the path ${target}`, asked(target), '404']),
])('%s writes nothing', async (_what, text, status) => {
  const { url, notes } = await serveNotes();
  const { socket, all } = rawConnection(url);
  socket.write(text.replace('\r\n', '\r\nConnection: close\r\n'));
  expect((await all).match(/HTTP\/1\.1 \d+/g)).toEqual([`HTTP/1.1 ${status}`]);
  expect(notes.notes.size).toBe(0);
});

test('each of several requests on one connection is judged by itself', async () => {
  const { url, notes, lines } = await serveNotes();
  const { socket, all } = rawConnection(url);
  const foreign = asked('/mcp', 'Connection: close\r\n', 'evil.example').replaceAll('"a"', '"c"');
  socket.write(asked('/mcp') + foreign);
  expect((await all).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 403']);
  // Control: the first one wrote.
  expect([...notes.notes.keys()]).toEqual(['a']);
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
});

describe('clients that leave', () => {
  test('in the middle of a body, of an answer, or of a call: what ran for them is stopped', async () => {
    const { url, notes, lines } = await serveNotes();
    const half = rawConnection(url);
    half.socket.write(
      'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"json',
    );
    await half.ready;
    half.socket.destroy();
    const waiting = await session(url);
    const controller = new AbortController();
    const call = waiting.call('wait_here', {}, { signal: controller.signal }).catch(() => 'gone');
    const { signal } = await notes.entered.promise;
    controller.abort();
    expect(await call).toBe('gone');
    await vi.waitFor(() => expect(signal.aborted).toBe(true));
    await expectAlive(url);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
