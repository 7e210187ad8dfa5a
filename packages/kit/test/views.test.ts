import * as z from 'zod/v4';
import { expect, test } from 'vitest';
import { confirmKey } from '../src/serve/result-keys.ts';
import { defineTool } from '../src/tool.ts';
import { connect, serverOf } from './fixtures.ts';

const readOnly = { readOnlyHint: true, openWorldHint: false } as const;
const common = { description: 'Count.', annotations: readOnly, input: z.object({}) };

const shown = defineTool({
  ...common,
  name: 'shown',
  title: 'Shown',
  view: true,
  output: z.object({ n: z.number() }),
  handler: async (_input, _context: undefined, call) => {
    call.data?.({ n: 1, secret: 'hidden' });
    return '1';
  },
});

const withoutView = defineTool({
  ...common,
  name: 'without_view',
  title: 'Not shown',
  output: z.object({ n: z.number() }),
  handler: async (_input, _context: undefined, call) => {
    call.data?.({ n: 2 });
    return '2';
  },
});

const forgetful = defineTool({
  ...common,
  name: 'forgetful',
  title: 'Forgetful',
  view: true,
  output: z.object({ n: z.number() }),
  handler: async (_input, _context: undefined) => '3',
});

const asks = defineTool({
  ...common,
  name: 'asks',
  title: 'Asks',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  confirms: true,
  handler: async (_input, _context: undefined, call) => {
    await call.confirm('Delete all?');
    return 'done';
  },
});

let loads = 0;
const server = serverOf([shown, withoutView, forgetful, asks], {
  view: async () => {
    loads++;
    return { html: '<p>view</p>' };
  },
  resources: { templates: [], list: async () => [], read: async () => [] },
});

const withViews = (mimeTypes = ['text/html;profile=mcp-app']) => ({
  extensions: { 'io.modelcontextprotocol/ui': { mimeTypes } },
});

const listed = async (capabilities = {}, given = server) =>
  JSON.stringify((await (await connect({ server: given, context: undefined, capabilities })).client.listTools()).tools);

test('tools/list of a client without views is the same, byte for byte, as that of a server without one', async () => {
  const { view: _, ...without } = server;
  const plain = await listed({}, without);
  expect(await listed()).toBe(plain);
  expect(await listed(withViews(['text/html']))).toBe(plain);
  expect(await listed(withViews(), without)).toBe(plain);
  expect(await listed(withViews())).not.toBe(plain);
});

test('a client with views learns which tools have one, reads it, and gets data for those tools only', async () => {
  const { client, call } = await connect({ server, context: undefined, capabilities: withViews() });
  const { tools } = await client.listTools();
  expect(tools.map(({ _meta }) => _meta?.['ui'])).toEqual([
    { resourceUri: 'ui://test/view.html' },
    undefined,
    { resourceUri: 'ui://test/view.html' },
    undefined,
  ]);
  expect(tools.filter((tool) => 'outputSchema' in tool)).toEqual([]);
  expect(loads).toBe(0);
  expect(await client.readResource({ uri: 'ui://test/view.html' })).toMatchObject({
    contents: [{ mimeType: 'text/html;profile=mcp-app', text: '<p>view</p>', _meta: { ui: { csp: {} } } }],
  });
  expect(loads).toBe(1);
  expect(await call('shown')).toMatchObject({ text: '1', structured: { n: 1 } });
  expect((await call('without_view')).structured).toBeUndefined();
  expect(await call('forgetful')).toMatchObject({ text: '3', structured: undefined, isError: false });
});

test('data is sent to nobody else without --structured-output, and with it to everyone', async () => {
  const plain = await connect({ server, context: undefined });
  expect((await plain.call('shown')).structured).toBeUndefined();
  const structured = await connect({ server, context: undefined, values: { structuredOutput: true } });
  expect((await structured.call('shown')).structured).toEqual({ n: 1 });
  expect((await structured.call('without_view')).structured).toEqual({ n: 2 });
  const broken = await structured.call('forgetful');
  expect(broken).toMatchObject({ isError: true, code: 'internal' });
});

test('a refusal carries what confirm takes, for the button of a view', async () => {
  const { client } = await connect({ server, context: undefined, capabilities: withViews() });
  const refused = await client.callTool({ name: 'asks', arguments: {} });
  const confirm = refused._meta?.[confirmKey];
  expect(confirm).toMatch(/^Delete all\? \[\w{4}\]$/);
  expect(await client.callTool({ name: 'asks', arguments: { confirm } })).toMatchObject({
    content: [{ text: 'done' }],
  });
});
