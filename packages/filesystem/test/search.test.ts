import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { box, linesOf, pagesOf, sharedBox, split, startShared, startUnprivileged } from './fixtures.ts';
import { withoutFolder } from './search-lines.ts';

const shared = sharedBox();
const { folder, at, put } = shared;
const server = await startShared([folder]);
const tight = await startShared([folder], { flags: ['--max-output', '1000'] });

const find = async (args: Record<string, unknown>) =>
  withoutFolder(linesOf(await server.call('search_files', { path: '.', ...args })), args);
const grep = async (args: Record<string, unknown>) =>
  withoutFolder(linesOf(await server.call('search_text', { path: '.', ...args })), args);

describe('search_files', () => {
  for (const name of [
    'f/a.ts',
    'f/B.TS',
    'f/readme.md',
    'f/docs/README.md',
    'f/docs/guide/intro.md',
    'f/src/a.ts',
    'f/src/a.test.ts',
    'f/node_modules/x/a.ts',
    'f/.env',
  ])
    put(name, name);
  mkdirSync(at('f/src/empty'));
  symlinkSync('src', at('f/linked'));
  const below = { path: 'f' };

  test('a glob with a folder is matched from the top, one without anywhere', async () => {
    expect(await find({ ...below, pattern: '*.md' })).toEqual(['docs/README.md', 'docs/guide/intro.md', 'readme.md']);
    expect(await find({ ...below, pattern: 'docs/*.md' })).toEqual(['docs/README.md']);
    expect(await find({ ...below, pattern: '**/*.{ts,TS}' })).toEqual([
      'B.TS',
      'a.ts',
      'node_modules/x/a.ts',
      'src/a.test.ts',
      'src/a.ts',
    ]);
    expect(await find({ ...below, pattern: 'src/**' })).toEqual(['src/', 'src/a.test.ts', 'src/a.ts', 'src/empty/']);
  });

  test('a bare word is a part of a name, whatever its case', async () => {
    expect(await find({ ...below, pattern: 'readme' })).toEqual(['docs/README.md', 'readme.md']);
    expect(await find({ ...below, pattern: 'SRC' })).toEqual(['src/']);
    expect(await find({ ...below, pattern: 'env' })).toEqual(['.env']);
  });

  test('finding nothing is no error', async () => {
    const answer = await server.call('search_files', { ...below, pattern: '*.none' });
    expect(answer).toMatchObject({ isError: false });
    expect(answer.text).toBe('[0 matches; 16 entries searched]');
  });

  test('type, links included in neither', async () => {
    expect(await find({ ...below, pattern: '*', type: 'directory' })).toEqual([
      'docs/',
      'docs/guide/',
      'node_modules/',
      'node_modules/x/',
      'src/',
      'src/empty/',
    ]);
    expect(await find({ ...below, pattern: 'linked' })).toEqual(['linked']);
    for (const type of ['file', 'directory']) expect(await find({ ...below, pattern: 'linked', type })).toEqual([]);
    expect(await server.call('search_files', { ...below, pattern: '*', type: 'link' })).toMatchObject({
      isError: true,
      code: 'invalid',
    });
  });

  test('links are not entered', async () => {
    expect(await find({ ...below, pattern: 'linked/**' })).toEqual(['linked']);
  });

  test('minSize and maxSize, alone and together, are about files and never prune folders', async () => {
    for (const [name, size] of [
      ['s/0', 0],
      ['s/d/10', 10],
      ['s/d/e/100', 100],
    ] as const)
      put(name, 'x'.repeat(size));
    const files = (args: Record<string, unknown>) => find({ path: 's', pattern: '*', ...args });
    expect(await files({ minSize: 10 })).toEqual(['d/10', 'd/e/100']);
    expect(await files({ maxSize: 10 })).toEqual(['0', 'd/10']);
    expect(await files({ minSize: 1, maxSize: 99 })).toEqual(['d/10']);
    expect(await files({ minSize: 0 })).toEqual(['0', 'd/10', 'd/e/100']);
    expect(await server.call('search_files', { path: 's', pattern: '*', minSize: -1 })).toMatchObject({
      isError: true,
      code: 'invalid',
    });
  });

  test('modifiedAfter', async () => {
    put('m/old');
    put('m/new');
    utimesSync(at('m/old'), new Date('2020-01-01T00:00:00Z'), new Date('2020-01-01T00:00:00Z'));
    utimesSync(at('m/new'), new Date('2025-01-01T00:00:00Z'), new Date('2025-01-01T00:00:00Z'));
    expect(await find({ path: 'm', pattern: '*', modifiedAfter: '2024-12-31' })).toEqual(['new']);
    expect(await find({ path: 'm', pattern: '*', modifiedAfter: '2019-01-01T00:00:00Z' })).toEqual(['new', 'old']);
    expect(await server.call('search_files', { path: 'm', pattern: '*', modifiedAfter: 'yesterday' })).toMatchObject({
      isError: true,
      code: 'invalid',
      text: '"modifiedAfter" is not an ISO date such as 2026-01-31: "yesterday".',
    });
  });

  test('excluded folders are not even looked into', async () => {
    const answer = await server.call('search_files', {
      ...below,
      pattern: 'a.ts',
      excludePatterns: ['node_modules', '**/*.test.ts'],
    });
    expect(answer.text).toBe('[2 matches; 14 entries searched]\nf/a.ts\nf/src/a.ts');
  });

  test('the output limit cuts a page, and the next continues', async () => {
    for (let i = 0; i < 100; i++) put(`w/${i % 10}/${String(i).padStart(50, '0')}`);
    const pages = await pagesOf(tight, 'search_files', { path: 'w', pattern: '*' });
    expect(withoutFolder(pages.flat(), { path: 'w' })).toEqual(await find({ path: 'w', pattern: '*' }));
    expect(pages.length).toBeGreaterThan(5);
  });

  test('what is added while paging disturbs nothing else', async () => {
    for (let i = 10; i < 40; i++) put(`grow/${i % 3}/${i}`);
    const before = await find({ path: 'grow', pattern: '??' });
    const pages = await pagesOf(server, 'search_files', { path: 'grow', pattern: '??*', limit: 4 }, (page) => {
      put(`grow/0/00-${page}`);
      put(`grow/2/99-${page}`);
    });
    expect(withoutFolder(pages.flat(), { path: 'grow' }).filter((path) => before.includes(path))).toEqual(before);
    expect(new Set(pages.flat()).size).toBe(pages.flat().length);
  });

  test.skipIf(process.platform === 'win32')('a folder that may not be read is counted, and named once', async () => {
    const mine = box();
    for (const name of ['a/1', 'locked/2', 'z/3']) mine.put(name);
    execFileSync('chmod', ['755', mine.folder]);
    execFileSync('chmod', ['000', mine.at('locked')]);
    const session = await startUnprivileged([mine.folder]);
    const answer = await session.call('search_files', { path: '.', pattern: '*' });
    expect(split(answer).header).toContain('1 folder could not be read');
    expect(linesOf(answer)).toEqual(['a/', 'a/1', 'locked/', 'z/', 'z/3']);
  });
});

