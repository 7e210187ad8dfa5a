// oxlint-disable vitest/valid-expect -- a message says which of many cases failed
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBox } from '../fixtures.ts';
import { start } from '../start.ts';
import { tierModes as modes } from './backends.ts';
import { childrenOf, eventually, openFilesOf } from './processes.ts';

/** Enough to search for seconds: sparse files, which take no room and all the time of reading. */
function bigTree(root: string): void {
  for (let i = 0; i < 40; i++) {
    const folder = path.join(root, `big-${i}`);
    fs.mkdirSync(folder);
    for (let j = 0; j < 100; j++) {
      const fd = fs.openSync(path.join(folder, `file-${j}.bin`), 'w');
      fs.ftruncateSync(fd, 4 * 1024 * 1024);
      fs.closeSync(fd);
    }
  }
}

describe.each(modes)('%s backend: cancelling', (mode) => {
  const { folder: root, put } = sharedBox();
  beforeAll(() => {
    bigTree(root);
    put('small/a.txt', 'fine\n');
  });

  test.each([
    ['search_text', { path: '.', pattern: 'needle' }],
    ['search_text', { path: '.', pattern: 'needle', gitignore: false, filesOnly: true }],
  ])('132 a cancelled %s is answered immediately, its work stops, and the server keeps working', async (tool, args) => {
    const session = await start([root], { backend: mode });
    for (let round = 0; round < 3; round++) {
      const abort = new AbortController();
      const search = session.call(tool, args, { signal: abort.signal, onProgress: () => abort.abort() });
      await expect(search).rejects.toThrow(/abort/i);
      expect(abort.signal.aborted).toBe(true);
      expect(await session.call('read_text_file', { path: 'small/a.txt' })).toMatchObject({ isError: false });
    }
    if (process.platform !== 'linux') return;
    // Nobody works on it any more.
    const busy = () =>
      childrenOf(session.pid() ?? 0)
        .flatMap(openFilesOf)
        .filter((file) => file.startsWith(path.join(root, 'big-')));
    expect(await eventually(() => busy().length === 0), busy().join(' ')).toBe(true);
    expect(session.stderr()).toBe('');
  });

  test('cancelling many concurrent calls leaves no call hanging', async () => {
    const session = await start([root], { backend: mode });
    const abort = new AbortController();
    const options = { signal: abort.signal, onProgress: () => abort.abort() };
    const calls = Array.from({ length: 20 }, () =>
      session.call('search_text', { path: '.', pattern: 'needle' }, options),
    );
    const ends = Promise.allSettled(calls);
    for (const { status } of await ends) expect(status).toBe('rejected');
    expect(await session.call('read_text_file', { path: 'small/a.txt' })).toMatchObject({ isError: false });
    // Four at most are ever started.
    expect(childrenOf(session.pid() ?? 0).length).toBeLessThanOrEqual(4);
  });
});
