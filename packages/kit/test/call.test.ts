import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import * as z from 'zod/v4';
import { describe, expect, test, vi } from 'vitest';
import { ToolError, type ErrorCode } from '../src/errors.ts';
import { defineTool } from '../src/tool.ts';
import { connectTool, toolOf } from './fixtures.ts';

const nothing = async () => 'done';

function circular(): Error {
  const inner: { self?: unknown } = {};
  inner.self = inner;
  return new Error('password is hunter2', { cause: inner });
}

test('the calls of a tool share a hidden class: a separate one would keep each call alive', async () => {
  const calls: object[] = [];
  const { call } = await connectTool(
    toolOf({}, async (_input, given) => {
      calls.push(given);
      return 'done';
    }),
  );
  for (let count = 0; count < 3; count++) await call('do_it');
  setFlagsFromString('--allow-natives-syntax');
  const haveSameClass = runInThisContext('(a, b) => %HaveSameMap(a, b)') as (a: unknown, b: unknown) => boolean;
  expect(haveSameClass(calls[1], calls[2])).toBe(true);
  expect(haveSameClass(calls[1], { ...calls[2], more: true })).toBe(false);
});

describe('input', () => {
  const tool = toolOf(
    {
      path: z.string(),
      limit: z.number().int().min(1).max(9).default(5),
      deep: z.object({ x: z.number() }).optional(),
    },
    async (input) => JSON.stringify(input),
  );

  test('defaults are filled in', async () => {
    const { call } = await connectTool(tool);
    expect((await call('do_it', { path: 'a' })).text).toBe('{"path":"a","limit":5}');
  });

  test.each<[unknown, string]>([
    [{}, 'Missing argument "path" (string).'],
    [{ path: 5 }, '"path" must be a string, not 5. Write it in quotes: "5".'],
    [{ path: 'a', limit: 0 }, '"limit" must be a whole number from 1 to 9, not 0.'],
    [{ path: 'a', limit: 'x' }, '"limit" must be a whole number from 1 to 9, not "x".'],
    [{ path: 'a', deep: { x: 'one' } }, '"deep.x" must be a number, not "one".'],
    [{ path: 'a', lmit: 1 }, 'Unknown argument "lmit". Did you mean "limit"? do_it takes: path, limit, deep.'],
    [{ path: 'a', __proto__x: 1, b: 2 }, 'Unknown argument "__proto__x", "b". do_it takes: path, limit, deep.'],
    [{ path: 'a', deep: { x: 1, yes: 2 } }, 'Unknown argument "deep.yes". "deep" takes: x.'],
  ])('%j is refused as the caller has to hear it', async (given, told) => {
    const { call } = await connectTool(tool);
    expect(await call('do_it', given)).toMatchObject({ isError: true, code: 'invalid', text: told });
  });

  test('names everything that is wrong in one error', async () => {
    const { call } = await connectTool(tool);
    const { text } = await call('do_it', { limit: 99, nope: 1 });
    for (const part of ['"path"', '"limit"', '"nope"']) expect(text).toContain(part);
  });

  test('a tool without arguments says so', async () => {
    const { call } = await connectTool(toolOf({}, nothing));
    expect((await call('do_it', { a: 1 })).text).toBe('Unknown argument "a". do_it takes: no arguments.');
    expect((await call('do_it')).text).toBe('done');
  });

  test('a handler is not called with what is wrong', async () => {
    const handler = vi.fn(nothing);
    const { call } = await connectTool(toolOf({ a: z.string() }, handler));
    await call('do_it', { a: 1 });
    expect(handler).not.toHaveBeenCalled();
  });
});

describe('output', () => {
  const dataTool = (
    answer: unknown,
    output = z.object({ name: z.string(), list: z.array(z.object({ id: z.number() })) }),
  ) =>
    defineTool({
      name: 'do_it',
      title: 'Do it',
      description: 'Do it.',
      annotations: { readOnlyHint: true, openWorldHint: false },
      input: z.object({}),
      output,
      handler: async () => answer as never,
      render: ({ name }) => `I am ${name}`,
    });

  test('data goes out as structured content and as its text', async () => {
    const { call } = await connectTool(dataTool({ name: 'n', list: [{ id: 1 }] }), {
      values: { structuredOutput: true },
    });
    expect(await call('do_it')).toMatchObject({
      isError: false,
      text: 'I am n',
      structured: { name: 'n', list: [{ id: 1 }] },
    });
  });

  test('without --structured-output the text alone goes out', async () => {
    const { client, call } = await connectTool(dataTool({ name: 'n', list: [] }));
    expect(await call('do_it')).toMatchObject({ isError: false, text: 'I am n', structured: undefined });
    expect((await client.listTools()).tools[0]).not.toHaveProperty('outputSchema');
  });

  test('what the schema does not name never leaves, at any depth', async () => {
    const { call } = await connectTool(dataTool({ name: 'n', secret: 'hidden', list: [{ id: 1, token: 'hidden' }] }), {
      values: { structuredOutput: true },
    });
    const answer = await call('do_it');
    expect(answer.structured).toEqual({ name: 'n', list: [{ id: 1 }] });
    expect(JSON.stringify(answer)).not.toContain('hidden');
  });

  test('an answer that is not what the schema says is an internal error without detail', async () => {
    const { call, lines } = await connectTool(dataTool({ name: 5 }));
    const answer = await call('do_it');
    expect(answer).toMatchObject({ isError: true, code: 'internal' });
    expect(answer.text).not.toContain('expected');
    expect(lines).toHaveLength(1);
  });

  test('a text over the limit is refused, not sent', async () => {
    const { call } = await connectTool(dataTool({ name: 'n'.repeat(2_000), list: [] }), {
      values: { maxOutput: 1_000 },
    });
    expect(await call('do_it')).toMatchObject({
      isError: true,
      code: 'too_large',
      text: expect.stringContaining('over the limit of 1000'),
    });
  });

  test('text and media go out as they are; a header may come on top of the limit', async () => {
    const blocks = [
      { type: 'text' as const, text: 'x'.repeat(900) },
      { type: 'image' as const, data: 'AAAA', mimeType: 'image/png' },
      { type: 'resource' as const, uri: 'file:///a', mimeType: 'a/b', data: 'BBBB' },
    ];
    const tool = defineTool({ ...toolOf({}, nothing), handler: async () => blocks });
    const { call } = await connectTool(tool, { values: { maxOutput: 1_000 } });
    expect((await call('do_it')).content).toEqual([
      blocks[0],
      blocks[1],
      { type: 'resource', resource: { uri: 'file:///a', mimeType: 'a/b', blob: 'BBBB' } },
    ]);
  });

  test('what a handler forgot to cut is refused', async () => {
    const { call } = await connectTool(
      toolOf({}, async () => 'x'.repeat(9_001)),
      { values: { maxOutput: 1_000 } },
    );
    expect(await call('do_it')).toMatchObject({ isError: true, code: 'too_large' });
  });

  test('passes the budget to the handler, less a tenth for the first line', async () => {
    const { call } = await connectTool(
      toolOf({}, async (_input, { budget }) => String(budget)),
      { values: { maxOutput: 1_234 } },
    );
    expect((await call('do_it')).text).toBe('1111');
  });
});

