import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { suite, test } from 'node:test';
import { emptyFolder, put, start } from './client.ts';

const hashIn = (text: string): string => /hash (\w+)/.exec(text)?.[1] ?? '';

await suite('filesystem', async () => {
  const root = emptyFolder('files');
  const { call } = await start('filesystem', ['--no-confirm', root]);

  await test('a file is read under every spelling of its path', async () => {
    put(root, 'docs\\Note.txt', 'hello\r\n');
    for (const path of [
      'docs/note.txt',
      'DOCS\\NOTE.TXT',
      `${root}\\docs\\Note.txt`,
      'c:/data/files/docs/Note.txt',
      'file:///C:/data/files/docs/Note.txt',
    ]) {
      const { isError, text } = await call('read_text_file', { path });
      assert.ok(!isError && text.includes('hello'), `${path}: ${text}`);
    }
  });

  await test('devices, streams, network paths and other drives are refused', async () => {
    for (const path of [
      'NUL',
      'com1',
      'docs\\Note.txt::$DATA',
      '\\\\server\\share\\x',
      '\\\\?\\C:\\data\\files\\docs\\Note.txt',
      'Z:\\etc\\passwd',
      'docs\\Note.txt.',
    ])
      assert.equal((await call('read_text_file', { path })).isError, true, path);
  });

  await test('a file is replaced under its hash, and refused under an older one', async () => {
    put(root, 'h.txt', 'old');
    const ifHash = hashIn((await call('read_text_file', { path: 'h.txt' })).text);
    const first = await call('write_file', { path: 'h.txt', content: 'new', ifHash });
    assert.ok(!first.isError, first.text);
    assert.equal((await call('write_file', { path: 'h.txt', content: 'newer', ifHash })).isError, true);
    assert.equal(readFileSync(`${root}\\h.txt`, 'utf8'), 'new');
  });

  await test('a folder is moved, and neither moved nor copied into itself', async () => {
    put(root, 'old\\a.txt', 'x');
    const moved = await call('move_file', { source: 'old', destination: 'renamed' });
    assert.ok(!moved.isError, moved.text);
    assert.deepEqual(readdirSync(`${root}\\renamed`), ['a.txt']);
    for (const tool of ['copy_file', 'move_file'])
      assert.equal((await call(tool, { source: 'renamed', destination: 'renamed\\inside' })).isError, true);
    assert.deepEqual(readdirSync(`${root}\\renamed`), ['a.txt']);
  });

  await test('edits keep the line ends of Windows', async () => {
    put(root, 'crlf.txt', 'one\r\ntwo\r\n');
    const edited = await call('edit_file', { path: 'crlf.txt', edits: [{ oldText: 'two', newText: '2' }] });
    assert.ok(!edited.isError, edited.text);
    assert.equal(readFileSync(`${root}\\crlf.txt`, 'utf8'), 'one\r\n2\r\n');
  });

  await test('a read-only folder survives the deletion of the folder that holds it', async () => {
    const outer = emptyFolder('nested');
    put(outer, 'keep\\ro\\kept.txt', 'kept');
    const nested = await start('filesystem', ['--no-confirm', outer, '--read-only-folder', `${outer}\\keep\\ro`]);
    assert.equal((await nested.call('delete_file', { path: `${outer}\\keep`, recursive: true })).isError, true);
    assert.equal(readFileSync(`${outer}\\keep\\ro\\kept.txt`, 'utf8'), 'kept');
  });

  await test('an allowed folder that vanishes leaves the others in use', async () => {
    const folder = emptyFolder('two');
    put(folder, 'a\\f.txt', 'still');
    mkdirSync(`${folder}\\b`);
    const two = await start('filesystem', [`${folder}\\a`, `${folder}\\b`]);
    await two.call('list_directory', { path: `${folder}\\b` });
    rmSync(`${folder}\\b`, { recursive: true });
    assert.match((await two.call('read_text_file', { path: `${folder}\\a\\f.txt` })).text, /still/);
    assert.equal(existsSync(`${folder}\\b`), false);
  });
});
