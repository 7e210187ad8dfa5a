import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Folder, ToolError } from '@mcp-reference/kit/sandbox';
import fc from '@mcp-reference/kit/testing/properties';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { extractArchive } from '../src/operations/extract-archive.ts';
import { backends, sandboxOf, snapshot, temporaryFolder, type BackendName, type Control } from './archive-sandbox.ts';
import { outcome, refused, scene } from './archive-scene.ts';
import { zipOf, type Part } from './archive-zip.ts';

const good: Part = { name: 'good.txt', content: 'good' };

const sceneWith = (backend: BackendName, parts: readonly Part[]) => scene(backend, { 'made.zip': zipOf(parts) });

describe.each(backends)('%s', (backend) => {
  test.each<[string, string[], (out: string, outside: string) => void]>([
    ['a file', ['a.txt'], (out) => writeFileSync(path.join(out, 'a.txt'), 'mine')],
    ['a folder where a file would be', ['a.txt'], (out) => mkdirSync(path.join(out, 'a.txt'))],
    ['a file where a folder would be', ['d/e.txt'], (out) => writeFileSync(path.join(out, 'd'), 'mine')],
    [
      'a link where a file would be',
      ['a.txt'],
      (out, outside) => symlinkSync(path.join(outside, 'new.txt'), path.join(out, 'a.txt')),
    ],
    [
      'a link out where a folder would be',
      ['d/secret.txt'],
      (out, outside) => symlinkSync(outside, path.join(out, 'd')),
    ],
    [
      'a file in a folder that is there',
      ['d/e/f.txt'],
      (out) => (
        mkdirSync(path.join(out, 'd/e'), { recursive: true }),
        writeFileSync(path.join(out, 'd/e/f.txt'), 'mine')
      ),
    ],
  ])('never replaces: %s', async (_, names, put) => {
    const place = sceneWith(
      backend,
      ['0.txt', ...names].map((name) => ({ name, content: 'theirs' })),
    );
    mkdirSync(path.join(place.root, 'out'));
    put(path.join(place.root, 'out'), place.outside);
    expect(await outcome(place)).toEqual(refused('conflict', /"out" already has "[ad]/));
  });

  test('adds to folders that are there', async () => {
    const place = sceneWith(backend, [{ name: 'd/new.txt', content: 'new' }]);
    mkdirSync(path.join(place.root, 'out/d'), { recursive: true });
    writeFileSync(path.join(place.root, 'out/d/old.txt'), 'old');
    expect(await place.extract()).toMatchObject({ files: 1, folders: 0 });
    expect(snapshot(path.join(place.root, 'out'))).toEqual({ 'd/': '', 'd/new.txt': 'new', 'd/old.txt': 'old' });
  });

  test('a destination that leads out is refused, one that leads in is followed', async () => {
    const place = sceneWith(backend, [good]);
    symlinkSync(place.outside, path.join(place.root, 'out'));
    expect(await outcome(place)).toEqual(refused('denied', /leads outside/));
    expect(await outcome(place, { destination: 'out/new' })).toEqual(refused('denied', /leads outside/));
    expect(await outcome(place, { destination: '../outside' })).toEqual(refused('denied', /leads outside/));
    expect(await outcome(place, { destination: place.outside })).toEqual(refused('denied', /leads outside/));
    mkdirSync(path.join(place.root, 'real'));
    symlinkSync('real', path.join(place.root, 'in'));
    await place.extract({ destination: 'in/new' });
    expect(snapshot(path.join(place.root, 'real'))).toEqual({ 'new/': '', 'new/good.txt': 'good' });
  });

  test.each(['out', 'out/a'])(
    'a folder that is swapped for a link out meanwhile leads nowhere: %s',
    async (swapped) => {
      const parts = ['a/1', 'b/1', 'a/2', 'b/2', 'a/secret.txt'].map((name) => ({ name, content: 'theirs' }));
      const place = sceneWith(backend, parts);
      const before = snapshot(place.outside);
      let done = false;
      const progress = () => {
        if (done) return;
        done = true;
        renameSync(path.join(place.root, swapped), path.join(place.root, 'moved'));
        symlinkSync(place.outside, path.join(place.root, swapped));
      };
      const error = await place.extract({}, { progress }).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error === undefined || error instanceof ToolError).toBe(true);
      expect(done).toBe(true);
      expect(snapshot(place.outside)).toEqual(before);
      expect(Object.keys(snapshot(place.base)).filter((name) => name.includes('.mcp-'))).toEqual([]);
    },
  );

  test('the undo leaves what others put in the place of what was written', async () => {
    const place = sceneWith(backend, [
      { name: 'd/a', content: 'theirs' },
      { name: 'd/b', content: 'theirs' },
      { name: 'x', content: 'abc', crc: 7 },
    ]);
    const progress = () => {
      writeFileSync(path.join(place.root, 'new'), 'mine');
      renameSync(path.join(place.root, 'new'), path.join(place.root, 'out/d/a'));
    };
    await expect(place.extract({}, { progress })).rejects.toThrow(/could not be removed again: "d\/a", "d", "out"/);
    expect(snapshot(path.join(place.root, 'out'))).toEqual({ 'd/': '', 'd/a': 'mine' });
  });

  test.each<[string, (calls: () => number) => Control, RegExp]>([
    ['cancelled', (calls) => ({ cancelled: () => calls() > 20 }), /was cancelled/],
    ['overdue', (calls) => ({ overdue: () => calls() > 20 }), /time limit.*was removed again/],
  ])('leaves nothing when it is %s', async (_, control, message) => {
    const place = sceneWith(
      backend,
      Array.from({ length: 30 }, (_, i) => ({ name: `d${i % 3}/f${i}`, content: `${i}` })),
    );
    const before = snapshot(place.base);
    let calls = 0;
    await expect(
      place.extract(
        {},
        control(() => ++calls),
      ),
    ).rejects.toMatchObject({ code: 'timeout', message: expect.stringMatching(message) });
    expect(calls).toBeGreaterThan(20);
    expect(snapshot(place.base)).toEqual(before);
  });

  test('a file system without hard links is no reason to replace or to leave anything', async () => {
    const place = sceneWith(backend, [good]);
    const cause = Object.assign(new Error('no links here'), { code: 'EPERM' });
    vi.spyOn(Folder.prototype, 'link').mockImplementation(() => {
      throw new ToolError('denied', 'No links here.', { cause });
    });
    onTestFinished(() => void vi.restoreAllMocks());
    await place.extract();
    expect(snapshot(path.join(place.root, 'out'))).toEqual({ 'good.txt': 'good' });
    const progress = () => writeFileSync(path.join(place.root, 'taken.zip'), 'mine');
    await expect(place.create(['out'], { destination: 'taken.zip' }, { progress })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(snapshot(place.root)).toMatchObject({ 'taken.zip': 'mine' });
    expect(Object.keys(snapshot(place.root))).toEqual(['made.zip', 'out/', 'out/good.txt', 'taken.zip']);
  });

  test('whatever an entry is called, nothing is written but below the destination', async () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '',
      'a',
      'B',
      '/',
      '\\',
      ':',
      'C:',
      '\0',
      'con',
      '\u202e',
      '~',
      'é',
      ' ',
      'x.',
    );
    const name = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 4 }), async (names) => {
        const base = temporaryFolder();
        mkdirSync(path.join(base, 'root/out'), { recursive: true });
        writeFileSync(path.join(base, 'root/made.zip'), zipOf(names.map((name) => ({ name, mode: 0 }))));
        const run = sandboxOf(backend, [{ path: path.join(base, 'root'), writable: true }]);
        const before = Object.keys(snapshot(base));
        const done = await run(extractArchive, { path: 'made.zip', destination: 'out' }).catch(() => undefined);
        const added = Object.keys(snapshot(base)).filter((at) => !before.includes(at));
        expect(added.every((at) => at.startsWith('root/out/'))).toBe(true);
        expect(added.filter((at) => !at.endsWith('/'))).toHaveLength(done?.files ?? 0);
      }),
      { numRuns: 60 },
    );
  });
});

test('the read-only folder', async () => {
  const base = temporaryFolder();
  const [readable, writable] = [path.join(base, 'readable'), path.join(base, 'writable')];
  mkdirSync(readable);
  mkdirSync(path.join(readable, 'there'));
  mkdirSync(writable);
  writeFileSync(path.join(readable, 'a.zip'), zipOf([good]));
  for (const backend of backends) {
    const run = sandboxOf(backend, [
      { path: readable, writable: false },
      { path: writable, writable: true },
    ]);
    const before = snapshot(base);
    for (const name of ['there', 'new', 'new/deep', 'there/new']) {
      const destination = path.join(readable, name);
      const error = {
        code: 'denied',
        message: expect.stringMatching(`^"${readable}/[a-z/]+" is in .* may only read`) as unknown,
      };
      await expect(run(extractArchive, { path: 'a.zip', destination })).rejects.toMatchObject(error);
    }
    expect(snapshot(base)).toEqual(before);
    await run(extractArchive, { path: 'a.zip', destination: path.join(writable, backend) });
    expect(snapshot(path.join(writable, backend))).toEqual({ 'good.txt': 'good' });
  }
});
