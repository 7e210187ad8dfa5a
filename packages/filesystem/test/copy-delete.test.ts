import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readlinkSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedBox, startShared } from './fixtures.ts';
import { onPosix, organiseScene } from './organise-scene.ts';

const { at, put, text, has, copy, remove, modeOf } = await organiseScene();

describe('copy_file', () => {
  test('a file: content and mode, and the source stays', async () => {
    put('c/a.sh', 'x'.repeat(3_000_000));
    chmodSync(at('c/a.sh'), 0o750);
    expect((await copy('c/a.sh', 'c/b.sh')).text).toBe('Copied c/a.sh to c/b.sh: 1 file, 3.0 MB');
    expect(text('c/b.sh')).toBe(text('c/a.sh'));
    expect(statSync(at('c/b.sh')).ino).not.toBe(statSync(at('c/a.sh')).ino);
    if (onPosix) expect(modeOf('c/b.sh')).toBe('750');
  });

  test.runIf(onPosix)('set-user-ID is not copied', async () => {
    put('suid', 'x');
    chmodSync(at('suid'), 0o4755);
    await copy('suid', 'no-suid');
    expect(modeOf('no-suid')).toBe('755');
  });

  test('a folder: everything in it, links as links, pipes left out and counted', async () => {
    for (const name of ['ct/a', 'ct/b/c', 'ct/b/d/e', 'ct/.hidden']) put(name, name);
    mkdirSync(at('ct/empty'));
    symlinkSync('b/c', at('ct/link'));
    symlinkSync('/etc/passwd', at('ct/out'));
    if (onPosix) execFileSync('mkfifo', [at('ct/pipe')]);
    const answer = await copy('ct', 'ct2');
    expect(answer.text).toMatch(
      onPosix
        ? /^Copied ct to ct2: 4 folders, 6 files, \d+ B; 1 pipe, socket or device left out$/
        : /^Copied ct to ct2/,
    );
    expect(readdirSync(at('ct2'), { recursive: true }).map(String).sort()).toEqual([
      '.hidden',
      'a',
      'b',
      'b/c',
      'b/d',
      'b/d/e',
      'empty',
      'link',
      'out',
    ]);
    for (const name of ['a', 'b/c', 'b/d/e', '.hidden']) expect(text(`ct2/${name}`)).toBe(`ct/${name}`);
    expect(readlinkSync(at('ct2/link'))).toBe('b/c');
    expect(readlinkSync(at('ct2/out'))).toBe('/etc/passwd');
  });

  test.runIf(onPosix)('a private folder stays private', async () => {
    put('private/secret.txt', 'secret');
    put('private/sub/x');
    chmodSync(at('private'), 0o700);
    chmodSync(at('private/sub'), 0o750);
    await copy('private', 'private-copy');
    expect([modeOf('private-copy'), modeOf('private-copy/sub')]).toEqual(['700', '750']);
  });

  test('a link is copied as a link', async () => {
    put('cl/target', 'x');
    symlinkSync('target', at('cl/link'));
    await copy('cl/link', 'cl/link2');
    expect(readlinkSync(at('cl/link2'))).toBe('target');
  });

  test('nothing that helped is left behind', async () => {
    put('clean/a', 'a');
    await copy('clean/a', 'clean/b');
    await copy('clean/a', 'clean/b');
    expect(readdirSync(at('clean')).sort()).toEqual(['a', 'b']);
  });
});

describe('delete_file', () => {
  test('a file, an empty folder, a link but not its target', async () => {
    put('d/a.txt', 'a');
    mkdirSync(at('d/empty'));
    put('d/kept/x', 'x');
    symlinkSync('kept', at('d/link'));
    symlinkSync('nowhere', at('d/dangling'));
    for (const name of ['a.txt', 'empty', 'dangling']) expect((await remove(`d/${name}`)).isError).toBe(false);
    expect((await remove('d/link', { recursive: true })).text).toBe('Deleted d/link');
    expect(readdirSync(at('d'))).toEqual(['kept']);
    expect(text('d/kept/x')).toBe('x');
  });

  test('a folder that is not empty needs recursive', async () => {
    put('full-folder/a/b/c.txt', 'c');
    put('full-folder/d.txt', 'd');
    symlinkSync(at('d'), at('full-folder/a/link'));
    const answer = await remove('full-folder');
    expect(answer).toMatchObject({ isError: true, code: 'conflict' });
    expect(answer.text).toContain('"full-folder" is a folder with 2 entries; set "recursive"');
    expect((await remove('full-folder', { recursive: true })).text).toBe('Deleted full-folder: 3 files, 3 folders');
    expect(has('full-folder')).toBe(false);
    expect(has('d')).toBe(true);
  });

  test.runIf(onPosix)('pipes go too', async () => {
    mkdirSync(at('with-pipe'));
    execFileSync('mkfifo', [at('with-pipe/p'), at('lone-pipe')]);
    expect((await remove('lone-pipe')).isError).toBe(false);
    expect((await remove('with-pipe', { recursive: true })).isError).toBe(false);
    expect(has('with-pipe') || has('lone-pipe')).toBe(false);
  });

  test.each([
    ['none.txt', 'not_found', /"none.txt" does not exist/],
    ['.', 'denied', /allowed folder itself/],
    ['..', 'denied', /outside/],
    ['', 'invalid', /empty/],
    ['some-file.txt/', 'invalid', /not a folder/],
  ])('%j is refused', async (path, code, reason) => {
    put('some-file.txt');
    const answer = await remove(path, { recursive: true });
    expect(answer).toMatchObject({ isError: true, code });
    expect(answer.text).toMatch(reason);
    expect(has('some-file.txt')).toBe(true);
  });
});

