// Kinds of faults that users of file servers reported, each through real tool calls, with git and iconv as oracles.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { box, linesOf, sharedBox, split, startShared, startUnprivileged } from './fixtures.ts';

const { folder, at, put, bytes, text } = sharedBox();
const server = await startShared([folder]);
const call = (tool: string, args: Record<string, unknown>) => server.call(tool, args);
const isRoot = process.getuid?.() === 0;

/** Encodes a text with iconv, which knows nothing of this server. */
const iconv = (content: string, encoding: string): Buffer =>
  execFileSync('iconv', ['-f', 'utf-8', '-t', encoding], { input: content });

describe('lines', () => {
  test('replace_text matches CRLF lines as search_text does, and keeps their ends', async () => {
    put('a.ini', '[x]\r\nkey=1\r\nother=2\r\n');
    const args = { path: 'a.ini', pattern: '^key=(.*)$', replacement: 'key="$1"\nnew=${1}', dryRun: false };
    expect((await call('replace_text', args)).isError).toBe(false);
    expect(text('a.ini')).toBe('[x]\r\nkey="1"\r\nnew=1\r\nother=2\r\n');
  });

  test('a pattern that names carriage returns is matched as it is', async () => {
    put('crlf.txt', 'a\r\nb\r\n');
    await call('replace_text', { path: 'crlf.txt', pattern: '\\r\\n', replacement: '\n', dryRun: false });
    expect(text('crlf.txt')).toBe('a\nb\n');
  });

  test('the place after the last newline is not a line, and \\s stays in its line', async () => {
    put('b/a.txt', 'foo\nbar\n\nbaz\n');
    expect(linesOf(await call('search_text', { path: 'b', pattern: '^$' }))).toEqual(['b/a.txt', '  3: ']);
    put('b/s.txt', 'x \ny\n');
    const spaces = { path: 'b/s.txt', pattern: 'x\\s+', replacement: 'X', dryRun: false };
    expect((await call('replace_text', spaces)).isError).toBe(false);
    expect(text('b/s.txt')).toBe('X\ny\n');
    await call('replace_text', { path: 'b/s.txt', pattern: '$', replacement: ';', dryRun: false });
    expect(text('b/s.txt')).toBe('X;\ny;\n');
  });
});

