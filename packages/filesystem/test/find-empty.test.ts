import { symlinkSync } from 'node:fs';
import path from 'node:path';
import fc from '@mcp-reference/kit/testing/properties';
import { describe, expect, test } from 'vitest';
import { type Empty } from '../src/operations/find-empty.ts';
import { backends, CancelledHere, snapshot } from './archive-sandbox.ts';
import { longest, pagesOf, put } from './archive-scene.ts';
import { scene, tooDeep } from './analyze-scene.ts';

describe.each(backends)('empty, %s', (backend) => {
  const files = {
    'zero.txt': '',
    'full.txt': 'x',
    'none/': '',
    'outer/inner/innermost/': '',
    'outer/beside/': '',
    'holds/a.txt': 'x',
    'holds/nothing/': '',
    'only-zero/zero': '',
  };

  test('finds files without a byte and the outermost folders without a file', async () => {
    const { root, empty } = scene(backend, files);
    const before = snapshot(root);
    expect(await empty()).toEqual({
      lines: ['holds/nothing/', 'none/', 'only-zero/zero', 'outer/', 'zero.txt'],
      files: 2,
      folders: 3,
      unreadable: 0,
      overdue: false,
    });
    expect((await empty({ type: 'file' })).lines).toEqual(['only-zero/zero', 'zero.txt']);
    expect((await empty({ type: 'directory' })).lines).toEqual(['holds/nothing/', 'none/', 'outer/']);
    expect((await empty({ path: 'outer' })).lines).toEqual(['outer/beside/', 'outer/inner/']);
    expect(snapshot(root)).toEqual(before);
  });

  test('what is excluded, a link or not readable keeps a folder from being empty', async () => {
    const { root, empty } = scene(backend, {
      'a/.gitkeep': '',
      'b/excluded/': '',
      'c/': '',
      'd/free/': '',
      [`deep/${tooDeep}`]: '',
      'unfinished/': '',
    });
    symlinkSync('nowhere', path.join(root, 'c/link'));
    // What a walk does not show is there all the same.
    put(root, { [`unfinished/.mcp-${process.pid}-0123456789ab.tmp`]: 'x' });
    const { lines, unreadable } = await empty({ excludePatterns: ['.gitkeep', 'excluded'] });
    expect(lines).toEqual(['d/']);
    expect(unreadable).toBe(1);
  });

  test('says the same as a look at every folder would', async () => {
    const tree = fc.uniqueArray(
      fc.tuple(
        fc.array(fc.constantFrom('a', 'b', 'a-b', 'c'), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('/', '/', 'zero', 'full'),
      ),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(tree, async (entries) => {
        const made = Object.fromEntries(
          entries.map(([folders, kind]) => [
            `${folders.join('/')}/${kind === '/' ? '' : kind}`,
            kind === 'full' ? 'x' : '',
          ]),
        );
        const { root, empty } = scene(backend, made);
        const all = Object.entries(snapshot(root));
        const bare = all
          .map(([name]) => name)
          .filter(
            (name) => name.endsWith('/') && all.every(([other]) => !other.startsWith(name) || other.endsWith('/')),
          );
        const outermost = bare.filter((name) => !bare.some((other) => other !== name && name.startsWith(other)));
        const zero = all.filter(([name, content]) => !name.endsWith('/') && content === '').map(([name]) => name);
        expect((await empty()).lines.toSorted()).toEqual([...outermost, ...zero].toSorted());
      }),
      { numRuns: 60 },
    );
  });

  test.each([{ limit: 7 }, { limit: 1 }, { limit: 1000, budget: 450 }])(
    'pages hold every entry once: %o',
    async (params) => {
      const made: Record<string, string> = {};
      for (const folder of ['a', 'a-b', 'a/b', 'b'])
        for (let i = 0; i < 15; i++) made[i % 2 ? `${folder}/e${i}/` : `${folder}/z${i}`] = '';
      const { empty } = scene(backend, made);
      const pages = await pagesOf<string, Empty>((after) => empty({ ...params, after }));
      expect(pages.flat()).toEqual((await empty()).lines);
      expect(pages.flat()).toHaveLength(60);
      expect(pages.length).toBeGreaterThan(7);
      expect(longest(pages)).toBeLessThan(params.budget ?? Infinity);
    },
  );

  test('at the deadline it names only what is empty, and ends when it is cancelled', async () => {
    const { empty } = scene(backend, {
      ...files,
      ...Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`many/z${i}`, ''])),
    });
    const all = await empty();
    for (let after = 0; after < 20; after++) {
      let calls = 0;
      const { lines, overdue } = await empty({}, { overdue: () => ++calls > after });
      expect(overdue).toBe(true);
      expect(lines.length).toBeLessThan(all.lines.length);
      // Below a folder that is empty as a whole all folders are.
      for (const line of lines)
        expect(all.lines.some((known) => line === known || (known.endsWith('/') && line.startsWith(known)))).toBe(true);
    }
    await expect(empty({}, { cancelled: () => true })).rejects.toBeInstanceOf(CancelledHere);
  });
});
