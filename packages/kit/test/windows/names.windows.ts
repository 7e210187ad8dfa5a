import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { emptyFolder, put, start } from './client.ts';

/** Names that Windows reads as a device, whatever their ending and case. */
const devices = ['CON.txt', 'nul.md', 'Com1.log', 'LPT9', 'aux', 'prn.tar.gz', 'docs\\NUL', 'docs/con.json', 'CONIN$'];

/** Other spellings of `a.txt` that go around the folder's own path. */
const detours = [
  'C:a.txt',
  'c:docs\\..\\a.txt',
  '\\\\?\\C:\\data\\names\\a.txt',
  '\\\\.\\C:\\data\\names\\a.txt',
  '//?/C:/data/names/a.txt',
  '\\\\localhost\\C$\\data\\names\\a.txt',
  '//127.0.0.1/c$/data/names/a.txt',
  'file://server/share/a.txt',
  '\\\\?\\UNC\\localhost\\C$\\data\\names\\a.txt',
];

/** Spellings that Windows shortens to `a.txt` or reads as a stream of it. */
const shortened = ['a.txt.', 'a.txt ', 'a.txt...', 'a.txt. .', 'docs.\\..\\a.txt', 'docs \\..\\a.txt'];
const streams = ['a.txt:s', 'a.txt::$DATA', 'a.txt:s:$DATA', 'docs:$I30:$INDEX_ALLOCATION\\x.txt', 'docs::$DATA'];

const outside = ['..\\outside.txt', 'docs\\..\\..\\outside.txt', 'C:/data/names/../outside.txt', '\\data\\outside.txt'];

await suite('names', async () => {
  const root = emptyFolder('names');
  const { call } = await start('filesystem', ['--no-confirm', '--toolsets', 'all', root]);
  put(root, 'a.txt', 'kept');
  put(root, 'docs\\b.txt', 'b');
  put(emptyFolder('beside'), 'x.txt', 'beside');
  put('C:\\data', 'outside.txt', 'outside');
  const files = (): string[] => readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted();
  const before = files();
  const unchanged = (what: string): void => {
    assert.deepEqual(files(), before, what);
    assert.equal(readFileSync(`${root}\\a.txt`, 'utf8'), 'kept', what);
    assert.equal(readFileSync('C:\\data\\outside.txt', 'utf8'), 'outside', what);
  };

  for (const path of [...devices, ...detours, ...shortened, ...streams, ...outside])
    await test(`nothing is read, written, copied, moved or deleted under ${JSON.stringify(path)}`, async () => {
      for (const [tool, args] of [
        ['read_text_file', { path }],
        ['write_file', { path, content: 'changed' }],
        ['copy_file', { source: 'docs\\b.txt', destination: path }],
        ['move_file', { source: 'docs\\b.txt', destination: path }],
        ['create_directory', { path }],
        ['delete_path', { path, recursive: true }],
      ] as const) {
        // "docs. \.." names the folder itself in a path that is joined before it is used.
        const { isError, text } = await call(tool, args);
        assert.equal(isError, true, `${tool}: ${text}`);
        unchanged(`${tool}: ${text}`);
      }
    });

  await test('names with characters that Windows does not allow are refused with that reason', async () => {
    for (const name of ['what?.txt', 'a*.txt', '<x>.txt', 'a|b.txt', 'say "x".txt', 'tab\t.txt']) {
      const { isError, text } = await call('write_file', { path: name, content: 'x' });
      assert.equal(isError, true, name);
      assert.doesNotMatch(text, /does not exist/, name);
      unchanged(name);
    }
  });

  await test('the folder itself and the drive are not deleted', async () => {
    for (const path of ['.', root, `${root}\\`, 'C:\\', 'C:', '\\', 'docs\\..'])
      assert.equal((await call('delete_path', { path, recursive: true })).isError, true, path);
    unchanged('');
  });

  await test('another spelling of a file is not a new file', async () => {
    const copied = await call('copy_file', { source: 'a.txt', destination: 'A.TXT' });
    assert.equal(copied.isError, true, copied.text);
    const created = await call('write_file', { path: 'DOCS\\B.TXT', content: 'x', mode: 'create' });
    assert.equal(created.isError, true, created.text);
    unchanged('');
  });

  await test('both separators lead to one file, and answers can be used again', async () => {
    const made = await call('write_file', { path: 'docs/deep\\er/c.txt', content: 'mixed' });
    assert.ok(!made.isError, made.text);
    assert.equal(readFileSync(`${root}\\docs\\deep\\er\\c.txt`, 'utf8'), 'mixed');
    for (const pattern of ['docs\\**\\*.txt', 'docs/**/c.txt']) {
      const { text } = await call('search_files', { path: '.', pattern });
      const found = text.split('\n').find((line) => line.endsWith('c.txt'));
      assert.ok(found !== undefined, text);
      assert.match((await call('read_text_file', { path: found })).text, /mixed/);
    }
    const gone = await call('delete_path', { path: 'docs\\deep', recursive: true });
    assert.ok(!gone.isError, gone.text);
    unchanged('');
  });

  await test('a path over 260 characters is written and read; a folder beyond 258 is refused and leaves nothing', async () => {
    const part = 'long folder name '.repeat(3).trim();
    const path = `${[part, part].join('\\')}\\${'n'.repeat(200)}.txt`;
    const made = await call('write_file', { path, content: 'far' });
    assert.ok(!made.isError, made.text);
    assert.match((await call('read_text_file', { path: `${root}\\${path}` })).text, /far/);
    const gone = await call('delete_path', { path: part, recursive: true });
    assert.ok(!gone.isError, gone.text);
    assert.equal(existsSync(`${root}\\${part}`), false);
    const deep = `${Array.from({ length: 7 }, () => part).join('\\')}\\end.txt`;
    const refused = await call('write_file', { path: deep, content: 'far' });
    assert.match(refused.text, /258 characters/);
    unchanged(refused.text);
  });

  await test('a hidden file stays hidden under short names, other cases and streams', async () => {
    const own = emptyFolder('hidden');
    put(own, 'secret key file.pem', 'SECRET');
    const hiding = await start('filesystem', ['--deny', '*.pem', own]);
    for (const path of ['secret key file.pem', 'SECRET KEY FILE.PEM', 'SECRET~1.PEM', 'secret key file.pem::$DATA']) {
      const { isError, text } = await hiding.call('read_text_file', { path });
      assert.equal(isError, true, path);
      assert.doesNotMatch(text, /SECRET\n?$/, path);
    }
    assert.doesNotMatch((await hiding.call('search_text', { path: '.', pattern: 'SECRET' })).text, /pem/i);
  });

  await test('questions and errors show a path with single backslashes', async () => {
    const { text } = await call('read_text_file', { path: 'docs\\none.txt' });
    assert.doesNotMatch(text, /\\\\/);
  });
});

await suite('names of databases', async () => {
  const root = emptyFolder('db-names');
  const { call } = await start('sqlite', ['--write', '--no-confirm', root]);
  for (const path of ['NUL', 'con.db', 'c:x.db', '\\\\?\\C:\\data\\db-names\\x.db', 'x.db:s', 'x.db.', '..\\x.db'])
    await test(`no database is made under ${JSON.stringify(path)}`, async () => {
      assert.equal((await call('open_database', { path })).isError, true);
      assert.deepEqual(readdirSync(root), []);
    });
});