describe('the user is asked before something is deleted', () => {
  const mine = sharedBox();
  const user = { questions: [] as string[], answer: 'cancel' as 'accept' | 'decline' | 'cancel' };
  const asking = startShared([mine.folder], { answer: (question) => (user.questions.push(question), user.answer) });

  /** Empties and fills the folder, then asks for a deletion in it. */
  async function asked(path: string, args: Record<string, unknown>, answer: 'accept' | 'decline' | 'cancel') {
    for (const name of readdirSync(mine.folder)) rmSync(mine.at(name), { recursive: true });
    mine.put('a.txt', 'alpha');
    mine.put('folder/b.txt', 'b');
    mine.put('folder/sub/c.txt', 'c');
    symlinkSync('a.txt', mine.at('link'));
    mkdirSync(mine.at('empty'));
    const questions: string[] = [];
    Object.assign(user, { questions, answer });
    const session = await asking;
    const result = await session.call('delete_file', { path, ...args });
    return { questions, result, session };
  }

  test.each([
    ['a.txt', {}, 'Delete the file "PLACE/a.txt" (5 B)? This cannot be undone.'],
    [
      'folder',
      { recursive: true },
      'Delete the folder "PLACE/folder" with 2 files and 1 folder, 2 B? This cannot be undone.',
    ],
    ['empty', {}, 'Delete the folder "PLACE/empty" with 0 files and 0 folders, 0 B? This cannot be undone.'],
  ])('%s: the question names what goes with it', async (path, args, question) => {
    const { questions, result } = await asked(path, args, 'accept');
    expect(questions).toEqual([question.replace('PLACE', mine.folder)]);
    expect(result).toMatchObject({ isError: false });
    expect(mine.has(path)).toBe(false);
  });

  test.each(['decline', 'cancel'] as const)('%s leaves it', async (answer) => {
    const { result } = await asked('folder', { recursive: true }, answer);
    expect(result).toMatchObject({
      isError: true,
      code: 'denied',
      text: 'The user did not agree; nothing was changed.',
    });
    expect(mine.has('folder/sub/c.txt')).toBe(true);
  });

  test.each(['none.txt', '..', '.'])('nothing is asked about what cannot be deleted: %s', async (path) => {
    const { questions, result } = await asked(path, {}, 'accept');
    expect(questions).toEqual([]);
    expect(result.isError).toBe(true);
  });

  test('nothing is asked about a folder that is not empty, without recursive', async () => {
    const { questions, result } = await asked('folder', {}, 'accept');
    expect(result).toMatchObject({ isError: true, code: 'conflict' });
    expect(mine.has('folder/b.txt')).toBe(true);
    expect(questions).toEqual([]);
  });

  test('each deletion is asked for', async () => {
    const { questions, session } = await asked('a.txt', {}, 'accept');
    await session.call('delete_file', { path: 'link' });
    expect(questions).toHaveLength(2);
    expect(questions[1]).toMatch(/^Delete the link ".*\/link"/);
  });

  test('nothing else asks', async () => {
    const { questions, session } = await asked('none.txt', {}, 'accept');
    await session.call('write_file', { path: 'a.txt', content: 'b' });
    await session.call('move_file', { source: 'a.txt', destination: 'b.txt' });
    await session.call('edit_file', { path: 'b.txt', edits: [{ oldText: 'b', newText: 'c' }] });
    expect(questions).toEqual([]);
  });
});
