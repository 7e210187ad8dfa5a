import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { shell } from './shell.ts';
import { ask, makeDatabase, rowsOf, sharedFolder, startShared } from './start.ts';

const folder = sharedFolder();
const secrets = ['hunter2', 'correct horse', 's3cr3t-key'];
const file = makeDatabase(
  path.join(folder, 'shop.db'),
  `CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT, password TEXT, note TEXT, upper_password TEXT AS (upper(password)));
  INSERT INTO users(name, password, note) VALUES ('Ann', '${secrets[0]}', 'a'), ('Bob', '${secrets[1]}', 'b');
  CREATE INDEX by_password ON users(password, id); CREATE INDEX by_name ON users(name);
  CREATE INDEX by_expression ON users(lower(password));
  CREATE TABLE keys(k TEXT PRIMARY KEY, owner INT) WITHOUT ROWID; INSERT INTO keys VALUES ('${secrets[2]}', 1);
  CREATE VIEW all_users AS SELECT * FROM users;
  CREATE VIEW renamed AS SELECT id, password AS harmless FROM main.users;
  CREATE VIRTUAL TABLE ft USING fts5(note, password, content='users', content_rowid='id');
  INSERT INTO ft(ft) VALUES ('rebuild');
  CREATE VIRTUAL TABLE words USING fts5vocab('ft', 'row'); CREATE VIEW over_ft AS SELECT * FROM ft AS f;
  CREATE VIRTUAL TABLE own USING fts5(a); INSERT INTO own VALUES ('visible words');
  CREATE TABLE log(x); CREATE TABLE plain(a, password); INSERT INTO plain VALUES (1, 'not masked here');
  CREATE TABLE internal(a);
  CREATE TRIGGER logs AFTER INSERT ON log BEGIN SELECT 1; END; ANALYZE`,
);
const metadata = path.join(folder, 'metadata.json');
const tables = {
  users: { masked: ['password', 'upper_password'], columns: { password: 'Hash of the password.' } },
  Keys: { masked: ['K'] },
  internal: { hidden: true },
};
fs.writeFileSync(metadata, JSON.stringify({ databases: { shop: { tables } } }));
const session = startShared(['--write', '--undo', '--metadata', metadata, file, folder]);

/** All that the server answers in this file, to be searched for what it must not hold. */
const told: string[] = [];
const call = async (name: string, args: Record<string, unknown> = {}) => {
  const answer = await (await session).call(name, args);
  told.push(JSON.stringify(answer.content));
  return answer;
};

