import { describe, expect, test } from 'vitest';
import { connect, serverOf, toolOf } from './fixtures.ts';

const nothing = async () => 'done';

describe('which tools are there', () => {
  const read = {
    ...toolOf({}, nothing, 'read_it'),
    annotations: { readOnlyHint: true as const, openWorldHint: false },
  };
  const write = toolOf({}, nothing, 'write_it');
  const extra = toolOf({}, nothing, 'do_more');
  const server = serverOf([], {
    toolsets: {
      main: { description: 'Main.', default: true, tools: [read, write] },
      more: { description: 'More.', tools: [extra] },
    },
  });

  test.each<[object, string[]]>([
    [{}, ['read_it', 'write_it']],
    [{ readOnly: true }, ['read_it']],
    [{ toolsets: ['more'] }, ['do_more']],
    [{ toolsets: ['default', 'more'] }, ['read_it', 'write_it', 'do_more']],
    [{ toolsets: ['all'] }, ['read_it', 'write_it', 'do_more']],
    [{ toolsets: ['all'], readOnly: true }, ['read_it']],
    [{ toolsets: ['all'], excludeTools: ['write_it'] }, ['read_it', 'do_more']],
    [{ tools: ['read_it', 'write_it'], excludeTools: ['write_it'] }, ['read_it']],
    [{ tools: ['do_more', 'read_it'] }, ['read_it', 'do_more']],
    [{ tools: ['do_more', 'read_it'], readOnly: true }, ['read_it']],
  ])('%j offers %j, and nothing else can be called', async (values, names) => {
    const { client, call } = await connect({ server, context: undefined, values });
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(names);
    for (const { name } of [read, write, extra]) {
      if (names.includes(name)) expect((await call(name)).text).toBe('done');
      else await expect(call(name)).rejects.toThrow(/--read-only|--tools|--toolsets|--exclude-tools/);
    }
    await expect(call('no_tool')).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('There is no tool no_tool.'),
    });
    await expect(call('constructor')).rejects.toMatchObject({ code: -32602 });
  });

  test('a server can decide by its own options', async () => {
    const own = serverOf([read, write], { offers: ({ name }) => name !== 'write_it' });
    const { client, call } = await connect({
      server: own,
      context: undefined,
      values: { tools: ['read_it', 'write_it'] },
    });
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['read_it']);
    await expect(call('write_it')).rejects.toThrow(/is not offered/);
  });

  test.each<[object, string[]]>([
    [{}, ['Read first: read_it, with all_of_it.', 'read_it before write_it.']],
    [{ readOnly: true }, ['Read first: read_it, with all_of_it.']],
    [{ excludeTools: ['read_it'] }, []],
    [{ tools: ['write_it', 'do_more'] }, ['do_more does more.']],
    [{ toolsets: ['all'] }, ['Read first: read_it, with all_of_it.', 'read_it before write_it.', 'do_more does more.']],
  ])('%j sends the instructions whose tools it offers', async (values, lines) => {
    const { main, more } = server.toolsets;
    if (!main || !more) throw new Error('A toolset is missing.');
    const own = serverOf([], {
      toolsets: {
        main: { ...main, instructions: ['Read first: read_it, with all_of_it.', 'read_it before write_it.'] },
        more: { ...more, instructions: ['do_more does more.', 'Names no tool.'] },
      },
    });
    const { client } = await connect({ server: own, context: undefined, values });
    expect(client.getInstructions()).toBe(['For tests.', ...lines].join('\n'));
  });

  test('what is announced', async () => {
    const { client } = await connect({ server, context: undefined });
    const { tools } = await client.listTools();
    expect(tools[0]).toMatchObject({
      name: 'read_it',
      title: 'Do it',
      description: 'Do it.',
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    });
    expect(tools[0]?.inputSchema).toEqual({ type: 'object', properties: {} });
    expect(client.getInstructions()).toBe('For tests.');
    expect(client.getServerVersion()).toMatchObject({ name: 'test', title: 'Test', version: '1.2.3' });
  });
});
