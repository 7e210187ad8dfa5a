import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { makeChinook } from './chinook.ts';
import { shell } from './shell.ts';
import { headOf, linesOf, makeDatabase, sharedFolder, startShared } from './start.ts';

const folder = sharedFolder();
const file = makeChinook(path.join(folder, 'chinook.db'));
const session = await startShared([file]);

describe('the schema', () => {
  test('whole, in one call', async () => {
    const { text } = await session.call('describe_schema');
    expect(text).toMatch(/^\[chinook\.db: 7 tables, 1 view; \d+ kB; journal delete; SQLite 3\.\d+\.\d+\]\n/);
    expect(text).toContain(
      [
        'Album (40 rows)',
        '  AlbumId INTEGER PRIMARY KEY NOT NULL',
        '  Title NVARCHAR(160) NOT NULL',
        '  ArtistId INTEGER NOT NULL -> Artist(ArtistId)',
        '  index IFK_AlbumArtistId (ArtistId)',
      ].join('\n'),
    );
    expect(text).toContain('InvoiceLine (WITHOUT ROWID, 1,200 rows)');
    expect(text).toContain('  PRIMARY KEY (InvoiceId, Line)');
    expect(text).toContain('  InvoiceId INTEGER NOT NULL -> Invoice(InvoiceId) on delete cascade');
    expect(text).toContain('  UNIQUE (Email)');
    expect(text).toContain('  trigger LineTotal AFTER INSERT');
    expect(text).toContain('TrackText (virtual table, 2,000 rows)');
    expect(text).toContain('"Sales by country" (view)\n  Country NVARCHAR(40)\n  Total');
    expect(text).not.toContain('TrackText_data');
  });

  test('by pattern, by name only, and as SQL that makes it again', async () => {
    expect((await session.call('describe_schema', { pattern: 'invoice*', detail: 'names' })).text).toMatch(
      /^\[.*2 tables.*\]\nInvoice \(400 rows\)\nInvoiceLine \(1,200 rows\)$/,
    );
    expect(await session.call('describe_schema', { pattern: 'nope*' })).toMatchObject({
      isError: true,
      code: 'not_found',
    });
    const ddl = linesOf(await session.call('describe_schema', { detail: 'ddl' })).join('\n');
    const again = new Database(':memory:');
    again.exec(ddl);
    const schema = (db: Database.Database) =>
      db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2').raw().all();
    const original = new Database(file, { readonly: true });
    expect(schema(again)).toEqual(schema(original));
    original.close();
  });

  test('a page at a time when it is large', async () => {
    const many = makeDatabase(
      path.join(folder, 'many.db'),
      Array.from(
        { length: 300 },
        (_, n) =>
          `CREATE TABLE table_${String(n).padStart(3, '0')}(some_column INTEGER PRIMARY KEY, other_column TEXT);`,
      ).join(''),
    );
    const small = await startShared(['--max-output', '5000', many]);
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const answer = await small.call('describe_schema', { ...(cursor && { cursor }) });
      expect(answer.text.length).toBeLessThanOrEqual(5_000);
      pages.push(linesOf(answer).flatMap((line) => /^table_\d+/.exec(line)?.[0] ?? []));
      cursor = /more with cursor (\S+)/.exec(headOf(answer))?.[1];
    } while (cursor !== undefined);
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flat()).toEqual(Array.from({ length: 300 }, (_, n) => `table_${String(n).padStart(3, '0')}`));
  });

  test('one table, or the names of those that there are', async () => {
    expect((await session.call('describe_table', { table_name: 'artist' })).text).toBe(
      'Artist (4 rows)\n  ArtistId INTEGER PRIMARY KEY NOT NULL\n  Name NVARCHAR(120)\nCREATE TABLE [Artist] ([ArtistId] INTEGER PRIMARY KEY NOT NULL, [Name] NVARCHAR(120))',
    );
    const answer = await session.call('describe_table', { table_name: `x'); DROP TABLE Artist; --` });
    expect(answer).toMatchObject({ isError: true, code: 'not_found' });
    expect(answer.text).toContain('Tables: Album, Artist, Customer');
    expect((await session.call('list_tables')).text).toContain('"Sales by country" (view)');
  });

  test('says that a view does not match its tables', async () => {
    const broken = makeDatabase(
      path.join(folder, 'broken.db'),
      'CREATE TABLE t(a); CREATE VIEW v AS SELECT a, gone FROM t',
    );
    const other = await startShared([broken]);
    expect((await other.call('describe_schema')).text).toMatch(/v \(view\)\n {2}cannot be read: no such column: gone/);
  });
});

