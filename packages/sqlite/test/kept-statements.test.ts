import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { Db } from '../src/engine/driver.ts';
import { Statements } from '../src/engine/statements.ts';
import { shell } from './shell.ts';
import { cursorOf, linesOf, makeDatabase, rowsOf, sharedFolder, start, startShared } from './start.ts';

const folder = sharedFolder();
const rows = 'WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)';
const schema = `CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT); ${rows} INSERT INTO t SELECT i, 'n' || i FROM n;`;
const file = makeDatabase(path.join(folder, 'a.db'), schema);
beforeEach(() => void shell(file, `DROP VIEW IF EXISTS v; DROP TABLE t; ${schema}`));
const session = startShared([file, folder]);

const ask = async (sql: string, more: Record<string, unknown> = {}) =>
  (await session).call('query', { sql, database: 'a.db', ...more });

/** Asks until the statement is kept, as statements are whose text came again. */
async function keep(sql: string, more: Record<string, unknown> = {}): Promise<unknown[]> {
  for (let n = 0; n < 3; n++) await ask(sql, more);
  return rowsOf(await ask(sql, more));
}

/** The rows that the shell answers, as JSON arrays of the same values. */
const shellRows = (sql: string, of = file): unknown[] =>
  (JSON.parse(shell(of, `.mode json\n${sql};`) || '[]') as Record<string, unknown>[]).map((row) => Object.values(row));

test.each([
  'SELECT * FROM t WHERE id < 3',
  'SELECT * FROM v',
  `SELECT name FROM pragma_table_info('t')`,
  `SELECT name FROM pragma_table_list('t')`,
  `SELECT name FROM pragma_table_xinfo('v')`,
  'SELECT sql FROM sqlite_schema ORDER BY name',
  'PRAGMA table_info(t)',
  'PRAGMA index_list(t)',
  'PRAGMA table_list(v)',
])('%s answers the schema that another program made since', async (sql) => {
  shell(file, 'CREATE VIEW v AS SELECT id FROM t WHERE id = 1');
  expect(await keep(sql)).toEqual(shellRows(sql));
  shell(
    file,
    `ALTER TABLE t ADD COLUMN more DEFAULT 'x'; ALTER TABLE t RENAME COLUMN name TO label; CREATE INDEX i ON t(label);
     DROP VIEW v; CREATE VIEW v AS SELECT 'other', label, more FROM t WHERE id = 2;`,
  );
  const wanted = shellRows(sql);
  for (let n = 0; n < 3; n++) expect(rowsOf(await ask(sql))).toEqual(wanted);
  if (sql.includes('* FROM t')) expect((await ask(sql)).text).toContain('id INTEGER, label TEXT, more');
});

test('a statement is kept once its text came again, until the schema changes or others came', () => {
  const statements = new Statements({ prepare: (sql: string) => ({ sql }) } as unknown as Db);
  const first = statements.prepare('SELECT 1');
  const second = statements.prepare('SELECT 1');
  expect(second).not.toBe(first);
  expect(statements.prepare('SELECT 1')).toBe(second);
  for (let n = 0; n < 1_000; n++) statements.prepare(`SELECT ${n} + 1`);
  expect(statements.prepare('SELECT 1')).toBe(second);
  for (let n = 0; n < 20; n++) for (const _ of [1, 2]) statements.prepare(`SELECT ${n}, 2`);
  expect(statements.prepare('SELECT 1')).not.toBe(second);
  const last = statements.prepare('SELECT 19, 2');
  statements.clear();
  expect(statements.prepare('SELECT 19, 2')).not.toBe(last);
});

test('a kept statement takes other params, also after one that was refused', async () => {
  const sql = 'SELECT id FROM t WHERE id = :id';
  expect(await keep(sql, { params: { id: 7 } })).toEqual([[7]]);
  expect(rowsOf(await ask(sql, { params: { id: 9 } }))).toEqual([[9]]);
  expect(await ask(sql, { params: { other: 9 } })).toMatchObject({ isError: true });
  expect(rowsOf(await ask(sql, { params: { id: null } }))).toEqual([]);
  expect(rowsOf(await ask(sql, { params: { id: 7 } }))).toEqual([[7]]);
});

