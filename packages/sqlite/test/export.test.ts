import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { parquetReadObjects, parquetMetadata } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import readSheets from 'read-excel-file/universal';
import { describe, expect, test } from 'vitest';
import { digest, shell } from './shell.ts';
import { ask, headOf, makeDatabase, sharedFolder, startShared } from './start.ts';

const folder = sharedFolder();
const file = makeDatabase(
  path.join(folder, 'a.db'),
  `CREATE TABLE v(id INTEGER PRIMARY KEY, i INT, r REAL, t TEXT, b BLOB, m);
  INSERT INTO v VALUES (1, 9007199254740993, 1.5, 'a < b & "c"' || char(10) || '_x0041_', x'00ff', 1),
    (2, -5, 7.0, '', NULL, 'mixed'), (3, NULL, NULL, 'ünï' || char(1) || '😀', x'', 2.5)`,
);
const session = startShared(['--write', file, folder]);
const at = (name: string) => path.join(folder, name);
const write = async (args: Record<string, unknown>) => (await session).call('export_data', args);

describe('export', () => {
  test('a workbook holds what the query answered', async () => {
    const { text } = await write({ path: 'v.xlsx', sql: 'SELECT * FROM v ORDER BY id' });
    expect(text).toContain('3 rows as xlsx');
    const [sheet] = await readSheets(new Blob([fs.readFileSync(at('v.xlsx'))]));
    expect(sheet?.data[0]).toEqual(['id', 'i', 'r', 't', 'b', 'm']);
    expect(sheet?.data[1]?.slice(0, 3)).toEqual([1, '9007199254740993', 1.5]);
    expect(sheet?.data[2]).toEqual([2, -5, 7, null, null, 'mixed']);
    const xml = unzipped(at('v.xlsx'), 'xl/worksheets/sheet1.xml');
    expect(xml).toContain('a &lt; b &amp; "c"\n_x005F_x0041_');
    expect(xml).toContain('ünï_x0001_😀');
  });

  test('a workbook that is imported again has the same values', async () => {
    await write({ path: 'again.xlsx', sql: 'SELECT id, r, t FROM v WHERE id < 3' });
    await (await session).call('import_data', { path: 'again.xlsx', table_name: 'again', dry_run: false });
    expect(ask(file, 'SELECT id, r FROM again')).toEqual(ask(file, 'SELECT id, r FROM v WHERE id < 3'));
  });

  test('a sheet refuses what it cannot hold, and leaves no file', async () => {
    const { code, text } = await write({ path: 'long.xlsx', sql: `SELECT printf('%.*c', 40000, 'x')` });
    expect(code).toBe('too_large');
    expect(text).toContain('A2 would have 40,000 characters');
    expect(fs.existsSync(at('long.xlsx'))).toBe(false);
  });

  test('Parquet keeps the types of columns, and says where one has several', async () => {
    const { text } = await write({ path: 'v.parquet', sql: 'SELECT * FROM v ORDER BY id' });
    expect(text).toContain('m has integer and text and real values, written as text');
    const bytes = fs.readFileSync(at('v.parquet'));
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    expect(
      parquetMetadata(buffer)
        .schema.slice(1)
        .map(({ type }) => type),
    ).toEqual(['INT64', 'INT64', 'DOUBLE', 'BYTE_ARRAY', 'BYTE_ARRAY', 'BYTE_ARRAY']);
    const rows = await parquetReadObjects({ file: buffer, compressors, utf8: false });
    expect(rows.map(({ i, r, m }) => [i, r, m])).toEqual([
      [9007199254740993n, 1.5, '1'],
      [-5n, 7, 'mixed'],
      [null, null, '2.5'],
    ]);
  });

  test('Parquet of many row groups comes back whole', async () => {
    const sql = `SELECT value AS n, 'text ' || value AS t FROM generate_series(1, 120000)`;
    await write({ path: 'many.parquet', sql });
    await (await session).call('import_data', { path: 'many.parquet', table_name: 'many', dry_run: false });
    expect(ask(file, `SELECT count(*), sum(n), sum(t = 'text ' || n) FROM many`)).toEqual([
      [120_000, 7_200_060_000, 120_000],
    ]);
  });

  test.each(['csv', 'ndjson', 'sql'])('%s.gz unpacks to what the plain file holds', async (format) => {
    const sql = format === 'sql' ? undefined : 'SELECT id, t FROM v';
    await write({ path: `plain.${format}`, sql });
    await write({ path: `packed.${format}.gz`, sql });
    const plain = fs.readFileSync(at(`plain.${format}`), 'utf8');
    expect(gunzipSync(fs.readFileSync(at(`packed.${format}.gz`))).toString()).toBe(plain);
    expect(plain.length).toBeGreaterThan(20);
  });

  test('says what is missing or too much', async () => {
    expect((await write({ path: 'x.csv' })).text).toBe('Give "sql", the SELECT whose rows are written as csv.');
    expect((await write({ path: 'x.sql', sql: 'SELECT 1' })).text).toContain('dump of the whole database');
    expect((await write({ path: 'x.zip', sql: 'SELECT 1' })).text).toContain('does not show the format');
  });
});

