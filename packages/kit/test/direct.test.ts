import { SUPPORTED_PROTOCOL_VERSIONS, InMemoryTransport, type JSONRPCMessage } from '@modelcontextprotocol/server';
import * as z from 'zod/v4';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { legacyVersions } from '../src/serve/direct/plain.ts';
import { DirectSession } from '../src/serve/direct/session.ts';
import { makeInstance, type Serving } from '../src/serve/mcp.ts';
import { catalogOf } from '../src/serve/catalog.ts';
import { ToolError } from '../src/errors.ts';
import type { Tool } from '../src/tool.ts';
import { defaults, keptLog, serverOf, toolOf } from './fixtures.ts';

type Message = Record<string, unknown>;

const echo = toolOf({ text: z.string(), times: z.number().int().min(1).default(1) }, async ({ text, times }, call) => {
  call.progress(1, 2, 'half');
  call.log('info', 'working');
  if (text === 'refused') throw new ToolError('not_found', 'There is no such text.');
  if (text === 'broken') throw new Error('a secret');
  return text.repeat(times);
});

const asks = toolOf(
  {},
  async (_input, call) => {
    await call.confirm('Delete it?');
    return 'deleted';
  },
  'delete_it',
);

async function servingOf(tools: readonly Tool<undefined>[] = [echo, asks]): Promise<Serving<undefined>> {
  const server = serverOf(tools, { icon: '<svg/>', description: 'A test.' });
  const { log } = keptLog();
  return { server, catalog: await catalogOf(server, undefined), values: defaults, context: undefined, log };
}

const initialize = (id: unknown = 1, more: Message = {}): Message => ({
  jsonrpc: '2.0',
  id,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' }, ...more },
});
const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' };
const request = (id: unknown, method: string, params?: unknown): Message => ({
  jsonrpc: '2.0',
  id,
  method,
  ...(params !== undefined && { params }),
});
const call = (id: unknown, name: string, args: unknown, more: Message = {}): Message =>
  request(id, 'tools/call', { name, arguments: args, ...more });

/** Runs messages through a direct session. Returns what it sent and what it passed on to the SDK. */
async function direct(messages: readonly unknown[], serving?: Serving<undefined>) {
  const sent: Message[] = [];
  const passed: unknown[] = [];
  const session = new DirectSession(serving ?? (await servingOf()), {
    send: (message) => void sent.push(JSON.parse(JSON.stringify(message)) as Message),
    pass: (line) => void passed.push(JSON.parse(line)),
  });
  for (const message of messages) void session.receive(`${JSON.stringify(message)}\n`);
  await settled();
  return { sent, passed, session };
}

/** Waits for calls that wait for nothing outside. */
async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise(setImmediate);
}

/** Returns what the SDK alone sends for the same messages: the oracle. */
async function bySdk(messages: readonly unknown[]): Promise<Message[]> {
  const { mcp } = makeInstance(await servingOf());
  const [here, there] = InMemoryTransport.createLinkedPair();
  const sent: Message[] = [];
  here.onmessage = (message) => void sent.push(JSON.parse(JSON.stringify(message)) as Message);
  await mcp.connect(there);
  onTestFinished(() => mcp.close());
  for (const message of messages) await here.send(message as JSONRPCMessage);
  await settled();
  return sent;
}

// An internal error has a random id in its text.
const comparable = (messages: readonly Message[]): string[] =>
  messages.map((message) => JSON.stringify(sorted(message)).replace(/under [0-9a-f]{8}/, 'under …')).sort();

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
};

test('knows the versions of the SDK', () => {
  expect(legacyVersions).toEqual(SUPPORTED_PROTOCOL_VERSIONS.filter((version) => version < '2026-07-28'));
});

