import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { secondsOf } from './attack/processes.ts';
import { shell } from './shell.ts';
import { headOf, linesOf, rowsOf, sharedFolder, start, startShared } from './start.ts';

const folder = sharedFolder();
const file = path.join(folder, 'shop.db');
const starting = startShared(['--write', folder]);
const call = async (tool: string, args: Record<string, unknown>) =>
  (await starting).call(tool, { database: 'shop.db', ...args });
const query = (sql: string, more: Record<string, unknown> = {}) => call('query', { sql, ...more });
const execute = (sql: string, more: Record<string, unknown> = {}) => call('execute', { sql, ...more });

beforeAll(async () => {
  shell(
    file,
    `CREATE TABLE Artist(ArtistId INTEGER PRIMARY KEY, Name TEXT); INSERT INTO Artist VALUES(1, 'RÖD');
     CREATE TABLE Album(AlbumId INTEGER PRIMARY KEY, Title TEXT, ArtistId INT NOT NULL REFERENCES Artist(ArtistId));
     CREATE TABLE d(id INTEGER PRIMARY KEY, x TEXT); CREATE VIRTUAL TABLE f USING fts5(x, content='d', content_rowid='id');
     INSERT INTO d VALUES(1,'one apple'),(2,'two pear'); INSERT INTO f(f) VALUES('rebuild'); DELETE FROM d WHERE id = 1;
     INSERT INTO d VALUES(3, 'an apple elsewhere');
     CREATE TABLE log(x); CREATE TABLE t(id); CREATE TABLE orphan(a REFERENCES nowhere(id)); CREATE INDEX by_name ON Artist(Name);
     CREATE TABLE rules(c INT CHECK (c > 0), CONSTRAINT most CHECK (c < 100)); CREATE VIEW names AS SELECT Name FROM Artist;
     CREATE VIRTUAL TABLE tree USING rtree(id, a, b); INSERT INTO tree VALUES(1, 1, 2); DELETE FROM tree_node;`,
  );
  shell(
    file,
    `.dbconfig dqs_ddl on\nCREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log VALUES("inserted "||new.id); END;`,
  );
  await (await starting).call('open_database', { path: file });
});

