// What a write leaves as it was: encodings that are hard to tell, line ends, whole characters. iconv is the oracle.
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { sharedBox, split, startShared } from './fixtures.ts';

const { folder, put, at, text, bytes } = sharedBox();
const server = await startShared([folder]);
const call = (tool: string, args: Record<string, unknown>) => server.call(tool, args);
const hasIconv = process.platform !== 'win32';

const iconv = (content: string, encoding: string): Buffer =>
  execFileSync('iconv', ['-f', 'utf-8', '-t', encoding], { input: content });

describe.runIf(hasIconv)('encodings that are hard to tell', () => {
  test.each([
    ['CP949', 'euc-kr', '# 설정 파일 설명\nname=테스트\n똠방각하 펲시콜라\n'],
    ['GB18030', 'gb18030', '# 配置文件 说明 𠮷\nname=测试\n服务器地址=本地主机\n'],
    ['GBK', 'gbk', '价格|测试|乗亅|a\nname=价格\n'],
    ['CP1252', 'windows-1252', 'Größe: 5 °C\nname=Maß\n'],
    ['CP1252', 'windows-1252', 'café au lait\nname=été\n'],
  ])('%s is read as %s and written back', async (name, encoding, content) => {
    put('hard.txt', iconv(content, name));
    expect(split(await call('read_text_file', { path: 'hard.txt' }))).toMatchObject({
      header: expect.stringContaining(encoding),
      body: content,
    });
    const word = /name=(.*)/.exec(content)?.[1] ?? '';
    const args = { path: 'hard.txt', pattern: `name=${word}$`, replacement: `name=${word}${word}`, dryRun: false };
    expect((await call('replace_text', args)).text).toMatch(/^\[1 replacement/);
    await call('write_file', { path: 'hard.txt', content: `end=${word}\n`, mode: 'append' });
    expect(bytes('hard.txt')).toEqual(iconv(`${content.replace(/name=.*/, `name=${word}${word}`)}end=${word}\n`, name));
  });

  test('a file that could not keep its encoding is named, with the reason', async () => {
    const content = '日本 ♥\n';
    for (const [name, reason] of [
      ['latin1', /windows-1252 \(guessed\), lacks some of its characters/],
      ['iso-2022-jp', /iso-2022-jp, cannot be written here/],
    ] as const) {
      put('lost.txt', iconv(name === 'latin1' ? 'café au lait\n' : '設定ファイル\n', name));
      const before = bytes('lost.txt');
      const many = await call('write_multiple_files', { files: [{ path: 'lost.txt', content }] });
      expect(many.text, name).toMatch(
        /^0 files created, 1 replaced.*\nlost\.txt: utf-8, because the encoding until now/,
      );
      expect(many.text, name).toMatch(reason);
      put('lost.txt', before);
      expect((await call('write_file', { path: 'lost.txt', content })).text, name).toMatch(reason);
      expect(text('lost.txt')).toBe(content);
    }
  });

  test('a part begins with a whole character wherever its offset is', async () => {
    const content = 'x=1\n表示ソ|能力ポ\n終わり\n';
    for (const name of ['CP932', 'GBK', 'EUC-JP', 'BIG5', 'GB18030']) {
      const line =
        name === 'BIG5' || name === 'GBK' ? 'x=1\n表示|能力\n終\n' : name === 'GB18030' ? 'x=1\n表𠮷示\n' : content;
      const whole = iconv(line, name);
      put('part.txt', whole);
      for (let offset = 0; offset < whole.length; offset++) {
        const { body } = split(await call('read_text_file', { path: 'part.txt', offset, encoding: name }));
        expect(
          [...line].some((_, at) => [...line].slice(at).join('') === body),
          `${name} ${offset}: ${body}`,
        ).toBe(true);
      }
    }
  });
});

describe('line ends', () => {
  const ends = (content: string, encoding: BufferEncoding): Buffer => Buffer.from(content, encoding);

  test.each(['utf8', 'utf16le'] as const)('what is appended takes those of the file: %s', async (encoding) => {
    put('ends.txt', ends('\ufeffa\r\nb\r\n', encoding));
    const args = { path: 'ends.txt', mode: 'append' };
    expect((await call('write_file', { ...args, content: 'c\nd\n' })).text).toContain('line ends CRLF as in the file');
    // A second byte order mark would be a character in the middle.
    await call('write_file', { ...args, content: '\ufeffe\r\n' });
    expect(bytes('ends.txt')).toEqual(ends('\ufeffa\r\nb\r\nc\r\nd\r\ne\r\n', encoding));
    put('ends.txt', 'a\nb\r\n');
    await call('write_file', { ...args, content: 'c\n' });
    expect(text('ends.txt')).toBe('a\nb\r\nc\n');
  });

  test('a whole new content is written as given, and the answer says that they differ', async () => {
    put('ends.txt', 'a\r\nb\r\n');
    expect((await call('write_file', { path: 'ends.txt', content: 'c\n' })).text).toContain(
      'line ends LF (CRLF until now)',
    );
    expect(text('ends.txt')).toBe('c\n');
    expect((await call('write_file', { path: 'ends.txt', content: 'd\n' })).text).not.toContain('line ends');
    put('ends.txt', 'a\r\n');
    const files = [{ path: 'ends.txt', content: 'e\n' }];
    expect((await call('write_multiple_files', { files })).text).toContain('ends.txt: line ends LF (CRLF until now)');
    expect(at('ends.txt')).toBeTruthy();
  });
});

test('encodings are found under other spellings', async () => {
  put('named.txt', 'a');
  for (const encoding of ['utf_8', 'Shift JIS', 'euc_kr', 'GB-2312', 'win-1251', '932', 'iso_8859_15', 'UTF-8 BOM'])
    expect((await call('read_text_file', { path: 'named.txt', encoding })).isError, encoding).toBe(false);
  for (const encoding of ['utf-7', 'klingon', '', 'cp99999'])
    expect(await call('read_text_file', { path: 'named.txt', encoding }), encoding).toMatchObject({ isError: true });
});
