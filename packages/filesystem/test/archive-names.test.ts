import { execFileSync, spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { zipOf } from './archive-zip.ts';
import { sharedBox, split, startShared } from './fixtures.ts';

const { folder, at, put, text } = sharedBox();
const server = await startShared([folder], { flags: ['--toolsets', 'archive'] });
const hasIconv = spawnSync('iconv', ['--version']).status === 0;

const packed = (names: readonly string[], encoding: string) =>
  zipOf(
    names.map((name) => ({
      name: execFileSync('iconv', ['-f', 'utf-8', '-t', encoding], { input: name }),
      content: name,
      flags: 0,
    })),
  );

describe.runIf(hasIconv)('names that do not say their encoding', () => {
  test.each([
    ['GBK', 'gbk', ['配置文件/说明.txt', '测试.md']],
    // Its second byte is a backslash.
    ['CP932', 'shift_jis', ['表示/予定表.txt', '設定ファイル.txt', 'ソフト.txt']],
    ['BIG5', 'big5', ['設定檔/說明.txt', '範例測試資料.txt']],
  ])('%s is guessed, and called a guess', async (encoding, label, names) => {
    put(`${label}.zip`, packed(names, encoding));
    const listed = await server.call('list_archive', { path: `${label}.zip` });
    expect(split(listed).header).toContain(`names read as ${label} (guessed`);
    expect(
      split(listed)
        .body.split('\n')
        .map((line) => line.split('\t')[0]),
    ).toEqual(names);
    const extracted = await server.call('extract_archive', { path: `${label}.zip`, destination: label });
    expect(extracted.text).toContain(`names read as ${label} (guessed`);
    for (const name of names) expect(text(`${label}/${name}`)).toBe(name);
  });

  test('too little to guess from is the code page that the format names; the encoding can be given', async () => {
    put('short.zip', packed(['für.txt'], 'CP437'));
    const listed = await server.call('list_archive', { path: 'short.zip' });
    expect(split(listed).header).toContain('names read as cp437 (guessed');
    expect(split(listed).body).toMatch(/^für\.txt\t/);
    put('given.zip', packed(['설정.txt'], 'CP949'));
    const given = await server.call('list_archive', { path: 'given.zip', encoding: 'cp949' });
    expect(given.text).toMatch(/^\[1 entry; [^\]]*\]\n설정\.txt\t/);
    expect(given.text).not.toContain('guessed');
    await server.call('extract_archive', { path: 'given.zip', encoding: 'cp949', destination: 'given' });
    expect(text('given/설정.txt')).toBe('설정.txt');
  });

  test('a name that is not valid in the encoding is not extracted', async () => {
    put('invalid.zip', packed(['für.txt'], 'CP437'));
    const listed = await server.call('list_archive', { path: 'invalid.zip', encoding: 'utf-8' });
    expect(listed.text).toContain('unreadable characters in its name');
    expect(
      await server.call('extract_archive', { path: 'invalid.zip', encoding: 'utf-8', destination: 'no' }),
    ).toMatchObject({
      isError: true,
      code: 'invalid',
    });
  });
});

test('another kind of archive is named', async () => {
  put('a.tgz', gzipSync('content'));
  put('a.7z', Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'));
  for (const [path, kind] of [
    ['a.tgz', 'a gzip file'],
    ['a.7z', 'a 7z archive'],
  ] as const) {
    const answer = await server.call('extract_archive', { path, destination: 'out' });
    expect(answer).toMatchObject({
      isError: true,
      code: 'unsupported',
      text: `"${path}" is ${kind}. Only zip archives can be listed and extracted.`,
    });
  }
  if (spawnSync('tar', ['--version']).status !== 0) return;
  execFileSync('tar', ['-cf', at('a.tar'), '-C', folder, 'a.tgz']);
  expect((await server.call('list_archive', { path: 'a.tar' })).text).toContain('is a tar archive');
});
