import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { shell } from './shell.ts';
import { makeDatabase, sharedFolder, startShared } from './start.ts';

const folder = sharedFolder();
const file = makeDatabase(
  path.join(folder, 'a.db'),
  `CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, pay INT); INSERT INTO t VALUES (1, 'Ann', 100)`,
);
const session = startShared(['--write', file, folder]);

/** Gives the table other columns, in another order, with another program. */
const swap = (columns: string) =>
  shell(
    file,
    `ALTER TABLE t RENAME TO old; CREATE TABLE t(${columns}); INSERT INTO t(id, name, pay) SELECT id, name, pay FROM old; DROP TABLE old;`,
  );
const first = 'id INTEGER PRIMARY KEY, name TEXT, pay INT';
const second = `pay INT, extra DEFAULT 'new', id INTEGER PRIMARY KEY, name TEXT`;

test.each<[string, Record<string, unknown>, string, string]>([
  ['query', { sql: 'SELECT * FROM t', rows: 'objects' }, '"pay":100', '{"pay":100,"extra":"new","id":1,"name":"Ann"}'],
  ['describe_table', { table_name: 't' }, 'pay INT', 'extra'],
  ['profile_table', { table_name: 't' }, 'pay INT', 'extra'],
  ['search', { text: 'new' }, '0 matches', 'extra "new"'],
  ['explain', { sql: 'SELECT extra FROM t' }, 'no such column', 'reads all rows of t'],
  ['chart', { sql: 'SELECT * FROM t', format: 'svg' }, 'pay', 'chart'],
  [
    'execute',
    { sql: 'UPDATE t SET pay = 7 WHERE id = 1 RETURNING *', dry_run: true },
    '[1,"Ann",7]',
    '[7,"new",1,"Ann"]',
  ],
])('%s knows the columns that another program changed', async (tool, args, before, after) => {
  const { call } = await session;
  swap(first);
  expect((await call(tool, args)).text).toContain(before);
  swap(second);
  expect((await call(tool, args)).text).toContain(after);
});

test('export_data writes as many values as names', async () => {
  const { call } = await session;
  for (const [columns, wanted] of [
    [first, 'id,name,pay\n1,Ann,100\n'],
    [second, 'pay,extra,id,name\n100,new,1,Ann\n'],
    [first, 'id,name,pay\n1,Ann,100\n'],
  ] as const) {
    swap(columns);
    const target = path.join(folder, 'out.csv');
    fs.rmSync(target, { force: true });
    await call('export_data', { path: 'out.csv', sql: 'SELECT * FROM t' });
    expect(fs.readFileSync(target, 'utf8')).toBe(wanted);
  }
});

test('a file that was moved away says so, with the next step, and is used again once it is back', async () => {
  const gone = makeDatabase(path.join(folder, 'gone.db'), 'CREATE TABLE t(a)');
  const { call } = await session;
  await call('open_database', { path: 'gone.db' });
  const write = () => call('execute', { sql: 'INSERT INTO t VALUES (1)', database: 'gone.db' });
  expect((await write()).isError).toBe(false);
  fs.renameSync(gone, path.join(folder, 'elsewhere.db'));
  const refused = await write();
  expect(refused).toMatchObject({ isError: true, code: 'not_found' });
  expect(refused.text).toMatch(/was moved or deleted after it was opened\. Put it back, .*list_databases/);
  expect(fs.existsSync(gone)).toBe(false);
  fs.renameSync(path.join(folder, 'elsewhere.db'), gone);
  expect((await write()).isError).toBe(false);
  expect(shell(gone, 'SELECT count(*) FROM t')).toBe('2');
});

test.skipIf(process.platform === 'win32')(
  'a file that another program replaced is read and written from the next call on',
  async () => {
    const own = makeDatabase(path.join(folder, 'own.db'), `CREATE TABLE t(a); INSERT INTO t VALUES ('old')`);
    const { call } = await session;
    await call('open_database', { path: 'own.db' });
    const read = async () => (await call('query', { sql: 'SELECT a FROM t', database: 'own.db' })).text;
    const write = async (text: string) =>
      call('execute', { sql: 'INSERT INTO t VALUES (?)', params: [text], database: 'own.db' });
    expect(await read()).toContain('old');
    await write('lost with the old file');
    const next = makeDatabase(path.join(folder, 'next.db'), `CREATE TABLE t(a); INSERT INTO t VALUES ('new')`);
    fs.renameSync(next, own);
    expect((await write('kept')).isError).toBe(false);
    expect(shell(own, 'SELECT group_concat(a) FROM t').trim()).toBe('new,kept');
    fs.copyFileSync(own, next);
    fs.renameSync(next, own);
    expect(await read()).toContain('["new"]\n["kept"]');
    fs.rmSync(own);
    for (const answer of [await call('query', { sql: 'SELECT a FROM t', database: 'own.db' }), await write('nowhere')])
      expect(answer).toMatchObject({ isError: true, code: 'not_found' });
  },
);
