import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { box, cursorOf, linesOf, pagesOf, sharedBox, split, startShared, startUnprivileged } from './fixtures.ts';
import { start } from './start.ts';

const { folder, at, put } = sharedBox();
const server = await startShared([folder]);
const tight = await startShared([folder], { flags: ['--max-output', '1000'] });
const onPosix = process.platform !== 'win32';

const list = (args: Record<string, unknown>) => server.call('list_directory', args);
const sizes = (args: Record<string, unknown>) => server.call('list_directory_with_sizes', args);
const tree = (args: Record<string, unknown>) => server.call('directory_tree', args);

/** Every listing, as what a test needs to know of it. */
const listings = [
  ['list_directory', {}],
  ['list_directory_with_sizes', { sortBy: 'name' }],
  ['list_directory_with_sizes', { sortBy: 'size' }],
  ['directory_tree', {}],
] as const;

describe('list_directory', () => {
  test('a name per line, folders and links marked, in the order of their characters', async () => {
    put('kinds/b.txt', 'b');
    put('kinds/a.txt', 'a');
    put('kinds/Z.txt', 'Z');
    put('kinds/é.txt', 'é');
    put('kinds/.hidden', 'h');
    mkdirSync(at('kinds/folder'));
    symlinkSync('a.txt', at('kinds/link'));
    symlinkSync('none', at('kinds/dangling'));
    symlinkSync('/etc/passwd', at('kinds/out'));
    symlinkSync('folder', at('kinds/linked-folder'));
    const answer = await list({ path: 'kinds' });
    expect(answer.text).toBe(
      '[10 entries]\n.hidden\nZ.txt\na.txt\nb.txt\ndangling -> none\nfolder/\nlink -> a.txt\nlinked-folder -> folder\nout -> (outside)\né.txt',
    );
    expect(answer.structured).toBeUndefined();
  });

  test('an empty folder is no error', async () => {
    mkdirSync(at('empty'));
    expect(await list({ path: 'empty' })).toMatchObject({ isError: false, text: '[0 entries]' });
    expect(await sizes({ path: 'empty' })).toMatchObject({
      isError: false,
      text: '[0 entries; 0 files with 0 B, 0 folders]',
    });
    expect(await tree({ path: 'empty' })).toMatchObject({ isError: false, text: '[0 lines; 0 folders, 0 files]' });
  });

  test.runIf(onPosix)('pipes and sockets are marked', async () => {
    mkdirSync(at('special'));
    execFileSync('mkfifo', [at('special/pipe')]);
    const listening = createServer().listen(at('special/socket'));
    onTestFinished(() => void listening.close());
    expect(linesOf(await list({ path: 'special' }))).toEqual([
      'pipe (pipe, socket or device)',
      'socket (pipe, socket or device)',
    ]);
    expect(linesOf(await sizes({ path: 'special' }))).toEqual([
      'pipe (pipe, socket or device)',
      'socket (pipe, socket or device)',
    ]);
  });

  test('a name that would look like something else shows what it is', async () => {
    put('odd/line\nbreak', '');
    put('odd/\u202egnp.txt', '');
    expect(linesOf(await list({ path: 'odd' }))).toEqual(['"line\\nbreak"', '"\\u202egnp.txt"']);
  });

  test('a link to a folder lists that folder', async () => {
    put('real/a.txt', '');
    symlinkSync('real', at('to-real'));
    expect(linesOf(await list({ path: 'to-real' }))).toEqual(['a.txt']);
  });

  test.each(listings)('%s %j: what is no folder, missing, empty or above is refused', async (tool, args) => {
    put('file.txt');
    expect(await server.call(tool, { ...args, path: 'file.txt' })).toMatchObject({
      isError: true,
      code: 'invalid',
      text: '"file.txt" is not a folder.',
    });
    expect(await server.call(tool, { ...args, path: 'none' })).toMatchObject({
      isError: true,
      code: 'not_found',
      text: '"none" does not exist.',
    });
    expect(await server.call(tool, { ...args, path: '' })).toMatchObject({ isError: true, code: 'invalid' });
    expect(await server.call(tool, { ...args, path: '..' })).toMatchObject({ isError: true, code: 'denied' });
  });
});