describe('plans', () => {
  test('in words, with an index that was proven to help', async () => {
    const { text } = await session.call('explain', {
      sql: 'SELECT * FROM Invoice WHERE CustomerId = ? ORDER BY InvoiceDate',
      params: [1],
    });
    const lines = text.split('\n');
    expect(lines).toContain('- reads all rows of Invoice');
    expect(lines).toContain('- sorts in a temporary table for ORDER BY');
    const advice = /^With (CREATE INDEX .*?);/m.exec(text)?.[1];
    expect(advice).toBe('CREATE INDEX idx_Invoice_CustomerId_InvoiceDate ON "Invoice" ("CustomerId", "InvoiceDate")');
    // The proof, outside the server: with the index the plan is what was promised.
    const db = new Database(':memory:');
    db.exec('CREATE TABLE Invoice(InvoiceId INTEGER PRIMARY KEY, CustomerId, InvoiceDate, Total)');
    db.exec(advice ?? '');
    const plan = db
      .prepare('EXPLAIN QUERY PLAN SELECT * FROM Invoice WHERE CustomerId = 1 ORDER BY InvoiceDate')
      .raw()
      .all();
    expect(JSON.stringify(plan)).toMatch(/SEARCH Invoice USING INDEX/);
    expect(plan).toHaveLength(1);
  });

  test('measures the index on a copy, also of a table with foreign keys', async () => {
    const large = makeDatabase(
      path.join(folder, 'large.db'),
      `CREATE TABLE p(id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1);
      CREATE TABLE t(id INTEGER PRIMARY KEY, p INT REFERENCES p(id), v TEXT);
      WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 20000) INSERT INTO t SELECT x, 1, 'v' || x FROM c`,
    );
    const { call } = await startShared([large]);
    // An index on an expression, and two that only help together; the shell's plan is the oracle.
    for (const [where, indexes] of [
      [`lower(v) = 'v7'`, ['CREATE INDEX idx_t_lower_v ON "t" (lower("v"))']],
      [`v = 'v7' OR p = 5`, ['CREATE INDEX idx_t_v ON "t" ("v")', 'CREATE INDEX idx_t_p ON "t" ("p")']],
    ] as const) {
      const sql = `SELECT * FROM t WHERE ${where}`;
      expect((await call('explain', { sql })).text).toContain(`With ${indexes.join('; ')}; (tried on a copy)`);
      const plan = shell(large, `BEGIN; ${indexes.join('; ')}; EXPLAIN QUERY PLAN ${sql}; ROLLBACK`);
      expect(plan).toContain('USING INDEX idx_t_');
      expect(plan).not.toContain('SCAN');
    }
    const { text } = await call('explain', { sql: `SELECT * FROM t WHERE v = 'v7'` });
    const measured = /^Measured: ([\d.e-]+) ms instead of ([\d.e-]+) ms, on a copy of 20,000 rows\.$/m.exec(text);
    expect(text).toContain('CREATE INDEX idx_t_v ON "t" ("v")');
    expect(Number(measured?.[1])).toBeLessThan(Number(measured?.[2]));
    const unbound = await call('explain', { sql: 'SELECT * FROM t WHERE v = ?' });
    expect(unbound.text).toContain('CREATE INDEX idx_t_v');
    expect(unbound.text).not.toContain('Measured');
  });

  test('no advice where none helps, and never for what is not a plan', async () => {
    expect((await session.call('explain', { sql: 'SELECT * FROM Artist WHERE ArtistId = 1' })).text).toBe(
      '[1 step]\n- looks rows of Artist up by its integer primary key where rowid=?\nNo index that was tried changes this plan.',
    );
    expect(await session.call('explain', { sql: 'DROP TABLE Artist' })).toMatchObject({ isError: true });
    expect(
      (await session.call('explain', { sql: 'DELETE FROM Invoice WHERE Total = 1', advise: false })).text,
    ).toContain('reads all rows of Invoice');
  });
});

describe('profiles', () => {
  test('tell each column', async () => {
    const lines = linesOf(await session.call('profile_table', { table_name: 'Customer' }));
    expect(lines[0]).toBe('CustomerId INTEGER: no NULL; 60 different; 1 to 60; average 30.5');
    expect(lines[2]).toBe(
      'Country NVARCHAR(40): 25.0% NULL; 3 different; "Brazil" to "日本"; longest 6 characters; most frequent "Brazil" x15, "Norway" x15, "日本" x15',
    );
  });

  test('of columns that are named, or not there', async () => {
    expect(
      linesOf(await session.call('profile_table', { table_name: 'Customer', columns: ['country'], top: 0 })),
    ).toHaveLength(1);
    expect((await session.call('profile_table', { table_name: 'Customer', columns: ['x'] })).text).toContain(
      'It has: CustomerId, FirstName',
    );
  });
});

