import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  statfsSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { describe, expect, test } from 'vitest';
import { box, sharedBox, startShared } from './fixtures.ts';
import { start } from './start.ts';
import { onPosix, organiseScene } from './organise-scene.ts';

const { folder, at, put, text, has, make, move, copy, modeOf } = await organiseScene();

describe('create_directory', () => {
  test('with the missing folders above; what exists is no error', async () => {
    expect((await make('new/a/b')).text).toBe('Created new/a/b (3 folders).');
    expect(statSync(at('new/a/b')).isDirectory()).toBe(true);
    expect((await make('new/a/c')).text).toBe('Created new/a/c (1 folder).');
    for (const path of ['new/a/b', 'new', '.', folder])
      expect(await make(path)).toMatchObject({ isError: false, text: `${path} already exists.` });
    expect((await make(at('absolute/x'))).text).toBe(`Created ${at('absolute/x')} (2 folders).`);
    expect((await make('slash/')).isError).toBe(false);
    expect(statSync(at('slash')).isDirectory()).toBe(true);
  });

  test('below a link to a folder inside', async () => {
    mkdirSync(at('real'));
    symlinkSync('real', at('to-real'));
    await make('to-real/below');
    expect(statSync(at('real/below')).isDirectory()).toBe(true);
  });

  test('a file in the way is a conflict, and stays', async () => {
    put('file.txt', 'kept');
    for (const path of ['file.txt', 'file.txt/below']) {
      expect(await make(path)).toMatchObject({
        isError: true,
        code: 'conflict',
        text: expect.stringContaining('"file.txt" exists and is not a folder'),
      });
    }
    symlinkSync('nowhere', at('dangling'));
    expect(await make('dangling/x')).toMatchObject({ isError: true });
    expect(text('file.txt')).toBe('kept');
    expect(has('nowhere')).toBe(false);
  });

  test('many concurrent calls, each wanting the same folders', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => make(`same/path/below/${i % 3}`)));
    for (const answer of answers) expect(answer).toMatchObject({ isError: false });
    expect(readdirSync(at('same/path/below')).sort()).toEqual(['0', '1', '2']);
  });

  test.each([
    ['', 'invalid'],
    ['../x', 'denied'],
    ['a\nb', 'invalid'],
    ['C:\\x', 'invalid'],
  ])('%j is refused', async (path, code) => {
    expect(await make(path)).toMatchObject({ isError: true, code });
  });
});

