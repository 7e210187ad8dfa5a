import fc from '@mcp-reference/kit/testing/properties';
import { describe, expect, test } from 'vitest';
import { CsvReader, type Field } from '../src/import/csv.ts';
import { TextColumn } from '../src/import/types.ts';
import { digest, shell } from './shell.ts';
import { ask, confirmOf, contentsOf, headOf, linesOf } from './start.ts';
import { open, openShared } from './with-files.ts';

const fresh = openShared();

describe('import', () => {
  const csv =
    'id,name,zip,score,when,big\n1,"O\'Brien, ""Pat""",00123,1.5,2026-01-01,12345678901234567890\n2,"two\nlines",4,-2,,1\n3,"",5,1000,x,2\n';

  test('shows first what it would do', async () => {
    const { folder, session, put } = await fresh();
    put('p.csv', csv);
    const before = contentsOf(folder);
    const { text } = await session.call('import_data', { path: 'p.csv', table_name: 't' });
    expect(text.split('\n')[0]).toBe(
      '[preview: 3 rows (csv) would go into a new table t; zip is TEXT, as 00123 would not stay the same as a number; big is TEXT, as 12345678901234567890 would not stay the same as a number; nothing was changed; dry_run: false imports]',
    );
    expect(text).toContain(
      'CREATE TABLE "t" ("id" INTEGER, "name" TEXT, "zip" TEXT, "score" NUMERIC, "when" TEXT, "big" TEXT)',
    );
    expect(text).toContain('[1,"O\'Brien, \\"Pat\\"","00123",1.5,"2026-01-01","12345678901234567890"]');
    expect(contentsOf(folder)).toEqual(before);
  });

  test('and then does it; no value is changed by its type', async () => {
    const { file, put, load } = await fresh();
    put('p.csv', csv);
    expect(headOf(await load({ path: 'p.csv' }))).toContain('imported 3 rows into a new table t; zip is TEXT');
    expect(ask(file, 'SELECT *, typeof(id), typeof(score) FROM t')).toEqual([
      [1, 'O\'Brien, "Pat"', '00123', 1.5, '2026-01-01', '12345678901234567890', 'integer', 'real'],
      [2, 'two\nlines', '4', -2, null, '1', 'integer', 'integer'],
      [3, '', '5', 1000, 'x', '2', 'integer', 'integer'],
    ]);
    expect(shell(file, 'SELECT zip FROM t WHERE id = 1')).toBe('00123');
  });

  test.each<[string, string, unknown[]]>([
    ['p.tsv', 'a\tb\n1\tx y\n', [[1, 'x y']]],
    ['p.csv', 'a;b\r\n1;x\r\n', [[1, 'x']]],
    [
      'p.json',
      '[{"a":1,"b":"x"},{"b":null,"a":9007199254740993}]',
      [
        [1, 'x'],
        [9007199254740993n, null],
      ],
    ],
    [
      'p.ndjson',
      '{"a":true,"b":{"c":[1]}}\n\n{"a":0}\n',
      [
        [1, '{"c":[1]}'],
        [0, null],
      ],
    ],
    [
      'p.json',
      '[[1,"x"],[2,"y"]]',
      [
        [1, 'x'],
        [2, 'y'],
      ],
    ],
  ])('%s: %j', async (name, text, rows) => {
    const { file, put, load } = await fresh();
    put(name, text);
    expect(await load({ path: name })).toMatchObject({ isError: false });
    const { default: Database } = await import('better-sqlite3');
    const db = new Database(file, { readonly: true });
    const got = db.prepare('SELECT * FROM t').raw().safeIntegers().all();
    db.close();
    expect(got).toEqual(
      rows.map((row) => (row as unknown[]).map((value) => (typeof value === 'number' ? BigInt(value) : value))),
    );
  });

  test('into an existing table, by the names of its columns', async () => {
    const { file, load } = await fresh();
    expect(headOf(await load({ table_name: 'has', content: 'name,id\nAnn,7\n' }))).toBe(
      'imported 1 row into the existing table has',
    );
    expect(ask(file, 'SELECT * FROM has')).toEqual([[7, 'Ann', null]]);
    expect((await load({ table_name: 'has', content: 'nam\nAnn\n' })).text).toContain(
      'has no column nam. Did you mean name? It has: id, name, at',
    );
  });

  test('all or nothing, with the line that does not fit; or without such lines', async () => {
    const { file, load } = await fresh();
    const content = 'id,name\n1,Ann\n1,Bob\n2,\n3,Cyd,extra\n4,Dee\n';
    const refused = await load({ table_name: 'has', content });
    expect(refused).toMatchObject({ isError: true, code: 'invalid' });
    expect(refused.text).toContain('Line 5 has 3 values, 2 expected; nothing was imported');
    expect((await load({ table_name: 'has', content: 'id,name\n1,Ann\n1,Bob\n' })).text).toContain(
      'Line 3: UNIQUE constraint failed',
    );
    expect(ask(file, 'SELECT count(*) FROM has')).toEqual([[0]]);
    expect((await load({ table_name: 'has', content, on_error: 'skip' })).text).toContain(
      '[imported 2 rows into the existing table has; 3 rows skipped]',
    );
    expect(ask(file, 'SELECT id FROM has')).toEqual([[1], [4]]);
  });

  test.each<[string, string | Uint8Array, string]>([
    ['p.csv', 'a\n"open\n', 'are not closed'],
    ['p.csv', 'a,b\n"x"y,1\n', 'after closing quotes comes "y"'],
    ['p.csv', '', 'holds no rows'],
    ['p.json', '{"a":1}', 'an object with no list of rows'],
    ['p.xls', 'x', 'old format'],
    ['p.xlsx', 'x', 'cannot be read as xlsx'],
    ['p.parquet', 'x', 'cannot be read as parquet'],
    ['p.json', '[1]', 'neither an object nor a list'],
    ['p.xyz', 'a\n1\n', 'give it as "format"'],
  ])('%s with %j is refused', async (name, bytes, message) => {
    const { put, load } = await fresh();
    put(name, bytes);
    const answer = await load({ path: name });
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain(message);
  });

  test.each(['/etc/passwd', '../x.csv', 'a.db', 'no.csv'])('%s is not read', async (name) => {
    const { load } = await fresh();
    const answer = await load({ path: name, format: 'csv' });
    expect(answer.isError).toBe(true);
    expect(answer.text).not.toContain('root:');
  });

  test('CSV is read alike however it is cut into pieces', () => {
    const field = fc.oneof(
      fc.constant<Field>(null),
      fc.array(fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é'), { maxLength: 6 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        (rows, size) => {
          const text = rows
            .map(
              (row) =>
                row.map((value) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`)).join(',') + '\r\n',
            )
            .join('');
          const reader = new CsvReader(',');
          const read: Field[][] = [];
          for (let at = 0; at < text.length; at += size)
            for (const { fields } of reader.read(text.slice(at, at + size), at + size >= text.length))
              read.push(fields);
          expect(read).toEqual(rows);
        },
      ),
      { seed: 3, numRuns: 500 },
    );
  });

  test('a type that is chosen gives every value back as it was written', async () => {
    const { default: Database } = await import('better-sqlite3');
    const db = new Database(':memory:');
    const number = fc.oneof(
      fc.maxSafeInteger().map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.stringMatching(/^[-+]?0*\d{1,20}(\.\d{1,3})?$/),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(number, fc.string({ maxLength: 5 })), { minLength: 1, maxLength: 4 }), (texts) => {
        const column = new TextColumn();
        for (const text of texts) column.add(text);
        const { type } = column;
        db.exec(`DROP TABLE IF EXISTS t; CREATE TABLE t(v ${type})`);
        for (const text of texts) db.prepare('INSERT INTO t VALUES(?)').run(text);
        const stored = db.prepare<[]>('SELECT v FROM t').pluck().safeIntegers().all();
        // A REAL is written with a point or an exponent.
        const written = stored.map((value) =>
          typeof value === 'number' && Number.isInteger(value) && !/e/.test(String(value))
            ? `${value}.0`
            : String(value),
        );
        expect(written).toEqual(texts);
      }),
      { seed: 5, numRuns: 500 },
    );
    db.close();
  });
});

describe('a preview is what the import does', () => {
  test('rows that are skipped, keys that fail, values as they are stored', async () => {
    const { file, load } = await fresh();
    const preview = (more: Record<string, unknown>) => load({ dry_run: true, ...more });
    const ragged = { content: 'a,b,c\n1,2,3\n4,5\n6,7,8,9\n', on_error: 'skip' };
    expect(headOf(await preview(ragged))).toContain('preview: 1 row (csv) would go into a new table t; 2 rows skipped');
    expect(headOf(await load(ragged))).toContain('imported 1 row into a new table t; 2 rows skipped');
    shell(
      file,
      'CREATE TABLE dp(id INTEGER PRIMARY KEY); CREATE TABLE dc(p INT REFERENCES dp DEFERRABLE INITIALLY DEFERRED)',
    );
    const orphan = { table_name: 'dc', content: 'p\n77\n' };
    expect((await preview(orphan)).text).toContain('dc rowid 1: p 77 is not in dp');
    expect((await load(orphan)).text).toContain('FOREIGN KEY constraint failed');
    expect(linesOf(await preview({ table_name: 'has', content: 'id,name,at\n007,x,1.50\n' }))).toContain(
      '[7,"x","1.50"]',
    );
    expect(ask(file, 'SELECT count(*) FROM has')).toEqual([[0]]);
  });

  test('rows that an import would replace are asked for', async () => {
    const { file, session, load } = await open(['--confirm-rows', '1']);
    shell(
      file,
      'CREATE TABLE r(id INTEGER PRIMARY KEY ON CONFLICT REPLACE, v); INSERT INTO r VALUES(1, 1), (2, 1), (3, 1)',
    );
    const content = 'id,v\n1,9\n2,9\n4,9\n';
    const refused = await load({ table_name: 'r', content, database: 'a.db' });
    expect(refused.text).toContain('of "a.db" and replace 2 of its rows.');
    expect(ask(file, 'SELECT sum(v) FROM r')).toEqual([[3]]);
    const args = { table_name: 'r', content, database: 'a.db', dry_run: false, confirm: confirmOf(refused) };
    expect((await session.call('import_data', args)).text).toContain('2 rows of the table replaced');
    expect(ask(file, 'SELECT sum(v) FROM r')).toEqual([[28]]);
  });

  test('rows that go from other tables are counted, and asked for', async () => {
    const { file, load } = await open(['--confirm-rows', '3']);
    shell(
      file,
      `CREATE TABLE p(id INTEGER PRIMARY KEY ON CONFLICT REPLACE, n); INSERT INTO p VALUES (1, 1), (2, 2);
      CREATE TABLE c(p REFERENCES p(id) ON DELETE CASCADE); INSERT INTO c VALUES (1), (1), (1), (2);
      CREATE TABLE g(a); CREATE TABLE v(x); INSERT INTO v VALUES (1), (2), (3), (4), (5);
      CREATE TRIGGER gt AFTER INSERT ON g BEGIN DELETE FROM v; END`,
    );
    const was = digest(file);
    const args = { table_name: 'p', content: 'id,n\n1,9\n' };
    const preview = await load({ ...args, dry_run: true });
    expect(headOf(preview)).toContain('1 row of the table replaced; c: 3 deleted');
    const asked = await load(args);
    expect(asked.text).toContain('Import into the table "p" of "a.db" and replace 1 of its rows; c: 3 deleted.');
    expect((await load({ table_name: 'g', content: 'a\n1\n' })).text).toContain('and v: 5 deleted.');
    expect(digest(file)).toBe(was);
    expect((await load({ ...args, confirm: confirmOf(asked) })).isError).toBe(false);
    expect(ask(file, 'SELECT count(*) FROM c')).toEqual([[1]]);
  });

  test('undo takes an import back', async () => {
    const { file, session, load } = await open(['--undo']);
    const was = digest(file);
    expect(headOf(await load({ content: 'a\n1\n' }))).toContain('undo_write takes it back');
    expect((await session.call('undo_write', {})).isError).toBe(false);
    expect(digest(file)).toBe(was);
  });
});