describe('an error says what to do', () => {
  test.each<[string, string]>([
    ['SELECT Nmae FROM Artist', 'Did you mean Name? Artist has ArtistId, Name.'],
    ['SELECT a.Nmae FROM Artist AS a', 'Did you mean Name?'],
    ['SELECT * FROM Artsit', 'Did you mean Artist?'],
    ['SELECT lenght(Name) FROM Artist', 'Did you mean length?'],
    ['SELECT "red" FROM Artist', `write 'red' for a text`],
    ['SELECT 1::int', 'CAST(x AS type)'],
    [`SELECT * FROM d WHERE x ILIKE 'x'`, 'LIKE ignores case'],
    ['SELECT TOP 5 * FROM d', 'LIMIT n'],
    ['SELECT NOW()', `datetime('now')`],
    ['SHOW TABLES', 'list_tables'],
    ['DESCRIBE Artist', 'describe_table'],
    ['TRUNCATE TABLE d', 'DELETE FROM'],
    ['EXPLAIN ANALYZE SELECT 1', 'the tool explain'],
    [`SELECT * FROM f WHERE f MATCH 'apple'`, `INSERT INTO f(f) VALUES('rebuild')`],
    [`SELECT 'a' REGEXP '('`, 'REGEXP: '],
    ['SELECT ArtistId FROM Artist JOIN Album', 'Write Artist.ArtistId or Album.ArtistId.'],
  ])('%s', async (sql, help) => {
    const answer = await query(sql);
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain(help);
  });

  test.each<[string, Record<string, unknown>, string]>([
    [`INSERT INTO Album(Title, ArtistId) VALUES('x', 99999)`, {}, 'ArtistId 99999 is not in Artist(ArtistId)'],
    [
      'INSERT INTO Artist VALUES(?, ?)',
      {
        params_list: [
          [5, 'b'],
          [1, 'c'],
        ],
      },
      'params_list[1]: UNIQUE constraint failed: Artist.ArtistId. ArtistId 1 is already in Artist, rowid 1.',
    ],
    ['INSERT INTO Artist(Nmae) VALUES(1)', {}, 'Did you mean Name?'],
    ['INSERT INTO t VALUES(1)', {}, 'The trigger tr of t is the cause'],
    ['ALTER TABLE t RENAME TO t2', {}, 'The trigger tr of t is the cause'],
    ['INSERT INTO rules VALUES(0)', {}, 'rules has this rule.'],
    ['INSERT INTO rules VALUES(1000)', {}, 'The rules of rules: CHECK (c > 0), CHECK (c < 100).'],
    ['INSERT INTO orphan VALUES(1)', {}, 'A foreign key of orphan refers to it'],
    ['INSERT INTO Artist VALUES(9)', {}, 'It has: ArtistId, Name.'],
    ['INSERT INTO names VALUES(1)', {}, 'INSTEAD OF trigger'],
    ['DROP INDEX by_nam', {}, 'Did you mean by_name?'],
    ['ALTER TABLE Artist DROP COLUMN ArtistId', {}, 'foreign_keys: "off"'],
    ['ALTER TABLE Artist ADD COLUMN z NOT NULL', {}, 'a DEFAULT that is not NULL'],
    ['ALTER TABLE Artist RENAME COLUMN Nmae TO x', {}, 'no such column: "Nmae". Did you mean Name?'],
    [
      'CREATE TABLE copy AS SELECT * FROM Artist; DROP TABLE Artist; ALTER TABLE copy RENAME TO Artist',
      { foreign_keys: 'off', dry_run: true },
      'need a PRIMARY KEY or a UNIQUE index',
    ],
    ['CREATE TABLE ser(id INT AUTO_INCREMENT PRIMARY KEY)', {}, 'INTEGER PRIMARY KEY, which counts by itself'],
    ['CREATE TABLE ser(id SERIAL)', {}, 'SERIAL means nothing to SQLite'],
  ])('%s %j', async (sql, more, help) => {
    const answer = await execute(sql, more);
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain(help);
  });

  test('the rebuild command that is named repairs the index', async () => {
    const copy = path.join(folder, 'repair.db');
    fs.copyFileSync(file, copy);
    await (await starting).call('open_database', { path: copy });
    expect((await execute(`INSERT INTO f(f) VALUES('rebuild')`, { database: copy })).isError).toBe(false);
    expect((await query(`SELECT x FROM f WHERE f MATCH 'apple'`, { database: copy })).text).toContain(
      '["an apple elsewhere"]',
    );
  });
});

test('a check of the file names what rebuilds a full-text index', async () => {
  const own = path.join(folder, 'own.db');
  shell(own, 'CREATE VIRTUAL TABLE own USING fts5(x); INSERT INTO own VALUES(1); DELETE FROM own_content');
  await (await starting).call('open_database', { path: own });
  const checked = await call('maintain', { action: 'integrity_check', database: own });
  expect(checked.text).toContain(`Rebuild full-text indexes with execute: INSERT INTO own(own) VALUES('rebuild')`);
});

test('a file that was cut off is read with a warning, and not written', async () => {
  const copy = path.join(folder, 'cut.db');
  shell(copy, `CREATE TABLE t(id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES(1, 'x'), (2, 'y');`);
  fs.truncateSync(copy, fs.statSync(copy).size - 3_000);
  await (await starting).call('open_database', { path: copy });
  expect((await query('SELECT * FROM t', { database: 'cut.db' })).text).toContain(
    'the file is cut off: its last 3,000 bytes',
  );
  expect((await (await starting).call('describe_schema', { database: 'cut.db' })).text).toContain('cut off');
  expect((await execute('INSERT INTO t(a) VALUES(1)', { database: 'cut.db' })).text).toContain('is not written');
});

