import { expect, test, vi } from 'vitest';
import { SessionEvents } from '../../src/serve/http/session-events.ts';
import { callOf, post, serveNotes, type Running } from './notes.ts';

/** Opens a session of this protocol version, and returns its headers and the raw answer. */
async function open({ url }: Running, protocolVersion = '2025-11-25') {
  const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'raw', version: '1' } };
  const response = await post(url, { jsonrpc: '2.0', id: 0, method: 'initialize', params });
  const headers = {
    'mcp-session-id': response.headers.get('mcp-session-id') ?? '',
    'mcp-protocol-version': protocolVersion,
  };
  return { headers, text: await response.text() };
}

const idsIn = (text: string) => [...text.matchAll(/^id: (.+)$/gm)].map(([, id]) => id ?? '');

test('a stream begins with an empty event that has an id and the time after which to come back', async () => {
  const running = await serveNotes({ httpSessions: 5 });
  const { headers, text } = await open(running);
  expect(text).toMatch(/^id: \S+\nretry: 1000\ndata: \n\n/);
  const answer = await (await post(running.url, callOf('read_much', { length: 3 }), headers)).text();
  expect(answer).toMatch(
    /^id: \S+\nretry: 1000\ndata: \n\n(event: message\n)?id: \S+\n(event: message\n)?data: \{.*xxx/s,
  );
  expect(new Set(idsIn(answer)).size).toBe(2);
});

test('clients before 2025-11-25, which cannot read an empty event, get none', async () => {
  const { text } = await open(await serveNotes({ httpSessions: 5 }), '2025-06-18');
  expect(text).not.toMatch(/^data: ?$/m);
  expect(text).toContain('"protocolVersion":"2025-06-18"');
});

test('without sessions nothing can be fetched again, and no id says so', async () => {
  const { text } = await open(await serveNotes());
  expect(idsIn(text)).toEqual([]);
});

test('an answer whose stream broke is fetched by the id of the last event', async () => {
  const running = await serveNotes({ httpSessions: 5 });
  const { headers } = await open(running);
  const broken = new AbortController();
  const response = await fetch(running.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: JSON.stringify(callOf('wait_here')),
    signal: broken.signal,
  });
  const first = new TextDecoder().decode((await response.body?.getReader().read())?.value);
  const [id = ''] = idsIn(first);
  expect(id).not.toBe('');
  broken.abort();
  running.notes.gate.resolve('the late answer');
  const again = (last: string) =>
    fetch(running.url, { headers: { accept: 'text/event-stream', 'last-event-id': last, ...headers } });
  await vi.waitFor(async () => {
    const resumed = await again(id);
    // The stream of the request that broke may not be noticed yet.
    expect(resumed.status).toBe(200);
    expect(await resumed.text()).toContain('the late answer');
  });
  expect((await again('99.other')).status).toBe(400);
});

test('keeps the latest events only, and knows which ids are too old', async () => {
  const events = new SessionEvents();
  const message = (id: number) => ({ jsonrpc: '2.0' as const, id, result: { text: 'x'.repeat(1_000_000) } });
  const ids = [];
  for (let id = 0; id < 6; id++) ids.push(await events.storeEvent('a', message(id)));
  expect(await events.getStreamIdForEventId(ids[0] ?? '')).toBeUndefined();
  const sent: string[] = [];
  expect(await events.replayEventsAfter(ids[3] ?? '', { send: async (id) => void sent.push(id) })).toBe('a');
  expect(sent).toEqual(ids.slice(4));
  // A client that has seen everything comes back for what follows.
  expect(await events.replayEventsAfter(ids[5] ?? '', { send: async (id) => void sent.push(id) })).toBe('a');
  expect(sent).toHaveLength(2);
  for (const id of ['', '1', 'x.a', '7.a', '-1.a', '5.b'])
    expect(await events.getStreamIdForEventId(id), id).toBeUndefined();
});
