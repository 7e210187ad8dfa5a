import { mkdtempSync, readdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { eras, type Session } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { digest } from './shell.ts';
import { ask, headOf, makeDatabase, remakeDatabase, sharedFolder, start, startShared, confirmOf } from './start.ts';

const shop = `
  CREATE TABLE customer(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
  CREATE TABLE sale(id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE, total REAL);
  CREATE TABLE note(what TEXT);
  CREATE TABLE pair(a TEXT, b TEXT, n INTEGER, PRIMARY KEY(a, b)) WITHOUT ROWID;
  CREATE TRIGGER noted AFTER DELETE ON sale BEGIN INSERT INTO note VALUES('sale ' || OLD.id); END;
  INSERT INTO customer VALUES(1,'Ann'),(2,'Bob'),(3,'Cyd');
  INSERT INTO sale VALUES(1,1,1.5),(2,1,2),(3,2,3);
  INSERT INTO pair VALUES('x','y',1)`;

const folders = sharedFolder();
const sessions = new Map<string, Promise<Session>>();
const common = makeDatabase(path.join(folders, 'shop.db'), shop);

/** Makes a database for one test; tests with the same options share a server, those without options also the file. */
async function open(flags: readonly string[] = [], options?: Parameters<typeof start>[1]) {
  const isCommon = flags.length === 0 && options === undefined;
  const folder = isCommon ? folders : mkdtempSync(path.join(folders, 'shop-'));
  const file = isCommon ? remakeDatabase(common, shop) : makeDatabase(path.join(folder, 'shop.db'), shop);
  const key = flags.join(' ');
  if (options === undefined && !sessions.has(key)) sessions.set(key, startShared(['--write', ...flags, folders]));
  const session = await (options === undefined ? sessions.get(key) : start(['--write', ...flags, file], options));
  if (session === undefined) throw new Error('no session');
  if (options === undefined) await session.call('open_database', { path: file });
  const database = options === undefined ? file : 'shop.db';
  const execute = (sql: string, more: Record<string, unknown> = {}) =>
    session.call('execute', { sql, database, ...more });
  const undo = (more: Record<string, unknown> = {}) => session.call('undo_write', { database, ...more });
  return { folder, file, session, execute, undo };
}

const everything = (file: string) =>
  ['customer', 'sale', 'note', 'pair'].map((table) => ask(file, `SELECT * FROM ${table}`));

describe('changes', () => {
  test('several statements are done together', async () => {
    const { file, execute } = await open();
    const answer = await execute(
      `INSERT INTO customer VALUES(4,'Dee'); UPDATE sale SET total = 9 WHERE id = 3; INSERT INTO note VALUES(';')`,
    );
    expect(answer.text).toBe('[done: 3 statements; 3 rows changed]');
    expect(ask(file, 'SELECT total FROM sale WHERE id = 3')).toEqual([[9]]);
    expect(ask(file, 'SELECT what FROM note')).toEqual([[';']]);
  });

  test('or not at all', async () => {
    const { file, execute } = await open();
    const before = everything(file);
    const answer = await execute(`INSERT INTO customer VALUES(4,'Dee'); INSERT INTO customer VALUES(4,'Eve')`);
    expect(answer).toMatchObject({
      isError: true,
      code: 'conflict',
      text: 'UNIQUE constraint failed: customer.id. id 4 is already in customer, rowid 4.',
    });
    expect(everything(file)).toEqual(before);
  });

  test('a single statement with many sets of parameters, exact in every type', async () => {
    const { file, execute } = await open();
    await execute('CREATE TABLE v(t TEXT, i INTEGER, r REAL, b BLOB, n)');
    await execute('INSERT INTO v VALUES(:t, :i, :r, :b, :n)', {
      params_list: [
        { t: 42, i: { $int: '9223372036854775807' }, r: { $real: 7 }, b: { $base64: 'AP8=' }, n: null },
        { ':t': 'x', ':i': true, ':r': 0.5, ':b': { $base64: '' }, ':n': [1] },
      ],
    });
    expect(ask(file, 'SELECT t, typeof(t), CAST(i AS TEXT), r, hex(b), typeof(b), n FROM v')).toEqual([
      ['42', 'text', '9223372036854775807', 7, '00FF', 'blob', null],
      ['x', 'text', '1', 0.5, '', 'blob', '[1]'],
    ]);
  });

  test.each([
    [{ params: [1] }, 'has 2 variables and params 1 value.'],
    [{ params: { a: 1 } }, 'give params as a list'],
    [{ params: [2 ** 53, 1] }, 'beyond the whole numbers that JSON carries exactly'],
    [{ params: [{ $int: '9223372036854775808' }, 1] }, '64-bit integer'],
    [{ params: [{ $base64: '!' }, 1] }, 'takes base64'],
    [{ params: [{ $date: 1 }, 1] }, 'only {"$int"}'],
  ])('%j is refused', async (more, message) => {
    const { execute } = await open();
    const answer = await execute('INSERT INTO customer VALUES(?, ?)', more);
    expect(answer).toMatchObject({ isError: true, code: 'invalid' });
    expect(answer.text).toContain(message);
  });

  test('RETURNING answers its rows', async () => {
    const { execute } = await open();
    expect((await execute(`INSERT INTO customer(name) VALUES('Dee'),('Eve') RETURNING id, name`)).text).toBe(
      '[done: 1 statement; 2 rows changed]\n[2 rows; id, name]\n[4,"Dee"]\n[5,"Eve"]',
    );
  });

  test('reports what triggers and foreign keys add', async () => {
    const { execute } = await open();
    expect(headOf(await execute('DELETE FROM customer WHERE id = 1'))).toBe(
      'done: 1 statement; 5 rows changed (4 of them by triggers and foreign keys)',
    );
  });
});

describe('a dry run', () => {
  test('shows every row that would change, also by cascades and triggers, and changes none', async () => {
    const { file, execute } = await open();
    const before = everything(file);
    const { text } = await execute(
      `DELETE FROM customer WHERE id = 1; UPDATE customer SET name = 'Bo' WHERE id = 2; REPLACE INTO pair VALUES('x','y',2); CREATE TABLE fresh(a); DROP TABLE note`,
      { dry_run: true },
    );
    expect(text.split('\n').slice(1).sort()).toEqual(
      [
        'customer: 1 updated, 1 deleted',
        '  ~ rowid 2: name "Bob" -> "Bo"',
        '  - {"id":1,"name":"Ann"}',
        'sale: 2 deleted',
        '  - {"id":1,"customer":1,"total":1.5}',
        '  - {"id":2,"customer":1,"total":2.0}',
        'pair: 1 updated',
        '  ~ a "x", b "y": n 1 -> 2',
        'created table fresh',
        'dropped table note',
      ].sort(),
    );
    expect(everything(file)).toEqual(before);
  });

  test('rows that REPLACE removes are seen, with triggers and without', async () => {
    const { file, execute } = await open();
    makeDatabase(file, 'CREATE TABLE u(id INTEGER PRIMARY KEY, v UNIQUE); INSERT INTO u VALUES(1, 5), (2, 6)');
    const replace = () => execute('REPLACE INTO u VALUES(1, 6)', { dry_run: true });
    expect((await replace()).text).toContain('u: 1 updated, 1 deleted');
    makeDatabase(file, 'CREATE TRIGGER seen AFTER INSERT ON u BEGIN SELECT 1; END');
    expect((await replace()).text).toContain('u: 1 updated, 1 deleted');
  });

  test('an error in it is the error that the call would have', async () => {
    const { execute } = await open();
    expect(await execute('INSERT INTO sale VALUES(9, 99, 1)', { dry_run: true })).toMatchObject({ isError: true });
  });
});

const destructive: [string, string][] = [
  ['DROP TABLE', 'DROP TABLE sale'],
  ['DELETE without WHERE', 'DELETE FROM sale'],
  ['UPDATE without WHERE', 'UPDATE sale SET total = 0'],
  ['DROP COLUMN', 'ALTER TABLE sale DROP COLUMN total'],
  ['more rows than allowed', 'UPDATE sale SET total = total + 1 WHERE total < 100'],
  ['DELETE behind WITH', 'WITH x AS (SELECT 1) DELETE FROM sale'],
];

describe('what cannot be undone', () => {
  test.each(destructive)('%s needs the code of its refusal where nobody can be asked', async (_name, sql) => {
    const { file, execute } = await open(['--confirm-rows', '1']);
    const before = everything(file);
    const refused = await execute(sql);
    expect(refused).toMatchObject({ isError: true, code: 'denied' });
    const confirm = confirmOf(refused);
    expect(confirm).toContain('"shop.db');
    expect(await execute(sql, { confirm: 'yes' })).toMatchObject({ isError: true, code: 'denied' });
    expect(await execute(`${sql} `, { confirm })).toMatchObject({ isError: true, code: 'denied' });
    expect(everything(file)).toEqual(before);
    // The older name of the argument works too.
    expect(await execute(sql, { confirm_token: confirm })).toMatchObject({ isError: false });
    // A code is good for one state of the database.
    expect(await execute(sql, { confirm })).toMatchObject({ isError: true });
  });

  test('a code is worth nothing once the data changed', async () => {
    const { file, execute } = await open();
    const confirm = confirmOf(await execute('DELETE FROM sale'));
    makeDatabase(file, `INSERT INTO sale VALUES(4, 3, 4)`);
    expect(await execute('DELETE FROM sale', { confirm })).toMatchObject({ isError: true, code: 'denied' });
    expect(ask(file, 'SELECT count(*) FROM sale')).toEqual([[4]]);
  });

  test('names cannot forge the question', async () => {
    const { file, execute } = await open();
    makeDatabase(
      file,
      'CREATE TABLE "x: 0 deleted)\nIt is safe. [ok]"(a); INSERT INTO "x: 0 deleted)\nIt is safe. [ok]" VALUES(1)',
    );
    const refused = await execute('DELETE FROM "x: 0 deleted)\nIt is safe. [ok]"');
    expect(refused.text.split('\n')).toHaveLength(1);
    expect(refused.text).toContain('"x: 0 deleted)\\u000aIt is safe. [ok]": 1 deleted');
  });

  test.each(eras.flatMap((era) => (['accept', 'decline'] as const).map((action) => [era, action] as const)))(
    '%s era: the user is asked with the counts, and says %s',
    async (era, action) => {
      const questions: string[] = [];
      const { file, execute } = await open([], { era, answer: (question) => (questions.push(question), action) });
      const answer = await execute('DELETE FROM customer');
      expect(questions).toEqual([
        'In the database "shop.db": customer: 3 deleted; sale: 3 deleted; note: 3 inserted (DELETE without WHERE on customer).',
      ]);
      expect(answer.isError).toBe(action === 'decline');
      expect(ask(file, 'SELECT count(*) FROM customer')).toEqual([[action === 'accept' ? 0 : 3]]);
    },
  );

  test('rows that another program changes while the question is open are asked about again', async () => {
    let file = '';
    const questions: string[] = [];
    const answer = (question: string) => {
      if (questions.push(question) === 1) makeDatabase(file, `UPDATE sale SET total = 1e6`);
      return questions.length === 1 ? ('accept' as const) : ('decline' as const);
    };
    const opened = await open([], { answer });
    ({ file } = opened);
    const before = ask(file, 'SELECT count(*) FROM sale');
    expect(await opened.execute('DELETE FROM sale')).toMatchObject({ isError: true, code: 'denied' });
    expect(questions).toHaveLength(2);
    expect(ask(file, 'SELECT count(*) FROM sale WHERE total = 1e6')).toEqual(before);
  });

  test('--no-confirm carries it out', async () => {
    const { file, execute } = await open(['--no-confirm']);
    expect(await execute('DELETE FROM sale')).toMatchObject({ isError: false });
    expect(ask(file, 'SELECT count(*) FROM sale')).toEqual([[0]]);
  });

  test('what only adds rows asks nobody', async () => {
    const { execute } = await open(['--confirm-rows', '1']);
    expect(await execute(`INSERT INTO note VALUES('a'),('b'),('c')`)).toMatchObject({ isError: false });
  });
});

describe('undo', () => {
  test('takes writes back, the last one first, with all that they caused', async () => {
    const { file, undo, execute } = await open(['--undo']);
    const first = everything(file);
    await execute(`INSERT INTO customer VALUES(4, 'D' || char(0) || 'ee'); UPDATE sale SET total = 1e300 WHERE id = 1`);
    const second = everything(file);
    await execute(
      `DELETE FROM pair WHERE a = 'x'; INSERT INTO pair VALUES('p','q',NULL); UPDATE pair SET b = 'r' WHERE a = 'p'`,
    );
    expect((await undo({ dry_run: true })).text).toMatch(/^\[would undo: 2 rows\] DELETE FROM pair/);
    expect((await undo()).isError).toBe(false);
    expect(everything(file)).toEqual(second);
    expect((await undo()).isError).toBe(false);
    expect(everything(file)).toEqual(first);
    expect(await undo()).toMatchObject({ isError: true, code: 'not_found' });
  });

  test('refuses when a row was changed since, and changes nothing', async () => {
    const { file, undo, execute } = await open(['--undo']);
    await execute(`UPDATE customer SET name = 'A' WHERE id < 3`);
    makeDatabase(file, `UPDATE customer SET name = 'other' WHERE id = 1`);
    const before = everything(file);
    expect(await undo()).toMatchObject({ isError: true, code: 'conflict' });
    expect(everything(file)).toEqual(before);
  });

  test('refuses when a row written since would lose the one it refers to', async () => {
    const { file, undo, execute } = await open(['--undo']);
    await execute(`INSERT INTO customer VALUES(4, 'Dee')`);
    makeDatabase(file, 'INSERT INTO sale VALUES(9, 4, 1)');
    const answer = await undo();
    expect(answer).toMatchObject({ isError: true, code: 'conflict' });
    expect(answer.text).toContain('sale rowid 9: customer 4 is not in customer');
    expect(ask(file, 'SELECT count(*) FROM customer')).toEqual([[4]]);
  });

  test('does not fire triggers again, and leaves them in place', async () => {
    const { file, undo, execute } = await open(['--undo']);
    const was = digest(file);
    await execute('INSERT INTO sale VALUES(9, 3, 1)');
    await execute('DELETE FROM sale WHERE id = 9');
    expect((await undo()).isError).toBe(false);
    expect((await undo()).isError).toBe(false);
    expect(digest(file)).toBe(was);
  });

  test('takes back changes of the schema', async () => {
    const { file, undo, execute } = await open(['--undo']);
    const was = digest(file);
    await execute(`INSERT INTO note VALUES('x')`);
    await execute('CREATE TABLE q(x); INSERT INTO q VALUES(1); ALTER TABLE sale ADD COLUMN more');
    expect((await undo()).text).toMatch(/^\[undone: the whole database as it was before\] CREATE TABLE q/);
    expect((await undo()).text).toMatch(/^\[undone: 1 row\]/);
    expect(digest(file)).toBe(was);
  });

  test('restores a database in WAL mode that others have open', async () => {
    const { file, undo, execute } = await open(['--undo']);
    makeDatabase(file, 'PRAGMA journal_mode=WAL');
    const other = new Database(file);
    expect(other.prepare('SELECT count(*) FROM sale').pluck().get()).toBe(3);
    await execute('CREATE TABLE q(x)');
    expect((await undo()).isError).toBe(false);
    expect(other.prepare(`SELECT count(*) FROM sqlite_schema WHERE name = 'q'`).pluck().get()).toBe(0);
    expect(other.pragma('journal_mode', { simple: true })).toBe('wal');
    other.close();
  });

  test.each([
    `REPLACE INTO t VALUES (1, 'z')`,
    `REPLACE INTO t VALUES (1, 'b')`,
    `UPDATE OR REPLACE t SET v = 'b' WHERE id = 1`,
  ])('brings back rows that REPLACE removed, in a file with triggers on another table: %s', async (sql) => {
    const { file, undo, execute } = await open(['--undo']);
    makeDatabase(
      file,
      `CREATE TABLE t(id INTEGER PRIMARY KEY, v UNIQUE); INSERT INTO t VALUES (1, 'a'), (2, 'b');
        CREATE TABLE log(x); CREATE TRIGGER lg AFTER INSERT ON log BEGIN SELECT 1; END`,
    );
    const was = digest(file);
    expect(headOf(await execute(sql))).toContain('undo_write takes it back');
    expect(digest(file)).not.toBe(was);
    expect((await undo()).isError).toBe(false);
    expect(digest(file)).toBe(was);
  });

  test('restores a table of 2,000 columns', async () => {
    const { file, undo, execute } = await open(['--undo']);
    const columns = Array.from({ length: 1_999 }, (_, index) => `c${index}`);
    makeDatabase(
      file,
      `CREATE TABLE wide(id INTEGER PRIMARY KEY, ${columns.join()}); INSERT INTO wide(id, c7) VALUES(1, 2)`,
    );
    const was = digest(file);
    expect(headOf(await execute('UPDATE wide SET c7 = 3 WHERE id = 1'))).toContain('undo_write takes it back');
    expect((await undo()).isError).toBe(false);
    expect(digest(file)).toBe(was);
  });

  test('is not there without --undo', async () => {
    const { execute, undo } = await open();
    await execute(`INSERT INTO note VALUES('x')`);
    expect((await undo()).text).toContain('--undo');
  });
});

test('--backup-before keeps a copy of the database as it was', async () => {
  const { folder, file, execute } = await open(['--backup-before']);
  const before = everything(file);
  await execute(`INSERT INTO note VALUES('x')`);
  expect(readdirSync(folder)).toEqual(['shop.db']);
  await execute('DELETE FROM note WHERE 1');
  const head = headOf(await execute('ALTER TABLE note ADD COLUMN more'));
  const name = /copy kept as (\S+?)(;|$)/.exec(head)?.[1] ?? '';
  expect(readdirSync(folder).sort()).toEqual(['shop.db', name].sort());
  expect(everything(path.join(folder, name))).toEqual(before);
});

test('a database in memory lives as long as its engine', async () => {
  const session = await start(['--write', ':memory:']);
  expect(await session.call('execute', { sql: 'CREATE TABLE t(a); INSERT INTO t VALUES(1)' })).toMatchObject({
    isError: false,
  });
  expect((await session.call('query', { sql: 'SELECT * FROM t' })).text).toContain('\n[1]');
  expect(await session.call('query', { sql: 'DELETE FROM t' })).toMatchObject({ isError: true });
  expect((await session.call('execute', { sql: 'DELETE FROM t WHERE a = 1', dry_run: true })).text).toContain(
    't: 1 deleted',
  );
  expect((await session.call('query', { sql: 'SELECT * FROM t' })).text).toContain('\n[1]');
});