describe('encodings, checked with iconv', () => {
  test.each([
    ['gbk', '配置文件 说明\nname=测试\n'],
    ['shift_jis', '// 表示ソフトの設定\nname=テスト\n'],
    ['euc-jp', '設定ファイルの説明です。\nname=テスト\n'],
    ['euc-kr', '설정 파일 설명입니다\nname=테스트\n'],
    ['big5', '設定檔說明與範例\nname=測試\n'],
    ['koi8-r', 'Настройки программы и тест\nname=проверка\n'],
    ['windows-1251', 'Настройки программы и тест\nname=проверка\n'],
  ])('%s is detected, searched, edited and written back', async (encoding, content) => {
    const name = `enc-${encoding}.txt`;
    put(name, iconv(content, encoding));
    expect(split(await call('read_text_file', { path: name }))).toMatchObject({
      header: expect.stringContaining(encoding),
      body: content,
    });
    const word = content.slice(content.indexOf('=') + 1, -1);
    expect((await call('search_text', { path: name, pattern: `name=${word}` })).text).toMatch(/^\[1 match in 1 file;/);
    const edits = [{ oldText: `name=${word}`, newText: 'name=test' }];
    expect((await call('edit_file', { path: name, edits })).isError).toBe(false);
    expect(bytes(name)).toEqual(iconv(content.replace(word, 'test'), encoding));
    await call('replace_text', { path: name, pattern: 'test', replacement: word, encoding, dryRun: false });
    expect(bytes(name)).toEqual(iconv(content, encoding));
    await call('write_file', { path: name, content: `${word}\n` });
    expect(bytes(name)).toEqual(iconv(`${word}\n`, encoding));
  });

  test('an ASCII edit never cuts a character: a backslash can be its second byte', async () => {
    const content = '// 表示ソフトの設定\n#include "lib\\表\\予定.h"\n';
    put('sjis.c', iconv(content, 'cp932'));
    const args = { path: 'sjis.c', pattern: '\\', replacement: '/', literal: true, dryRun: false };
    expect((await call('replace_text', args)).text).toMatch(/^\[2 replacements in 1 file;/);
    expect(bytes('sjis.c')).toEqual(iconv(content.replaceAll('\\', '/'), 'cp932'));
  });

  test('write_file keeps a byte order mark, and says so', async () => {
    put('bom.cs', '\ufeffclass A {}\n');
    expect((await call('write_file', { path: 'bom.cs', content: 'class B {}\n' })).text).toContain(
      'with byte order mark',
    );
    expect(text('bom.cs')).toBe('\ufeffclass B {}\n');
  });

  test('names as people say them', async () => {
    for (const encoding of ['cp949', 'ansi', 'cp437', 'UTF-32', 'latin1'])
      expect((await call('write_file', { path: 'named.txt', content: 'a', encoding })).isError, encoding).toBe(false);
  });
});

describe.skipIf(process.platform === 'win32')('moves and permissions', () => {
  test('a move that fails leaves nothing behind', async () => {
    const mine = box();
    chmodSync(mine.folder, 0o777);
    mine.put('locked/a.txt', 'a');
    mkdirSync(mine.at('open'));
    chmodSync(mine.at('open'), 0o777);
    chmodSync(mine.at('locked/a.txt'), 0o666);
    chmodSync(mine.at('locked'), 0o555);
    const session = await startUnprivileged([mine.folder]);
    const one = await session.call('move_file', { source: 'locked/a.txt', destination: 'open/a.txt' });
    expect(one).toMatchObject({ isError: true, code: 'denied' });
    const moves = [{ source: 'locked/a.txt', destination: 'open/b.txt' }];
    expect((await session.call('move_multiple_files', { moves })).text).toContain('Nothing was moved.');
    expect([mine.has('locked/a.txt'), mine.has('open/a.txt'), mine.has('open/b.txt')]).toEqual([true, false, false]);
    expect(statSync(mine.at('locked/a.txt')).nlink).toBe(1);
    chmodSync(mine.at('locked'), 0o755);
  });

  test.runIf(existsSync('/dev/shm'))('a move to another disk keeps times and modes, and stops at a pipe', async () => {
    const [here, there] = [box(), sharedBox('/dev/shm')];
    const then = new Date('2021-01-01T00:00:00Z');
    here.put('d/a.sh', 'x');
    chmodSync(here.at('d/a.sh'), 0o754);
    for (const name of ['d/a.sh', 'd']) utimesSync(here.at(name), then, then);
    const session = await startShared([here.folder, there.folder]);
    const moved = await session.call('move_file', { source: here.at('d'), destination: there.at('d') });
    expect(moved.isError, moved.text).toBe(false);
    for (const name of ['d', 'd/a.sh']) expect(statSync(there.at(name)).mtime, name).toEqual(then);
    expect(statSync(there.at('d/a.sh')).mode & 0o777).toBe(0o754);
    expect(here.has('d')).toBe(false);
    here.put('p/a.txt', 'a');
    execFileSync('mkfifo', [here.at('p/fifo')]);
    const stopped = await session.call('move_file', { source: here.at('p'), destination: there.at('p') });
    expect(stopped).toMatchObject({ isError: true, code: 'unsupported', text: expect.stringContaining('fifo') });
    expect([here.has('p/a.txt'), there.has('p')]).toEqual([true, false]);
  });

  test.runIf(isRoot)('owner, mode and extended attributes survive an edit', async () => {
    put('owned.txt', 'one\n');
    chownSync(at('owned.txt'), 65_534, 65_534);
    chmodSync(at('owned.txt'), 0o640);
    await call('edit_file', { path: 'owned.txt', edits: [{ oldText: 'one', newText: 'two' }] });
    const { uid, gid, mode } = statSync(at('owned.txt'));
    expect([uid, gid, mode & 0o777, text('owned.txt')]).toEqual([65_534, 65_534, 0o640, 'two\n']);
  });

  test('a folder cannot be copied into itself', async () => {
    put('self/a.txt', 'a');
    expect(await call('copy_file', { source: 'self', destination: 'self/copy' })).toMatchObject({ isError: true });
    expect(existsSync(at('self/copy'))).toBe(false);
  });
});

describe('searches', () => {
  test('a named file is searched whatever its size', async () => {
    put('big.log', '');
    const line = `${'x'.repeat(1023)}\n`;
    for (let i = 0; i < 40; i++) appendFileSync(at('big.log'), line.repeat(1024));
    appendFileSync(at('big.log'), 'ERROR at last\n');
    const answer = await call('search_text', { path: 'big.log', pattern: 'ERROR' });
    expect(answer.text).toBe('[1 match in 1 file; 1 file searched]\nbig.log\n  40961: ERROR at last');
  });

  test('names in another Unicode form are found', async () => {
    put('nfd/Cafe\u0301.txt', 'x');
    expect((await call('search_files', { path: 'nfd', pattern: 'Caf\u00e9' })).text).toMatch(/^\[1 match;/);
  });

  test('text in another Unicode form is found, replaced and edited, in the form of the file', async () => {
    const [given, other] = ['x \u00dcber Caf\u00e9 \u1112\u1161\u11ab\uae00 y\r\n', 'Z\u00fcrich'];
    for (const [name, form] of [
      ['composed', 'NFC'],
      ['decomposed', 'NFD'],
    ] as const) {
      const [path, file] = [`forms/${name}.txt`, given.normalize(form)];
      const asked = form === 'NFC' ? 'NFD' : 'NFC';
      put(path, file);
      const args = { path, pattern: 'Caf\u00e9'.normalize(asked) };
      expect((await call('search_text', args)).text, name).toMatch(/^\[1 match /);
      const replacement = `\u00e9 ${other}`;
      expect((await call('replace_text', { ...args, replacement, dryRun: false })).text, name).toMatch(/^\[1 repl/);
      const after = file.replace('Caf\u00e9'.normalize(form), `\u00e9 ${other}`.normalize(form));
      expect(readFileSync(at(path), 'utf8'), name).toBe(after);
      const edits = [{ oldText: '\u00dcber'.normalize(asked), newText: '\u00fcber'.normalize(asked) }];
      expect((await call('edit_file', { path, edits })).isError, name).toBe(false);
      expect(readFileSync(at(path), 'utf8'), name).toBe(
        after.replace('\u00dcber'.normalize(form), '\u00fcber'.normalize(form)),
      );
    }
  });

  test('ignored files are those of git: exclude list, nested repositories', async () => {
    const git = (...args: string[]) => execFileSync('git', ['-C', at('repo'), ...args], { encoding: 'utf8' });
    mkdirSync(at('repo'));
    git('init', '-q');
    for (const name of ['a.txt', 'localonly.txt', 'sub/b.log', 'sub/c.txt']) put(`repo/${name}`, 'hit\n');
    put('repo/.git/info/exclude', 'localonly.txt\n');
    put('repo/.gitignore', '*.log\n');
    const files = git('ls-files', '--others', '--exclude-standard').trim().split('\n').sort();
    const found = linesOf(await call('search_text', { path: 'repo', pattern: '.', filesOnly: true }));
    expect(found.map((line) => line.replace(/^repo\/|\t.*$/g, '')).sort()).toEqual(files);
    const none = await call('search_text', { path: 'repo', pattern: 'hit', include: ['*.log'] });
    expect(none.text).toMatch(/0 matches;.*ignored entr(y|ies) left out \(gitignore: false includes them\)/);
  });

  test("ignored files are those of git: the user's list, the repository's own, and other work trees", async () => {
    const home = at('home');
    const session = await startShared([folder], { env: { HOME: home } });
    const git = (place: string, ...args: string[]) =>
      execFileSync('git', ['-C', at(place), '-c', 'user.email=a@example.com', '-c', 'user.name=a', ...args], {
        encoding: 'utf8',
        env: { ...process.env, HOME: home, GIT_CONFIG_NOSYSTEM: '1' },
      });
    const same = async (place: string) => {
      const listed = git(place, 'ls-files', '--others', '--exclude-standard').trim().split('\n');
      const args = { path: place, pattern: 'hit', filesOnly: true };
      const found = linesOf(await session.call('search_text', args)).map((one) =>
        one.replace(`${place}/`, '').replace(/\t.*/, ''),
      );
      expect(found.filter((one) => !one.startsWith('.')).sort()).toEqual(
        listed.filter((one) => !one.startsWith('.')).sort(),
      );
      return found;
    };
    put('home/.gitconfig', '[core]\n\texcludesFile = ~/mine\n');
    put('home/mine', '*.bak\n');
    mkdirSync(at('own'));
    git('own', 'init', '-q');
    for (const name of ['a.bak', 'a.tmp', 'a.txt', 'inner/b.txt', 'inner/b.log']) put(`own/${name}`, 'hit\n');
    expect(await same('own')).not.toContain('a.bak');
    put('own/.gitignore', '*.tmp\n');
    put('own/rules', '*.log\n# hit\n');
    git('own', 'config', 'core.excludesFile', at('own/rules'));
    expect(await same('own')).toContain('a.bak');
    git('own', 'add', 'a.txt');
    git('own', 'commit', '-qm', 'one');
    git('own', 'worktree', 'add', '-q', at('tree'));
    put('own/.git/info/exclude', 'local.txt\n');
    for (const name of ['local.txt', 'new.txt']) put(`tree/${name}`, 'hit\n');
    expect(split(await session.call('search_text', { path: 'tree', pattern: 'hit', filesOnly: true })).body).toBe(
      'tree/a.txt\t1\ntree/new.txt\t1',
    );
  });

  test('paths in answers work in the next call', async () => {
    put('next/deep/a b.txt', 'needle\n');
    for (const path of ['next', 'next/', './next', at('next')]) {
      const [found = ''] = linesOf(await call('search_text', { path, pattern: 'needle' }));
      expect((await call('read_text_file', { path: found })).text, found).toContain('needle');
    }
  });

  test('near names are offered for a path that does not exist', async () => {
    put('near/config.json', '{}');
    expect((await call('read_text_file', { path: 'near/confg.json' })).text).toBe(
      '"near/confg.json" does not exist. Did you mean "near/config.json"?',
    );
  });
});

describe('differences', () => {
  test('the change in a long line is shown', async () => {
    put('one.json', JSON.stringify(Array.from({ length: 20_000 }, (_, i) => `item${i}`)));
    const edits = [{ oldText: 'item14321', newText: 'CHANGED' }];
    const answer = await call('edit_file', { path: 'one.json', edits });
    expect(answer.text).toMatch(/^-.*item14321/m);
    expect(answer.text).toMatch(/^\+.*CHANGED/m);
    expect(answer.text.length).toBeLessThan(3_000);
  });

  test('compare_files names both files', async () => {
    put('p1.txt', 'a\n');
    put('p2.txt', 'b\n');
    const answer = await call('compare_files', { path: 'p1.txt', otherPath: 'p2.txt' });
    expect(answer.text).toContain('--- p1.txt\n+++ p2.txt\n');
  });

  test('lines are replaced and inserted by number, if the hash still fits', async () => {
    put('lines.txt', 'one\r\ntwo\r\nthree\r\n');
    const ifHash = /hash (\w+)/.exec((await call('read_text_file', { path: 'lines.txt' })).text)?.[1];
    const edits = [
      { startLine: 2, endLine: 2, newText: 'TWO\nzwei' },
      { afterLine: 0, newText: 'zero' },
    ];
    expect((await call('edit_file', { path: 'lines.txt', edits })).text).toContain('give ifHash');
    expect((await call('edit_file', { path: 'lines.txt', edits, ifHash })).isError).toBe(false);
    expect(text('lines.txt')).toBe('zero\r\none\r\nTWO\r\nzwei\r\nthree\r\n');
    expect(await call('edit_file', { path: 'lines.txt', edits, ifHash })).toMatchObject({ code: 'conflict' });
  });

  test('chained edits cannot use up the memory', async () => {
    put('grow.txt', 'x'.repeat(1000));
    const edits = Array.from({ length: 26 }, () => ({ oldText: 'x', newText: 'xx', replaceAll: true }));
    expect(await call('edit_file', { path: 'grow.txt', edits })).toMatchObject({ isError: true, code: 'too_large' });
    expect(text('grow.txt')).toBe('x'.repeat(1000));
  });
});

describe('images', () => {
  const view = async (name: string) => call('read_media_file', { path: name });

  test('SVG comes as text', async () => {
    put('a.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
    expect((await view('a.svg')).content).toEqual([{ type: 'text', text: expect.stringContaining('<svg xmlns') }]);
    const [resource] = await server.readResource(pathToFileURL(at('a.svg')).href);
    expect(resource).toMatchObject({ mimeType: 'image/svg+xml', text: expect.stringContaining('<svg xmlns') });
  });

  test('those that are too large are scaled down, and BMP and TIFF are converted', async () => {
    const { decodeImageFile, encodeJpeg, encodePng } = await import('../src/files/images/codecs.ts');
    const plain = (width: number, height: number) => {
      const data = Buffer.alloc(width * height * 4, Buffer.from([0x33, 0x66, 0x99, 0xff]));
      return { width, height, data };
    };
    put('wide.png', encodePng(plain(8_200, 60)));
    put('wide.jpg', encodeJpeg(plain(8_200, 60), 90));
    put('small.png', encodePng(plain(30, 20)));
    const { encode } = await import('bmp-ts');
    const { default: tiff } = await import('utif2');
    const { data, width: w, height: h } = plain(30, 20);
    put('a.bmp', encode({ data: Buffer.from([0xff, 0x99, 0x66, 0x33]), width: 1, height: 1 }).data);
    put('a.tiff', Buffer.from(tiff.encodeImage(data, w, h)));
    for (const [name, mimeType, width, height, note] of [
      ['wide.png', 'image/png', 2_048, 15, '[wide.png: scaled from 8200 x 60 to 2048 x 15 pixels, as PNG]'],
      ['wide.jpg', 'image/jpeg', 2_048, 15, '[wide.jpg: scaled from 8200 x 60 to 2048 x 15 pixels, as JPEG]'],
      ['a.bmp', 'image/png', 1, 1, '[a.bmp: as PNG]'],
      ['a.tiff', 'image/png', 30, 20, '[a.tiff: as PNG]'],
      ['small.png', 'image/png', 30, 20, ''],
    ] as const) {
      const { content, text: said } = await view(name);
      const image = content.find(({ type }) => type === 'image');
      expect([image?.['mimeType'], said.trim()], name).toEqual([mimeType, note]);
      const seen = decodeImageFile(Buffer.from(String(image?.['data']), 'base64'), mimeType);
      expect(Math.abs((seen.data[2] ?? 0) - 0x99), name).toBeLessThan(4);
      expect([seen.width, seen.height], name).toEqual([width, height]);
    }
  });

  test.each([
    ['photo.heic', Buffer.concat([Buffer.from('\0\0\0\x18ftypheic'), Buffer.alloc(20)]), /HEIC image.*cannot convert/],
    [
      'huge.png',
      Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452000186a0000186a0', 'hex'), Buffer.alloc(16)]),
      /100000 x 100000 pixels; this server converts PNG/,
    ],
    [
      'broken.bmp',
      Buffer.concat([Buffer.from('BM'), Buffer.alloc(16), Buffer.from([9, 0, 0, 0, 9, 0, 0, 0])]),
      /cannot be decoded as BMP/,
    ],
    ['empty.bmp', Buffer.concat([Buffer.from('BM'), Buffer.alloc(9)]), /size in pixels cannot be read/],
  ])('%s is refused with the reason', async (name, content, reason) => {
    put(name, content);
    expect(await view(name)).toMatchObject({ isError: true, text: expect.stringMatching(reason) });
  });
});

describe('arguments as hosts send them', () => {
  test('a JSON value as content is written as JSON, and the answer says so', async () => {
    const answer = await call('write_file', { path: 'v.json', content: { a: [1, true] } });
    expect(answer.text).toContain('arrived as a JSON value');
    expect(text('v.json')).toBe('{\n  "a": [\n    1,\n    true\n  ]\n}\n');
    await call('write_multiple_files', { files: [{ path: 'w.json', content: [] }] });
    expect(text('w.json')).toBe('[]\n');
  });

  test.each([
    ['old_string', 'new_string'],
    ['old_str', 'new_str'],
    ['oldString', 'newString'],
    ['old_text', 'new_text'],
  ])('edits with %s and %s', async (old, fresh) => {
    put('named-edits.txt', 'one\n');
    const done = await call('edit_file', { path: 'named-edits.txt', edits: [{ [old]: 'one', [fresh]: 'two' }] });
    expect([done.isError, text('named-edits.txt')]).toEqual([false, 'two\n']);
  });
});

test.skipIf(process.platform === 'win32')(
  'a file in a folder that may not be written is written in place',
  async () => {
    const mine = box();
    chmodSync(mine.folder, 0o777);
    mine.put('ro/a.txt', 'old\n');
    chmodSync(mine.at('ro/a.txt'), 0o666);
    chmodSync(mine.at('ro'), 0o555);
    const { ino } = lstatSync(mine.at('ro/a.txt'));
    const session = await startUnprivileged([mine.folder]);
    const edited = await session.call('edit_file', { path: 'ro/a.txt', edits: [{ oldText: 'old', newText: 'new' }] });
    chmodSync(mine.at('ro'), 0o755);
    expect(edited.isError, edited.text).toBe(false);
    expect([readFileSync(mine.at('ro/a.txt'), 'utf8'), lstatSync(mine.at('ro/a.txt')).ino]).toEqual(['new\n', ino]);
  },
);