describe('move_file', () => {
  test('a file, to another name and another folder; content, mode and other names stay', async () => {
    put('m/a.txt', 'alpha');
    chmodSync(at('m/a.txt'), 0o640);
    linkSync(at('m/a.txt'), at('m/second.txt'));
    mkdirSync(at('m/sub'));
    expect((await move('m/a.txt', 'm/sub/b.txt')).text).toBe('Moved m/a.txt to m/sub/b.txt');
    expect(has('m/a.txt')).toBe(false);
    expect(text('m/sub/b.txt')).toBe('alpha');
    if (onPosix) expect(modeOf('m/sub/b.txt')).toBe('640');
    expect(statSync(at('m/second.txt')).ino).toBe(statSync(at('m/sub/b.txt')).ino);
    expect(readdirSync(at('m')).sort()).toEqual(['second.txt', 'sub']);
  });

  test('a folder with all that is in it', async () => {
    put('tree/deep/a.txt', 'deep');
    symlinkSync('deep/a.txt', at('tree/link'));
    await move('tree', 'moved-tree');
    expect(has('tree')).toBe(false);
    expect(text('moved-tree/deep/a.txt')).toBe('deep');
    expect(readlinkSync(at('moved-tree/link'))).toBe('deep/a.txt');
  });

  test('a link moves itself, not what it points to', async () => {
    put('target.txt', 'target');
    symlinkSync('target.txt', at('link1'));
    symlinkSync('/etc/passwd', at('link2'));
    await move('link1', 'renamed-link');
    await move('link2', 'renamed-out');
    expect(readlinkSync(at('renamed-link'))).toBe('target.txt');
    expect(readlinkSync(at('renamed-out'))).toBe('/etc/passwd');
    expect(text('target.txt')).toBe('target');
    expect(existsSync(at('link1')) || existsSync(at('link2'))).toBe(false);
  });

  test('nothing is ever replaced: file, folder (empty or not), link, dangling link', async () => {
    put('source.txt', 'source');
    put('source-folder/x', 'x');
    put('taken.txt', 'taken');
    put('full/y', 'y');
    mkdirSync(at('empty'));
    symlinkSync('taken.txt', at('taken-link'));
    symlinkSync('nothing', at('taken-dangling'));
    for (const source of ['source.txt', 'source-folder', 'taken-link']) {
      for (const destination of ['taken.txt', 'full', 'empty', 'taken-link', 'taken-dangling', source]) {
        for (const act of [move, copy]) {
          const answer = await act(source, destination);
          expect(answer, `${source} to ${destination}`).toMatchObject({ isError: true });
          expect(answer.text, `${source} to ${destination}`).toMatch(/already exists|into itself/);
        }
      }
    }
    expect(text('source.txt')).toBe('source');
    expect(text('taken.txt')).toBe('taken');
    expect(readdirSync(at('empty'))).toEqual([]);
    expect(readdirSync(at('full'))).toEqual(['y']);
    expect(lstatSync(at('taken-dangling')).isSymbolicLink()).toBe(true);
    expect((await move('source.txt', 'empty')).text).toContain('to put something into it, give the new name as well');
  });

  test('of many that want one name one gets it, and none is lost', async () => {
    for (let i = 0; i < 16; i++) put(`contest/${i}`, `${i}`);
    const answers = await Promise.all(Array.from({ length: 16 }, (_, i) => move(`contest/${i}`, 'contest/winner')));
    expect(answers.filter(({ isError }) => !isError)).toHaveLength(1);
    for (const answer of answers) if (answer.isError) expect(answer.code).toBe('conflict');
    const left = readdirSync(at('contest'));
    expect(left).toHaveLength(16);
    expect(left.map((name) => text(`contest/${name}`)).sort()).toEqual(
      Array.from({ length: 16 }, (_, i) => `${i}`).sort(),
    );
  });

  test('nor between two servers that move to the same names at the same moment', async () => {
    const other = await start([folder]);
    for (let i = 0; i < 150; i++) for (const side of ['a', 'b']) put(`duel/${side}${i}`, side);
    for (let i = 0; i < 150; i++) {
      const answers = await Promise.all([
        move(`duel/a${i}`, `duel/to${i}`),
        other.call('move_file', { source: `duel/b${i}`, destination: `duel/to${i}` }),
      ]);
      const won = answers.map(({ isError }, side) => (isError ? '' : 'ab'[side])).join('');
      expect(['a', 'b']).toContain(won);
      expect(text(`duel/to${i}`)).toBe(won);
      expect(has(`duel/${won === 'a' ? 'b' : 'a'}${i}`)).toBe(true);
    }
  });

  test('a folder does not go into itself', async () => {
    put('self/sub/x');
    symlinkSync('self/sub', at('self-link'));
    for (const act of [move, copy]) {
      for (const destination of ['self/inner', 'self/sub/inner', 'self-link/inner']) {
        expect(await act('self', destination)).toMatchObject({
          isError: true,
          code: 'invalid',
          text: `"${destination}" is inside "self"; a folder cannot go into itself.`,
        });
      }
    }
    expect(readdirSync(at('self'))).toEqual(['sub']);
    put('selfish/x');
    expect(await move('selfish', 'self/ish')).toMatchObject({ isError: false });
  });

  test.each([
    ['none.txt', 'x.txt', 'not_found', /"none.txt" does not exist/],
    [
      'file.txt',
      'none/x.txt',
      'not_found',
      /The folder of "none\/x.txt" does not exist; make it with create_directory/,
    ],
    ['.', 'x', 'denied', /allowed folder itself/],
    ['file.txt', '.', 'denied', /allowed folder itself/],
    ['file.txt', '../x.txt', 'denied', /outside/],
    ['../x.txt', 'x.txt', 'denied', /outside/],
    ['file.txt', 'file.txt/x', 'invalid', /a part of it is a file/],
    ['file.txt', 'evil\u202ename', 'invalid', /direction-changing/],
    ['', 'x', 'invalid', /empty/],
  ])('%j to %j is refused: move and copy', async (source, destination, code, reason) => {
    put('file.txt', 'kept');
    for (const act of [move, copy]) {
      const answer = await act(source, destination);
      expect(answer).toMatchObject({ isError: true, code });
      expect(answer.text).toMatch(reason);
    }
    expect(text('file.txt')).toBe('kept');
  });

  test('a name that ends in a separator means a folder: no file is made of it', async () => {
    put('plain.txt', 'plain');
    for (const act of [copy, move]) {
      expect(await act('plain.txt', 'no-folder/')).toMatchObject({ isError: true });
      expect(has('no-folder')).toBe(false);
    }
    put('folder-source/x');
    expect(await move('folder-source', 'folder-target/')).toMatchObject({ isError: false });
    expect(has('folder-target/x')).toBe(true);
  });

  test.runIf(onPosix)('a pipe is refused, and stays', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    expect(await move('pipe', 'pipe2')).toMatchObject({ isError: true, code: 'unsupported' });
    expect(await copy('pipe', 'pipe2')).toMatchObject({ isError: true, code: 'unsupported' });
    expect(lstatSync(at('pipe')).isFIFO()).toBe(true);
  });

  test('between two allowed folders; an allowed folder itself, or one that holds one, stays', async () => {
    const [first, second] = [box(), box()];
    first.put('a.txt', 'a');
    first.put('d/inner/x', 'x');
    const session = await start([first.folder, second.folder, first.at('d/inner')], { flags: ['--no-confirm'] });
    await session.call('move_file', { source: first.at('a.txt'), destination: second.at('a.txt') });
    expect(second.text('a.txt')).toBe('a');
    for (const source of [first.folder, first.at('d'), first.at('d/inner')]) {
      expect(await session.call('move_file', { source, destination: second.at('taken') }), source).toMatchObject({
        isError: true,
        code: 'denied',
      });
      expect(await session.call('delete_file', { path: source, recursive: true }), source).toMatchObject({
        isError: true,
        code: 'denied',
      });
    }
    expect(first.has('d/inner/x')).toBe(true);
  });
});