test('a kept statement holds no lock and no snapshot, also of a result that was not read to its end', async () => {
  const sql = 'SELECT name FROM t ORDER BY id';
  await keep(sql, { limit: 2 });
  // The shell waits for no lock.
  shell(file, `UPDATE t SET name = 'changed' WHERE id = 1; VACUUM;`);
  const page = await ask(sql, { limit: 2 });
  expect(rowsOf(page)[0]).toEqual(['changed']);
  shell(
    file,
    `BEGIN EXCLUSIVE; UPDATE t SET name = 'again' WHERE id = 1; COMMIT; PRAGMA journal_mode=WAL; PRAGMA journal_mode=DELETE;`,
  );
  expect(rowsOf(await ask(sql, { limit: 1 }))).toEqual([['again']]);
});

test('a kept statement that fails half way, or is stopped, runs again', async () => {
  const sql = `SELECT abs(CASE WHEN id < ? THEN id ELSE -9223372036854775807 - 1 END) FROM t WHERE id < 4 ORDER BY id`;
  expect(await keep(sql, { params: [9] })).toEqual([[1], [2], [3]]);
  expect(await ask(sql, { params: [3] })).toMatchObject({ isError: true });
  shell(file, 'VACUUM');
  expect(rowsOf(await ask(sql, { params: [9] }))).toEqual([[1], [2], [3]]);
  const { call } = await start([file]);
  const slow = `WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT count(*) FROM n`;
  const counted = (most: number, signal?: AbortSignal) =>
    call('query', { sql: slow, params: [most] }, signal && { signal });
  for (let n = 0; n < 3; n++) expect(rowsOf(await counted(5))).toEqual([[5]]);
  const stopped = new AbortController();
  const running = counted(10_000_000_000, stopped.signal).catch(() => 'cancelled');
  // On a machine on which it has not begun by then, nothing is stopped half way, and the rest holds all the same.
  await new Promise((resolve) => setTimeout(resolve, 500));
  stopped.abort();
  expect(await running).toBe('cancelled');
  expect(rowsOf(await counted(6))).toEqual([[6]]);
});

test('a kept statement reads the file, and the attached ones, that took the place of others', async () => {
  const other = path.join(folder, 'other.db');
  const make = (at: string, text: string) => makeDatabase(at, `CREATE TABLE u(a); INSERT INTO u VALUES ('${text}')`);
  make(other, 'first');
  await (await session).call('open_database', { path: other });
  const sql = 'SELECT a FROM other.u';
  const attach = { attach: ['other.db'] };
  expect(await keep(sql, attach)).toEqual([['first']]);
  fs.renameSync(make(path.join(folder, 'next.db'), 'second'), other);
  expect(rowsOf(await ask(sql, attach))).toEqual([['second']]);
  // Detached with the next query that does not name it.
  await ask('SELECT 1');
  expect(await ask(sql)).toMatchObject({ isError: true });
  expect(rowsOf(await ask(sql, attach))).toEqual([['second']]);
  const own = 'SELECT count(*) FROM t';
  await keep(own);
  const copy = path.join(folder, 'copy.db');
  fs.copyFileSync(file, copy);
  shell(copy, 'DELETE FROM t WHERE id > 10');
  fs.renameSync(copy, file);
  expect(rowsOf(await ask(own))).toEqual(shellRows(own));
});

test('a pragma that a caller asked for does not change what kept statements answer', async () => {
  const sql = `SELECT 'A' = 'a', name LIKE 'N1' FROM t WHERE id = 1`;
  const wanted = shellRows(sql);
  expect(await keep(sql)).toEqual(wanted);
  for (const pragma of ['case_sensitive_like=1', 'query_only=0', 'writable_schema=1', 'locking_mode=EXCLUSIVE'])
    expect(await ask(`PRAGMA ${pragma}`)).toMatchObject({ isError: true });
  expect(rowsOf(await ask(sql))).toEqual(wanted);
});

test.each(['DELETE', 'WAL'])('a page after a change by another program is refused in journal mode %s', async (mode) => {
  const own = makeDatabase(path.join(folder, `${mode}.db`), schema);
  shell(own, `PRAGMA journal_mode=${mode};`);
  const { call } = await start([own]);
  const sql = 'SELECT id FROM t ORDER BY id';
  const first = async () => cursorOf(await call('query', { sql, limit: 2 })) ?? '';
  expect(linesOf(await call('query', { cursor: await first(), limit: 2 }))).toEqual(['[3]', '[4]']);
  for (const change of ['DELETE FROM t WHERE id = 400', `PRAGMA journal_mode=WAL; DELETE FROM t WHERE id = 401`]) {
    const cursor = await first();
    shell(own, change);
    expect(await call('query', { cursor })).toMatchObject({ isError: true, code: 'conflict' });
    expect(linesOf(await call('query', { cursor: await first(), limit: 2 }))).toEqual(['[3]', '[4]']);
  }
});