describe('pages', () => {
  const names = Array.from({ length: 57 }, (_, i) => `${String.fromCharCode(97 + ((i * 7) % 26))}${i}.txt`).sort();
  for (const [i, name] of names.entries()) put(`pages/${name}`, 'x'.repeat((i * 13) % 9));

  const nameOf = (line: string) => line.split('\t')[0] ?? '';

  test.each(listings.flatMap(([tool, args]) => [1, 2, 3, 10, 57, 58].map((limit) => [tool, args, limit] as const)))(
    '%s %j in pages of %i: everything once, in order',
    async (tool, args, limit) => {
      const pages = await pagesOf(server, tool, { ...args, path: 'pages', limit });
      const whole = linesOf(await server.call(tool, { ...args, path: 'pages' }));
      expect(pages.flat()).toEqual(whole);
      expect(whole.map(nameOf).sort()).toEqual(names);
      expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
    },
  );

  test.each(listings)('%s %j stays within the output limit, and continues', async (tool, args) => {
    // 200 entries of 40 characters.
    for (let i = 0; i < 200; i++) put(`wide/${String(i).padStart(40, '0')}`);
    const whole = linesOf(await server.call(tool, { ...args, path: 'wide' }));
    const pages = await pagesOf(tight, tool, { ...args, path: 'wide' });
    expect(pages.flat()).toEqual(whole);
    expect(pages.length).toBeGreaterThan(5);
    for (const page of pages) expect(page.join('\n').length).toBeLessThanOrEqual(1_000);
  });

  test.each(listings)('%s %j: what is added or removed between pages disturbs nothing else', async (tool, args) => {
    const mine = `moving-${tool}-${Object.values(args).join('')}`;
    const kept = Array.from({ length: 30 }, (_, i) => `k${String(i).padStart(2, '0')}`);
    for (const name of kept) put(`${mine}/${name}`, 'x'.repeat(name.charCodeAt(2)));
    const pages = await pagesOf(server, tool, { ...args, path: mine, limit: 4 }, (page) => {
      put(`${mine}/a-before-${page}`);
      put(`${mine}/k${String(page * 2).padStart(2, '0')}-within`, '');
      put(`${mine}/z-after-${page}`, '');
      rmSync(at(`${mine}/a-before-${page - 1}`), { force: true });
    });
    const seen = pages.flat().map(nameOf);
    expect(seen.filter((name) => kept.includes(name)).sort()).toEqual(kept);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test.each(listings)('%s %j: the last entry of a page may go', async (tool, args) => {
    const mine = `going-${tool}-${Object.values(args).join('')}`;
    for (const name of ['a', 'b', 'c', 'd']) put(`${mine}/${name}`);
    const first = await server.call(tool, { ...args, path: mine, limit: 2 });
    rmSync(at(`${mine}/b`));
    const second = await server.call(tool, { ...args, path: mine, limit: 2, cursor: cursorOf(first) });
    expect([...linesOf(first), ...linesOf(second)].map(nameOf)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('cursors are short, and one from before a restart says that it has expired', async () => {
    const cursor = cursorOf(await list({ path: 'pages', limit: 5 }));
    expect(cursor?.length).toBeLessThanOrEqual(12);
    const other = await start([folder]);
    expect(await other.call('list_directory', { path: 'pages', limit: 1, cursor })).toMatchObject({
      isError: true,
      text: 'This cursor has expired. Call again without cursor to start from the beginning.',
    });
  });

  test.each(listings)('%s %j refuses a cursor of another listing, and nonsense', async (tool, args) => {
    const cursors = await Promise.all(
      [...listings, ['search_files', { pattern: '*' }] as const].map(async ([other, otherArgs]) => ({
        same: other === tool && JSON.stringify(otherArgs) === JSON.stringify(args),
        cursor: cursorOf(await server.call(other, { ...otherArgs, path: 'pages', limit: 1 })),
      })),
    );
    for (const { same, cursor } of cursors) {
      expect(cursor).toBeDefined();
      const answer = await server.call(tool, { ...args, path: 'pages', cursor });
      expect(answer.isError).toBe(!same);
      if (!same)
        expect(answer).toMatchObject({
          code: 'invalid',
          text: expect.stringContaining('This cursor belongs to another listing or was changed'),
        });
    }
    for (const cursor of ['', 'nonsense', 'WyJ4Il0', Buffer.from('["list",5]').toString('base64url')]) {
      expect(await server.call(tool, { ...args, path: 'pages', cursor }), cursor).toMatchObject({
        isError: true,
        code: 'invalid',
      });
    }
  });

  test.each(listings)('%s %j refuses limits that are none', async (tool, args) => {
    for (const limit of [0, -1, 1.5, 'five', 1_000_000]) {
      expect(await server.call(tool, { ...args, path: 'pages', limit }), String(limit)).toMatchObject({
        isError: true,
        code: 'invalid',
        text: expect.stringContaining('"limit"'),
      });
    }
  });
});

describe('list_directory_with_sizes', () => {
  test('sizes of files, and the total', async () => {
    put('sized/small.txt', 'x'.repeat(999));
    put('sized/large.bin', Buffer.alloc(1_500_000));
    put('sized/empty', '');
    mkdirSync(at('sized/folder'));
    put('sized/folder/inside', 'not counted');
    symlinkSync('small.txt', at('sized/link'));
    expect((await sizes({ path: 'sized' })).text).toBe(
      '[5 entries; 3 files with 1.5 MB, 1 folder, 1 link or other entry]\nempty\t0 B\nfolder/\nlarge.bin\t1.5 MB\nlink -> small.txt\nsmall.txt\t999 B',
    );
    expect(linesOf(await sizes({ path: 'sized', sortBy: 'size' }))).toEqual([
      'large.bin\t1.5 MB',
      'small.txt\t999 B',
      'empty\t0 B',
      'folder/',
      'link -> small.txt',
    ]);
    expect(await sizes({ path: 'sized', sortBy: 'date' })).toMatchObject({
      isError: true,
      code: 'invalid',
      text: expect.stringContaining('"sortBy"'),
    });
  });

  test('the total is that of the folder, on every page', async () => {
    for (let i = 0; i < 5; i++) put(`total/${i}`, 'xx');
    const first = await sizes({ path: 'total', limit: 2 });
    expect(split(first).header).toMatch(/^2 of 5 entries; 5 files with 10 B, 0 folders; more with cursor /);
    expect(split(await sizes({ path: 'total', limit: 2, cursor: cursorOf(first) })).header).toMatch(
      /^2 of 5 entries; 5 files with 10 B/,
    );
  });

  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [9_949, '9.9 kB'],
    [9_950, '10 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
  ])('%i bytes read as %s', async (size, readable) => {
    put(`units/${size}/file`, Buffer.alloc(size));
    expect(linesOf(await sizes({ path: `units/${size}` }))).toEqual([`file\t${readable}`]);
  });
});

describe('directory_tree', () => {
  test('everything below, indented; links are named and not followed', async () => {
    put('tree/b/deep/x.txt');
    put('tree/a.txt');
    put('tree/b.txt');
    symlinkSync('..', at('tree/b/up'));
    mkdirSync(at('tree/c'));
    expect((await tree({ path: 'tree' })).text).toBe(
      '[7 lines; 3 folders, 3 files]\na.txt\nb/\n  deep/\n    x.txt\n  up -> ..\nb.txt\nc/',
    );
  });

  test('maxDepth closes what is deeper, and says so', async () => {
    expect(linesOf(await tree({ path: 'tree', maxDepth: 1 }))).toEqual(['a.txt', 'b/ ...', 'b.txt', 'c/ ...']);
    expect(linesOf(await tree({ path: 'tree', maxDepth: 2 }))).toEqual([
      'a.txt',
      'b/',
      '  deep/ ...',
      '  up -> ..',
      'b.txt',
      'c/',
    ]);
    for (const maxDepth of [0, 101, 1.5])
      expect(await tree({ path: 'tree', maxDepth })).toMatchObject({ isError: true, code: 'invalid' });
  });

  test('what .gitignore names is left out, such folders are shown closed; gitignore: false shows all', async () => {
    put('git/.gitignore', '*.log\nbuild/\n');
    put('git/a.log');
    put('git/b.txt');
    put('git/build/out.js');
    put('git/.git/config');
    expect(linesOf(await tree({ path: 'git' }))).toEqual([
      '.git/ (ignored)',
      '.gitignore',
      'b.txt',
      'build/ (ignored)',
    ]);
    expect(linesOf(await tree({ path: 'git', gitignore: false }))).toEqual([
      '.git/',
      '  config',
      '.gitignore',
      'a.log',
      'b.txt',
      'build/',
      '  out.js',
    ]);
  });

  test('a folder whose files are all ignored is not called empty', async () => {
    put('ignored/.gitignore', '*.log\n');
    for (const name of ['a.log', 'b.log', 'c.log']) put(`ignored/logs/${name}`);
    const [none, all] = [await tree({ path: 'ignored/logs' }), await tree({ path: 'ignored/logs', gitignore: false })];
    expect(none.text).toBe(
      '[0 lines; 0 folders, 0 files; 3 ignored entries left out (gitignore: false includes them)]',
    );
    expect(linesOf(all)).toEqual(readdirSync(at('ignored/logs')));
    mkdirSync(at('ignored/empty'));
    expect((await tree({ path: 'ignored/empty' })).text).toBe('[0 lines; 0 folders, 0 files]');
  });

  test('excludePatterns leaves out more: by name anywhere, by path, by glob', async () => {
    for (const name of [
      'ex/node_modules/x',
      'ex/src/node_modules/y',
      'ex/src/a.ts',
      'ex/src/a.test.ts',
      'ex/docs/a.md',
    ])
      put(name);
    const all = (excludePatterns: string[]) => tree({ path: 'ex', excludePatterns }).then(linesOf);
    expect(await all(['node_modules'])).toEqual(['docs/', '  a.md', 'src/', '  a.test.ts', '  a.ts']);
    expect(await all(['src/node_modules', 'docs'])).toEqual(['node_modules/', '  x', 'src/', '  a.test.ts', '  a.ts']);
    expect(await all(['**/node_modules/**', '*.test.ts', 'docs'])).toEqual(['src/', '  a.ts']);
  });

  const depth = (line: string) => (line.length - line.trimStart().length) / 2;

  test('pages name the folders that they go on in, and cover everything once', async () => {
    for (const a of ['a', 'b'])
      for (const b of ['c', 'd', 'e']) for (const c of ['1', '2', '3', '4']) put(`pt/${a}/${b}/${c}`);
    const whole = linesOf(await tree({ path: 'pt' }));
    expect(whole).toHaveLength(2 + 6 + 24);
    for (const limit of [3, 4, 5, 7]) {
      const pages = await pagesOf(server, 'directory_tree', { path: 'pt', limit });
      const paths = pages.map((page) => {
        const stack: string[] = [];
        return page.map((line) => {
          stack.splice(depth(line));
          stack.push(line.trim());
          return stack.join('');
        });
      });
      // Each page starts at the top, so that its indentation means something by itself.
      for (const page of pages) expect(depth(page[0] ?? '')).toBe(0);
      const fresh = paths.flatMap((page, i) => page.filter((path) => !paths.slice(0, i).flat().includes(path)));
      expect(new Set(fresh).size).toBe(fresh.length);
      expect(fresh).toHaveLength(whole.length);
    }
  });

  test('a page in a deep folder is no longer than the limit allows', async () => {
    for (let i = 0; i < 9; i++) put(`deep/1/2/3/${i}`);
    const first = await tree({ path: 'deep', limit: 4 });
    const second = await tree({ path: 'deep', limit: 2, cursor: cursorOf(first) });
    // Beside the folders that it continues in.
    expect(linesOf(second)).toEqual(['1/', '  2/', '    3/', '      1', '      2']);
    expect(cursorOf(second)).toBeDefined();
  });

  test('folders with long names above a page do not make it too long to be sent', async () => {
    let path = 'long-names';
    for (let i = 0; i < 16; i++) path += `/${String(i).padStart(200, 'n')}`;
    put(`${path}/end`);
    const pages = await pagesOf(tight, 'directory_tree', { path: 'long-names' });
    expect(pages.flat().filter((line) => line.trim() === 'end')).toHaveLength(1);
  });

  test('folders that are very deep are named, and not entered', async () => {
    const deep = Array.from({ length: 105 }, () => 'd').join('/');
    put(`very-deep/${deep}/x`);
    const lines = linesOf(await tree({ path: 'very-deep' }));
    expect(lines).toHaveLength(100);
    expect(lines.at(-1)).toMatch(/^ +d\/ \.\.\.$/);
  });

  test.runIf(onPosix)('a folder that may not be read is said once, and the rest is shown', async () => {
    const mine = box();
    for (const name of ['a/1', 'locked/2', 'z/3']) mine.put(name);
    execFileSync('chmod', ['755', mine.folder]);
    execFileSync('chmod', ['000', mine.at('locked')]);
    const session = await startUnprivileged([mine.folder]);
    expect((await session.call('directory_tree', { path: '.' })).text).toBe(
      '[5 lines; 3 folders, 2 files]\na/\n  1\nlocked/ (unreadable)\nz/\n  3',
    );
    expect(linesOf(await session.call('list_directory', { path: '.' }))).toEqual(['a/', 'locked/', 'z/']);
    expect(await session.call('list_directory', { path: 'locked' })).toMatchObject({
      isError: true,
      code: 'denied',
      text: 'The operating system does not let this server use "locked".',
    });
  });
});
