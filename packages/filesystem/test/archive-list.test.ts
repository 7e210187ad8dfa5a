import { describe, expect, test } from 'vitest';
import { backends, snapshot } from './archive-sandbox.ts';
import { longest, pagesOf, scene } from './archive-scene.ts';
import { zipOf, type Part } from './archive-zip.ts';

describe.each(backends)('%s', (backend) => {
  test('names without the UTF-8 flag are read as UTF-8 where they are, and as code page 437 where not', async () => {
    const { list } = scene(backend, {
      'made.zip': zipOf([
        { name: 'é.txt', flags: 0 },
        { name: Buffer.from([0x82, 0x2e, 0x74, 0x78, 0x74]), flags: 0 },
      ]),
    });
    expect((await list()).lines.map((line) => line.split('\t')[0])).toEqual(['é.txt', 'é.txt']);
  });

  test('a listing counts all, marks what is refused, and shows no character that deceives', async () => {
    const parts: Part[] = [
      { name: 'd/', mode: 0o040755, modified: 1_700_000_000 },
      { name: 'd/a.txt', content: 'a'.repeat(5000), method: 0, modified: 1_700_000_000 },
      { name: 'evil\u202e', content: 'x', method: 0, modified: 0 },
      { name: 'locked', content: 'x', method: 0, flags: 1, modified: -1 },
    ];
    const { list } = scene(backend, { 'made.zip': zipOf(parts) });
    const listing = await list();
    expect(listing).toMatchObject({ entries: 4, refused: 2, bytes: 5002, overdue: false });
    expect(listing.lines).toEqual([
      'd/\t2023-11-14T22:13:20Z',
      'd/a.txt\t5.0 kB\t5.0 kB\t2023-11-14T22:13:20Z',
      '"evil\\u202e"\t1 B\t1 B\t1970-01-01T00:00:00Z\t! has control, invisible or unreadable characters in its name',
      'locked\t1 B\t1 B\t-\t! is encrypted',
    ]);
    expect(listing).not.toHaveProperty('next');
  });

  test.each([{ limit: 7 }, { limit: 1000, budget: 900 }])(
    'pages of a listing hold every entry once: %o',
    async (params) => {
      const names = Array.from({ length: 100 }, (_, i) => `folder/file-${i}`);
      const { list } = scene(backend, { 'made.zip': zipOf(names.map((name) => ({ name }))) });
      const pages = await pagesOf((after: number | undefined) => list({ ...params, after: after ?? 0 }));
      expect(pages.flat().map((line) => line.split('\t')[0])).toEqual(names);
      expect(pages.length).toBeGreaterThan(5);
      expect(longest(pages)).toBeLessThanOrEqual(params.budget ?? Infinity);
      expect((await list(params)).entries).toBe(100);
    },
  );

  test('a listing that runs out of time says so, one that is cancelled ends', async () => {
    const { list } = scene(backend, { 'made.zip': zipOf(Array.from({ length: 600 }, (_, i) => ({ name: `f${i}` }))) });
    let calls = 0;
    expect(await list({}, { overdue: () => ++calls > 1 })).toMatchObject({ overdue: true, entries: 256 });
    await expect(list({}, { cancelled: () => true })).rejects.toMatchObject({ code: 'timeout' });
  });

  test('what is no zip file is called that', async () => {
    const { list, base } = scene(backend, { 'a.txt': 'alpha', empty: '', 'sub/': '' });
    const before = snapshot(base);
    for (const name of ['a.txt', 'empty'])
      await expect(list({ path: name })).rejects.toMatchObject({
        code: 'invalid',
        message: expect.stringContaining(`"${name}" is not a zip file`),
      });
    await expect(list({ path: 'sub' })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('is a folder'),
    });
    await expect(list({ path: 'none' })).rejects.toMatchObject({ code: 'not_found' });
    expect(snapshot(base)).toEqual(before);
  });
});
