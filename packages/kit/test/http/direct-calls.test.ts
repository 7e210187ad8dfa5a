import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import { expect, test, vi } from 'vitest';
import * as z from 'zod/v4';
import { modernVersion } from '../../src/serve/http/direct-calls.ts';
import { Endpoint } from '../../src/serve/http/endpoint.ts';
import { defineTool } from '../../src/tool.ts';
import { post, serveNotes, tools, type Notes } from './notes.ts';

const keys = {
  version: 'io.modelcontextprotocol/protocolVersion',
  info: 'io.modelcontextprotocol/clientInfo',
  capabilities: 'io.modelcontextprotocol/clientCapabilities',
};
const envelope = { [keys.version]: modernVersion, [keys.info]: { name: 'a', version: '1' }, [keys.capabilities]: {} };

const call = (name: string, args?: unknown, meta: object = {}, more: object = {}) => ({
  jsonrpc: '2.0',
  id: 'x',
  method: 'tools/call',
  params: { name, ...(args !== undefined && { arguments: args }), _meta: { ...envelope, ...meta }, ...more },
});

const headersFor = (name: string) => ({
  'mcp-protocol-version': modernVersion,
  'mcp-method': 'tools/call',
  'mcp-name': name,
});

const deletes = defineTool({
  name: 'delete_note',
  title: 'Delete note',
  description: 'Delete a note.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  confirms: true,
  input: z.object({}),
  async handler(_input, _context: Notes, { confirm }) {
    await confirm('Delete it?');
    return 'deleted';
  },
});
const toolsets = { main: { description: 'All.', default: true as const, tools: [...tools, deletes] } };

/** Counts the requests that the SDK answers. */
const watchSdk = () => vi.spyOn(Endpoint.prototype, 'answer');

async function answerTo(url: string, body: unknown, headers: Record<string, string>) {
  const response = await post(url, body, headers);
  const text = await response.text();
  const type = response.headers.get('content-type');
  const plain = text.replace(/^data: |^event: .*$/gm, '').replaceAll(/\[[a-z2-9]{4}\]/g, '[code]');
  return { status: response.status, type, body: text === '' ? '' : (JSON.parse(plain) as unknown) };
}

test('knows the version of the SDK', async () => {
  expect(SUPPORTED_PROTOCOL_VERSIONS).not.toContain(modernVersion);
  const { url } = await serveNotes();
  const wrong = await answerTo(url, call('read_note', {}, { [keys.version]: '2099-01-01' }), {
    ...headersFor('read_note'),
    'mcp-protocol-version': '2099-01-01',
  });
  expect(wrong.body).toMatchObject({ error: { data: { supported: [modernVersion] } } });
});

const canAsk = { [keys.capabilities]: { elicitation: { form: {} } } };

test.each<[string, ReturnType<typeof call>]>([
  ['an answer', call('write_note', { name: 'a', text: 'b' })],
  ['a refusal', call('read_note', { name: 'nothing' })],
  ['wrong arguments', call('read_note', { other: 'a' })],
  ['no arguments', call('read_note')],
  ['a long answer', call('read_much', { length: 20_000 })],
  ['a refusal with a code', call('delete_note')],
  ['a question', call('delete_note', {}, canAsk)],
])('%s is the same as from the SDK', async (_name, body) => {
  const sdk = watchSdk();
  const { url } = await serveNotes({}, { toolsets });
  const headers = headersFor(body.params.name);
  const direct = await answerTo(url, body, headers);
  expect(sdk).not.toHaveBeenCalled();
  // Another header of the protocol's, which means nothing, sends a request to the SDK.
  const bySdk = await answerTo(url, body, { ...headers, 'mcp-unused': '1' });
  expect(sdk).toHaveBeenCalledTimes(1);
  expect(direct).toEqual(bySdk);
  expect(direct.status).toBe(200);
});

test.each<[string, object, Record<string, string>?]>([
  ['another name in the header', call('read_note', { name: 'a' }), { 'mcp-name': 'write_note' }],
  ['another method in the header', call('read_note', { name: 'a' }), { 'mcp-method': 'tools/list' }],
  ['another version in the header', call('read_note', { name: 'a' }), { 'mcp-protocol-version': '2025-11-25' }],
  ['a session', call('read_note', { name: 'a' }), { 'mcp-session-id': 'x' }],
  ['no facts about the client', { ...call('read_note'), params: { name: 'read_note', arguments: { name: 'a' } } }],
  ['a client without a name', call('read_note', {}, { [keys.info]: {} })],
  ['capabilities that are none', call('read_note', {}, { [keys.capabilities]: { sampling: 1 } })],
  ['a progress token', call('read_note', { name: 'a' }, { progressToken: 1 })],
  ['a level of the log', call('read_note', { name: 'a' }, { 'io.modelcontextprotocol/logLevel': 'debug' })],
  ['replies to questions', call('delete_note', {}, {}, { inputResponses: {} })],
  ['an unknown tool', call('read_nothing'), { 'mcp-name': 'read_nothing' }],
  ['arguments that are a list', call('read_note', ['a'])],
  ['an id that is none', { ...call('read_note', { name: 'a' }), id: null }],
  ['a batch', [call('read_note', { name: 'a' })]],
  ['a notification', { ...call('read_note', { name: 'a' }), id: undefined }],
])('%s is left to the SDK', async (_name, body, headers = {}) => {
  const sdk = watchSdk();
  const { url, lines } = await serveNotes({}, { toolsets });
  await answerTo(url, body, { ...headersFor('read_note'), ...headers }).catch(() => {});
  expect(sdk).toHaveBeenCalledTimes(1);
  expect(lines.filter(({ message }) => message === 'internal error')).toEqual([]);
});

test('a client that leaves ends its call', async () => {
  const sdk = watchSdk();
  const { url, notes } = await serveNotes();
  const leaving = new AbortController();
  const request = fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headersFor('wait_here') },
    body: JSON.stringify(call('wait_here', {})),
    signal: leaving.signal,
  });
  const { signal } = await notes.entered.promise;
  leaving.abort();
  await expect(request).rejects.toThrow('aborted');
  await vi.waitFor(() => expect(signal.aborted).toBe(true));
  expect(sdk).not.toHaveBeenCalled();
});
