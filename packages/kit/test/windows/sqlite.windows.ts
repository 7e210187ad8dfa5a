import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { emptyFolder, put, start } from './client.ts';

await suite('sqlite', async () => {
  const root = emptyFolder('databases');
  const { call } = await start('sqlite', ['--write', '--no-confirm', '--db-path', `${root}\\shop.db`, root]);

  await test('a table is made, filled and read', async () => {
    const made = await call('execute', {
      sql: "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t(a) VALUES ('x'), ('é')",
    });
    assert.ok(!made.isError, made.text);
    assert.match((await call('query', { sql: 'SELECT a FROM t ORDER BY id' })).text, /é/);
  });

  await test('a CSV file with line ends of Windows is imported', async () => {
    put(root, 'in.csv', 'a,b\r\n1,x\r\n2,y\r\n');
    const imported = await call('import_data', { path: 'in.csv', table_name: 'imported', dry_run: false });
    assert.ok(!imported.isError, imported.text);
    assert.match((await call('query', { sql: 'SELECT count(*) AS n, max(b) AS b FROM imported' })).text, /2.*y/s);
  });

  await test('one database under two spellings is opened once', async () => {
    const opened = await call('open_database', { path: 'c:\\DATA\\databases\\SHOP.DB' });
    assert.ok(!opened.isError, opened.text);
    const { text } = await call('list_databases');
    assert.equal(text.match(/^.*shop\.db.*$/gim)?.length, 1, text);
  });

  await test('files outside the folder are out of reach', async () => {
    assert.equal((await call('open_database', { path: 'C:\\windows\\win.ini' })).isError, true);
    assert.equal((await call('execute', { sql: "ATTACH 'C:\\data\\other.db' AS o" })).isError, true);
  });
});
