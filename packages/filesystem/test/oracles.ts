import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { outputOf, runProgram } from '@mcp-reference/kit/testing';
import fc from '@mcp-reference/kit/testing/properties';
import { describe, expect, test } from 'vitest';
import { linesOf, sharedBox, split, startShared } from './fixtures.ts';

const has = (program: string, ...args: string[]): boolean => runProgram(program, args).status === 0;
const textOf = (program: string, args: readonly string[]): string => outputOf(program, args).toString();
const utf8 = { ...process.env, LC_ALL: 'C.UTF-8' };

/** Names that rules can meet in more than one way. */
const name = fc.constantFrom(
  'a',
  'b',
  'build',
  'src',
  'x.log',
  'y.txt',
  'important.log',
  '.hidden',
  'c d',
  'Ünder',
  '[z]',
);
const place = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
const rule = fc
  .tuple(
    fc.constantFrom('', '', '', '!', '/'),
    fc.constantFrom(
      '*.log',
      'build',
      'build/',
      'a',
      'src/b',
      '**/b',
      'a/**',
      'a/*',
      '?',
      '[ab]',
      'src/**/x.log',
      'c\\ d',
      '*.t*',
      'Ünder',
      '\\[z]',
    ),
  )
  .map((parts) => parts.join(''));
const rules = fc.array(rule, { minLength: 0, maxLength: 4 });

/** A tree as files with content; a file where a folder is needed gives way. */
const tree = fc.record({
  files: fc.uniqueArray(place, { minLength: 3, maxLength: 14 }),
  lists: fc.array(fc.tuple(fc.constantFrom('', 'a', 'src', 'build', 'src/a'), rules), { maxLength: 3 }),
  exclude: rules,
});

const word = fc.constantFrom('foo', 'Foo', 'foobar', 'bar', 'x1', '42', 'a.b', '', 'tab\there', 'end');
const line = fc.array(word, { maxLength: 4 }).map((words) => words.join(' '));
/** Patterns that mean the same in RE2, POSIX extended and Rust's regular expressions. */
const pattern = fc.constantFrom(
  'foo',
  '^foo',
  'bar$',
  '^$',
  'fo+',
  '[0-9]+',
  '(foo|bar)',
  'a\\.b',
  '.',
  'x?1',
  '^(Foo|42)',
  'o b',
);

const scripts: Readonly<Record<string, string>> = {
  gb18030: '配置文件说明与范例测试数据',
  shift_jis: '設定ファイルの説明です表示ソフト',
  'euc-jp': '設定ファイルの説明です表示能力',
  'euc-kr': '설정파일설명입니다테스트',
  // Syllables that only Windows has.
  cp949: '설정똠햏펲뷁',
  big5: '設定檔說明與範例測試資料',
  'koi8-r': 'Настройкипрограммыитест',
  'windows-1251': 'Настройкипрограммыитест',
  'iso-8859-7': 'Ρυθμίσειςπρογράμματος',
  'utf-16le': 'Grüße配置🙂',
  'utf-8': 'Grüße配置🙂',
};

