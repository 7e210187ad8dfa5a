import { linkSync } from 'node:fs';
import { defaultEra, eras, type Answer } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { cursorOf, linesOf, sharedBox, split, startShared } from './fixtures.ts';
import { start } from './start.ts';

const { folder, at, put } = sharedBox();

describe('long calls', () => {
  put('t/a.txt', 'one\nTwo two\nthree\n');
  // Files that share one content: much to read, little to store.
  const content = put('slow/f/00000', `${'ab'.repeat(100)}\n`.repeat(1_000));
  for (let i = 1; i < 2_000; i++) linkSync(content, at(`slow/f/${String(i).padStart(5, '0')}`));
  // A pattern without anything that could be looked for first.
  const slow = { path: 'slow', pattern: '(a|b|ab|ba)*[0-9]$' };
  const flags = ['--timeout', '1'];
  const starting = startShared([folder], { flags });

  /** Calls until the helper got some time before the deadline, which a busy machine may deny it. */
  async function inTime(call: () => Promise<Answer>, least = 0): Promise<Answer> {
    for (;;) {
      const answer = await call();
      if (answer.code !== 'timeout' && (answer.isError || linesOf(answer).length >= least)) return answer;
    }
  }

  test.each(eras)('reports rising progress of a search that takes a second (%s era)', async (era) => {
    const session = era === defaultEra ? await starting : await start([folder], { era, flags });
    const reports: number[] = [];
    // A busy machine may leave the helper no time to report anything: then the call is made again.
    while (reports.length === 0)
      await session.call('search_text', slow, { onProgress: (done) => void reports.push(done) });
    expect(reports).toEqual([...reports].sort((a, b) => a - b));
  });

  test('a search that takes too long answers with what it has, and continues from there', async () => {
    const session = await starting;
    const args = { ...slow, pattern: '(a|b|ab|ba)*$', filesOnly: true, limit: 10_000 };
    const answer = await inTime(() => session.call('search_text', args), 1);
    expect(answer).toMatchObject({ isError: false });
    expect(split(answer).header).toMatch(/STOPPED at the time limit.*; more with cursor/);
    const seen = linesOf(answer).map((line) => line.split('\t')[0] ?? '');
    expect(seen.length).toBeGreaterThan(0);
    expect(seen).toEqual(seen.map((_, i) => `slow/f/${String(i).padStart(5, '0')}`));
    const next = await inTime(() => session.call('search_text', { ...args, cursor: cursorOf(answer) }), 1);
    expect(linesOf(next)[0]).toMatch(new RegExp(`^slow/f/${String(seen.length).padStart(5, '0')}\t`));
  });

  test('a search that found nothing in time says how to continue', async () => {
    const session = await starting;
    const answer = await inTime(() => session.call('search_text', slow));
    expect(answer).toMatchObject({ isError: false });
    expect(split(answer).header).toMatch(/^0 matches.*STOPPED at the time limit.*; more with cursor/);
    const next = await inTime(() => session.call('search_text', { ...slow, cursor: cursorOf(answer) }));
    expect(split(next).header).toMatch(/searched/);
  });

  test('names: a search that is stopped says how to continue, and gets there', async () => {
    const session = await starting;
    // Names that take long to compare make a small tree large.
    for (let i = 0; i < 4_000; i++) put(`names/${String(i).padStart(4, '0')}-${'a'.repeat(240)}`);
    const hostile = Array.from({ length: 20 }, () => `*${'[a]'.repeat(120)}b`);
    const args = { path: 'names', pattern: `{${hostile.join(',')}}` };
    const first = await inTime(() => session.call('search_files', args));
    expect(first).toMatchObject({ isError: false });
    expect(split(first).header).toMatch(/STOPPED at the time limit.*more with cursor/);
    const visited = ({ text }: { text: string }) => Number(/(\d+) entries searched/.exec(text)?.[1]);
    // One that never gets on ends this test at its time limit.
    let next = first;
    while (cursorOf(next) === cursorOf(first)) {
      next = await inTime(() => session.call('search_files', { ...args, cursor: cursorOf(first) }));
      expect(visited(next)).toBeGreaterThan(0);
    }
  });

  test('a cancelled call leaves the server free for the next', async () => {
    const session = await start([folder]);
    const controller = new AbortController();
    const call = session.call('search_text', slow, { signal: controller.signal });
    const refused = call.catch((error: unknown) => error);
    // Sent after it and answered: by now the server is at it.
    expect(await session.call('list_directory', { path: 't' })).toMatchObject({ isError: false });
    controller.abort();
    expect(await refused).toBeInstanceOf(Error);
    expect(await session.call('search_text', { path: 't', pattern: 'two' })).toMatchObject({ isError: false });
  });
});
