import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { linesOf, makeDatabase, sharedFolder, startShared } from './start.ts';

const folder = sharedFolder();
const schema = 'CREATE TABLE has(id INTEGER PRIMARY KEY, name TEXT NOT NULL, at TEXT)';
const session = startShared(['--write', makeDatabase(path.join(folder, 'a.db'), schema), folder]);

/** Makes another database, and opens it. */
async function open(name: string): Promise<string> {
  const file = makeDatabase(path.join(folder, name), schema);
  await (await session).call('open_database', { path: name });
  return file;
}

describe('maintenance', () => {
  test.each([
    ['integrity_check', /^\[integrity_check of a\.db\]\nok$/],
    ['quick_check', /\nok$/],
    ['foreign_key_check', /\nok$/],
    ['analyze', /statistics/],
    ['optimize', /found useful/],
    ['vacuum', /rebuilt/],
    ['reindex', /rebuilt/],
    ['checkpoint', /nothing to do: the journal mode is delete/],
  ])('%s', async (action, expected) => {
    expect((await (await session).call('maintain', { action, database: 'a.db' })).text).toMatch(expected);
  });

  test('says what is wrong', async () => {
    const file = await open('keys.db');
    makeDatabase(file, `PRAGMA foreign_keys=OFF; CREATE TABLE c(p REFERENCES has(id)); INSERT INTO c VALUES(5)`);
    expect(
      linesOf(await (await session).call('maintain', { action: 'foreign_key_check', database: 'keys.db' })),
    ).toEqual(['1 row without the row they refer to', 'c rowid 1: no such row in has']);
  });

  test('vacuum gives room back, and checkpoint empties the log', async () => {
    const file = await open('large.db');
    const { call } = await session;
    const database = 'large.db';
    makeDatabase(
      file,
      `PRAGMA journal_mode=WAL; CREATE TABLE big(v); WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<2000) INSERT INTO big SELECT zeroblob(1000) FROM c; DELETE FROM big`,
    );
    await call('execute', { sql: 'INSERT INTO big VALUES(1)', database });
    expect((await call('maintain', { action: 'vacuum', database })).isError).toBe(false);
    expect((await call('maintain', { action: 'checkpoint', database })).text).toContain(
      'the log was written into the database',
    );
    expect(fs.statSync(file).size).toBeLessThan(100_000);
  });
});