export function describeOracles(runs: number): void {
  const { folder, at } = sharedBox();
  const server = startShared([folder]);
  const call = async (tool: string, args: Record<string, unknown>) => (await server).call(tool, args);
  const options = { numRuns: runs, endOnFailure: true };
  const fresh = (at: string) => {
    rmSync(at, { recursive: true, force: true });
    mkdirSync(at, { recursive: true });
  };

  describe('what git ignores is left out', () => {
    test.runIf(has('git', '--version'))('as by git ls-files, and by ripgrep where it is installed', async () => {
      const rg = has('rg', '--version');
      await fc.assert(
        fc.asyncProperty(tree, async ({ files, lists, exclude }) => {
          const repo = at('repo');
          fresh(repo);
          outputOf('git', ['init', '-q', repo]);
          const put = (file: string, content: string) => {
            try {
              mkdirSync(path.dirname(path.join(repo, file)), { recursive: true });
              writeFileSync(path.join(repo, file), content);
            } catch (error) {
              // Its folder is a file, or the other way round.
              if (!/EEXIST|ENOTDIR|EISDIR/.test(String(error))) throw error;
            }
          };
          for (const file of files) put(file, 'hit\n');
          for (const [below, lines] of lists) put(path.join(below, '.gitignore'), `${lines.join('\n')}\n`);
          writeFileSync(path.join(repo, '.git/info/exclude'), `${exclude.join('\n')}\n`);
          const git = textOf('git', ['-C', repo, 'ls-files', '-z', '--others', '--exclude-standard']);
          const expected = git
            .split('\0')
            .filter((file) => file !== '' && !file.endsWith('.gitignore'))
            .sort();
          const answer = await call('search_text', { path: 'repo', pattern: 'hit', filesOnly: true });
          const found = linesOf(answer)
            .map((shown) => nameOf(shown).replace(/^repo\//, ''))
            .filter((file) => !file.endsWith('.gitignore'));
          expect(found.sort()).toEqual(expected);
          if (!rg) return;
          // Ripgrep's exit code is 1 where there is no file.
          const { stdout: others } = runProgram(
            'rg',
            ['--files', '--hidden', '--no-ignore-global', '--glob', '!.git', '.'],
            { cwd: repo },
          );
          expect(
            others
              .toString()
              .split('\n')
              .filter(Boolean)
              .map((file) => file.replace(/^\.\//, ''))
              .filter((file) => !file.endsWith('.gitignore'))
              .sort(),
          ).toEqual(found);
        }),
        options,
      );
    });
  });

  describe('what matches', () => {
    test.runIf(has('grep', '--version'))('is what grep finds, line by line', async () => {
      const content = fc.tuple(fc.array(line, { maxLength: 12 }), fc.boolean(), fc.boolean());
      await fc.assert(
        fc.asyncProperty(content, pattern, fc.boolean(), async ([lines, ends, crlf], expression, ignoreCase) => {
          const text = lines.join('\n') + (ends && lines.length > 0 ? '\n' : '');
          writeFileSync(at('plain.txt'), text);
          writeFileSync(at('text.txt'), crlf ? text.replaceAll('\n', '\r\n') : text);
          const { stdout } = runProgram(
            'grep',
            ['-nE', ...(ignoreCase ? ['-i'] : []), '-e', expression, at('plain.txt')],
            { env: utf8 },
          );
          const expected = stdout
            .toString()
            .split('\n')
            .filter((one) => one !== '')
            .map((one) => Number.parseInt(one, 10));
          const answer = await call('search_text', { path: 'text.txt', pattern: expression, ignoreCase });
          const numbers = linesOf(answer)
            .slice(1)
            .map((one) => Number.parseInt(one.trim(), 10));
          expect(numbers, JSON.stringify([text, expression])).toEqual(expected);
          if (crlf) return;
          const sed = runProgram('sed', ['-E', `s/${expression}/<&>/${ignoreCase ? 'gI' : 'g'}`, at('plain.txt')], {
            env: utf8,
          });
          await call('replace_text', {
            path: 'text.txt',
            pattern: expression,
            replacement: '<$&>',
            ignoreCase,
            dryRun: false,
          });
          expect(readFileSync(at('text.txt'), 'utf8'), JSON.stringify([text, expression])).toBe(sed.stdout.toString());
        }),
        options,
      );
    });
  });

  describe.runIf(has('iconv', '--version'))('encodings', () => {
    test.each(Object.entries(scripts))('%s is read, edited and written as iconv has it', async (encoding, letters) => {
      const iconv = (text: string) => outputOf('iconv', ['-f', 'utf-8', '-t', encoding.toUpperCase()], { input: text });
      const sentence = fc
        .array(fc.constantFrom(...letters), { minLength: 4, maxLength: 24 })
        .map((all) => all.join(''));
      const text = fc.array(fc.oneof(sentence, fc.constantFrom('name=1', '', 'plain ASCII')), {
        minLength: 1,
        maxLength: 8,
      });
      await fc.assert(
        fc.asyncProperty(text, fc.constantFrom('\n', '\r\n'), sentence, async (lines, end, put) => {
          const before = `${[...lines, 'marker'].join(end)}${end}`;
          writeFileSync(at('encoded.txt'), iconv(before));
          const args = { path: 'encoded.txt', encoding };
          expect(split(await call('read_text_file', args)).body).toBe(before);
          const done = await call('edit_file', { ...args, edits: [{ oldText: 'marker', newText: put }] });
          expect(done.isError, done.text).toBe(false);
          expect(readFileSync(at('encoded.txt'))).toEqual(iconv(before.replace('marker', put)));
          const hits = linesOf(await call('search_text', { ...args, pattern: put, literal: true })).slice(1);
          expect(hits.length).toBeGreaterThan(0);
          await call('write_file', { ...args, content: before });
          expect(readFileSync(at('encoded.txt'))).toEqual(iconv(before));
        }),
        { ...options, numRuns: Math.ceil(runs / 4) },
      );
    });

    test('every syllable of Korean, as Windows writes it', async () => {
      const all = Array.from({ length: 0xd7a4 - 0xac00 }, (_, i) => String.fromCodePoint(0xac00 + i)).join('');
      const bytes = outputOf('iconv', ['-f', 'utf-8', '-t', 'CP949'], { input: all });
      writeFileSync(at('korean.txt'), bytes);
      expect(split(await call('read_text_file', { path: 'korean.txt', encoding: 'cp949' })).body).toBe(all);
      await call('write_file', { path: 'korean.txt', encoding: 'cp949', content: all });
      expect(readFileSync(at('korean.txt')).equals(bytes)).toBe(true);
    });
  });
}

/** The path of a line such as `"odd, name.txt"\t3`. */
function nameOf(shown: string): string {
  const plain = shown.slice(0, shown.lastIndexOf('\t'));
  return plain.startsWith('"') ? String(JSON.parse(plain)) : plain;
}
