import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { quickFolder } from './attack/arena.ts';
import { start } from './start.ts';

test('the largest of 100,200 files is found, and what follows it is on the next page', async () => {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(quickFolder, 'mcp-many-')));
  onTestFinished(() => fs.rmSync(root, { recursive: true }));
  for (let n = 0; n < 100_200; n++)
    fs.writeFileSync(path.join(root, `f${String(n).padStart(6, '0')}`), n < 100_190 ? '' : 'x'.repeat(n - 100_189));
  const server = await start([root]);
  const args = { path: root, pattern: '*', sortBy: 'size', limit: 6 };
  const first = await server.call('search_files', args);
  const sizes = (text: string) => [...text.matchAll(/\t(\d+) B/g)].map(([, size]) => Number(size));
  expect(sizes(first.text)).toEqual([10, 9, 8, 7, 6, 5]);
  const cursor = /cursor ([^\s\];]+)/.exec(first.text)?.[1];
  expect(sizes((await server.call('search_files', { ...args, cursor })).text)).toEqual([4, 3, 2, 1, 0, 0]);
});
