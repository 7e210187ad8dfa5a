import * as z from 'zod/v4';
import { describe, expect, test } from 'vitest';
import { announce } from '../src/serve/announce.ts';
import type { LateTools } from '../src/serve/late-tool.ts';
import { offeredTools, toolsetsOf, wholeServer, type Offer } from '../src/server.ts';
import { ToolError } from '../src/errors.ts';
import { defineTool } from '../src/tool.ts';
import { connect, serverOf, toolOf } from './fixtures.ts';

const offer = (given: Partial<Offer>): Offer => ({
  readOnly: false,
  tools: [],
  toolsets: [],
  excludeTools: [],
  ...given,
});

/** Three tools in two groups, and how often each group was loaded. */
function late() {
  const loads: string[] = [];
  const one = defineTool({
    ...toolOf({ text: z.string() }, async ({ text }) => `one ${text}`, 'do_one'),
    toolset: 'basic',
  });
  const two = defineTool({ ...toolOf({}, async () => 'two', 'do_two'), toolset: ['extra', 'old'] });
  const three = defineTool({
    name: 'read_three',
    title: 'Three',
    description: 'Three.',
    annotations: { readOnlyHint: true, openWorldHint: false },
    toolset: 'old',
    input: z.object({}),
    output: z.object({ n: z.number() }),
    handler: async () => ({ n: 3 }),
    render: ({ n }) => `three ${n}`,
  });
  const tools: LateTools<undefined> = {
    announced: [
      { group: 'a', toolset: 'basic', definition: announce(one) },
      { group: 'b', toolset: ['extra', 'old'], definition: announce(two) },
      { group: 'b', toolset: 'old', definition: announce(three) },
    ],
    groups: {
      a: async () => (loads.push('a'), [one]),
      b: async () => (loads.push('b'), [two, three]),
    },
  };
  const toolsets = { basic: 'Basic.', extra: 'Extra.', old: 'Old names.' };
  return { loads, server: serverOf([], { late: tools, toolsets, defaultToolsets: ['basic'], asideToolsets: ['old'] }) };
}

describe('late tools', () => {
  test('are listed without being loaded, and loaded once, by group, when called', async () => {
    const { loads, server } = late();
    const { client, call } = await connect({ server, context: undefined, values: { toolsets: ['all', 'old'] } });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['do_one', 'do_two', 'read_three']);
    expect(tools[0]?.inputSchema).toMatchObject({ required: ['text'], additionalProperties: false });
    expect(loads).toEqual([]);
    expect((await call('do_two')).text).toBe('two');
    expect((await call('read_three')).structured).toEqual({ n: 3 });
    expect((await call('do_two')).text).toBe('two');
    expect(loads).toEqual(['b']);
    expect(await call('do_one', { text: 1 })).toMatchObject({ isError: true, code: 'invalid' });
  });

  test('sets: the default ones, all without those set aside, one by name', () => {
    const { server } = late();
    const names = (given: Partial<Offer>) => offeredTools(server, offer(given)).map(({ name }) => name);
    expect(names({})).toEqual(['do_one']);
    expect(names({ toolsets: ['default', 'extra'] })).toEqual(['do_one', 'do_two']);
    expect(names({ toolsets: ['all'] })).toEqual(['do_one', 'do_two']);
    expect(names({ toolsets: ['old'] })).toEqual(['do_two', 'read_three']);
    expect(names({ toolsets: ['all', 'old'], readOnly: true })).toEqual(['read_three']);
    expect(names({ tools: ['read_three'] })).toEqual(['read_three']);
    expect(names({ toolsets: ['all'], excludeTools: ['do_one'] })).toEqual(['do_two']);
    expect(toolsetsOf({})).toEqual(['default']);
  });

  test('the whole server has their code', async () => {
    const { server } = late();
    const whole = await wholeServer(server);
    expect(whole.tools.map(({ name }) => name)).toEqual(['do_one', 'do_two', 'read_three']);
    expect(whole.late).toBeUndefined();
  });

  test('one that is announced and not there is a fault of ours', async () => {
    const { server } = late();
    const broken = { ...server, late: { announced: server.late?.announced ?? [], groups: { a: async () => [] } } };
    const { client } = await connect({ server: broken, context: undefined });
    await expect(client.callTool({ name: 'do_one', arguments: { text: 'x' } })).rejects.toThrow(/do_one/);
  });
});

describe('a call', () => {
  test('can warn; warnings stand below the answer, each once', async () => {
    const tool = toolOf({}, async (_given, call) => {
      call.warn('Half of it is missing');
      call.warn('Half of it is missing');
      return 'half';
    });
    const { call } = await connect({ server: serverOf([tool]), context: undefined });
    expect((await call('do_it')).content).toEqual([
      { type: 'text', text: 'half' },
      { type: 'text', text: '[warning: Half of it is missing]' },
    ]);
  });

  test('takes arguments under their other names, but not under both', async () => {
    const tool = {
      ...toolOf({ perPage: z.number() }, async ({ perPage }) => String(perPage)),
      aliases: { per_page: 'perPage' },
    };
    const { call, client } = await connect({ server: serverOf([tool]), context: undefined });
    expect((await call('do_it', { per_page: 5 })).text).toBe('5');
    expect(await call('do_it', { per_page: 5, perPage: 6 })).toMatchObject({ isError: true, code: 'invalid' });
    expect(JSON.stringify((await client.listTools()).tools)).not.toContain('per_page');
  });

  test('fails with a finer reason beside the code', async () => {
    const tool = toolOf({}, async () => {
      throw new ToolError('unavailable', 'Later.', { reason: 'rate_limited', retryAfter: 7 });
    });
    const { client } = await connect({ server: serverOf([tool]), context: undefined });
    const { _meta } = await client.callTool({ name: 'do_it', arguments: {} });
    expect(_meta).toMatchObject({
      'mcp-reference/error-code': 'unavailable',
      'mcp-reference/reason': 'rate_limited',
      'mcp-reference/retry-after-s': 7,
    });
  });
});

test('completion is told which variables have a value', async () => {
  const seen: unknown[] = [];
  const resources = {
    templates: [
      {
        uriTemplate: 'x://{a}/{b}',
        name: 'x',
        title: 'X',
        description: 'X.',
        complete: async (
          variable: string,
          value: string,
          _context: undefined,
          _call: unknown,
          others: Readonly<Record<string, string>>,
        ) => {
          seen.push([variable, value, others]);
          return ['found'];
        },
      },
    ],
    list: async () => [],
    read: async () => [],
  };
  const { client } = await connect({
    server: serverOf([toolOf({}, async () => '')], { resources }),
    context: undefined,
  });
  await client.complete({
    ref: { type: 'ref/resource', uri: 'x://{a}/{b}' },
    argument: { name: 'b', value: 'f' },
    context: { arguments: { a: '1' } },
  });
  expect(seen).toEqual([['b', 'f', { a: '1' }]]);
});