describe('answers as the SDK does', () => {
  const meta = { _meta: { progressToken: 7, trace: 'x' } };
  test.each<[string, unknown[]]>([
    ...legacyVersions.map((protocolVersion): [string, unknown[]] => [
      `a handshake of ${protocolVersion}`,
      [initialize(1, { protocolVersion }), initialized, request('two', 'ping')],
    ]),
    [
      'a client with many facts',
      [
        initialize(1, {
          capabilities: { elicitation: {}, roots: { listChanged: true }, extensions: { 'x/y': { a: 1 } } },
          clientInfo: { name: 'a', version: '', title: 'A', icons: [{ src: 'x', sizes: ['any'] }] },
        }),
      ],
    ],
    ['the list of tools', [initialize(), initialized, request(2, 'tools/list'), request(3, 'tools/list', {})]],
    ['a call', [initialize(), initialized, call(2, 'do_it', { text: 'a', times: '3' })]],
    ['a call with progress', [initialize(), call('x', 'do_it', { text: 'a' }, meta)]],
    ['a call without arguments', [initialize(), request(2, 'tools/call', { name: 'do_it' })]],
    ['a refused call', [initialize(), call(2, 'do_it', { text: 'refused' })]],
    ['a broken call', [initialize(), call(2, 'do_it', { text: 'broken' })]],
    ['a wrong argument', [initialize(), call(2, 'do_it', { text: 'a', more: 1 })]],
    ['consent by code', [initialize(), call(2, 'delete_it', { confirm: 'Delete it? [abcd]' })]],
    ['two calls', [initialize(), call(2, 'do_it', { text: 'a' }), call(3, 'do_it', { text: 'b' })]],
  ])('%s', async (_name, messages) => {
    const { sent, passed } = await direct(messages);
    expect(passed).toEqual([]);
    const answered = comparable(sent);
    // Codes are made with a random key.
    const plain = (lines: string[]) => lines.map((line) => line.replaceAll(/\[[a-z2-9]{4}\]/g, '[code]'));
    expect(plain(answered)).toEqual(plain(comparable(await bySdk(messages))));
    expect(answered.length).toBeGreaterThanOrEqual(messages.filter((m) => 'id' in (m as object)).length);
  });
});

describe('passes on to the SDK', () => {
  const opened = [initialize(), initialized];
  test.each<[string, unknown[], number]>([
    ['a first message that is no handshake', [call(1, 'do_it', { text: 'a' }), request(2, 'ping')], 0],
    ['a handshake of another version', [initialize(1, { protocolVersion: '2099-01-01' }), request(2, 'ping')], 0],
    ['a client without a name', [initialize(1, { clientInfo: { version: '1' } })], 0],
    ['unknown capabilities', [initialize(1, { capabilities: { tasks: {} } })], 0],
    ['a capability that is not an object', [initialize(1, { capabilities: { sampling: true } })], 0],
    ['another member', [initialize(1, { _meta: {} })], 0],
    ['a second handshake, and everything after it', [...opened, initialize(2), request(3, 'ping')], 2],
    ['a method that it does not know', [...opened, request(2, 'resources/list')], 2],
    ['a tool that does not exist', [...opened, call(2, 'nothing', {})], 2],
    ['a page of the list', [...opened, request(2, 'tools/list', { cursor: 'x' })], 2],
    ['arguments that are not an object', [...opened, call(2, 'do_it', ['a'])], 2],
    ['a task', [...opened, call(2, 'do_it', { text: 'a' }, { task: {} })], 2],
    ['a progress token of another kind', [...opened, call(2, 'do_it', {}, { _meta: { progressToken: {} } })], 2],
    ['facts of the later era', [...opened, call(2, 'do_it', {}, { _meta: { 'io.modelcontextprotocol/x': 1 } })], 2],
    ['an id that is not one', [...opened, call(null, 'do_it', { text: 'a' }), call(1.5, 'do_it', { text: 'a' })], 2],
    ['another member of a request', [...opened, { ...call(2, 'do_it', { text: 'a' }), extra: 1 }], 2],
    ['another version of JSON-RPC', [...opened, { ...call(2, 'do_it', { text: 'a' }), jsonrpc: '1.0' }], 2],
    ['an answer', [...opened, { jsonrpc: '2.0', id: 1, result: {} }], 2],
    ['a notification', [...opened, { jsonrpc: '2.0', method: 'notifications/roots/list_changed' }], 2],
    ['a cancellation of what it does not run', [...opened, cancelled(9)], 2],
  ])('%s', async (_name, messages, from) => {
    const { sent, passed } = await direct(messages);
    expect(passed).toEqual(messages.slice(from));
    expect(sent).toHaveLength(from === 0 ? 0 : 1);
  });

  test('a call that may ask a user who can be asked', async () => {
    const messages = [initialize(1, { capabilities: { elicitation: {} } }), call(2, 'delete_it', {})];
    expect((await direct(messages)).passed).toEqual(messages.slice(1));
  });

  test('every call that a sign-in may come before, if the user can be asked', async () => {
    const tool: Tool<undefined> = { ...echo, annotations: { readOnlyHint: true, openWorldHint: false } };
    const serving = { ...(await servingOf([tool])), before: async () => {} };
    const messages = [initialize(1, { capabilities: { elicitation: { url: {} } } }), call(2, 'do_it', { text: 'a' })];
    expect((await direct(messages, serving)).passed).toEqual(messages.slice(1));
    expect((await direct([initialize(), call(2, 'do_it', { text: 'a' })], serving)).passed).toEqual([]);
  });

  test('a read-only call that asks after all, without an effect', async () => {
    let runs = 0;
    const tool: Tool<undefined> = {
      ...toolOf({}, async () => ''),
      annotations: { readOnlyHint: true, openWorldHint: false },
      async handler(_input, _context, asking) {
        runs++;
        await asking.confirm('Really?');
        return 'yes';
      },
    };
    const messages = [initialize(1, { capabilities: { elicitation: {} } }), call(2, 'do_it', {})];
    const { passed, sent } = await direct(messages, await servingOf([tool]));
    expect([passed, sent.length, runs]).toEqual([messages.slice(1), 1, 1]);
  });

  test('everything, where the server wants to know the roots of a client that has some', async () => {
    const server = serverOf([echo], { clientRoots: { wanted: () => true, apply: async (context) => context } });
    const serving = { ...(await servingOf()), server };
    const messages = [initialize(1, { capabilities: { roots: {} } }), request(2, 'ping')];
    expect((await direct(messages, serving)).passed).toEqual(messages);
    const without = await direct([initialize(), request(2, 'ping')], serving);
    expect([without.passed, without.sent.length]).toEqual([[], 2]);
  });
});