describe('masked columns', () => {
  test('are *** in SELECT *, and the other values are as they are', async () => {
    expect(rowsOf(await call('query', { sql: 'SELECT * FROM users ORDER BY id' }))).toEqual([
      [1, 'Ann', '***', 'a', '***'],
      [2, 'Bob', '***', 'b', '***'],
    ]);
    expect(rowsOf(await call('query', { sql: 'SELECT k, owner FROM keys' }))).toEqual([['***', 1]]);
  });

  test.each([
    'SELECT name FROM users ORDER BY name',
    'SELECT count(*) FROM users',
    'SELECT u.name, k.owner FROM users AS u JOIN keys AS k ON k.owner = u.id',
    'SELECT id FROM users',
    'SELECT rowid, name FROM users WHERE rowid = 1',
    'SELECT max(id), min(name) FROM users',
    'SELECT a, password FROM plain',
    'SELECT count(*) FROM keys',
    'WITH u AS (SELECT id, note FROM users) SELECT * FROM u',
    `SELECT a FROM own WHERE own MATCH 'visible'`,
    'SELECT value FROM json_each(json_array(1, 2)) JOIN users ON users.id = value',
  ])('what does not read them answers as in the shell: %s', async (sql) => {
    const rows = rowsOf(await call('query', { sql }));
    expect(rows).toEqual(ask(file, sql));
    expect(rows.length).toBeGreaterThan(0);
  });

  test.each([
    `SELECT id FROM main.users WHERE password = 'hunter2'`,
    `SELECT count(*) FROM main.users WHERE password LIKE 'h%'`,
    `SELECT count(*) FROM main.users WHERE lower(password) = 'hunter2'`,
    `SELECT count(*) FROM main.users WHERE upper_password > 'A'`,
    'SELECT length(password) FROM main.users',
    'SELECT harmless FROM renamed',
    'SELECT * FROM renamed',
    'SELECT id FROM main.users ORDER BY password',
    'SELECT max(password) FROM main.users',
    'SELECT (SELECT password FROM main.users LIMIT 1)',
    'SELECT * FROM (SELECT * FROM main.users)',
    'SELECT 1, 2, 3, 4, 5 UNION ALL SELECT * FROM main.users',
    'SELECT group_concat(x) FROM (SELECT json_array(u.password) AS x FROM main.users AS u)',
    `SELECT 1 FROM main.keys WHERE k > 's'`,
    `SELECT 1 FROM main.keys WHERE k = 's3cr3t-key'`,
    `SELECT * FROM ft WHERE ft MATCH 'hunter2'`,
    `SELECT highlight(ft, 1, '', '') FROM ft`,
    'SELECT * FROM sqlite_stat4',
    'SELECT * FROM words',
    'SELECT w.term FROM words AS w',
    'SELECT * FROM over_ft',
    'SELECT hex(block) FROM ft_data',
    'SELECT * FROM ft_idx',
    'SELECT u.*, p.* FROM main.users AS u, plain AS p',
    'SELECT iif(password IS NULL, 1, 2) FROM main.users',
    'SELECT typeof(password) FROM main.users',
  ])('cannot be read or compared: %s', async (sql) => {
    expect(await call('query', { sql })).toMatchObject({ isError: true, code: 'denied' });
    // The control: the shell does answer it, or has no such table.
    if (!sql.includes('sqlite_stat4')) expect(shell(file, sql)).not.toBe('');
  });

  test('a view of the masked table shows the mask, or nothing', async () => {
    const { text } = await call('query', { sql: 'SELECT * FROM all_users' });
    expect(text).not.toContain('hunter2');
  });

  test.each<[string, Record<string, unknown>]>([
    ['profile_table', { table_name: 'users' }],
    ['profile_table', { table_name: 'renamed' }],
    ['profile_table', { table_name: 'keys' }],
    ['search', { text: 'hunter' }],
    ['search', { text: 'hunter2', table_name: 'ft' }],
    ['search', { text: 'hunter2', table_name: 'renamed' }],
    ['search', { text: 's3cr3t' }],
    ['describe_table', { table_name: 'users' }],
    ['export_data', { path: 'u.csv', sql: 'SELECT * FROM users' }],
    ['export_data', { path: 'r.csv', sql: 'SELECT * FROM renamed' }],
    ['export_data', { path: 'dump.sql' }],
    ['backup_database', { path: 'copy.db' }],
    ['chart', { sql: 'SELECT password, id FROM users', format: 'svg' }],
    ['execute', { sql: `SELECT * FROM main.users` }],
    ['execute', { sql: `UPDATE users SET name = 'x' WHERE id = 1`, dry_run: true }],
    ['execute', { sql: `DELETE FROM users WHERE id = 1`, dry_run: true }],
    ['execute', { sql: `DELETE FROM keys WHERE owner = 1`, dry_run: true }],
    ['explain', { sql: `SELECT * FROM users WHERE password = 'x'` }],
  ])('%s %j does not show them', async (name, args) => {
    const { text } = await call(name, args);
    for (const secret of secrets) expect(text).not.toContain(secret);
  });

  test.each([
    'CREATE TABLE copy AS SELECT * FROM users',
    'INSERT INTO log SELECT password FROM users',
    'INSERT INTO log SELECT harmless FROM renamed',
    'UPDATE users SET name = password',
    'UPDATE users SET note = (SELECT p.c FROM (SELECT 1 AS a, 2 AS b, 3 AS c, 4 AS d, 5 AS e UNION ALL SELECT * FROM users) AS p LIMIT 1)',
    `UPDATE users SET name = 'x' WHERE id = 1 RETURNING *`,
    `DELETE FROM users WHERE password LIKE 'h%'`,
    `INSERT INTO users(id, name) VALUES (1, 'x') ON CONFLICT DO UPDATE SET name = password`,
    'CREATE TABLE copy AS SELECT harmless FROM renamed',
    'UPDATE plain SET a = u.password FROM users AS u',
    'REPLACE INTO users(id, name) SELECT id, password FROM users',
    `UPDATE users SET name = "PASSWORD" WHERE id = 1`,
    'CREATE VIEW v AS SELECT password AS p FROM users',
    'CREATE TRIGGER t AFTER UPDATE ON users BEGIN INSERT INTO log VALUES (NEW.password); END',
    `CREATE VIRTUAL TABLE f2 USING fts5(password, content='users')`,
    'ALTER TABLE users RENAME TO people',
    'ALTER TABLE users RENAME COLUMN password TO p',
    'UPDATE plain SET a = (SELECT max(password) FROM users)',
  ])('no change copies or tells them: %s', async (sql) => {
    const before = shell(file, '.sha3sum\nSELECT sql FROM sqlite_schema');
    expect(await call('execute', { sql })).toMatchObject({ isError: true });
    expect((await call('execute', { sql })).text).toMatch(/masked/);
    expect(shell(file, '.sha3sum\nSELECT sql FROM sqlite_schema')).toBe(before);
  });

  test('can be written', async () => {
    expect(await call('execute', { sql: `UPDATE users SET password = 'new', note = 'z' WHERE id = 2` })).toMatchObject({
      isError: false,
    });
    await call('execute', { sql: `INSERT INTO users(name, password) VALUES (?, ?)`, params: ['Cyd', 'third'] });
    expect(ask(file, 'SELECT password FROM users WHERE id > 1')).toEqual([['new'], ['third']]);
  });

  test('files that were written hold none of them', () => {
    for (const name of fs.readdirSync(folder).filter((one) => /\.(csv|sql)$/.test(one)))
      for (const secret of secrets) expect(fs.readFileSync(path.join(folder, name), 'utf8')).not.toContain(secret);
    expect(fs.existsSync(path.join(folder, 'copy.db'))).toBe(false);
  });

  test('nothing that was answered holds one', () => {
    expect(told.length).toBeGreaterThan(50);
    // Refusals name the statement's own words only.
    for (const secret of ['correct horse', 's3cr3t-key', 'HUNTER2']) expect(told.join('\n')).not.toContain(secret);
  });
});

test('hidden tables are not listed, and the notes say what is masked', async () => {
  expect((await call('list_tables')).text).not.toContain('internal');
  const { text } = await call('describe_schema');
  expect(text).not.toContain('internal');
  expect(text).toContain('  password TEXT -- masked; Hash of the password.');
});
