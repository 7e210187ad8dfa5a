import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { start, temporaryFolder } from './start.ts';

const hasCache = Number(process.versions.node.split('.')[0]) >= 23 || process.versions.node.startsWith('22.');

const filesBelow = (folder: string): string[] =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

/** Starts a server and has it do some work, in its own process and in a helper. */
async function work(root: string, cache: string, env: Record<string, string> = {}): Promise<void> {
  const session = await start([root], { env: { XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: '', ...env } });
  expect(await session.call('read_text_file', { path: 'a.txt' })).toMatchObject({ isError: false });
  expect(await session.call('search_text', { path: '.', pattern: 'fine' })).toMatchObject({ isError: false });
  expect(session.stderr()).toBe('');
  await session.close();
}

test.skipIf(!hasCache || process.platform !== 'linux')(
  'compiled code is kept per server and version, and a damaged copy is compiled again',
  async () => {
    const root = temporaryFolder();
    const cache = temporaryFolder();
    fs.writeFileSync(path.join(root, 'a.txt'), 'fine\n');
    await work(root, cache);
    const own = path.join(cache, 'mcp-reference/compiled/mcp-server-filesystem', manifest.version);
    const files = filesBelow(own);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) fs.writeFileSync(file, fs.readFileSync(file).fill(0x41, 200));
    await work(root, cache);
    for (const file of files) fs.truncateSync(file, 3);
    await work(root, cache);
    // NODE_DISABLE_COMPILE_CACHE switches it off.
    const other = temporaryFolder();
    await work(root, other, { NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(filesBelow(other)).toEqual([]);
  },
);

test('a server starts where nothing can be cached', async () => {
  const root = temporaryFolder();
  fs.writeFileSync(path.join(root, 'a.txt'), 'fine\n');
  const cache = path.join(root, 'a.txt', 'cache');
  await work(root, cache);
});