describe('search', () => {
  test('words through the full-text index', async () => {
    const answer = await session.call('search', { text: 'remix 999', table_name: 'TrackText' });
    expect(answer.text).toContain('TrackText rowid 999: "Song «999» (C++ «remix»)"');
  });

  test.each(['c++', 'foo-bar', 'AND', '"', '* OR NEAR(', "'; DROP TABLE Artist; --", '%', '\\', '日本'])(
    '%s is taken literally, and never an error',
    async (text) => {
      expect(await session.call('search', { text })).toMatchObject({ isError: false });
    },
  );

  test('the text as it is, where there is no index', async () => {
    expect((await session.call('search', { text: "o'conn", table_name: 'Artist' })).text).toBe(
      `[1 match in 1 table searched]\nArtist rowid 4: Name "O'Connor"`,
    );
    expect((await session.call('search', { text: '100%', table_name: 'Track' })).text).toContain('[0 matches');
    const limited = await session.call('search', { text: 'song', table_name: 'Track', limit: 3 });
    expect(linesOf(limited)).toHaveLength(3);
    expect(headOf(limited)).toContain('there are more');
  });
});

describe('charts', () => {
  const sql =
    'SELECT Country, sum(Total) AS total, count(*) AS n FROM Invoice JOIN Customer USING (CustomerId) GROUP BY 1';

  test.each(['bar', 'line', 'area', 'scatter', 'pie'] as const)('%s: a picture of the result', async (type) => {
    const answer = await session.call('chart', { sql, type, title: 'By <country> & "more"', format: 'svg' });
    expect(answer.isError).toBe(false);
    const resource = answer.content[1]?.['resource'] as { blob: string; mimeType: string };
    expect(resource.mimeType).toBe('image/svg+xml');
    const svg = Buffer.from(resource.blob, 'base64').toString();
    expect(svg).toMatch(/^<svg .*<\/svg>$/s);
    expect(svg).not.toMatch(/<(script|foreignObject|image)|href|<country>/);
    expect(svg).toContain('Brazil');
    const marks = {
      bar: /<rect x="\d[^>]*fill="#0072b2"/g,
      line: /<polyline/g,
      area: /<polygon/g,
      scatter: /<circle/g,
      pie: /<path/g,
    }[type];
    expect(svg.match(marks)?.length).toBeGreaterThan(0);
  });

  const drawn = async (rows: string, type: string): Promise<string> => {
    const answer = await session.call('chart', { sql: `SELECT * FROM (VALUES ${rows})`, type, format: 'svg' });
    const resource = answer.content[1]?.['resource'] as { blob: string };
    return Buffer.from(resource.blob, 'base64').toString();
  };

  test('a point between gaps is seen', async () => {
    const svg = await drawn(`('a', 1), ('b', NULL), ('c', 3), ('d', NULL), ('e', 5)`, 'line');
    expect(svg.match(/<circle/g)).toHaveLength(3);
  });

  test('lines go from left to right, whatever the order of the rows', async () => {
    const svg = await drawn('(3, 1), (1, 2), (2, 3)', 'line');
    const line =
      /<polyline points="([^"]*)"/
        .exec(svg)?.[1]
        ?.split(' ')
        .map((point) => Number.parseFloat(point)) ?? [];
    expect(line).toEqual(line.toSorted((a, b) => a - b));
  });

  test.each([
    ['close', `('a', 1000000.1), ('b', 1000000.2), ('c', 1000000.3)`],
    ['large', `('a', 2e18), ('b', 4e18), ('c', 9e18)`],
  ])('%s numbers have different labels, within the picture', async (_what, rows) => {
    const svg = await drawn(rows, 'line');
    const labels = [...svg.matchAll(/text-anchor="end">([^<]*)</g)].map(([, text = '']) => text);
    expect(new Set(labels).size).toBe(labels.length);
    for (const text of labels) expect(text.length).toBeLessThan(11);
  });

  test('the legend names every series within the picture', async () => {
    const svg = await drawn(`('a', ${Array.from({ length: 8 }, (_, at) => at + 1).join(', ')})`, 'bar');
    const marks = [...svg.matchAll(/<rect x="(\d+)" y="\d+" width="10" height="10"/g)].map(([, x]) => Number(x));
    expect(marks).toHaveLength(8);
    expect(Math.max(...marks)).toBeLessThan(700);
  });

  test('png: an image to look at', async () => {
    const answer = await session.call('chart', { sql });
    expect(answer.text).toContain('[bar chart of 4 points: total, n]');
    expect(Buffer.from(String(answer.content[1]?.['data']), 'base64').toString('latin1', 1, 4)).toBe('PNG');
  });

  test('says what cannot be drawn', async () => {
    expect((await session.call('chart', { sql: 'SELECT Name, Name FROM Artist' })).text).toContain(
      'columns with numbers',
    );
    expect((await session.call('chart', { sql, y: ['nope'] })).text).toContain('it has: Country, total, n');
    expect((await session.call('chart', { sql: 'SELECT 1, 2 WHERE 0' })).text).toContain('no rows');
    expect(await session.call('chart', { sql: 'DELETE FROM Artist' })).toMatchObject({ isError: true, code: 'denied' });
  });
});
