import * as z from 'zod/v4';
import { describe, expect, test, vi } from 'vitest';
import { ToolError, type ErrorCode } from '../src/errors.ts';
import { defineTool } from '../src/tool.ts';
import { connect, connectTool, deferred, serverOf, toolOf } from './fixtures.ts';

const nothing = async () => 'done';

function circular(): Error {
  const inner: { self?: unknown } = {};
  inner.self = inner;
  return new Error('password is hunter2', { cause: inner });
}

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

  test('everything that is wrong is told at once', async () => {
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

  test('the handler is told its budget', async () => {
    const { call } = await connectTool(
      toolOf({}, async (_input, { budget }) => String(budget)),
      { values: { maxOutput: 1_234 } },
    );
    expect((await call('do_it')).text).toBe('1234');
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

describe('deadline and cancellation', () => {
  /** What a call answers when so many seconds have passed, which takes none. */
  async function afterSeconds<T>(seconds: number, act: () => Promise<T>): Promise<T> {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    try {
      const answer = act();
      await vi.advanceTimersByTimeAsync(seconds * 1_000);
      return await answer;
    } finally {
      vi.useRealTimers();
    }
  }

  const forever = (signal: AbortSignal, heard: (reason: unknown) => void) =>
    new Promise<string>((_, reject) =>
      signal.addEventListener('abort', () => (heard(signal.reason), reject(signal.reason as Error))),
    );

  test('a call that does not end is ended, and told to stop', async () => {
    let reason: unknown;
    const tool = toolOf({}, (_input, { signal }) => forever(signal, (why) => (reason = why)));
    const { call } = await connectTool(tool, { values: { timeout: 20 } });
    expect(await afterSeconds(22, () => call('do_it'))).toMatchObject({
      isError: true,
      code: 'timeout',
      text: 'Stopped after 20 seconds without an answer. Ask for less, or start the server with a longer --timeout.',
    });
    expect(reason).toBeInstanceOf(ToolError);
  });

  test('progress gives a call more time, up to ten times the limit; the same report twice does not', async () => {
    const at = async (seconds: number, reports: (n: number) => number) => {
      const tool = toolOf({}, async (_input, { signal, progress }) => {
        for (let n = 1; n <= seconds; n++) {
          await new Promise((resolve) => setTimeout(resolve, 1_000));
          if (signal.aborted) throw signal.reason;
          progress(reports(n));
        }
        return 'done';
      });
      const { call } = await connectTool(tool, { values: { timeout: 20 } });
      return afterSeconds(seconds + 2, () => call('do_it', {}, { timeout: 3_600_000 }));
    };
    expect(await at(150, (n) => n)).toMatchObject({ isError: false, text: 'done' });
    expect(await at(40, () => 1)).toMatchObject({ code: 'timeout', text: expect.stringContaining('after 21 seconds') });
    expect(await at(300, (n) => n)).toMatchObject({
      code: 'timeout',
      text: expect.stringContaining('after 200 seconds'),
    });
  });

  test('what answers in time is not ended', async () => {
    const tool = toolOf({}, () => new Promise((resolve) => setTimeout(() => resolve('just in time'), 19_000)));
    const { call } = await connectTool(tool, { values: { timeout: 20 } });
    expect(await afterSeconds(20, () => call('do_it'))).toMatchObject({ isError: false, text: 'just in time' });
  });

  test('what a handler throws at the deadline is the deadline', async () => {
    const tool = toolOf({}, async (_input, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      throw new Error('some other error of an interrupted library');
    });
    const { call, lines } = await connectTool(tool, { values: { timeout: 20 } });
    expect(await afterSeconds(22, () => call('do_it'))).toMatchObject({ code: 'timeout' });
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('a cancelled call is no failure of the server, whatever its handler throws', async () => {
    const started = deferred<void>();
    const ended = deferred<void>();
    const tool = toolOf({}, async (_input, { signal }) => {
      started.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      setImmediate(() => ended.resolve());
      throw new DOMException('This operation was aborted', 'AbortError');
    });
    const { call, lines } = await connectTool(tool);
    const controller = new AbortController();
    const answer = call('do_it', {}, { signal: controller.signal });
    await started.promise;
    controller.abort();
    await expect(answer).rejects.toThrow(/abort/i);
    await ended.promise;
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('the deadline is told, and lies in the future by the time limit', async () => {
    const tool = toolOf({}, async (_input, { deadline }) => String(deadline));
    const { call } = await connectTool(tool, { values: { timeout: 3_600 } });
    const before = Date.now();
    const deadline = Number((await call('do_it')).text);
    expect(deadline).toBeGreaterThanOrEqual(before + 3_600_000);
    expect(deadline).toBeLessThanOrEqual(Date.now() + 3_600_000);
  });

  test('a cancelled call is told to stop', async () => {
    const started = deferred<void>();
    const stopped = deferred<unknown>();
    const tool = toolOf({}, (_input, { signal }) => {
      started.resolve();
      return forever(signal, stopped.resolve);
    });
    const { call } = await connectTool(tool);
    const controller = new AbortController();
    const answer = call('do_it', {}, { signal: controller.signal });
    await started.promise;
    controller.abort();
    await expect(answer).rejects.toThrow(/abort/i);
    await stopped.promise;
  });

  test('a client that goes away stops its calls', async () => {
    const started = deferred<void>();
    const stopped = deferred<unknown>();
    const tool = toolOf({}, (_input, { signal }) => {
      started.resolve();
      return forever(signal, stopped.resolve);
    });
    const { call, client } = await connectTool(tool);
    const answer = call('do_it').catch(() => 'gone');
    await started.promise;
    await client.close();
    await stopped.promise;
    expect(await answer).toBe('gone');
  });

  test('calls do not wait for each other', async () => {
    const gate = deferred<void>();
    const tool = toolOf({ wait: z.boolean() }, async ({ wait }) => {
      if (wait) await gate.promise;
      return wait ? 'slow' : 'quick';
    });
    const { call } = await connectTool(tool);
    const slow = call('do_it', { wait: true });
    expect((await call('do_it', { wait: false })).text).toBe('quick');
    gate.resolve();
    expect((await slow).text).toBe('slow');
  });
});

describe('progress', () => {
  const reports = async (steps: readonly [number, number?, string?][], now: () => number) => {
    const tool = toolOf({}, async (_input, { progress }) => {
      for (const step of steps) {
        clock += now();
        progress(...step);
      }
      return 'done';
    });
    let clock = 1_000_000;
    const spy = vi.spyOn(Date, 'now').mockImplementation(() => clock);
    const { call } = await connectTool(tool);
    const seen: { progress: number; total?: number | undefined; message?: string | undefined }[] = [];
    await call('do_it', {}, { onprogress: (report) => void seen.push(report) });
    spy.mockRestore();
    return seen;
  };

  test('what is reported arrives, with total and message', async () => {
    expect(await reports([[1, 3, 'one'], [2, 3], [3]], () => 200)).toEqual([
      { progress: 1, total: 3, message: 'one' },
      { progress: 2, total: 3 },
      { progress: 3 },
    ]);
  });

  test('never down, and never the same again', async () => {
    expect((await reports([[1], [5], [3], [5], [0], [6]], () => 1_000)).map(({ progress }) => progress)).toEqual([
      1, 5, 6,
    ]);
  });

  test('a flood becomes one report in 200 milliseconds', async () => {
    const seen = await reports(
      Array.from({ length: 1_000 }, (_, i) => [i] as const),
      () => 1,
    );
    expect(seen.map(({ progress }) => progress)).toEqual([0, 200, 400, 600, 800]);
  });

  test('a client that did not ask gets none', async () => {
    const notified = vi.fn();
    const tool = toolOf({}, async (_input, { progress }) => (progress(1), 'done'));
    const { call } = await connectTool(tool, {
      prepare: (client) => client.setNotificationHandler('notifications/progress', notified),
    });
    expect((await call('do_it')).text).toBe('done');
    expect(notified).not.toHaveBeenCalled();
  });
});

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

  test('a server may have options of its own that decide it', async () => {
    const own = serverOf([read, write], { offers: ({ name }) => name !== 'write_it' });
    const { client, call } = await connect({
      server: own,
      context: undefined,
      values: { tools: ['read_it', 'write_it'] },
    });
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['read_it']);
    await expect(call('write_it')).rejects.toThrow(/is not offered/);
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
    expect(tools[0]?.inputSchema).toEqual({ type: 'object', properties: {}, additionalProperties: false });
    expect(client.getInstructions()).toBe('For tests.');
    expect(client.getServerVersion()).toMatchObject({ name: 'test', title: 'Test', version: '1.2.3' });
  });
});