describe('values as hosts send them', () => {
  test('as JSON text, null, and in the form of answers', async () => {
    expect(rowsOf(await query('SELECT ?', { params: '[1]' }))).toEqual([[1]]);
    expect((await query('SELECT 1', { params: null })).isError).toBe(false);
    const [[blob]] = rowsOf(await query(`SELECT x'00ff'`)) as [[unknown]];
    expect(rowsOf(await query('SELECT hex(?)', { params: [blob] }))).toEqual([['00FF']]);
    expect((await query('SELECT hex(?)', { params: [{ $base64: 'AP8=', bytes: 9, shown: 2 }] })).text).toContain(
      'was cut',
    );
  });

  test('a list as one value is refused with the way to bind it', async () => {
    const refused = await query('SELECT * FROM d WHERE id IN (?)', { params: [[2, 3]] });
    expect(refused.text).toContain('json_each(?)');
    const [answer] = [
      await query('SELECT id FROM d WHERE id IN (SELECT value FROM json_each(?))', { params: ['[2,3]'] }),
    ];
    expect(rowsOf(answer)).toEqual([[2], [3]]);
    expect((await query('SELECT * FROM d WHERE id = ?', { params: [[2]] })).text).toContain('json_each(?)');
    const given = await query('SELECT id FROM d WHERE id IN (SELECT value FROM json_each(?))', { params: [[2, 3]] });
    expect(rowsOf(given)).toEqual([[2], [3]]);
    const stored = await execute('UPDATE d SET x = ? WHERE id = ? RETURNING x', { params: [[1], 2], dry_run: true });
    expect(linesOf(stored).at(-1)).toBe('["[1]"]');
  });

  test('32,766 variables are bound in linear time', async () => {
    const many = Array.from({ length: 32_766 }, (_, n) => n);
    const began = secondsOf(await starting);
    expect(rowsOf(await query(`SELECT 5 IN (${many.map(() => '?').join()})`, { params: many }))).toEqual([[1]]);
    // 0.1 seconds; it was more than 60.
    expect(secondsOf(await starting) - began).toBeLessThan(20);
  });
});

