import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cursorOf, headOf, linesOf, makeDatabase, rowsOf, sharedFolder, start, startShared } from './start.ts';

const file = makeDatabase(
  path.join(sharedFolder(), 'a.db'),
  `CREATE TABLE v(i INTEGER, r REAL, t TEXT, b BLOB, n);
   INSERT INTO v VALUES(9007199254740991, 7.0, 'é"', x'00ff', NULL), (-9223372036854775808, 1e999, 'a' || char(0) || 'b', zeroblob(5000), 1.5), (9007199254740993, -1e999, printf('%.*c', 5000, 'x'), CAST(x'89504e470d0a1a0a' || zeroblob(2000) AS BLOB), 'text');
   CREATE TABLE n(x INTEGER PRIMARY KEY);
   WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<1000000) INSERT INTO n SELECT x FROM c;
   CREATE TABLE hidden(t); INSERT INTO hidden VALUES('a' || char(8203) || 'b' || char(8238)); CREATE TABLE bad(t); INSERT INTO bad VALUES(CAST(x'ff41' AS TEXT))`,
);
const session = await startShared([file]);
const query = (sql: string, more: Record<string, unknown> = {}) => session.call('query', { sql, ...more });

describe('values', () => {
  test('every type comes exactly as it is stored', async () => {
    const answer = await query('SELECT * FROM v', { max_cell: 100 });
    expect(headOf(answer)).toBe(
      '3 rows; i INTEGER, r REAL, t TEXT, b BLOB, n; 3 long values cut (max_cell 100); integers beyond 2^53 as text',
    );
    const [first, second, third] = linesOf(answer);
    expect(first).toBe('[9007199254740991,7.0,"é\\"",{"$base64":"AP8=","bytes":2},null]');
    expect(second).toBe(
      `["-9223372036854775808","Infinity","a\\u0000b",{"$base64":"${'A'.repeat(64)}","bytes":5000,"shown":48},1.5]`,
    );
    expect(third).toMatch(
      /^\["9007199254740993","-Infinity",\{"\$text":"x{100}","chars":5000\},\{"\$base64":"iVBORw0KGgo[^"]+","bytes":2008,"shown":48,"type":"image\/png"\},"text"\]$/,
    );
  });

  test('max_cell brings long values whole', async () => {
    const [row] = rowsOf(await query('SELECT t FROM v WHERE i = 9007199254740993', { max_cell: 5_000 }));
    expect(row).toEqual(['x'.repeat(5_000)]);
  });

  test('names that come again are kept apart, whatever they are', async () => {
    const sql = 'SELECT 1 AS a, 2 AS a, 3 AS "__proto__", 4 AS a_2';
    expect((await query(sql)).text).toBe('[1 row; a, a, __proto__, a_2]\n[1,2,3,4]');
    expect(linesOf(await query(sql, { rows: 'objects' }))).toEqual(['{"a":1,"a_2":2,"__proto__":3,"a_2_2":4}']);
  });

  test('what a person does not see is counted, and what is not UTF-8 said', async () => {
    expect(headOf(await query('SELECT * FROM hidden'))).toContain('invisible characters: U+200B x1 U+202E x1');
    expect(headOf(await query('SELECT * FROM bad'))).toContain('hex(column) shows them');
  });

  test.each<[string, unknown, unknown[]]>([
    ['SELECT typeof(?), ?', [42, 42], ['integer', 42]],
    ['SELECT typeof(?1), ?1, ?2', [1.5, 'x'], ['real', 1.5, 'x']],
    ['SELECT typeof(:a), $b, @c', { a: { $int: '9007199254740993' }, b: null, c: true }, ['integer', null, 1]],
    ['SELECT :a', { ':a': { $int: '9007199254740993' } }, ['9007199254740993']],
    ['SELECT ?, ?3, ?', [1, 2, 3, 4], [1, 3, 4]],
    ['SELECT hex(?)', [{ $base64: 'AP8=' }], ['00FF']],
  ])('%s with %j', async (sql, params, row) => expect(rowsOf(await query(sql, { params }))).toEqual([row]));

  test.each<[string, unknown]>([
    ['SELECT :a', {}],
    ['SELECT :a', { a: 1, b: 2 }],
    ['SELECT ?', []],
    ['SELECT 1', [1]],
  ])('%s with %j is refused', async (sql, params) =>
    expect(await query(sql, { params })).toMatchObject({ isError: true, code: 'invalid' }),
  );
});

describe('pages', () => {
  test('a million rows come page by page, complete and in order', async () => {
    const rows: unknown[] = [];
    let answer = await query('SELECT x FROM n WHERE x <= 25000', { limit: 10_000 });
    for (;;) {
      rows.push(...rowsOf(answer));
      const cursor = cursorOf(answer);
      if (cursor === undefined) break;
      answer = await session.call('query', { cursor, limit: 10_000 });
      expect(answer.isError).toBe(false);
    }
    expect(rows).toEqual(Array.from({ length: 25_000 }, (_, index) => [index + 1]));
  });

  test('a result that took long is read once: the next page is kept', async () => {
    const first = await query('SELECT x, random() AS r FROM n ORDER BY r', { limit: 50 });
    const kept = await session.call('query', { cursor: cursorOf(first), limit: 50 });
    const again = await session.call('query', { cursor: cursorOf(first), limit: 50 });
    expect(linesOf(kept)).toEqual(linesOf(again));
    expect(new Set([...linesOf(first), ...linesOf(kept)]).size).toBe(100);
  });

  test('the output limit ends a page, and one row that is too wide is cut to fit', async () => {
    const small = await start(['--max-output', '5000', file]);
    const answer = await small.call('query', { sql: 'SELECT t FROM v, n', max_cell: 100_000 });
    expect(answer.text.length).toBeLessThanOrEqual(5_000);
    expect(cursorOf(answer)).toBeDefined();
    const wide = await small.call('query', {
      sql: `SELECT ${Array.from({ length: 20 }, () => `printf('%.*c', 5000, 'x')`).join(', ')}`,
      max_cell: 100_000,
    });
    expect(wide.text.length).toBeLessThanOrEqual(5_000);
    expect(rowsOf(wide)).toHaveLength(1);
  });

  test('a comment or a column called "limit" does not lift the limit', async () => {
    expect(linesOf(await query('SELECT x AS "limit" FROM n -- limit 5', { limit: 3 }))).toHaveLength(3);
  });

  test('a cursor that is not known says how to go on', async () => {
    const answer = await session.call('query', { cursor: 'r99999' });
    expect(answer).toMatchObject({ isError: true, code: 'not_found' });
    expect(answer.text).toContain('Run the query again');
  });

  test('a page does not go on in data that changed meanwhile', async () => {
    const own = makeDatabase(path.join(sharedFolder(), 'b.db'), 'CREATE TABLE t(a); INSERT INTO t VALUES(1),(2),(3)');
    const other = await start([own]);
    const first = await other.call('query', { sql: 'SELECT * FROM t', limit: 1 });
    makeDatabase(own, 'DELETE FROM t WHERE a = 1');
    const next = await other.call('query', { cursor: cursorOf(first) });
    // Where the first page took long, the others were read together with it.
    if (next.isError) expect(next).toMatchObject({ code: 'conflict' });
    else expect(rowsOf(next)).toEqual([[2], [3]]);
  });
});

test('the archived way to read answers objects', async () => {
  expect((await session.call('read_query', { query: 'SELECT x FROM n LIMIT 2' })).text).toBe(
    '[2 rows; x INTEGER]\n{"x":1}\n{"x":2}',
  );
});

test('the archived way to read takes the cursor of its answer', async () => {
  const all = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 250) SELECT x FROM c';
  const rows: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = await session.call('read_query', { query: all, ...(cursor !== undefined && { cursor }) });
    expect(page.isError, page.text).toBe(false);
    rows.push(...rowsOf(page));
    cursor = / more with cursor (\w+)/.exec(page.text)?.[1];
    if (cursor !== undefined) {
      const other = await session.call('read_query', { query: 'SELECT 1', cursor });
      expect(other).toMatchObject({ isError: true, code: 'invalid' });
    }
  } while (cursor !== undefined);
  expect(rows).toEqual(Array.from({ length: 250 }, (_, index) => ({ x: index + 1 })));
});

describe('errors say what to do', () => {
  test.each([
    ['SELECT * FROM nowhere', 'no such table: nowhere. Tables: bad, hidden, n, v.'],
    ['SELECT nowt FROM v', 'no such column: nowt. v has i, r, t, b, n.'],
    ['SELECT "nowt" FROM v', `Double quotes name columns; write 'nowt' for a text.`],
    ['SELECT nowt(1)', 'PRAGMA function_list'],
    ['SELECT FROM', 'syntax error'],
    ['DELETE FROM v', 'only reads'],
  ])('%s', async (sql, message) => {
    const answer = await query(sql);
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain(message);
  });
});