describe('.gitignore', () => {
  const lists: Record<string, string> = {
    '.gitignore': '# a comment\n*.log\n!keep.log\n/top.txt\nbuild/\ndocs/*.tmp\ndeep/**/cache\nspace\\ name\n\\#hash\n',
    'sub/.gitignore': '!b.log\n*.md\n/only-here.txt\n',
    'sub/inner/.gitignore': '!read.md\n',
  };
  const shown = [
    'keep.log',
    'sub/top.txt',
    'sub/b.log',
    'sub/inner/read.md',
    'sub/inner/only-here.txt',
    'docs/sub/a.tmp',
    'sub/inner/b.log',
    'x.txt',
  ];
  const hidden = [
    'a.log',
    'top.txt',
    'build/out.js',
    'sub/build/out.js',
    'docs/a.tmp',
    'deep/cache/x',
    'deep/1/2/cache/x',
    'space name',
    '#hash',
    'sub/a.log',
    'sub/a.md',
    'sub/only-here.txt',
    'sub/inner/other.md',
    '.git/config',
  ];
  for (const [name, text] of Object.entries(lists)) put(`gi/${name}`, text);
  for (const name of [...shown, ...hidden]) put(`gi/${name}`, 'needle\n');

  const files = async (path: string, gitignore = true) =>
    (await grep({ path, pattern: 'needle', filesOnly: true, gitignore })).map((line) => line.split('\t')[0]);

  test('nested lists, negation, anchors, folders, escapes: as git reads them', async () => {
    expect(await files('gi')).toEqual([...shown].sort());
    expect(await files('gi', false)).toEqual([...shown, ...hidden].sort());
  });

  test.skipIf(spawnSync('git', ['--version']).error !== undefined)('git itself agrees', () => {
    const mine = box();
    execFileSync('git', ['init', '-q', mine.folder]);
    for (const [name, text] of Object.entries(lists)) mine.put(name, text);
    for (const name of [...shown, ...hidden]) if (!name.startsWith('.git/')) mine.put(name);
    const listed = execFileSync(
      'git',
      ['-C', mine.folder, '-c', 'core.quotePath=off', 'ls-files', '--others', '--exclude-standard'],
      { encoding: 'utf8' },
    );
    expect(
      listed
        .trim()
        .split('\n')
        .filter((name) => !name.endsWith('.gitignore'))
        .sort(),
    ).toEqual([...shown].sort());
  });

  test.runIf(process.platform === 'linux')('upper and lower case differ, as they do for git here', async () => {
    put('case/.gitignore', 'Build/\nNOTES\n');
    for (const name of ['Build/a', 'build/b', 'NOTES', 'notes']) put(`case/${name}`, 'needle\n');
    expect(await files('case')).toEqual(['build/b', 'notes']);
  });

  test('the same for search_files when asked, and for the tree', async () => {
    const found = await find({ path: 'gi', pattern: '*', type: 'file', gitignore: true });
    expect(found.filter((name) => !name.endsWith('.gitignore'))).toEqual([...shown].sort());
    expect(await find({ path: 'gi', pattern: '*.log' })).toContain('a.log');
  });

  test('lists above the searched folder count', async () => {
    expect(await files('gi/sub')).toEqual(
      shown
        .filter((name) => name.startsWith('sub/'))
        .map((name) => name.slice(4))
        .sort(),
    );
    expect(await files('gi/sub/inner')).toEqual(['b.log', 'only-here.txt', 'read.md']);
  });

  test('a search inside an ignored folder finds what is in it', async () => {
    expect(await files('gi/build')).toEqual(['out.js']);
    expect(await files('gi/deep/1/2/cache')).toEqual(['x']);
    put('gi/build/lib/.gitignore', 'no.js\n');
    put('gi/build/lib/no.js', 'needle\n');
    put('gi/build/lib/yes.js', 'needle\n');
    expect(await files('gi/build')).toEqual(['lib/yes.js', 'out.js']);
    expect(await files('gi/build/lib')).toEqual(['yes.js']);
  });

  test('a folder that its parent gives back is searched, although a list further out ignores its name', async () => {
    put('back/.gitignore', 'kept\n*.x\n');
    const odd = process.platform === 'win32' ? 'Z b!#' : 'Z b*!#';
    for (const folder of ['a', odd, 'c']) put(`back/${folder}/kept/file`, 'needle\n');
    put('back/a/.gitignore', '!kept\n');
    put(`back/${odd}/.gitignore`, '!/kept/\n');
    put('back/a/kept/file.x', 'needle\n');
    const given = [`${odd}/kept/file`, 'a/kept/file'];
    expect(await files('back')).toEqual(given);
    execFileSync('git', ['init', '-q', at('back')]);
    const listed = execFileSync('git', ['-C', at('back'), 'ls-files', '-z', '--others', '--exclude-standard'], {
      encoding: 'utf8',
    });
    expect(listed.split('\0').filter((name) => name !== '' && !name.endsWith('.gitignore'))).toEqual(given);
    // What is ignored by another rule stays so inside an ignored folder.
    put('back/c/kept/file.x', 'needle\n');
    expect(await files('back/c/kept')).toEqual(['file']);
  });

  test('rules end with their folder', async () => {
    put('scope/a/.gitignore', '*.x\n');
    for (const name of ['scope/a/1.x', 'scope/a/b/2.x', 'scope/ab/3.x', 'scope/b/4.x', 'scope/z.x'])
      put(name, 'needle\n');
    expect(await files('scope')).toEqual(['ab/3.x', 'b/4.x', 'z.x']);
  });

  test('a list that is a link, a folder or binary rules nothing', async () => {
    symlinkSync(at('gi/.gitignore'), put('odd/l/a.log', 'needle\n').replace('a.log', '.gitignore'));
    mkdirSync(put('odd/d/a.log', 'needle\n').replace('a.log', '.gitignore'));
    put('odd/b/.gitignore', Buffer.of(0xff, 0xfe, 0, 1, 2));
    put('odd/b/a.log', 'needle\n');
    expect(await files('odd')).toEqual(['b/a.log', 'd/a.log', 'l/a.log']);
  });
});
