import { expect, test, vi } from 'vitest';
import type { Resources } from '../../src/resource.ts';
import { callOf, post, serveNotes, session, type Notes } from './notes.ts';

const ready = async (url: string) => (await fetch(new URL('/readyz', url))).status;

const resources: Resources<Notes> = {
  templates: [],
  list: async () => [],
  read: async () => [],
  watch: async () => () => {},
};

test('at the end calls that run are answered, streams are closed, and nothing is left', async () => {
  const { url, notes, close, lines } = await serveNotes({ httpDrain: 1 }, { resources });
  const client = await session(url);
  const listening = await client.subscribe('note:///a');
  const waiting = client.call('wait_here');
  await notes.entered.promise;
  expect(await ready(url)).toBe(200);
  let isOver = false;
  const ended = close().then(() => (isOver = true));
  // Not ready, and still serving clients that have not noticed yet.
  expect(await ready(url)).toBe(503);
  const late = await post(url, callOf('read_much', { length: 1 }));
  expect([late.status, late.headers.get('connection')]).toEqual([200, 'close']);
  await vi.waitFor(async () => expect(await ready(url).catch(() => 'refused')).toBe('refused'));
  expect(isOver).toBe(false);
  notes.gate.resolve('done');
  expect((await waiting).text).toBe('done');
  await ended;
  await listening.stop();
  expect(lines.at(-1)).toMatchObject({ message: 'ended' });
});
