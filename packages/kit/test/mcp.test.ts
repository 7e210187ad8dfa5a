import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { ToolError } from '../src/errors.ts';
import type { Prompt } from '../src/prompt.ts';
import type { Resources } from '../src/resource.ts';
import { SessionFile } from '../src/serve/session-file.ts';
import { namedByUser, unlabelled } from '../src/trust.ts';
import { connect, deferred, serverOf, temporaryFolder, toolOf } from './fixtures.ts';

const tools = [toolOf({}, async () => 'done')];

const resources: Resources<undefined> = {
  templates: [
    {
      uriTemplate: 'note:///{+path}',
      name: 'note',
      title: 'Note',
      description: 'A note.',
      async complete(variable, value) {
        if (value === 'fail') throw new Error('hunter2');
        return Array.from({ length: value === 'many' ? 150 : 2 }, (_, i) => `${variable}-${value}-${i}`);
      },
    },
  ],
  list: async () => [{ uri: 'note:///a', name: 'a', mimeType: 'text/plain' }],
  async read(uri) {
    if (uri === 'note:///text') return [{ uri, mimeType: 'text/plain', text: 'text' }];
    if (uri === 'note:///data') return [{ uri, mimeType: 'a/b', data: 'AAEC' }];
    if (uri === 'note:///denied') throw new ToolError('denied', 'You may not.');
    if (uri === 'note:///broken') throw new Error('hunter2');
    throw new ToolError('not_found', 'There is no such note.');
  },
};

describe('resources', () => {
  const open = () => connect({ server: serverOf(tools, { resources }), context: undefined });

  test('are listed and read, as text and as data', async () => {
    const { client } = await open();
    expect((await client.listResources()).resources).toEqual([{ uri: 'note:///a', name: 'a', mimeType: 'text/plain' }]);
    expect((await client.listResourceTemplates()).resourceTemplates).toEqual([
      { uriTemplate: 'note:///{+path}', name: 'note', title: 'Note', description: 'A note.' },
    ]);
    expect((await client.readResource({ uri: 'note:///text' })).contents).toEqual([
      { uri: 'note:///text', mimeType: 'text/plain', text: 'text' },
    ]);
    expect((await client.readResource({ uri: 'note:///data' })).contents).toEqual([
      { uri: 'note:///data', mimeType: 'a/b', blob: 'AAEC' },
    ]);
  });

  test('their failures are errors of the protocol, and tell nothing they should not', async () => {
    const { client, lines } = await open();
    await expect(client.readResource({ uri: 'note:///none' })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('note:///none'),
    });
    await expect(client.readResource({ uri: 'note:///denied' })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('You may not.'),
    });
    const broken = await client.readResource({ uri: 'note:///broken' }).catch((error: unknown) => error);
    expect(broken).toMatchObject({ code: -32603, message: expect.stringContaining('failed inside the server') });
    expect(String(broken)).not.toContain('hunter2');
    const id = /under ([0-9a-f]{8})/.exec(String(broken))?.[1];
    expect(lines).toMatchObject([{ level: 'error', what: 'note:///broken', id }]);
  });

  test('completion answers at most 100, and an unsure answer is an empty one', async () => {
    const { client } = await open();
    const complete = async (value: string, uri = 'note:///{+path}') =>
      (await client.complete({ ref: { type: 'ref/resource', uri }, argument: { name: 'path', value } })).completion;
    expect(await complete('x')).toMatchObject({ values: ['path-x-0', 'path-x-1'], total: 2, hasMore: false });
    expect(await complete('many')).toMatchObject({ total: 150, hasMore: true, values: { length: 100 } });
    expect(await complete('fail')).toMatchObject({ values: [] });
    expect(await complete('x', 'other:///{x}')).toMatchObject({ values: [] });
  });

  test('what a server does not have it does not announce', async () => {
    const plain = await connect({ server: serverOf(tools), context: undefined });
    expect(plain.client.getServerCapabilities()).toEqual({ tools: {}, logging: {} });
    const { client } = await open();
    expect(client.getServerCapabilities()).toEqual({
      tools: {},
      logging: {},
      resources: { subscribe: false },
      completions: {},
    });
    await expect(client.subscribeResource({ uri: 'note:///a' })).rejects.toThrow(/subscri|not found/i);
  });
});