describe('answers stay true', () => {
  test('a schema that another program changed is read afresh', async () => {
    shell(file, `CREATE TABLE pay(id INTEGER PRIMARY KEY, name TEXT, pay INT); INSERT INTO pay VALUES(1, 'Ann', 100)`);
    await query('SELECT * FROM pay');
    shell(
      file,
      'ALTER TABLE pay RENAME TO old; CREATE TABLE pay(id INTEGER PRIMARY KEY, pay INT, name TEXT); INSERT INTO pay SELECT id, pay, name FROM old; DROP TABLE old',
    );
    expect(rowsOf(await query('SELECT * FROM pay', { rows: 'objects' }))).toEqual([{ id: 1, pay: 100, name: 'Ann' }]);
  });

  test('search ignores case in every script, and one broken table hides no other', async () => {
    expect(linesOf(await call('search', { text: 'röd' }))).toContain('Artist rowid 1: Name "RÖD"');
    const answer = await call('search', { text: 'apple' });
    expect(answer.text).toContain('d rowid 3: x "an apple elsewhere"');
    expect(answer.text).toContain('not searched: f: ');
    expect(answer.text).toContain('not searched: tree: undersize RTree blobs');
    expect((await query('SELECT * FROM tree')).text).toContain(`SELECT rtreecheck('tree') lists the faults`);
    expect((await call('maintain', { action: 'integrity_check' })).text).toContain(
      'not checked: tree: undersize RTree blobs in "tree_node"',
    );
  });

  test('letters that another case writes with two, or with another letter, are found', async () => {
    const copy = path.join(folder, 'letters.db');
    shell(
      copy,
      `CREATE TABLE t(a); INSERT INTO t VALUES('Straße'), ('STRASSE'), ('İstanbul'), ('ISTANBUL'), ('ΟΔΟΣ'), ('οδος'), ('${'ß'.repeat(500)}x')`,
    );
    await (await starting).call('open_database', { path: copy });
    const found = async (text: string) => linesOf(await call('search', { text, database: 'letters.db' }));
    for (const text of ['strasse', 'STRASSE', 'straße', 'STRAẞE'])
      expect(await found(text)).toEqual(['t rowid 1: a "Straße"', 't rowid 2: a "STRASSE"']);
    for (const text of ['istanbul', 'İSTANBUL', 'ıstanbul'])
      expect(await found(text)).toEqual(['t rowid 3: a "İstanbul"', 't rowid 4: a "ISTANBUL"']);
    expect(await found('οδοσ')).toEqual(['t rowid 5: a "ΟΔΟΣ"', 't rowid 6: a "οδος"']);
    expect((await found('ssx'))[0]).toMatch(/ßx"$/);
    expect(await found('st_aße')).toEqual([]);
  });

  test('a text is found in every column, whatever its type and place', async () => {
    const names = Array.from({ length: 1_100 }, (_, n) => `c${n}`);
    shell(
      path.join(folder, 'places.db'),
      `CREATE TABLE b(a BLOB, n NUMERIC); INSERT INTO b VALUES('a needle', 1), (x'6e6565646c65', 2), (NULL, 'needle');
       CREATE TABLE wide(${names.join()}); INSERT INTO wide(c3, c99, c100, c1099) VALUES('needle 3', 'x', 'needle 100', 'needle 1099')`,
    );
    await (await starting).call('open_database', { path: path.join(folder, 'places.db') });
    const found = await call('search', { text: 'NEEDLE', database: 'places.db' });
    expect(linesOf(found)).toEqual([
      'b rowid 1: a "a needle"',
      'b rowid 3: n "needle"',
      'wide rowid 1: c3 "needle 3", c100 "needle 100"',
      'wide rowid 1: c1099 "needle 1099"',
    ]);
  });

  test('averages are not rounded, and a large table is sampled evenly', async () => {
    shell(file, `CREATE TABLE n(v INT); INSERT INTO n VALUES(1234567), (1234568)`);
    expect((await call('profile_table', { table_name: 'n' })).text).toContain('average 1234567.5');
    shell(
      file,
      `CREATE TABLE far(a REAL, b INT); INSERT INTO far VALUES(1e308, 9007199254740993), (1e308, 9007199254740993)`,
    );
    const [large = '', whole = ''] = linesOf(await call('profile_table', { table_name: 'far' }));
    expect(large).toContain('average 1e+308');
    expect(whole).toContain('average 9007199254740993');
    shell(
      file,
      `CREATE TABLE big(id INTEGER PRIMARY KEY, a INT, b INT); WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<400000) INSERT INTO big SELECT x, x % 100, x FROM c; CREATE INDEX big_a ON big(a)`,
    );
    const [id = '', a = '', b = ''] = linesOf(await call('profile_table', { table_name: 'big' }));
    expect(id).toContain('400,000 different; 1 to 400000');
    expect(a).toContain('100 different; 0 to 99');
    expect(Number(/average ([\d.]+)/.exec(b)?.[1])).toBeGreaterThan(150_000);
  });

  test('names cannot pass for parts of an answer', async () => {
    const other = path.join(folder, 'names.db');
    shell(
      other,
      `CREATE TABLE a("note TEXT\n  secret TEXT -> users(id)\nadmins (3 rows)\n  password TEXT" TEXT, b "TEXT -> q(x)")`,
    );
    await (await starting).call('open_database', { path: other });
    const described = await call('describe_schema', { database: 'names.db' });
    expect(linesOf(described)).toHaveLength(3);
    expect((await query('SELECT * FROM a', { database: 'names.db' })).text).not.toContain('\n');
  });

  test('a missing collation is stood in for in reading, and named in writing', async () => {
    const other = path.join(folder, 'collation.db');
    const db = new Database(other);
    db.exec(`CREATE TABLE tags(tag TEXT PRIMARY KEY, n INT); INSERT INTO tags VALUES('a', 1), ('b', 2)`);
    db.unsafeMode().exec(
      `PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE tags(tag TEXT COLLATE unicase PRIMARY KEY, n INT)' WHERE name = 'tags'`,
    );
    db.close();
    await (await starting).call('open_database', { path: other });
    const at = { database: 'collation.db' };
    const counted = await query('SELECT count(*) FROM tags', at);
    expect(headOf(counted)).toContain(
      'a collation that another program defined is not here: compared by bytes, in a copy',
    );
    expect(rowsOf(counted)).toEqual([[2]]);
    expect(rowsOf(await query(`SELECT n FROM tags WHERE tag = 'b'`, at))).toEqual([[2]]);
    expect(rowsOf(await query('SELECT tag FROM tags ORDER BY tag DESC', at))).toEqual([['b'], ['a']]);
    const other2 = new Database(other);
    other2.exec('UPDATE tags SET n = 7 WHERE n = 2');
    other2.close();
    expect(rowsOf(await query('SELECT count(*), max(n) FROM tags', at))).toEqual([[2, 7]]);
    expect((await call('execute', { sql: `INSERT INTO tags VALUES ('c', 3)`, ...at })).text).toContain('unicase');
    expect((await call('describe_schema', at)).text).toContain('tags (2 rows)\n  tag TEXT PRIMARY KEY COLLATE unicase');
    expect((await call('profile_table', { table_name: 'tags', ...at })).text).toContain('2 different');
    expect((await call('explain', { sql: 'SELECT * FROM tags WHERE n = ?', ...at })).text).toContain(
      'reads all rows of tags',
    );
  });

  test('a missing function hides only what needs it', async () => {
    const other = path.join(folder, 'function.db');
    const db = new Database(other);
    db.function('sim', { deterministic: true }, (value) => value);
    db.exec(
      `CREATE TABLE made(a TEXT, g AS (sim(a))); INSERT INTO made VALUES('x'); CREATE TABLE plain(a TEXT, n INT);
       CREATE INDEX by_sim ON plain(sim(a)); INSERT INTO plain VALUES('y', 1); CREATE VIEW seen AS SELECT sim(a) FROM plain`,
    );
    db.unsafeMode().exec(
      `PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE plain(a TEXT COLLATE unicase, n INT)' WHERE name = 'plain'`,
    );
    db.close();
    await (await starting).call('open_database', { path: other });
    const at = { database: 'function.db' };
    expect(rowsOf(await query(`SELECT n FROM plain WHERE a = 'y' ORDER BY a`, at))).toEqual([[1]]);
    expect((await query('SELECT g FROM made', at)).text).toContain('The program that made the database defined it');
    expect((await query('SELECT * FROM seen', at)).text).toContain('A view, a trigger or a column uses it');
    const checked = linesOf(await call('maintain', { action: 'integrity_check', ...at }));
    expect(checked).toEqual(['1 table checked: ok', 'not checked: plain: unknown function: sim()']);
  });

  test('one query reads several databases, and changes none', async () => {
    const other = path.join(folder, 'more-sales.db');
    shell(other, `CREATE TABLE s(artist INT, sold INT); INSERT INTO s VALUES(1, 9)`);
    await (await starting).call('open_database', { path: other });
    const attach = ['more-sales.db'];
    expect(
      rowsOf(await query('SELECT Name, sold FROM Artist JOIN more_sales.s ON artist = ArtistId', { attach })),
    ).toEqual([['RÖD', 9]]);
    expect((await query('DELETE FROM more_sales.s', { attach })).isError).toBe(true);
    fs.rmSync(other);
    shell(other, `CREATE TABLE s(artist INT, sold INT); INSERT INTO s VALUES(1, 10)`);
    expect(rowsOf(await query('SELECT sold FROM more_sales.s', { attach }))).toEqual([[10]]);
    expect((await query('SELECT * FROM s')).text).toContain('no such table: s');
  });

  test('REGEXP, stdev and generate_series work as in the shell', async () => {
    expect(
      rowsOf(
        await query(
          `SELECT 'abc' REGEXP '^a.c$', (SELECT sum(value) FROM generate_series(1, 10, 3)), (SELECT round(stdev(value), 6) FROM generate_series(1, 4))`,
        ),
      ),
    ).toEqual([[1, 22, 1.290994]]);
  });

  test('a pie has no negative slices, and dates have places in time', async () => {
    expect((await call('chart', { sql: `SELECT 'a', -5`, type: 'pie' })).text).toContain('negative value -5');
    expect((await call('chart', { sql: `SELECT 'a', 0`, type: 'pie' })).text).toContain('a pie has no slices');
    expect((await call('chart', { sql: `SELECT 'a', NULL` })).text).toContain('nothing to draw');
    expect((await call('chart', { sql: `SELECT 'a', 1e308` })).text).toContain('too large to draw');
    const sql = `SELECT * FROM (VALUES ('2026-01-01', 1), ('2026-01-02', 2), ('2026-12-31', 3))`;
    const { content } = await call('chart', { sql, type: 'scatter', format: 'svg' });
    const svg = JSON.stringify(content);
    const text = Buffer.from(/"blob":"([^"]*)"/.exec(svg)?.[1] ?? '', 'base64').toString();
    const [first = 0, second = 0, last = 0] = [...text.matchAll(/cx="([\d.]+)"/g)].map((match) => Number(match[1]));
    expect(second - first).toBeLessThan((last - first) / 100);
  });

  test('shows what a damaged file still holds', async () => {
    const other = path.join(folder, 'damaged.db');
    shell(
      other,
      `CREATE TABLE t(a); WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<2000) INSERT INTO t SELECT printf('%0200d', x) FROM c`,
    );
    const bytes = fs.readFileSync(other);
    bytes.fill(0xff, 4096 * 20, 4096 * 21);
    fs.writeFileSync(other, bytes);
    await (await starting).call('open_database', { path: other });
    const answer = await call('maintain', { action: 'integrity_check', database: 'damaged.db' });
    expect(answer.text).toMatch(/[Pp]age 21/);
  });

  test('a copy can be read by no one who cannot read the database', async () => {
    const other = path.join(folder, 'private.db');
    shell(other, 'CREATE TABLE t(a)');
    fs.chmodSync(other, 0o600);
    await (await starting).call('open_database', { path: other });
    const at = { database: 'private.db' };
    await call('backup_database', { path: path.join(folder, 'private-copy.db'), ...at });
    await call('export_data', { path: path.join(folder, 'private.csv'), sql: 'SELECT 1', ...at });
    for (const name of ['private-copy.db', 'private.csv'])
      expect(fs.statSync(path.join(folder, name)).mode & 0o077).toBe(0);
  });

  test('another spelling of a path is the same database', async () => {
    fs.linkSync(file, path.join(folder, 'also-shop.db'));
    expect((await (await starting).call('open_database', { path: 'also-shop.db' })).text).toContain('Opened "shop.db"');
    expect((await (await starting).call('list_databases', {})).text).not.toContain('also-shop.db');
  });
});