/** A folder on another file system than the temporary one, where there is one. */
const elsewhere =
  existsSync('/dev/shm') && statfsSync('/dev/shm').type !== statfsSync(folder).type ? '/dev/shm' : undefined;

describe.runIf(elsewhere)('from one file system to another', () => {
  const other = sharedBox(elsewhere);
  const both = startShared([folder, other.folder], { flags: ['--no-confirm'] });

  test('a file', async () => {
    put('x.txt', 'across');
    chmodSync(at('x.txt'), 0o640);
    const session = await both;
    expect(await session.call('move_file', { source: at('x.txt'), destination: other.at('x.txt') })).toMatchObject({
      isError: false,
    });
    expect(other.text('x.txt')).toBe('across');
    expect((statSync(other.at('x.txt')).mode & 0o777).toString(8)).toBe('640');
    expect(has('x.txt')).toBe(false);
  });

  test('a folder', async () => {
    put('xd/deep/a.txt', 'deep');
    symlinkSync('deep', at('xd/link'));
    const session = await both;
    expect(await session.call('move_file', { source: at('xd'), destination: other.at('xd') })).toMatchObject({
      isError: false,
    });
    expect(other.text('xd/deep/a.txt')).toBe('deep');
    expect(readlinkSync(other.at('xd/link'))).toBe('deep');
    expect(has('xd')).toBe(false);
  });

  test('a link, and copies', async () => {
    symlinkSync('nowhere', at('xl'));
    put('xc/a.txt', 'copied');
    const session = await both;
    expect(await session.call('move_file', { source: at('xl'), destination: other.at('xl') })).toMatchObject({
      isError: false,
    });
    expect(readlinkSync(other.at('xl'))).toBe('nowhere');
    expect(await session.call('copy_file', { source: at('xc'), destination: other.at('xc') })).toMatchObject({
      isError: false,
    });
    expect(other.text('xc/a.txt')).toBe('copied');
    expect(text('xc/a.txt')).toBe('copied');
  });

  test('still nothing is replaced', async () => {
    put('xt.txt', 'mine');
    other.put('xt.txt', 'theirs');
    const session = await both;
    expect(await session.call('move_file', { source: at('xt.txt'), destination: other.at('xt.txt') })).toMatchObject({
      isError: true,
      code: 'conflict',
    });
    expect([text('xt.txt'), other.text('xt.txt')]).toEqual(['mine', 'theirs']);
  });
});
