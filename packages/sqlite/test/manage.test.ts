import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { digest, shell } from './shell.ts';
import { ask, confirmOf, makeDatabase, sharedFolder, start, startShared } from './start.ts';

const folder = sharedFolder();
const at = (name: string) => path.join(folder, name);
const file = makeDatabase(at('a.db'), 'CREATE TABLE t(a); INSERT INTO t VALUES (1), (2)');
const session = startShared(['--write', '--undo', file, folder]);
const manage = async (args: Record<string, unknown>) => (await session).call('manage_database', args);

describe('create', () => {
  test('makes a database that can be written and is a database to the shell', async () => {
    expect((await manage({ action: 'create', path: 'new.db' })).text).toBe('Created and opened "new.db"');
    const { call } = await session;
    await call('execute', { sql: 'CREATE TABLE n(a); INSERT INTO n VALUES (7)', database: 'new.db' });
    expect(shell(at('new.db'), 'SELECT a FROM n')).toBe('7');
  });

  test('never touches a file that exists', async () => {
    const before = digest(file);
    expect(await manage({ action: 'create', path: 'a.db' })).toMatchObject({ isError: true, code: 'conflict' });
    expect(digest(file)).toBe(before);
    expect(await manage({ action: 'create', path: '../b.db' })).toMatchObject({ code: 'denied' });
    expect((await manage({ action: 'create' })).text).toBe('"create" needs "path".');
  });
});

test('close forgets a database, which can be opened again', async () => {
  const { call } = await session;
  makeDatabase(at('closed.db'), 'CREATE TABLE c(a)');
  await call('open_database', { path: 'closed.db' });
  expect((await manage({ action: 'close', database: 'closed.db' })).text).toBe('Closed "closed.db"');
  expect(await call('list_tables', { database: 'closed.db' })).toMatchObject({ code: 'not_found' });
  expect((await call('open_database', { path: 'closed.db' })).text).toContain('Opened "closed.db"');
});

test('closing a database in memory asks, because its content is lost', async () => {
  const writing = await start(['--write', ':memory:']);
  expect((await writing.call('manage_database', { action: 'close' })).text).toContain('lose its content');
});

describe('restore', () => {
  test('asks with both contents, replaces all of it, and can be undone', async () => {
    const { call } = await session;
    makeDatabase(
      at('backup.db'),
      `PRAGMA journal_mode = WAL; CREATE TABLE t(a); INSERT INTO t VALUES (5); CREATE TABLE u(b); CREATE INDEX ui ON u(b)`,
    );
    const before = digest(file);
    const on = { action: 'restore', path: 'backup.db', database: 'a.db' };
    const asked = await manage(on);
    expect(asked.text).toContain(
      'Replace the content of the database "a.db" (1 table with 2 rows) by that of "backup.db" (2 tables with 1 row).',
    );
    expect(digest(file)).toBe(before);
    const done = await manage({ ...on, confirm: confirmOf(asked) });
    expect(done.text).toBe(
      '[restored a.db: 2 tables with 1 row, 1 table with 2 rows before; undo_write takes it back]',
    );
    expect(digest(file)).toBe(digest(at('backup.db')));
    expect((await call('query', { sql: 'SELECT * FROM t', database: 'a.db' })).text).toContain('[5]');
    await call('undo_write', { database: 'a.db' });
    expect(digest(file)).toBe(before);
  });

  test('a consent does not outlive a change of either database', async () => {
    const on = { action: 'restore', path: 'backup.db', database: 'a.db' };
    const asked = await manage(on);
    shell(file, 'INSERT INTO t VALUES (3)');
    expect(await manage({ ...on, confirm: confirmOf(asked) })).toMatchObject({ isError: true });
    expect(ask(file, 'SELECT count(*) FROM t')).toEqual([[3]]);
    shell(file, 'DELETE FROM t WHERE a = 3');
  });

  test('a backup with another page size goes into a new database', async () => {
    const { call } = await session;
    makeDatabase(at('pages.db'), 'PRAGMA page_size = 8192; CREATE TABLE z(a); INSERT INTO z VALUES (4)');
    makeDatabase(at('wal.db'), 'PRAGMA journal_mode = WAL; CREATE TABLE y(a)');
    await call('open_database', { path: 'wal.db' });
    const refused = await manage({ action: 'restore', path: 'pages.db', database: 'wal.db' });
    expect(refused).toMatchObject({ isError: true, code: 'unsupported' });
    expect(shell(at('wal.db'), 'SELECT name FROM sqlite_schema')).toBe('y');
    await manage({ action: 'create', path: 'pages-new.db' });
    const on = { action: 'restore', path: 'pages.db', database: 'pages-new.db' };
    expect((await manage({ ...on, confirm: confirmOf(await manage(on)) })).isError).toBe(false);
    expect(digest(at('pages-new.db'))).toBe(digest(at('pages.db')));
  });

  test('refuses a file that is damaged, no database, or the database itself', async () => {
    const before = digest(file);
    makeDatabase(
      at('damaged.db'),
      `CREATE TABLE d(a); INSERT INTO d SELECT printf('%.*c', 900, 'x') FROM (VALUES (1),(2),(3),(4),(5),(6),(7),(8),(9),(10))`,
    );
    const bytes = fs.readFileSync(at('damaged.db'));
    bytes.fill(0x55, 4_096 * 2, 4_096 * 3);
    fs.writeFileSync(at('damaged.db'), bytes);
    fs.writeFileSync(at('text.db'), 'not a database, but long enough to be read as one'.repeat(30));
    for (const name of ['damaged.db', 'text.db', 'a.db', 'missing.db'])
      expect(await manage({ action: 'restore', path: name, database: 'a.db' }), name).toMatchObject({ isError: true });
    expect(digest(file)).toBe(before);
  });
});