describe('a dump', () => {
  const full = `PRAGMA user_version = 7;
    CREATE TABLE p(id INTEGER PRIMARY KEY AUTOINCREMENT, n TEXT COLLATE NOCASE, g INT AS (id * 2), CHECK (id > 0));
    INSERT INTO p(id, n) VALUES (5, 'it''s'), (9, 'two' || char(10) || 'lines');
    CREATE TABLE "odd "" name"("a b", c, rowid TEXT);
    INSERT INTO "odd "" name" VALUES (1e300, x'00ff', 'r'), (9.0e999, CAST(x'61ff00c3' AS TEXT), NULL), (0.1, 'a' || char(0) || 'b', '');
    DELETE FROM p WHERE id = 9; INSERT INTO p(n) VALUES ('after');
    CREATE TABLE w(a TEXT, b INT, PRIMARY KEY (b, a)) WITHOUT ROWID; INSERT INTO w VALUES ('x', 9223372036854775807);
    CREATE TABLE d(x TEXT); INSERT INTO d(rowid, x) VALUES (3, 'one apple'), (70, 'two pear');
    CREATE TABLE wide(${Array.from({ length: 1500 }, (_, n) => `c${n}`).join(',')}); INSERT INTO wide(c0, c1499) VALUES (1, 'end');
    CREATE VIRTUAL TABLE f USING fts5(x, content='d'); INSERT INTO f(f) VALUES ('rebuild');
    CREATE VIRTUAL TABLE g USING fts5(y); INSERT INTO g VALUES ('green apple');
    CREATE VIRTUAL TABLE rt USING rtree(id, x0, x1); INSERT INTO rt VALUES (1, 0, 5);
    CREATE INDEX pn ON p(n) WHERE id > 2; CREATE VIEW pv AS SELECT n FROM p;
    CREATE TRIGGER tr AFTER INSERT ON p BEGIN INSERT INTO d VALUES (NEW.n); END;
    ANALYZE; DROP TABLE IF EXISTS sqlite_stat4`;

  test('makes the same database again in the shell', async () => {
    const from = makeDatabase(at('full.db'), full);
    const { call } = await session;
    await call('open_database', { path: 'full.db' });
    const answer = await call('export_data', { path: 'full.sql', database: 'full.db' });
    expect(headOf(answer)).toContain('as sql');
    const restored = at('restored.db');
    shell(restored, `.dbconfig defensive off\n.read "${at('full.sql').replaceAll('\\', '/')}"`);
    expect(digest(restored)).toBe(digest(from));
    for (const sql of [
      'SELECT rowid, * FROM d',
      'PRAGMA user_version',
      'SELECT hex(c), typeof(c), hex("a b") FROM "odd "" name" ORDER BY rowid',
      `SELECT rowid FROM f WHERE f MATCH 'apple'`,
      `SELECT rowid FROM g WHERE g MATCH 'apple'`,
      'SELECT * FROM rt',
      'SELECT * FROM sqlite_sequence',
      'SELECT c1499 FROM wide',
    ])
      expect(shell(restored, sql), sql).toBe(shell(from, sql));
  });

  test('ends each statement, whatever comment follows it', async () => {
    const db = new Database(at('comments.db'));
    for (const sql of [
      'CREATE TABLE t(a) -- the table',
      'CREATE VIEW v AS SELECT a FROM t -- a view',
      'CREATE VIEW w AS SELECT a FROM t /* not closed',
      'CREATE INDEX i ON t(a) -- an index',
      "INSERT INTO t VALUES ('-- no comment'), ('/*')",
    ])
      db.exec(sql);
    db.close();
    const { call } = await session;
    await call('open_database', { path: 'comments.db' });
    await call('export_data', { path: 'comments.sql', database: 'comments.db' });
    const restored = at('comments-restored.db');
    shell(restored, fs.readFileSync(at('comments.sql'), 'utf8'));
    expect(shell(restored, 'SELECT a FROM w; SELECT name FROM sqlite_schema ORDER BY name')).toBe(
      '-- no comment\n/*\ni\nt\nv\nw',
    );
  });

  test('keeps the text of a UTF-16 database', async () => {
    const db = new Database(at('u16.db'));
    db.exec(`PRAGMA encoding = 'UTF-16le'; CREATE TABLE t(a); INSERT INTO t VALUES ('ünï😀''s')`);
    db.close();
    const { call } = await session;
    await call('open_database', { path: 'u16.db' });
    await call('export_data', { path: 'u16.sql', database: 'u16.db' });
    const restored = at('u16-restored.db');
    shell(restored, fs.readFileSync(at('u16.sql'), 'utf8'));
    expect(shell(restored, 'SELECT a FROM t; PRAGMA encoding')).toBe(`ünï😀's\nUTF-16le`);
  });
});

/** The text of a part of a zip file, by Node's own inflate and the central directory. */
function unzipped(name: string, part: string): string {
  const bytes = fs.readFileSync(name);
  for (let at = bytes.indexOf('PK\x01\x02'); at !== -1; at = bytes.indexOf('PK\x01\x02', at + 4)) {
    const length = bytes.readUInt16LE(at + 28);
    if (bytes.toString('utf8', at + 46, at + 46 + length) !== part) continue;
    const start = bytes.readUInt32LE(at + 42);
    const data = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    return inflateRawSync(bytes.subarray(data, data + bytes.readUInt32LE(at + 20))).toString();
  }
  return '';
}
