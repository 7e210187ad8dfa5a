import * as z from 'zod/v4';
import { describe, expect, test } from 'vitest';
import { announcementsOf, catalogOf, type CatalogTool } from '../src/serve/catalog.ts';
import { loadTools, offeredTools, type Offer, type ToolSource } from '../src/toolsets.ts';
import { ToolError } from '../src/errors.ts';
import { defineTool, type Tool } from '../src/tool.ts';
import { connect, serverOf, toolOf } from './fixtures.ts';

const offer = (given: Partial<Offer>): Offer => ({
  readOnly: false,
  tools: [],
  toolsets: [],
  excludeTools: [],
  ...given,
});

/** Three tools in three sets, and the names of those that were imported. */
function lazy() {
  const imported: string[] = [];
  const source =
    (tool: Tool<undefined>): ToolSource<undefined> =>
    async () => {
      imported.push(tool.name);
      return { [tool.name]: tool };
    };
  const one = source(toolOf({ text: z.string() }, async ({ text }) => `one ${text}`, 'do_one'));
  const two = source(toolOf({}, async () => 'two', 'do_two'));
  const three = source(
    defineTool({
      name: 'read_three',
      title: 'Three',
      description: 'Three.',
      annotations: { readOnlyHint: true, openWorldHint: false },
      input: z.object({}),
      output: z.object({ n: z.number() }),
      handler: async () => ({ n: 3 }),
      render: ({ n }) => `three ${n}`,
    }),
  );
  const server = serverOf([], {
    toolsets: {
      basic: { description: 'Basic.', default: true, tools: [one] },
      extra: { description: 'Extra.', tools: [two] },
      old: { description: 'Old names.', optIn: true, tools: [two, three] },
    },
  });
  return { imported, server };
}

describe('a built server', () => {
  test('announces tools without importing them, and imports each once, when it is called', async () => {
    const { imported, server } = lazy();
    const list = await announcementsOf(server.toolsets);
    imported.length = 0;
    const values = { toolsets: ['all', 'old'], structuredOutput: true };
    const { client, call } = await connect({ server, context: undefined, values, list });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['do_one', 'do_two', 'read_three']);
    expect(tools[0]?.inputSchema).toMatchObject({ type: 'object', required: ['text'] });
    expect(imported).toEqual([]);
    expect((await call('do_two')).text).toBe('two');
    expect((await call('read_three')).structured).toEqual({ n: 3 });
    expect((await call('do_two')).text).toBe('two');
    expect(imported).toEqual(['do_two', 'read_three']);
    expect(await call('do_one', { text: [] })).toMatchObject({ isError: true, code: 'invalid' });
  });

  test('announces the tools that it announces when it runs from its sources', async () => {
    const { server } = lazy();
    const facts = (tools: CatalogTool<undefined>[]) =>
      tools.map(({ name, description, toolsets, definition }) => ({ name, description, toolsets, definition }));
    const built = await catalogOf(server, await announcementsOf(server.toolsets));
    expect(facts(built)).toEqual(facts(await catalogOf(server)));
    expect(built.map(({ toolsets }) => toolsets)).toEqual([['basic'], ['extra', 'old'], ['old']]);
  });

  test('fails a call of a tool that is in its list and not in its table', async () => {
    const { server } = lazy();
    const list = await announcementsOf(server.toolsets);
    const broken = { ...server, toolsets: { basic: { description: 'Basic.', default: true as const, tools: [] } } };
    const { client } = await connect({ server: broken, context: undefined, list });
    await expect(client.callTool({ name: 'do_one', arguments: { text: 'x' } })).rejects.toThrow(/do_one/);
  });
});

test('sets: those offered by default, all without the opt-in ones, one by name', async () => {
  const { server } = lazy();
  const tools = await loadTools(server.toolsets);
  const names = (given: Partial<Offer>) => offeredTools(tools, server, offer(given)).map(({ name }) => name);
  expect(names({})).toEqual(['do_one']);
  expect(names({ toolsets: ['default', 'extra'] })).toEqual(['do_one', 'do_two']);
  expect(names({ toolsets: ['all'] })).toEqual(['do_one', 'do_two']);
  expect(names({ toolsets: ['old'] })).toEqual(['do_two', 'read_three']);
  expect(names({ toolsets: ['all', 'old'], readOnly: true })).toEqual(['read_three']);
  expect(names({ tools: ['read_three'] })).toEqual(['read_three']);
  expect(names({ toolsets: ['all'], excludeTools: ['do_one'] })).toEqual(['do_two']);
});

test('a former name is accepted by calls and flags, and not announced', async () => {
  const server = serverOf([{ ...toolOf({}, async () => 'done', 'delete_path'), formerName: 'delete_file' }]);
  const list = await announcementsOf(server.toolsets);
  const values = { tools: ['delete_file'] };
  const { client, call } = await connect({ server, context: undefined, values, list });
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['delete_path']);
  expect((await call('delete_file')).text).toBe('done');
  const without = await connect({ server, context: undefined, values: { excludeTools: ['delete_file'] } });
  expect((await without.client.listTools()).tools).toEqual([]);
});

test('a module that exports more than one tool is refused', async () => {
  const tool = toolOf({}, async () => '');
  const tools = [async () => ({ tool, other: tool })];
  await expect(loadTools({ main: { description: 'Main.', tools } })).rejects.toThrow(/exports one tool/);
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

test('completion gets the values of the other variables', async () => {
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

test('annotations are announced as they were given', async () => {
  const annotations = {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: true,
  } as const;
  const tool = defineTool({
    name: 'do_again',
    title: 'Again',
    description: 'Again.',
    annotations,
    input: z.object({}),
    handler: async () => 'done',
  });
  const server = serverOf([tool]);
  const [announced] = await catalogOf(server, await announcementsOf(server.toolsets));
  expect(announced?.annotations).toEqual(annotations);
});