describe('subscriptions', () => {
  function watched() {
    const stopped = vi.fn();
    const started: string[] = [];
    const changes = new Map<string, () => void>();
    const gate = deferred<void>();
    const watching: Resources<undefined> = {
      ...resources,
      async watch(uri, _context, changed) {
        started.push(uri);
        if (uri === 'note:///slow') await gate.promise;
        if (uri === 'note:///none' || uri === 'note:///slow')
          throw new ToolError('not_found', 'There is no such note.');
        changes.set(uri, changed);
        return () => void stopped(uri);
      },
    };
    return { server: serverOf(tools, { resources: watching }), stopped, started, changes, gate };
  }

  test('report changes until they end', async () => {
    const { server, changes, stopped } = watched();
    const updates: string[] = [];
    const { client } = await connect({
      server,
      context: undefined,
      prepare: (one) =>
        one.setNotificationHandler('notifications/resources/updated', ({ params }) => void updates.push(params.uri)),
    });
    await client.subscribeResource({ uri: 'note:///a' });
    changes.get('note:///a')?.();
    changes.get('note:///a')?.();
    await client.ping();
    expect(updates).toEqual(['note:///a', 'note:///a']);
    await client.unsubscribeResource({ uri: 'note:///a' });
    await vi.waitFor(() => expect(stopped).toHaveBeenCalledExactlyOnceWith('note:///a'));
  });

  test('to the same resource watch it once, and as long as one of them lasts', async () => {
    const { server, started, stopped } = watched();
    const { client } = await connect({ server, context: undefined });
    await Promise.all([client.subscribeResource({ uri: 'note:///a' }), client.subscribeResource({ uri: 'note:///a' })]);
    await client.unsubscribeResource({ uri: 'note:///a' });
    await client.ping();
    expect(started).toEqual(['note:///a']);
    expect(stopped).not.toHaveBeenCalled();
    await client.unsubscribeResource({ uri: 'note:///a' });
    await vi.waitFor(() => expect(stopped).toHaveBeenCalledOnce());
  });

  test('to what is not there are refused, and can be tried again', async () => {
    const { server, started } = watched();
    const { client } = await connect({ server, context: undefined });
    for (let i = 0; i < 2; i++)
      await expect(client.subscribeResource({ uri: 'note:///none' })).rejects.toMatchObject({ code: -32602 });
    expect(started).toEqual(['note:///none', 'note:///none']);
  });

  test('that end while they begin to fail harm nothing', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const { server, gate, started } = watched();
    const { client } = await connect({ server, context: undefined });
    const subscribed = client.subscribeResource({ uri: 'note:///slow' }).catch((error: unknown) => error);
    await vi.waitFor(() => expect(started).toEqual(['note:///slow']));
    await client.unsubscribeResource({ uri: 'note:///slow' });
    gate.resolve();
    expect(await subscribed).toMatchObject({ code: -32602 });
    // Rejections that nobody handles are reported when all that was due is done.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test('ending one that does not exist succeeds and ends no other', async () => {
    const { server, started, stopped } = watched();
    const { client } = await connect({ server, context: undefined });
    await client.subscribeResource({ uri: 'note:///a' });
    expect(await client.unsubscribeResource({ uri: 'note:///never' })).toEqual({});
    await client.ping();
    expect(started).toEqual(['note:///a']);
    expect(stopped).not.toHaveBeenCalled();
  });

  test('are limited', async () => {
    const { server } = watched();
    const { client } = await connect({ server, context: undefined });
    await Promise.all(Array.from({ length: 1_000 }, (_, i) => client.subscribeResource({ uri: `note:///${i}` })));
    await expect(client.subscribeResource({ uri: 'note:///more' })).rejects.toThrow(/More than 1000/);
    await client.unsubscribeResource({ uri: 'note:///7' });
    await client.subscribeResource({ uri: 'note:///more' });
  });
});

