import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeChinook } from './chinook.ts';
import { shell } from './shell.ts';
import { ask, contentsOf, makeDatabase, start, temporaryFolder } from './start.ts';
import { openShared } from './with-files.ts';

const open = openShared();

describe('export', () => {
  test.each(['csv', 'tsv', 'json', 'ndjson'])('%s comes back as it was', async (format) => {
    const { file, session, load } = await open();
    makeDatabase(
      file,
      `CREATE TABLE o(i INTEGER, r REAL, t TEXT); INSERT INTO o VALUES(9007199254740993, 1.5, 'a "b", c' || char(10) || char(9)), (NULL, NULL, NULL), (-1, 1e300, ''), (0, 7.0, '00')`,
    );
    const answer = await session.call('export_data', { path: `o.${format}`, sql: 'SELECT * FROM o' });
    expect(answer.text).toMatch(new RegExp(`^Wrote o\\.${format}: 4 rows as ${format}, \\d+ B$`));
    expect(await load({ path: `o.${format}` })).toMatchObject({ isError: false });
    const all = (table: string) => ask(file, `SELECT CAST(i AS TEXT), r, t FROM ${table}`);
    expect(all('t')).toEqual(all('o'));
  });

  test('nothing is replaced, nothing is left when it fails, and nothing is written elsewhere', async () => {
    const { folder, session, put } = await open();
    put('there.csv', 'precious');
    fs.symlinkSync(temporaryFolder(), path.join(folder, 'out'));
    const before = contentsOf(folder);
    const write = (name: string, sql = 'SELECT 1') => session.call('export_data', { path: name, sql });
    expect(await write('there.csv')).toMatchObject({ isError: true, code: 'conflict' });
    expect(await write('a.db')).toMatchObject({ isError: true });
    expect(await write('out/x.csv')).toMatchObject({ isError: true, code: 'denied' });
    expect(await write('../x.csv')).toMatchObject({ isError: true, code: 'denied' });
    expect(await write('new.csv', 'DELETE FROM has')).toMatchObject({ isError: true, code: 'denied' });
    expect(await write('new.csv', `SELECT 1 UNION ALL SELECT abs(-9223372036854775808)`)).toMatchObject({
      isError: true,
    });
    expect(await session.call('backup_database', { path: 'there.csv' })).toMatchObject({
      isError: true,
      code: 'conflict',
    });
    expect(await session.call('backup_database', { path: '../copy.db' })).toMatchObject({
      isError: true,
      code: 'denied',
    });
    expect(contentsOf(folder)).toEqual(before);
  });
});

test('a backup is complete and sound while the database is written', async () => {
  const folder = temporaryFolder();
  const file = makeChinook(path.join(folder, 'chinook.db'));
  const session = await start(['--write', file, folder]);
  const [backup] = await Promise.all([
    session.call('backup_database', { path: 'copy.db', database: 'chinook.db' }),
    session.call('execute', { sql: `INSERT INTO Artist VALUES(99, 'New')`, database: 'chinook.db' }),
  ]);
  expect(backup.text).toMatch(/^Wrote copy\.db: a copy of chinook\.db, \d+ kB$/);
  const copy = path.join(folder, 'copy.db');
  expect(ask(copy, 'PRAGMA integrity_check')).toEqual([['ok']]);
  expect(ask(copy, 'SELECT count(*) FROM Track')).toEqual([[2000]]);
  expect(shell(copy, 'PRAGMA integrity_check')).toBe('ok');
  expect(fs.readdirSync(folder).sort()).toEqual(['chinook.db', 'copy.db']);
});
