import { linkSync } from 'node:fs';
import { defaultEra, eras, type Answer } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { sharedBox, split, startShared } from './fixtures.ts';
import { start } from './start.ts';

const { folder, at, put } = sharedBox();

describe('long calls', () => {
  put('t/a.txt', 'one\nTwo two\nthree\n');
  // Files that share one content: much to read, 4 GB, and little to store. Each is small, so that a search can stop soon.
  const content = put('slow/f/00000', `${'ab'.repeat(100)}\n`.repeat(1_000));
  for (let i = 1; i < 20_000; i++) linkSync(content, at(`slow/f/${String(i).padStart(5, '0')}`));
  // A pattern without anything that could be looked for first.
  const slow = { path: 'slow', pattern: '(a|b|ab|ba)*[0-9]$' };
  const starting = startShared([folder]);

  /** The longest time limit that is tried, in seconds. */
  const longestLimit = 64;

  /**
   * Searches with a time limit that doubles for as long as the machine is too busy to answer within it. The places where
   * a search can stop are tried in search-stopped.test.ts, with a deadline that no clock decides.
   */
  async function searchWithin(limit: number): Promise<Answer> {
    const session = await start([folder], { flags: ['--timeout', String(limit)] });
    const answer = await session.call('search_text', slow);
    await session.close();
    return answer.code === 'timeout' && limit < longestLimit ? searchWithin(limit * 2) : answer;
  }

  test.each(eras)('reports rising progress of a long search (%s era)', async (era) => {
    const session = era === defaultEra ? await starting : await start([folder], { era });
    const reports: number[] = [];
    const controller = new AbortController();
    const onProgress = (done: number) => {
      if (reports.push(done) === 3) controller.abort();
    };
    const call = session.call('search_text', slow, { onProgress, signal: controller.signal });
    await expect(call).rejects.toBeInstanceOf(Error);
    expect(reports).toEqual([...new Set(reports)].toSorted((a, b) => a - b));
  });

  test('a search that takes too long answers by itself, and says so', async () => {
    const answer = await searchWithin(1);
    expect(answer).toMatchObject({ isError: false });
    expect(split(answer).header).toMatch(
      /^0 matches; [\d,]+ files? searched; STOPPED at the time limit.*; more with cursor/,
    );
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
