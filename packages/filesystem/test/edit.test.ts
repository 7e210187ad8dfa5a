import { createHash } from 'node:crypto';
import { chmodSync, linkSync, readdirSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { applyPatch } from 'diff';
import { describe, expect, test } from 'vitest';
import { box, sharedBox, split, startShared } from './fixtures.ts';
import { start } from './start.ts';

const { folder, at, put, bytes, text } = sharedBox();
const server = await startShared([folder]);
const tight = await startShared([folder], { flags: ['--max-output', '1000'] });
const hashOf = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex').slice(0, 16);

type OneEdit = { oldText: string; newText: string; replaceAll?: boolean; expectedCount?: number };
const edit = (path: string, edits: OneEdit | OneEdit[], rest: Record<string, unknown> = {}) =>
  server.call('edit_file', { path, edits: Array.isArray(edits) ? edits : [edits], ...rest });

describe('edit_file', () => {
  test('replaces exact text, and answers with the diff and the new hash', async () => {
    put('a.txt', 'one\ntwo\nthree\n');
    const answer = await edit('a.txt', { oldText: 'two', newText: '2' });
    expect(text('a.txt')).toBe('one\n2\nthree\n');
    expect(answer.text).toBe(
      `[a.txt: +1 -1 lines. Edited, hash ${hashOf('one\n2\nthree\n')}]\n--- a.txt\n+++ a.txt\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n`,
    );
    expect(answer.structured).toBeUndefined();
  });

  test('a dry run answers the same diff, and writes nothing', async () => {
    put('dry.txt', 'one\ntwo\n');
    const dry = split(await edit('dry.txt', { oldText: 'two', newText: '2' }, { dryRun: true }));
    expect(dry.header).toBe('dry.txt: +1 -1 lines. Dry run, nothing was written');
    expect(text('dry.txt')).toBe('one\ntwo\n');
    expect(split(await edit('dry.txt', { oldText: 'two', newText: '2' })).body).toBe(dry.body);
  });

  test('several edits apply in order, each to what the one before left', async () => {
    put('order.txt', 'a b c\n');
    await edit('order.txt', [
      { oldText: 'a', newText: 'x' },
      { oldText: 'x b', newText: 'y' },
      { oldText: 'c', newText: '' },
    ]);
    expect(text('order.txt')).toBe('y \n');
  });

  test('all or none: an edit that fails undoes those before it', async () => {
    put('all.txt', 'one\ntwo\n');
    const answer = await edit('all.txt', [
      { oldText: 'one', newText: '1' },
      { oldText: 'three', newText: '3' },
    ]);
    expect(answer).toMatchObject({ isError: true, code: 'not_found' });
    expect(answer.text).toContain('all.txt: edits[1].oldText was not found. No edit was applied.');
    expect(text('all.txt')).toBe('one\ntwo\n');
  });

  test('what is there more than once is refused with the lines, and nothing is changed', async () => {
    put('twice.txt', 'x = 1\ny = 2\nx = 1\n');
    const answer = await edit('twice.txt', { oldText: 'x = 1', newText: 'x = 3' });
    expect(answer).toMatchObject({ isError: true, code: 'conflict' });
    expect(answer.text).toContain('is there 2 times (lines 1, 3)');
    expect(answer.text).toContain('replaceAll');
    expect(text('twice.txt')).toBe('x = 1\ny = 2\nx = 1\n');
  });

  test('replaceAll and expectedCount', async () => {
    put('count.txt', 'a a a\n');
    expect(await edit('count.txt', { oldText: 'a', newText: 'b', expectedCount: 2 })).toMatchObject({
      isError: true,
      code: 'conflict',
      text: expect.stringContaining('3 times'),
    });
    expect(text('count.txt')).toBe('a a a\n');
    await edit('count.txt', { oldText: 'a', newText: 'b', expectedCount: 3 });
    expect(text('count.txt')).toBe('b b b\n');
    await edit('count.txt', { oldText: 'b', newText: 'c', replaceAll: true });
    expect(text('count.txt')).toBe('c c c\n');
    expect(await edit('count.txt', { oldText: 'none', newText: 'c', replaceAll: true })).toMatchObject({
      code: 'not_found',
    });
  });

  test.each([
    [{ oldText: '', newText: 'a' }, /is empty, which marks no place/],
    [{ oldText: '  \n', newText: 'a' }, /only whitespace/],
    [{ oldText: 'a', newText: 'a' }, /the same/],
    [{ oldText: 'a', newText: 'b', expectedCount: 0 }, /expectedCount/],
    [{ oldText: 'a' }, /newText/],
  ])('%j is refused', async (wrong, reason) => {
    put('kept.txt', 'a\n\n   \n');
    const answer = await server.call('edit_file', { path: 'kept.txt', edits: [wrong] });
    expect(answer).toMatchObject({ isError: true, code: 'invalid' });
    expect(answer.text).toMatch(reason);
    expect(text('kept.txt')).toBe('a\n\n   \n');
  });

  test('no edits at all are refused', async () => {
    expect(await edit('kept.txt', [])).toMatchObject({
      isError: true,
      code: 'invalid',
      text: expect.stringContaining('"edits"'),
    });
  });

  test('newText is taken literally', async () => {
    put('dollar.txt', 'price\n');
    await edit('dollar.txt', { oldText: 'price', newText: '$& $1 $$ $` \\n' });
    expect(text('dollar.txt')).toBe('$& $1 $$ $` \\n\n');
  });

  test('indentation is never guessed: the answer shows the nearest text instead', async () => {
    const python = 'def f():\n\tif x:\n\t\treturn 1\n';
    put('tabs.py', python);
    const answer = await edit('tabs.py', {
      oldText: '    if x:\n        return 1',
      newText: '    if y:\n        return 2',
    });
    expect(answer).toMatchObject({ isError: true, code: 'not_found' });
    expect(answer.text).toMatch(/lines 2-3: differs only in indentation/);
    expect(answer.text).toContain('\\tif x:\\n\\t\\treturn 1');
    expect(text('tabs.py')).toBe(python);
  });

  test('every other byte stays: CRLF, mixed line ends, no final newline', async () => {
    put('crlf.txt', 'one\r\ntwo\r\nthree\r\n');
    await edit('crlf.txt', { oldText: 'two\nthree', newText: '2\n2½\n3' });
    expect(text('crlf.txt')).toBe('one\r\n2\r\n2½\r\n3\r\n');
    put('mixed.txt', 'a\r\nb\nc\r\nd');
    await edit('mixed.txt', { oldText: 'b', newText: 'B' });
    expect(text('mixed.txt')).toBe('a\r\nB\nc\r\nd');
  });

  test.each<[string, (content: string) => Buffer]>([
    ['UTF-8 with a mark', (content) => Buffer.from(`\ufeff${content}`)],
    ['UTF-16LE with a mark', (content) => Buffer.from(`\ufeff${content}`, 'utf16le')],
    ['UTF-16BE with a mark', (content) => Buffer.from(`\ufeff${content}`, 'utf16le').swap16()],
    ['Latin-1', (content) => Buffer.from(content, 'latin1')],
  ])('the encoding stays: %s', async (name, encode) => {
    const path = `${name}.txt`;
    put(path, encode('café\r\nnaïve\r\n'));
    const answer = await edit(path, { oldText: 'naïve', newText: 'naïf' });
    expect(answer).toMatchObject({ isError: false });
    expect(bytes(path)).toEqual(encode('café\r\nnaïf\r\n'));
    expect(answer.text).toContain(`hash ${hashOf(encode('café\r\nnaïf\r\n'))}`);
  });

  test('a character that the encoding does not have is refused', async () => {
    const latin1 = Buffer.from('café\n', 'latin1');
    put('latin1.txt', latin1);
    const answer = await edit('latin1.txt', { oldText: 'caf', newText: '日本' });
    expect(answer).toMatchObject({ isError: true, code: 'invalid' });
    expect(answer.text).toContain('does not exist in windows-1252');
    expect(bytes('latin1.txt')).toEqual(latin1);
  });

  test('a given encoding wins over the detected one', async () => {
    put('cyrillic.txt', Buffer.of(0xcf, 0xf0, 0xe8));
    await edit('cyrillic.txt', { oldText: 'ри', newText: 'ро' }, { encoding: 'windows-1251' });
    expect(bytes('cyrillic.txt')).toEqual(Buffer.of(0xcf, 0xf0, 0xee));
  });

  test('binary content is refused', async () => {
    const binary = Buffer.of(1, 0, 2, 0, 0, 97);
    put('binary.dat', binary);
    expect(await edit('binary.dat', { oldText: 'a', newText: 'b' })).toMatchObject({
      isError: true,
      code: 'unsupported',
    });
    expect(bytes('binary.dat')).toEqual(binary);
  });

  test('ifHash: only what is still unchanged is edited, a dry run included', async () => {
    put('if.txt', 'old\n');
    for (const dryRun of [false, true]) {
      expect(
        await edit('if.txt', { oldText: 'old', newText: 'new' }, { ifHash: hashOf('older\n'), dryRun }),
      ).toMatchObject({ isError: true, code: 'conflict' });
    }
    expect(text('if.txt')).toBe('old\n');
    expect(await edit('if.txt', { oldText: 'old', newText: 'new' }, { ifHash: hashOf('old\n') })).toMatchObject({
      isError: false,
    });
  });

  test('the hash of one edit is the ifHash of the next', async () => {
    put('chain.txt', '0\n');
    let ifHash = hashOf('0\n');
    for (let i = 0; i < 5; i++) {
      const answer = await edit('chain.txt', { oldText: `${i}`, newText: `${i + 1}` }, { ifHash });
      ifHash = /hash ([0-9a-f]{16})\]/.exec(answer.text)?.[1] ?? '';
    }
    expect(text('chain.txt')).toBe('5\n');
  });

  test('two edits of the same state: one wins, the other is refused', async () => {
    put('race.txt', 'start\n');
    const ifHash = hashOf('start\n');
    const answers = await Promise.all(
      ['first', 'second'].map((newText) => edit('race.txt', { oldText: 'start', newText }, { ifHash })),
    );
    expect(answers.filter(({ isError }) => isError)).toHaveLength(1);
    expect(['first\n', 'second\n']).toContain(text('race.txt'));
  });

  test.skipIf(process.platform === 'win32')('mode bits, other names and links are kept', async () => {
    put('script.sh', 'echo one\n');
    chmodSync(at('script.sh'), 0o750);
    await edit('script.sh', { oldText: 'one', newText: 'two' });
    expect(statSync(at('script.sh')).mode & 0o777).toBe(0o750);
    linkSync(at('script.sh'), at('second.sh'));
    symlinkSync('second.sh', at('link.sh'));
    await edit('link.sh', { oldText: 'two', newText: 'a third one' });
    expect(text('script.sh')).toBe('echo a third one\n');
    expect(readlinkSync(at('link.sh'))).toBe('second.sh');
    await edit('script.sh', { oldText: 'a third one', newText: '4' });
    expect(text('second.sh')).toBe('echo 4\n');
    expect(statSync(at('second.sh')).nlink).toBe(2);
  });

  test.each([
    ['none.txt', 'not_found', /"none.txt" does not exist/],
    ['none/none.txt', 'not_found', /does not exist/],
    ['.', 'denied', /allowed folder itself/],
    ['sub', 'invalid', /is a folder/],
    ['', 'invalid', /empty/],
  ])('%j as a path is refused', async (path, code, reason) => {
    put('sub/x');
    const answer = await edit(path, { oldText: 'a', newText: 'b' });
    expect(answer).toMatchObject({ isError: true, code });
    expect(answer.text).toMatch(reason);
  });

  test('a long diff is cut, and says so; the edit is made whole', async () => {
    put('many.txt', 'old line of some length\n'.repeat(2_000));
    const answer = await tight.call('edit_file', {
      path: 'many.txt',
      edits: [{ oldText: 'old', newText: 'new', replaceAll: true }],
    });
    expect(answer).toMatchObject({ isError: false });
    expect(answer.text.length).toBeLessThan(1_500);
    expect(answer.text).toMatch(/\+2000 -2000 lines/);
    expect(answer.text).toMatch(/left out/);
    expect(text('many.txt')).toBe('new line of some length\n'.repeat(2_000));
  });

  test('a miss in a file of long lines does not flood the answer', async () => {
    put('minified.js', `var a=${'x'.repeat(100_000)};\n`);
    const answer = await tight.call('edit_file', {
      path: 'minified.js',
      edits: [{ oldText: `var b=${'x'.repeat(50_000)};`, newText: 'c' }],
    });
    expect(answer).toMatchObject({ isError: true, code: 'not_found' });
    expect(answer.text.length).toBeLessThan(3_000);
  });

  test('what is too large to be edited is refused', async () => {
    put('huge.txt', Buffer.alloc(64 * 1024 * 1024 + 1, 'x'));
    expect(await edit('huge.txt', { oldText: 'xx', newText: 'y' })).toMatchObject({
      isError: true,
      code: 'too_large',
      text: expect.stringContaining('"huge.txt"'),
    });
  });

  test('nothing that helped is left behind', async () => {
    const mine = box();
    mine.put('a.txt', 'a\n');
    const session = await start([mine.folder]);
    for (const oldText of ['a', 'none'])
      await session.call('edit_file', { path: 'a.txt', edits: [{ oldText, newText: 'b' }] });
    expect(readdirSync(mine.folder)).toEqual(['a.txt']);
  });
});

