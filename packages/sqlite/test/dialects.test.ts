import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { functions } from '../src/engine/dialects.ts';
import { makeDatabase, rowsOf, sharedFolder, startShared } from './start.ts';

const folder = sharedFolder();
const file = path.join(folder, 'shop.db');
const starting = startShared([file]);

beforeAll(() => {
  makeDatabase(
    file,
    `CREATE TABLE emp(id INTEGER PRIMARY KEY, name TEXT, hired TEXT, year INT); INSERT INTO emp VALUES(1, 'Ann', '2024-01-01', 1);
     CREATE VIRTUAL TABLE ft USING fts5(body);`,
  );
});

const query = async (sql: string) => (await starting).call('query', { sql });

test('the functions that replace others exist', async () => {
  const [[list]] = rowsOf(
    await (
      await starting
    ).call('query', { sql: 'SELECT group_concat(DISTINCT name) FROM pragma_function_list', max_cell: 20_000 }),
  ) as [[string]];
  const known = new Set(list.split(','));
  const used = Object.values(functions).flatMap((text) => text.match(/\b[a-z_]+(?=\()/g) ?? []);
  expect([...new Set(used)].filter((name) => !known.has(name) && name !== 'json_each')).toEqual([]);
});

describe('words of other dialects', () => {
  test.each([
    ['SELECT NVL2(1, 2, 3)', 'iif(x IS NOT NULL, a, b)'],
    ['SELECT STRPOS(name, 1) FROM emp', 'instr(text, part)'],
    ['SELECT DATEADD(day, 1, hired) FROM emp', `date(x, '+1 day')`],
    ['SELECT EXTRACT(YEAR FROM hired) FROM emp', `strftime('%Y', x)`],
    [`SELECT POSITION('A' IN 'abc') FROM emp`, 'instr(text, part)'],
    [`SELECT LISTAGG(name, ',') WITHIN GROUP (ORDER BY id) FROM emp`, 'group_concat'],
    [`SELECT GROUP_CONCAT(name SEPARATOR ';') FROM emp`, 'group_concat'],
    ['SELECT 1 FROM dual', 'SELECT needs no table'],
    ['SELECT * FROM pg_tables', 'list_tables'],
    ['SELECT * FROM emp WHERE ROWNUM <= 3', 'LIMIT n'],
    [`SELECT DATE '2024-01-01'`, `'2024-01-31'`],
    [`SELECT hired + INTERVAL '1 day' FROM emp`, `date(x, '+1 day')`],
    ['SELECT DISTINCT ON (id) * FROM emp', 'row_number()'],
    ['SELECT * FROM emp MINUS SELECT * FROM emp', 'EXCEPT'],
    ['SELECT * EXCLUDE (name) FROM emp', 'Name the columns'],
    ['SELECT 2 ^ 3', 'pow(x, y)'],
    ['SELECT 1 # one', 'begins with --'],
    [String.raw`\d emp`, 'describe_schema'],
    ['.tables', 'list_tables'],
    ['SELET 1', 'did you mean SELECT?'],
    ['OPTIMIZE TABLE emp', 'maintain'],
    ['SUMMARIZE emp', 'profile_table'],
    ['EXPLAIN FORMAT=JSON SELECT 1', 'the tool explain'],
    ['SELECT trunc(1.5, 1)', 'It takes 1.'],
    ['SELECT name FORM emp', 'Did you mean FROM instead of FORM?'],
    ['SELECT * FROM emp WHER id = 1', 'Did you mean WHERE instead of WHER?'],
    ['SELECT name, FROM emp', 'Remove the comma'],
    ['SELECT name FROM emp WHERE', 'ends too early'],
    ['SELECT x.name FROM emp', 'The statement has no table or alias x.'],
    ['SELECT row_number() FROM emp', 'OVER (ORDER BY x)'],
    ['SELECT * FROM emp WHERE max(id) = 1', 'HAVING'],
    ['SELECT * INTO copy FROM emp', 'CREATE TABLE new AS SELECT'],
    [`SELECT name LIKE BINARY 'a' FROM emp`, 'GLOB'],
    ['SELECT * FROM emp WHERE id IN ?', 'json_each(?)'],
    ['CREATE DATABASE x', 'manage_database'],
    ['CREATE OR REPLACE VIEW v AS SELECT 1', 'OR REPLACE'],
    ['CREATE SEQUENCE s', 'INTEGER PRIMARY KEY'],
    ['ALTER INDEX i RENAME TO j', 'only tables can be altered'],
    [`CREATE TABLE t(a REAL COMMENT 'points')`, 'COMMENT'],
    ['PRAGMA foreign_keys = OFF', 'execute takes foreign_keys: "off"'],
    ['PRAGMA wal_checkpoint', 'checkpoint'],
  ])('%s', async (sql, help) => {
    const answer = await query(sql);
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain(help);
  });

  test('texts that are added say that + is for numbers', async () => {
    expect((await query(`SELECT 'a' + name FROM emp`)).text).toContain('|| joins texts');
    // Controls: numbers, and texts that are numbers.
    expect((await query(`SELECT '5' + 6, year + 1 FROM emp`)).text).not.toContain('joins');
  });

  test('a misspelt column is named although its word exists elsewhere', async () => {
    expect((await query('SELECT yeer FROM emp')).text).toContain('Did you mean year?');
    expect((await query('SELECT time FROM emp')).text).toContain('emp has id, name, hired, year');
  });

  test('the list of tables leaves out where a full-text index keeps its data', async () => {
    expect((await query('SELECT * FROM zzz')).text).toContain('Tables: emp, ft.');
  });
});
