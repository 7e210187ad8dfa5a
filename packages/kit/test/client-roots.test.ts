import type { Client } from '@modelcontextprotocol/client';
import * as z from 'zod/v4';
import { describe, expect, test, vi } from 'vitest';
import { ToolError } from '../src/errors.ts';
import type { Options } from '../src/options.ts';
import { defineServer, type Server } from '../src/server.ts';
import { defineTool } from '../src/tool.ts';
import { connect, deferred } from './fixtures.ts';

interface Folders {
  folders: readonly string[];
}

const show = defineTool({
  name: 'show_folders',
  title: 'Show folders',
  description: 'Show.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({}),
  handler: async (_input, { folders }: Folders) => folders.join(),
});

const serverWith = (
  apply?: (context: Folders, roots: readonly string[]) => Promise<Folders>,
): Server<Options, Folders> =>
  defineServer({
    name: 'test',
    command: 'test',
    title: 'Test',
    version: '1.0.0',
    instructions: 'For tests.',
    options: {},
    open: async () => ({ context: { folders: ['file:///all'] } }),
    toolsets: { main: { description: 'All tools.', default: true, tools: [show] } },
    ...(apply && { clientRoots: { wanted: () => true, apply } }),
  });

const context: Folders = { folders: ['file:///all'] };
const keep = vi.fn(async (_context: Folders, roots: readonly string[]): Promise<Folders> => ({ folders: roots }));
const answering = (roots: () => Promise<string[]> | string[]) => (client: Client) =>
  client.setRequestHandler('roots/list', async () => ({ roots: (await roots()).map((uri) => ({ uri })) }));

describe('the roots that a client names', () => {
  test('decide what its calls may touch', async () => {
    const { call } = await connect({
      server: serverWith(keep),
      context,
      capabilities: { roots: {} },
      prepare: answering(() => ['file:///a', 'file:///b']),
    });
    expect((await call('show_folders')).text).toBe('file:///a,file:///b');
    expect(keep).toHaveBeenLastCalledWith(context, ['file:///a', 'file:///b']);
  });

  test('are waited for: no call slips through before they are known', async () => {
    const roots = deferred<string[]>();
    const asked = deferred<void>();
    const { call } = await connect({
      server: serverWith(keep),
      context,
      capabilities: { roots: {} },
      prepare: answering(() => (asked.resolve(), roots.promise)),
    });
    const early = call('show_folders');
    await asked.promise;
    roots.resolve(['file:///late']);
    expect((await early).text).toBe('file:///late');
  });

  test('an empty list changes nothing: the command line decides', async () => {
    const apply = vi.fn(keep);
    const { call } = await connect({
      server: serverWith(apply),
      context,
      capabilities: { roots: {} },
      prepare: answering(() => []),
    });
    expect((await call('show_folders')).text).toBe(context.folders.join(','));
    expect(apply).not.toHaveBeenCalled();
  });

  test('are not asked for where the client has none, or the server takes none', async () => {
    const asked = vi.fn(() => ['file:///a']);
    const without = await connect({ server: serverWith(keep), context });
    expect((await without.call('show_folders')).text).toBe('file:///all');
    const fixed = await connect({
      server: serverWith(),
      context,
      capabilities: { roots: {} },
      prepare: answering(asked),
    });
    expect((await fixed.call('show_folders')).text).toBe('file:///all');
    expect(asked).not.toHaveBeenCalled();
  });

  test('may change', async () => {
    let roots = ['file:///a'];
    const { call, client } = await connect({
      server: serverWith(keep),
      context,
      capabilities: { roots: { listChanged: true } },
      prepare: answering(() => roots),
    });
    expect((await call('show_folders')).text).toBe('file:///a');
    roots = ['file:///b'];
    await client.sendRootsListChanged();
    expect((await call('show_folders')).text).toBe('file:///b');
    // Always from all that the command line allows, never from what was left before.
    expect(keep).toHaveBeenLastCalledWith(context, ['file:///b']);
  });

  test('that cannot be had leave everything as it was, and the log says so', async () => {
    let fail = false;
    const { call, client, lines } = await connect({
      server: serverWith(keep),
      context,
      capabilities: { roots: { listChanged: true } },
      prepare: answering(() => {
        if (fail) throw new Error('the window is closed');
        return ['file:///a'];
      }),
    });
    expect((await call('show_folders')).text).toBe('file:///a');
    fail = true;
    await client.sendRootsListChanged();
    expect((await call('show_folders')).text).toBe('file:///a');
    expect(lines).toMatchObject([{ level: 'warn', message: 'the client did not name its roots' }]);
  });

  test('that never come hold calls up for a while, not for ever', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { call } = await connect({
        server: serverWith(keep),
        context,
        capabilities: { roots: {} },
        prepare: answering(() => new Promise(() => {})),
      });
      const answer = call('show_folders');
      await vi.advanceTimersByTimeAsync(6_000);
      expect((await answer).text).toBe('file:///all');
    } finally {
      vi.useRealTimers();
    }
  });

  test.each<[string, Error, string]>([
    ['a reason for the model', new ToolError('denied', 'Those folders are gone.'), 'denied'],
    ['a failure that nobody planned for', new Error('hunter2'), 'internal'],
  ])('that cannot be applied fail the call like any other: %s', async (_name, error, code) => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const failing = async (): Promise<Folders> => Promise.reject(error);
    const { call, client } = await connect({
      server: serverWith(failing),
      context,
      capabilities: { roots: {} },
      prepare: answering(() => ['file:///a']),
    });
    for (let i = 0; i < 3; i++) await client.ping();
    const answer = await call('show_folders').catch((thrown: unknown) => ({
      isError: false,
      code: 'thrown',
      text: String(thrown),
    }));
    process.off('unhandledRejection', unhandled);
    expect(answer).toMatchObject({ isError: true, code });
    expect(answer.text).not.toContain('hunter2');
    expect(unhandled).not.toHaveBeenCalled();
  });
});
