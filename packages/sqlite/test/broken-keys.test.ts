import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { digest, shell } from './shell.ts';
import { sharedFolder, startShared } from './start.ts';

const folder = sharedFolder();
const starting = startShared([folder, '--write', '--undo', '--no-confirm']);
let made = 0;

/** Makes a database with the shell, which does not enforce foreign keys, and opens it. */
async function database(sql: string) {
  const name = `k${++made}.db`;
  const file = path.join(folder, name);
  shell(file, sql);
  const server = await starting;
  await server.call('open_database', { path: file });
  const execute = (text: string, more = {}) => server.call('execute', { sql: text, database: name, ...more });
  return { file, execute, undo: () => server.call('undo_write', { database: name }) };
}

const family = (action: string) =>
  `CREATE TABLE p(id INTEGER PRIMARY KEY, v); CREATE TABLE c(id INTEGER PRIMARY KEY, p INT REFERENCES p(id) ${action});
   INSERT INTO p VALUES(1, 1), (2, 2); INSERT INTO c VALUES(1, 1);`;

describe('a key with RESTRICT, which no transaction can put off', () => {
  test.each([
    ['DELETE FROM p WHERE id = 1', 'c rowid 1: p 1 is not in p(id)'],
    ['UPDATE p SET id = 9 WHERE id = 1', 'c rowid 1: p 1 is not in p(id)'],
    ['DROP TABLE p', 'c rowid 1: p 1 is not in p(id)'],
    ['REPLACE INTO p VALUES(1, 5)', 'rows of p that c(p) refers to may not go (RESTRICT)'],
  ])('%s', async (sql, reason) => {
    const { file, execute } = await database(family('ON DELETE RESTRICT ON UPDATE RESTRICT'));
    const before = digest(file);
    for (const dry_run of [true, false]) expect((await execute(sql, { dry_run })).text).toContain(reason);
    expect(digest(file)).toBe(before);
  });
});

describe('rows that already refer to nothing', () => {
  const orphans = `${family('')} INSERT INTO c VALUES(2, 77);`;

  test('are the same after a table or a column is renamed', async () => {
    for (const sql of ['ALTER TABLE p RENAME TO parents', 'ALTER TABLE c RENAME COLUMN p TO parent']) {
      const { execute } = await database(orphans);
      expect((await execute(sql, { dry_run: true })).isError).toBe(false);
      expect((await execute(sql)).isError).toBe(false);
    }
  });

  test('come back with an undo', async () => {
    const { file, execute, undo } = await database(orphans);
    const before = digest(file);
    expect((await execute('DELETE FROM c WHERE id = 2')).isError).toBe(false);
    expect((await undo()).isError).toBe(false);
    expect(digest(file)).toBe(before);
  });

  test('are named when they are written again', async () => {
    const { execute } = await database(orphans);
    expect((await execute('UPDATE c SET p = 77 WHERE id = 2')).text).toContain('c rowid 2: p 77 is not in p(id)');
  });
});

test('undo puts back the counters of AUTOINCREMENT that a statement removed', async () => {
  const { file, execute, undo } = await database(
    `CREATE TABLE a(id INTEGER PRIMARY KEY AUTOINCREMENT, v); CREATE TABLE b(id INTEGER PRIMARY KEY AUTOINCREMENT, v);
     INSERT INTO a(v) VALUES(1), (2); INSERT INTO b(v) VALUES(1); UPDATE sqlite_sequence SET seq = 90 WHERE name = 'a';`,
  );
  const before = digest(file);
  expect((await execute('UPDATE a SET v = 7; UPDATE b SET v = 8; DELETE FROM sqlite_sequence')).isError).toBe(false);
  expect((await undo()).isError).toBe(false);
  expect(digest(file)).toBe(before);
});

describe('several statements, of which one replaces rows', () => {
  test('are counted as a whole', async () => {
    const { execute } = await database(
      `CREATE TABLE w(a PRIMARY KEY, b); INSERT INTO w VALUES(1, 1), (2, 2); CREATE TABLE log(x);
       CREATE TRIGGER t AFTER INSERT ON w BEGIN INSERT INTO log VALUES(NEW.a); END;`,
    );
    const { text } = await execute('UPDATE w SET b = 5 WHERE a = 1; REPLACE INTO w VALUES(2, 6), (3, 7)', {
      dry_run: true,
    });
    expect(text).toContain('w: 2 inserted, 1 updated, 1 deleted');
    expect(text).toContain('log: 2 inserted');
  });

  test('do not make the triggers of the others recursive', async () => {
    const { file, execute } = await database(
      `CREATE TABLE r(a PRIMARY KEY); INSERT INTO r VALUES(1); CREATE TABLE log(x);
       CREATE TRIGGER t AFTER INSERT ON log WHEN NEW.x < 5 BEGIN INSERT INTO log VALUES(NEW.x + 1); END;`,
    );
    const sql = 'REPLACE INTO r VALUES(1); INSERT INTO log VALUES(1)';
    expect((await execute(sql, { dry_run: true })).text).toContain('log: 2 inserted');
    await execute(sql);
    expect(shell(file, 'SELECT group_concat(x) FROM log')).toBe('1,2');
  });
});
