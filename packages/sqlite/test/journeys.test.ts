import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeChinook } from './chinook.ts';
import { ask, cursorOf, headOf, linesOf, makeDatabase, rowsOf, start, temporaryFolder } from './start.ts';

describe('a journey', () => {
  test('someone gets to know a database that others made, and answers a question', async () => {
    const folder = temporaryFolder();
    makeChinook(path.join(folder, 'chinook.db'));
    makeDatabase(path.join(folder, 'other.sqlite'), 'CREATE TABLE t(a)');
    writeFileSync(path.join(folder, 'notes.txt'), 'no database');
    const session = await start([folder]);
    expect(await session.call('query', { sql: 'SELECT 1' })).toMatchObject({ isError: true, code: 'invalid' });
    const listed = await session.call('list_databases');
    expect(listed.text).toMatch(/^\[0 databases open, 2 to open\]/);
    expect((await session.call('open_database', { path: 'chinook.db' })).text).toContain('Opened "chinook.db"');
    expect((await session.call('describe_schema')).text).toContain('Customer');
    const sql = `SELECT Country, sum(Total) AS Total FROM Invoice JOIN Customer USING (CustomerId) WHERE InvoiceDate >= :since GROUP BY 1 ORDER BY 2 DESC`;
    const answer = await session.call('query', { sql, params: { since: '2026-03-01' }, rows: 'objects' });
    expect(answer.text).toBe(
      [
        answer.text.split('\n')[0],
        ...ask(path.join(folder, 'chinook.db'), sql.replace(':since', `'2026-03-01'`)).map((row) => {
          const [country, total] = row as [string | null, number];
          return `{"Country":${JSON.stringify(country)},"Total":${Number.isInteger(total) ? `${total}.0` : total}}`;
        }),
      ].join('\n'),
    );
    await session.call('open_database', { path: 'other.sqlite' });
    expect((await session.call('query', { sql: 'SELECT 1' })).text).toContain('Which database?');
    expect((await session.call('query', { sql: 'SELECT * FROM t', database: 'other.sqlite' })).text).toContain(
      '[0 rows; a]',
    );
    expect(session.stderr()).toBe('');
  });

  test('someone cleans data up: looks, tries, is asked, changes, and checks', async () => {
    const file = makeChinook(path.join(temporaryFolder(), 'chinook.db'));
    const questions: string[] = [];
    const session = await start(['--write', '--undo', '--confirm-rows', '10', file], {
      answer: (question) => (questions.push(question), 'accept'),
    });
    expect(linesOf(await session.call('profile_table', { table_name: 'Customer', columns: ['Country'] }))[0]).toContain(
      '25.0% NULL',
    );
    const sql = `UPDATE Customer SET Country = 'unknown' WHERE Country IS NULL`;
    const tried = await session.call('execute', { sql, dry_run: true });
    expect(headOf(tried)).toContain('15 rows would change');
    expect(headOf(tried)).toContain('the write asks the user first');
    expect(ask(file, 'SELECT count(*) FROM Customer WHERE Country IS NULL')).toEqual([[15]]);
    expect((await session.call('execute', { sql })).isError).toBe(false);
    expect(questions).toHaveLength(1);
    expect(questions[0]).toContain('Customer: 15 updated');
    expect(ask(file, 'SELECT count(*) FROM Customer WHERE Country IS NULL')).toEqual([[0]]);
    expect((await session.call('undo_write')).text).toContain('15 rows');
    expect(ask(file, 'SELECT count(*) FROM Customer WHERE Country IS NULL')).toEqual([[15]]);
    expect((await session.call('maintain', { action: 'integrity_check' })).text).toContain('\nok');
  });

  test('progress of a long import is reported', async () => {
    const folder = temporaryFolder();
    const file = makeDatabase(path.join(folder, 'a.db'), 'CREATE TABLE x(a)');
    writeFileSync(
      path.join(folder, 'big.csv'),
      `a,b,c\n${Array.from({ length: 400_000 }, (_, n) => `${n},name ${n},"x, ${n}"`).join('\n')}\n`,
    );
    const session = await start(['--write', file, folder]);
    const seen: number[] = [];
    const answer = await session.call(
      'import_data',
      { path: 'big.csv', table_name: 't', dry_run: false },
      { onProgress: (done) => seen.push(done) },
    );
    expect(answer.text).toContain('[imported 400,000 rows');
    expect(seen.length).toBeGreaterThan(0);
  });
});

test('what the shell of SQLite wrote is read, and what the server wrote the shell reads', async () => {
  const file = path.join(temporaryFolder(), 'shell.db');
  const shell = (sql: string) => spawnSync('sqlite3', [file, sql], { encoding: 'utf8' });
  // Where it is not installed, the driver in this process stands in for it.
  const made = shell(
    `CREATE TABLE t(a INTEGER, b REAL, c BLOB); INSERT INTO t VALUES(9223372036854775807, 0.1, x'00ff')`,
  );
  if (made.status !== 0)
    makeDatabase(
      file,
      `CREATE TABLE t(a INTEGER, b REAL, c BLOB); INSERT INTO t VALUES(9223372036854775807, 0.1, x'00ff')`,
    );
  const session = await start(['--write', file]);
  expect(rowsOf(await session.call('query', { sql: 'SELECT * FROM t' }))).toEqual([
    ['9223372036854775807', 0.1, { $base64: 'AP8=', bytes: 2 }],
  ]);
  await session.call('execute', {
    sql: 'INSERT INTO t VALUES(?, ?, ?)',
    params: [{ $int: '-9223372036854775808' }, 2.5, { $base64: 'AQ==' }],
  });
  const read = shell('SELECT a, b, hex(c) FROM t WHERE a < 0');
  if (made.status === 0) expect(read.stdout).toBe('-9223372036854775808|2.5|01\n');
  else
    expect(ask(file, 'SELECT CAST(a AS TEXT), b, hex(c) FROM t WHERE a < 0')).toEqual([
      ['-9223372036854775808', 2.5, '01'],
    ]);
});

test('answers concurrent calls, each with its own rows', async () => {
  const session = await start([makeChinook(path.join(temporaryFolder(), 'a.db'))]);
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) =>
      session.call('query', { sql: 'SELECT ?, Name FROM Track WHERE TrackId = ?', params: [n, n + 1] }),
    ),
  );
  expect(answers.map((answer) => (rowsOf(answer)[0] as [number, string])[0])).toEqual(
    Array.from({ length: 200 }, (_, n) => n),
  );
  expect(cursorOf(await session.call('query', { sql: 'SELECT * FROM Track' }))).toBeDefined();
});