describe('compare_files', () => {
  const compare = (path: string, otherPath: string, session = server) =>
    session.call('compare_files', { path, otherPath });

  test('shows what turns one into the other, as a patch that applies', async () => {
    const [before, after] = ['1\n2\n3\n4\n5\n6\n7\n8\n9\n', '1\n2\n3\nfour\n5\n6\n7\n8\n9\n10\n'];
    put('before.txt', before);
    put('after.txt', after);
    const answer = await compare('before.txt', 'after.txt');
    const { header, body } = split(answer);
    expect(header).toBe('+2 -1 lines');
    expect(body).toContain('-4\n+four\n');
    expect(applyPatch(before, body)).toBe(after);
  });

  test('the same text is the same, also in another encoding', async () => {
    put('utf8.txt', 'café\n');
    put('utf16.txt', Buffer.from('\ufeffcafé\n', 'utf16le'));
    expect((await compare('utf8.txt', 'utf16.txt')).text).toBe('The texts are the same.');
  });

  test('line ends and the final newline are differences', async () => {
    put('lf.txt', 'a\nb\n');
    put('crlf2.txt', 'a\r\nb\r\n');
    put('open.txt', 'a\nb');
    expect((await compare('lf.txt', 'crlf2.txt')).text).toContain('+2 -2 lines');
    expect((await compare('lf.txt', 'open.txt')).text).toContain('No newline at end of file');
  });

  test('a long difference is cut, and says so', async () => {
    put('old.txt', 'old line\n'.repeat(1_000));
    put('new.txt', 'new line\n'.repeat(1_000));
    const answer = await compare('old.txt', 'new.txt', tight);
    expect(answer.text).toMatch(/^\[\+1000 -1000 lines, CUT: the end says how much is left out\]/);
    expect(answer.text).toContain('left out');
    expect(answer.text.length).toBeLessThan(1_500);
  });

  test('what is binary, missing or a folder is refused by name', async () => {
    put('binary.bin', Buffer.of(0, 1, 2));
    put('text.txt', 'a');
    put('sub/x');
    expect(await compare('text.txt', 'binary.bin')).toMatchObject({
      code: 'unsupported',
      text: expect.stringContaining('"binary.bin"'),
    });
    expect(await compare('none.txt', 'text.txt')).toMatchObject({
      code: 'not_found',
      text: expect.stringContaining('"none.txt"'),
    });
    expect(await compare('text.txt', 'sub')).toMatchObject({ code: 'invalid', text: expect.stringContaining('"sub"') });
  });
});