describe('errors', () => {
  const codes: ErrorCode[] = [
    'invalid',
    'not_found',
    'denied',
    'conflict',
    'too_large',
    'unsupported',
    'timeout',
    'unavailable',
  ];
  test.each(codes)('a ToolError is sent as it is: %s', async (code) => {
    const { call, lines } = await connectTool(
      toolOf({}, async () => Promise.reject(new ToolError(code, 'What to do next.', { cause: new Error('inner') }))),
    );
    expect(await call('do_it')).toMatchObject({ isError: true, code, text: 'What to do next.', structured: undefined });
    expect(lines).toMatchObject([{ level: 'debug', tool: 'do_it', code }]);
  });

  test.each<[string, unknown]>([
    ['an error', Object.assign(new Error('password is hunter2 in /home/me/x.ts'), { code: 'EIO' })],
    ['a string', 'password is hunter2'],
    ['an object', { password: 'hunter2' }],
    ['nothing', undefined],
    ['an error whose cause goes in circles', circular()],
    ['an object that goes in circles', circular().cause],
    ['what JSON does not know', { hunter2: 5n }],
    [
      'what throws when it is looked at',
      {
        get hunter2() {
          throw new Error('no');
        },
      },
    ],
  ])(
    '%s that nobody planned for: a neutral text, and its details in the log under the same id',
    async (_name, thrown) => {
      const { call, lines, raw } = await connectTool(toolOf({}, async () => Promise.reject(thrown)));
      const answer = await call('do_it');
      expect(answer).toMatchObject({ isError: true, code: 'internal' });
      const id =
        /^do_it failed inside the server; this is not about your arguments\. The server's log has the details under ([0-9a-f]{8})\.$/.exec(
          answer.text,
        )?.[1];
      expect(id).toBeDefined();
      expect(lines).toMatchObject([{ level: 'error', server: 'test' }]);
      expect(raw.join('')).toContain(id);
      expect(raw.join('')).toContain('do_it');
      expect(JSON.stringify(answer)).not.toMatch(/hunter2|\bat /);
      if (thrown instanceof Error && thrown.message.includes('hunter2'))
        expect(raw.join('')).toMatch(/hunter2.*call\.test\.ts/s);
    },
  );

  test.each<[ConstructorParameters<typeof ToolError>, Record<string, unknown>]>([
    [['invalid', 'No.'], { 'mcp-reference/retryable': false }],
    [['timeout', 'No.'], { 'mcp-reference/retryable': true }],
    [['unavailable', 'No.'], { 'mcp-reference/retryable': true }],
    [['unavailable', 'No.', { retryable: false }], { 'mcp-reference/retryable': false }],
    [['denied', 'No.', { retryAfter: 30 }], { 'mcp-reference/retryable': true, 'mcp-reference/retry-after-s': 30 }],
  ])('%j says whether and when to try again', async (made, told) => {
    const tool = toolOf({}, async () => {
      throw new ToolError(...made);
    });
    const { client } = await connectTool(tool);
    const { _meta: meta } = await client.callTool({ name: 'do_it', arguments: {} });
    expect(meta).toEqual({ 'mcp-reference/error-code': made[0], ...told });
  });

  test('an error in the making of the text is one too', async () => {
    const tool = defineTool({
      ...toolOf({}, nothing),
      output: z.object({}),
      handler: async () => ({}),
      render() {
        throw new Error('hunter2');
      },
    });
    const { call } = await connectTool(tool);
    const answer = await call('do_it');
    expect(answer).toMatchObject({ isError: true, code: 'internal' });
    expect(answer.text).not.toContain('hunter2');
  });
});
