import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { headOf, makeDatabase, sharedFolder, start, startShared, temporaryFolder } from './start.ts';

const folder = sharedFolder();
const data = path.join(folder, 'data');
fs.mkdirSync(path.join(data, 'data'), { recursive: true });
makeDatabase(path.join(data, 'shop.db'), 'CREATE TABLE shop(a)');
makeDatabase(path.join(data, 'data', 'inner.db'), 'CREATE TABLE inner_(a)');
fs.writeFileSync(path.join(data, 'rows.csv'), 'a\n1\n');
const session = startShared(['--write', data]);

test('an open database is found by the path that opened it, and a near name is named', async () => {
  const { call } = await session;
  await call('open_database', { path: 'data/shop.db' });
  expect((await call('query', { sql: 'SELECT 1', database: 'data/shop.db' })).text).toBe('[1 row; 1]\n[1]');
  expect((await call('query', { sql: 'SELECT 1', database: 'shop' })).text).toContain('Did you mean "shop.db"?');
});

test('a list of databases says that deep folders were not searched', async () => {
  const root = temporaryFolder();
  const deep = path.join(root, '1/2/3');
  fs.mkdirSync(path.join(deep, '4'), { recursive: true });
  fs.mkdirSync(path.join(root, '1/.git/objects/aa/bb/cc'), { recursive: true });
  makeDatabase(path.join(deep, 'shallow.db'), 'CREATE TABLE t(a)');
  const { call } = await start([root]);
  const some = await call('list_databases');
  expect(some.text).toMatch(/1 to open; the folders hold more than was searched\]\nnot open:\n.*shallow\.db/);
  expect(some.structured).toMatchObject({ complete: false });
  fs.rmdirSync(path.join(deep, '4'));
  expect((await call('list_databases')).text).toMatch(/1 to open\]\nnot open:\n.*shallow\.db/);
});

describe('a relative path may begin with the name of the allowed folder', () => {
  test('for a database', async () => {
    const { call } = await session;
    expect((await call('open_database', { path: 'data/shop.db' })).text).toContain('shop');
    expect((await call('open_database', { path: './data/shop.db' })).text).toContain('Opened "shop.db"');
  });

  test('and a folder of that name in it comes first', async () => {
    expect((await (await session).call('open_database', { path: 'data/inner.db' })).text).toContain('inner_');
  });

  test('for a file to read', async () => {
    const answer = await (
      await session
    ).call('import_data', {
      path: 'data/rows.csv',
      table_name: 't',
      database: 'shop.db',
    });
    expect(headOf(answer)).toContain('preview: 1 row');
  });

  test('for a new file, which lands in the folder', async () => {
    const { call } = await session;
    fs.rmSync(path.join(data, 'data'), { recursive: true });
    await call('export_data', { path: 'data/out.csv', sql: 'SELECT 1 AS a', database: 'shop.db' });
    expect(fs.readFileSync(path.join(data, 'out.csv'), 'utf8')).toBe('a\n1\n');
  });

  test('but not for what is missing or outside', async () => {
    const { call } = await session;
    expect((await call('open_database', { path: 'other/shop.db' })).text).toBe('"other/shop.db" does not exist.');
    expect((await call('open_database', { path: 'shops.db' })).text).toContain(
      `Did you mean ${JSON.stringify(path.join(data, 'shop.db'))}?`,
    );
    expect(await call('open_database', { path: 'data/../../shop.db' })).toMatchObject({ code: 'denied' });
  });
});

test.each(['shop.db-journal', 'shop.db-wal', 'shop.db-shm'])('nothing is written as %s', async (name) => {
  const { call } = await session;
  const before = fs.readdirSync(data).sort();
  for (const answer of [
    await call('export_data', { path: name, sql: 'SELECT 1', format: 'csv', database: 'shop.db' }),
    await call('backup_database', { path: name, database: 'shop.db' }),
    await call('manage_database', { action: 'create', path: name }),
  ])
    expect(answer).toMatchObject({ isError: true, code: 'invalid' });
  expect(fs.readdirSync(data).sort()).toEqual(before);
});

test('with a database file alone, writing a file says what is missing', async () => {
  const { call } = await start(['--write', path.join(data, 'shop.db')]);
  for (const file of ['data/out2.csv', 'out2.csv', path.join(data, 'out2.csv')]) {
    const { text, code } = await call('export_data', { path: file, sql: 'SELECT 1' });
    expect({ text, code }).toEqual({
      code: 'denied',
      text: `"${file}" cannot be written: this server was started with database files alone. Ask the user to start it with a folder too.`,
    });
  }
});

test('copies of a database that others may not read are no more readable', async (context) => {
  if (process.platform === 'win32') context.skip();
  const secret = makeDatabase(path.join(folder, 'secret.db'), 'CREATE TABLE t(a)');
  fs.chmodSync(secret, 0o600);
  const umask = process.umask(0);
  try {
    const { call } = await start(['--write', '--backup-before', secret, data]);
    const on = { database: 'secret.db' };
    await call('backup_database', { path: 'copy.db', ...on });
    await call('export_data', { path: 'secret.csv', sql: 'SELECT 1', ...on });
    await call('execute', { sql: 'CREATE TABLE u(a)', ...on });
    const kept = fs.readdirSync(folder).find((name) => name.startsWith('secret.db.backup-')) ?? '';
    const modes = [path.join(data, 'copy.db'), path.join(data, 'secret.csv'), path.join(folder, kept)].map(
      (one) => fs.statSync(one).mode & 0o777,
    );
    expect(modes).toEqual([0o600, 0o600, 0o600]);
  } finally {
    process.umask(umask);
  }
});