const cancelled = (requestId: unknown) => ({
  jsonrpc: '2.0',
  method: 'notifications/cancelled',
  params: { requestId, reason: 'enough' },
});

test('a cancelled call ends and is not answered; the others are', async () => {
  let ended: unknown;
  const waits = toolOf(
    {},
    (_input, { signal }) =>
      new Promise<string>((_resolve, reject) =>
        signal.addEventListener('abort', () => reject((ended = signal.reason) as Error)),
      ),
  );
  const messages = [initialize(), call(2, 'do_it', {})];
  const { session, sent, passed } = await direct(messages, await servingOf([waits]));
  void session.receive(JSON.stringify(cancelled(2)));
  void session.receive(JSON.stringify(request(3, 'ping')));
  await settled();
  expect(ended).toBe('enough');
  expect(sent.map(({ id }) => id)).toEqual([1, 3]);
  expect(passed).toEqual([]);
});

test('a call over its deadline is answered, unless it was cancelled; its log messages still arrive', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const waits = toolOf({}, async (_input, { signal, log }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    log('info', 'stopping');
    throw signal.reason;
  });
  const messages = [initialize(), call(2, 'do_it', {}), call(3, 'do_it', {})];
  const { session, sent } = await direct(messages, await servingOf([waits]));
  void session.receive(JSON.stringify(cancelled(3)));
  await vi.advanceTimersByTimeAsync(defaults.timeout * 1_000 + 1_500);
  await settled();
  expect(sent.map(({ id, method }) => id ?? method)).toEqual([1, 'notifications/message', 2]);
  expect(sent[2]).toMatchObject({
    result: { isError: true, content: [{ text: expect.stringMatching(/^Stopped after \d+ seconds/) }] },
  });
});

test('the level of the log counts after it was passed on', async () => {
  const level = request(2, 'logging/setLevel', { level: 'warning' });
  const { sent, passed } = await direct([initialize(), level, call(3, 'do_it', { text: 'a' })]);
  expect(passed).toEqual([level]);
  expect(sent.map(({ id, method }) => id ?? method)).toEqual([1, 3]);
});

test('a failure around a call is answered once: the call may have had its effect', async () => {
  let runs = 0;
  const tool = toolOf({}, async () => `run ${++runs}`);
  const serving: Serving<undefined> = {
    ...(await servingOf([tool])),
    observers: [
      async (_tool, _ctx, run) => {
        await run();
        throw new Error('the secret of an exporter');
      },
    ],
  };
  const { sent, passed } = await direct([initialize(), call(2, 'do_it', {})], serving);
  expect([runs, passed]).toEqual([1, []]);
  expect(sent[1]).toMatchObject({ id: 2, error: { code: -32_603 } });
  expect(JSON.stringify(sent)).not.toContain('secret');
});

test('the end of the handshake is passed on if the SDK has heard its beginning', async () => {
  const { session, passed } = await direct([initialize()]);
  expect(session.handOver().map((line) => JSON.parse(line) as unknown)).toEqual([initialize()]);
  void session.receive(JSON.stringify(initialized));
  expect(passed).toEqual([initialized]);
});