describe('prompts', () => {
  const prompt: Prompt<undefined> = {
    name: 'review',
    title: 'Review',
    description: 'Review a note.',
    arguments: [
      { name: 'note', description: 'Which.', required: true, complete: async (value) => [`${value}.md`] },
      { name: 'tone', description: 'How.', required: false },
    ],
    async render({ note, tone }) {
      if (note === 'broken') throw new Error('hunter2');
      return `Review ${note}${tone ? ` in a ${tone} tone` : ''}.`;
    },
  };
  const open = () => connect({ server: serverOf(tools, { prompts: [prompt] }), context: undefined });

  test('are listed, filled in and completed', async () => {
    const { client } = await open();
    expect((await client.listPrompts()).prompts).toEqual([
      {
        name: 'review',
        title: 'Review',
        description: 'Review a note.',
        arguments: [
          { name: 'note', description: 'Which.', required: true },
          { name: 'tone', description: 'How.', required: false },
        ],
      },
    ]);
    expect((await client.getPrompt({ name: 'review', arguments: { note: 'a', tone: 'kind' } })).messages).toEqual([
      { role: 'user', content: { type: 'text', text: 'Review a in a kind tone.' } },
    ]);
    const ref = { type: 'ref/prompt' as const, name: 'review' };
    expect((await client.complete({ ref, argument: { name: 'note', value: 'a' } })).completion.values).toEqual([
      'a.md',
    ]);
    expect((await client.complete({ ref, argument: { name: 'tone', value: 'a' } })).completion.values).toEqual([]);
  });

  test('count as text by strangers for the other servers of a session, unless they are labelled', async () => {
    const file = path.join(temporaryFolder(), 'session');
    const session = await SessionFile.open(file, 'notes');
    const other = await SessionFile.open(file, 'other');
    const get = async (prompts: Prompt<undefined>[]) => {
      const { client } = await connect({ server: serverOf(tools, { prompts }), context: undefined, session });
      await client.getPrompt({ name: 'review', arguments: { note: 'a' } });
      return other.others();
    };
    expect(await get([{ ...prompt, labels: namedByUser }])).toMatchObject([namedByUser]);
    expect(await get([prompt])).toMatchObject([{ tool: 'prompts/get', ...unlabelled }, namedByUser]);
  });

  test('names missing arguments and unknown prompts', async () => {
    const { client } = await open();
    await expect(client.getPrompt({ name: 'review', arguments: { tone: 'kind' } })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('Missing: note.'),
    });
    await expect(client.getPrompt({ name: 'other' })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('Prompt other does not exist.'),
    });
    await expect(client.getPrompt({ name: 'review', arguments: { note: 'broken' } })).rejects.toMatchObject({
      code: -32603,
      message: expect.not.stringContaining('hunter2'),
    });
  });
});

test('a server introduces itself with what it has: a description, a page, an icon', async () => {
  const icon = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  const about = { description: 'For tests.', websiteUrl: 'https://example.com/', icon };
  const { client } = await connect({ server: serverOf([], about), context: undefined });
  const { description, websiteUrl, icons } = client.getServerVersion() ?? {};
  expect({ description, websiteUrl }).toEqual({ description: 'For tests.', websiteUrl: 'https://example.com/' });
  expect(icons).toEqual([{ src: expect.any(String), mimeType: 'image/svg+xml', sizes: ['any'] }]);
  expect(await (await fetch(icons?.[0]?.src ?? '')).text()).toBe(icon);
  const plain = await connect({ server: serverOf([]), context: undefined });
  expect(plain.client.getServerVersion()).toEqual({ name: 'test', title: 'Test', version: '1.2.3' });
});
