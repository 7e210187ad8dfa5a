import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { eras } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { box, sharedBox, startShared, startUnprivileged } from './fixtures.ts';
import { start } from './start.ts';

const { folder, at, put, bytes, text, has } = sharedBox();
const server = await startShared([folder], { flags: ['--no-confirm'] });
const write = (args: Record<string, unknown>) => server.call('write_file', args);
const hashOf = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex').slice(0, 16);
const onPosix = process.platform !== 'win32';

describe('write_file', () => {
  test('makes a file, and replaces it', async () => {
    const created = await write({ path: 'a.txt', content: 'alpha\n' });
    expect(created).toMatchObject({ isError: false, text: `Created a.txt: 6 B, hash ${hashOf('alpha\n')}` });
    expect(text('a.txt')).toBe('alpha\n');
    const replaced = await write({ path: 'a.txt', content: 'é' });
    expect(replaced.text).toBe(`Replaced a.txt: 2 B, hash ${hashOf('é')}`);
    expect(text('a.txt')).toBe('é');
  });

  test('an empty content is a content', async () => {
    put('full.txt', 'full');
    expect(await write({ path: 'full.txt', content: '' })).toMatchObject({ isError: false });
    expect(text('full.txt')).toBe('');
    await write({ path: 'new-empty.txt', content: '' });
    expect(text('new-empty.txt')).toBe('');
  });

  test('a shorter content leaves nothing of the longer one', async () => {
    put('long.txt', 'x'.repeat(10_000));
    await write({ path: 'long.txt', content: 'short' });
    expect(text('long.txt')).toBe('short');
  });

  test('create never replaces: not a file, not a folder, not a link that leads nowhere', async () => {
    put('taken.txt', 'mine');
    symlinkSync('nowhere', at('dangling'));
    for (const path of ['taken.txt', 'dangling']) {
      const answer = await write({ path, content: 'new', mode: 'create' });
      expect(answer).toMatchObject({ isError: true, code: 'conflict' });
      expect(answer.text).toContain(`"${path}" already exists`);
      expect(answer.text).toContain('edit_file');
    }
    expect(text('taken.txt')).toBe('mine');
    expect(has('nowhere')).toBe(false);
    await write({ path: 'free.txt', content: 'new', mode: 'create' });
    expect(text('free.txt')).toBe('new');
  });

  test('append adds, and makes what is missing', async () => {
    put('log.txt', 'one\n');
    const answer = await write({ path: 'log.txt', content: 'two\n', mode: 'append' });
    expect(answer.text).toBe(`Appended to log.txt: 4 B, hash ${hashOf('one\ntwo\n')}`);
    expect(text('log.txt')).toBe('one\ntwo\n');
    expect((await write({ path: 'new-log.txt', content: 'first', mode: 'append' })).text).toMatch(/^Created/);
    expect(text('new-log.txt')).toBe('first');
  });

  test('append keeps the encoding of what is there', async () => {
    put('wide.txt', Buffer.from('\ufeffä\n', 'utf16le'));
    await write({ path: 'wide.txt', content: 'ö\n', mode: 'append' });
    expect(bytes('wide.txt').toString('utf16le')).toBe('\ufeffä\nö\n');
    put('latin.txt', Buffer.from('é\n', 'latin1'));
    await write({ path: 'latin.txt', content: 'ü\n', mode: 'append' });
    expect(bytes('latin.txt').toString('latin1')).toBe('é\nü\n');
    expect(await write({ path: 'latin.txt', content: '😀', mode: 'append' })).toMatchObject({
      isError: true,
      code: 'invalid',
    });
    expect(bytes('latin.txt').toString('latin1')).toBe('é\nü\n');
  });

  test('append also works on a file that is too large to be rewritten', async () => {
    put('huge.log', Buffer.alloc(64 * 1024 * 1024 + 1, 'x'));
    expect(await write({ path: 'huge.log', content: 'end', mode: 'append' })).toMatchObject({ isError: false });
    expect(statSync(at('huge.log')).size).toBe(64 * 1024 * 1024 + 4);
  });

  test.each([
    ['utf-16le', Buffer.from('é€', 'utf16le')],
    ['utf-16be', Buffer.from('é€', 'utf16le').swap16()],
    ['windows-1252', Buffer.of(0xe9, 0x80)],
    ['iso-8859-15', Buffer.of(0xe9, 0xa4)],
    ['utf-8', Buffer.from('é€')],
  ])('in %s', async (encoding, expected) => {
    const answer = await write({ path: `in-${encoding}.txt`, content: 'é€', encoding });
    expect(answer.text).toContain(`hash ${hashOf(expected)}`);
    expect(bytes(`in-${encoding}.txt`)).toEqual(expected);
  });

  test('bytes as base64, with or without padding and line breaks', async () => {
    const data = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    for (const content of [
      data.toString('base64'),
      data.toString('base64').replace(/=+$/, ''),
      data.toString('base64').replace(/.{76}/g, '$&\n'),
    ]) {
      await write({ path: 'bytes.bin', content, encoding: 'base64' });
      expect(bytes('bytes.bin')).toEqual(data);
    }
  });

  test.each([
    [{ content: 'a-_b', encoding: 'base64' }, /not valid base64/],
    [{ content: 'nonsense!', encoding: 'base64' }, /not valid base64/],
    [{ content: '日', encoding: 'windows-1252' }, /"日" \(U\+65E5\) does not exist in windows-1252/],
    [{ content: 'a', encoding: 'klingon' }, /"klingon" is not known/],
    [{ content: 'a\ud800' }, /half of a surrogate pair|well-formed/],
    [{ content: 'a', mode: 'replace' }, /"mode"/],
    [{ content: 5 }, /"content"/],
    [{}, /"content"/],
  ])('%j is refused before anything is written', async (args, reason) => {
    put('kept.txt', 'kept');
    const answer = await write({ path: 'kept.txt', ...args });
    expect(answer).toMatchObject({ isError: true, code: 'invalid' });
    expect(answer.text).toMatch(reason);
    expect(text('kept.txt')).toBe('kept');
  });

  test('an encoding that can only be read is refused as unsupported', async () => {
    expect(await write({ path: 'sjis.txt', content: '日', encoding: 'iso-2022-jp' })).toMatchObject({
      isError: true,
      code: 'unsupported',
    });
    expect(has('sjis.txt')).toBe(false);
  });

  test.each(['overwrite', 'append'])('%s with ifHash writes only what is still unchanged', async (mode) => {
    put('shared.txt', 'old');
    const stale = await write({ path: 'shared.txt', content: 'new', mode, ifHash: hashOf('older') });
    expect(stale).toMatchObject({ isError: true, code: 'conflict' });
    expect(stale.text).toContain(`its hash is now ${hashOf('old')}, not ${hashOf('older')}`);
    expect(text('shared.txt')).toBe('old');
    const full = createHash('sha256').update('old').digest('hex');
    expect(await write({ path: 'shared.txt', content: 'new', mode, ifHash: full.toUpperCase() })).toMatchObject({
      isError: false,
    });
    expect(text('shared.txt')).toBe(mode === 'append' ? 'oldnew' : 'new');
  });

  test.each(['', 'a', hashOf('old').slice(0, 15), `${hashOf('old').slice(0, 15)}z`])(
    'a part of a hash (%j) is no hash',
    async (ifHash) => {
      put('part.txt', 'old');
      expect(await write({ path: 'part.txt', content: 'new', ifHash })).toMatchObject({
        isError: true,
        code: 'conflict',
      });
      expect(text('part.txt')).toBe('old');
    },
  );

  test('ifHash notices a change that kept size and time', async () => {
    put('same.txt', 'aaaa');
    const { mtime } = statSync(at('same.txt'));
    writeFileSync(at('same.txt'), 'bbbb');
    utimesSync(at('same.txt'), mtime, mtime);
    expect(await write({ path: 'same.txt', content: 'new', ifHash: hashOf('aaaa') })).toMatchObject({
      code: 'conflict',
    });
  });

  test('ifHash for a file that does not exist is a conflict, and makes nothing', async () => {
    expect(await write({ path: 'gone.txt', content: 'new', ifHash: hashOf('') })).toMatchObject({
      isError: true,
      code: 'conflict',
    });
    expect(has('gone.txt')).toBe(false);
  });

  test.runIf(onPosix)('mode bits are kept, also those that protect', async () => {
    for (const mode of [0o600, 0o640, 0o755, 0o444, 0o777]) {
      put('mode.txt', 'old');
      chmodSync(at('mode.txt'), mode);
      expect(await write({ path: 'mode.txt', content: 'new' })).toMatchObject({ isError: false });
      expect((statSync(at('mode.txt')).mode & 0o7777).toString(8)).toBe(mode.toString(8));
      expect(text('mode.txt')).toBe('new');
      chmodSync(at('mode.txt'), 0o600);
    }
  });

  test.runIf(onPosix)('a new file has the mode that the umask leaves', async () => {
    await write({ path: 'fresh.txt', content: '' });
    put('made-by-test.txt');
    expect(statSync(at('fresh.txt')).mode).toBe(statSync(at('made-by-test.txt')).mode);
  });

  test('all names of a file get the new content', async () => {
    put('name1.txt', 'old and long');
    linkSync(at('name1.txt'), at('name2.txt'));
    await write({ path: 'name1.txt', content: 'new' });
    expect(text('name2.txt')).toBe('new');
    expect(statSync(at('name1.txt')).nlink).toBe(2);
  });

  test('through a link its target is written, and the link stays', async () => {
    put('target/file.txt', 'old');
    symlinkSync('target/file.txt', at('link.txt'));
    await write({ path: 'link.txt', content: 'new' });
    expect(text('target/file.txt')).toBe('new');
    expect(readlinkSync(at('link.txt'))).toBe('target/file.txt');
  });

  test('nothing that helped is left behind, after success and failure', async () => {
    const mine = box();
    const session = await start([mine.folder]);
    mine.put('b.txt', 'b');
    for (const args of [
      { path: 'a.txt', content: 'a' },
      { path: 'a.txt', content: 'b' },
      { path: 'b.txt', content: 'x', mode: 'create' },
      { path: 'b.txt', content: 'x', ifHash: 'f'.repeat(16) },
    ]) {
      await session.call('write_file', args);
    }
    expect(readdirSync(mine.folder).sort()).toEqual(['a.txt', 'b.txt']);
  });

  test('what a crashed server left is swept, what a running one writes is not', async () => {
    const mine = box();
    const gone = execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).trim();
    const long = new Date(Date.now() - 3_600_000);
    const [stale, fresh, own, other] = [
      `.mcp-${gone}-0123456789ab.tmp`,
      `.mcp-${gone}-ffffffffffff.tmp`,
      `.mcp-${process.pid}-0123456789ab.tmp`,
      '.mcp-notes.tmp',
    ];
    for (const name of [stale, fresh, own, other]) mine.put(name);
    for (const name of [stale, own, other]) utimesSync(mine.at(name), long, long);
    const session = await start([mine.folder]);
    await session.call('write_file', { path: 'a.txt', content: 'a' });
    // The sweep follows the write, in the helper, while other calls are answered.
    await expect.poll(() => existsSync(mine.at(stale))).toBe(false);
    expect(readdirSync(mine.folder).sort()).toEqual([own, fresh, other, 'a.txt'].sort());
    expect((await session.call('list_directory', { path: '.' })).text).toBe('[2 entries]\n.mcp-notes.tmp\na.txt');
  });

  test('the folders that a new file needs are made', async () => {
    expect((await write({ path: 'new-folder/deep/a.txt', content: 'x' })).text).toMatch(
      /^Created new-folder\/deep\/a\.txt: 1 B, 2 new folders, hash /,
    );
    expect(text('new-folder/deep/a.txt')).toBe('x');
  });

  test.each([
    ['name/', 'invalid', /"name\/" ends in a separator/],
    ['', 'invalid', /empty/],
    ['.', 'denied', /allowed folder itself/],
    ['sub', 'invalid', /"sub" is a folder/],
    ['file.txt/a', 'invalid', /a part of it is a file/],
    ['C:\\a.txt', 'invalid', /Windows path/],
    ['bad\u202ename.txt', 'invalid', /direction-changing/],
    ['bad\nname.txt', 'invalid', /invisible or direction-changing/],
    ['half\ud83d.txt', 'invalid', /well-formed/],
    ['x'.repeat(256), 'invalid', /too long/],
  ])('%j as a path is refused', async (path, code, reason) => {
    put('sub/x');
    put('file.txt', 'kept');
    const before = readdirSync(folder).sort();
    for (const mode of ['overwrite', 'create', 'append']) {
      const answer = await write({ path, content: 'x', mode });
      // "create" says of everything that stands there that it exists.
      expect(answer.isError).toBe(true);
      if (answer.code !== 'conflict') {
        expect(answer).toMatchObject({ code });
        expect(answer.text).toMatch(reason);
      } else expect(mode).toBe('create');
    }
    expect(readdirSync(folder).sort()).toEqual(before);
    expect(text('file.txt')).toBe('kept');
  });

  test.runIf(onPosix)('a pipe is not replaced by a file', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    for (const mode of ['overwrite', 'append'])
      expect(await write({ path: 'pipe', content: 'x', mode })).toMatchObject({ isError: true, code: 'unsupported' });
    expect(await server.call('edit_file', { path: 'pipe', edits: [{ oldText: 'a', newText: 'b' }] })).toMatchObject({
      code: 'unsupported',
    });
    expect(lstatSync(at('pipe')).isFIFO()).toBe(true);
  });

  test.runIf(onPosix)('an error of the system names the caller’s path, without a trace of how it is done', async () => {
    const mine = box();
    mine.put('locked/a.txt', 'a');
    mine.put('top.txt', 'a');
    execFileSync('chmod', ['755', mine.folder, mine.at('locked')]);
    const session = await startUnprivileged([mine.folder]);
    for (const path of ['locked/a.txt', mine.at('locked/a.txt'), 'locked/new.txt', 'top.txt']) {
      expect(await session.call('write_file', { path, content: 'x' })).toMatchObject({
        code: 'denied',
        text: `The operating system does not let this server use "${path}".`,
      });
    }
    expect(mine.text('locked/a.txt')).toBe('a');
  });

  test('many concurrent writers: every file is whole, and one of the contents wins', async () => {
    const contents = Array.from({ length: 24 }, (_, i) => String.fromCharCode(97 + i).repeat(50_000 + i));
    const answers = await Promise.all(contents.map((content) => write({ path: 'contested.txt', content })));
    expect(contents).toContain(text('contested.txt'));
    // On a busy machine one waits too long for its turn, and says so.
    for (const { code } of answers) expect([undefined, 'conflict', 'unavailable']).toContain(code);
    expect(answers.filter(({ isError }) => !isError).length).toBeGreaterThan(0);
  });
});

test.each(eras)('a content of 11 MB is one call (%s era)', async (era) => {
  const mine = box();
  const session = await start([mine.folder], { era });
  const content = 'eleven megabytes\n'.repeat(650_000);
  const answer = await session.call('write_file', { path: 'big.txt', content });
  expect(answer).toMatchObject({ isError: false });
  expect(mine.text('big.txt') === content).toBe(true);
});