test('--metadata puts notes beside tables and columns, on one line', async () => {
  const metadata = path.join(folder, 'metadata.json');
  const tables = {
    Artist: { description: 'Bands and people.\nNot a table (9 rows)', columns: { Name: 'As printed on the sleeve.' } },
  };
  fs.writeFileSync(metadata, JSON.stringify({ title: 'x', databases: { shop: { tables } } }));
  const session = await start([file, '--metadata', metadata]);
  const { text } = await session.call('describe_schema', { pattern: 'Artist' });
  expect(text).toContain('Artist (1 row) -- Bands and people.\\u000aNot a table (9 rows)\n');
  expect(text).toContain('  Name TEXT -- As printed on the sleeve.');
});

test('names of arguments that other servers use are taken', async () => {
  const one = await query('SELECT Name FROM Artist');
  for (const args of [{ query: 'SELECT Name FROM Artist' }, { statement: 'SELECT Name FROM Artist' }])
    expect((await call('query', args)).text).toBe(one.text);
  expect((await call('query', { query: 'SELECT ? AS x', parameters: [7] })).text).toContain('[7]');
  expect((await call('read_query', { sql: 'SELECT Name FROM Artist' })).text).toContain('RÖD');
  expect((await call('describe_table', { table: 'Artist' })).text).toContain('ArtistId');
  expect((await call('search', { query: 'röd', table: 'Artist' })).text).toContain('1 match');
});
