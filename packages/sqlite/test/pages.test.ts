import path from 'node:path';
import { checkPages } from '@mcp-reference/kit/testing';
import { expect, test } from 'vitest';
import { makeDatabase, sharedFolder, start } from './start.ts';

const budget = 3_000;
const columns = Array.from({ length: 150 }, (_, i) => `a_rather_long_column_name_${i} TEXT`).join(',');
const many = Array.from({ length: 120 }, (_, i) => `CREATE TABLE a_table_with_a_long_name_${i}(a INTEGER, b TEXT);`);
const file = makeDatabase(
  path.join(sharedFolder(), 'big.db'),
  `CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
   WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
   INSERT INTO t SELECT i, 'a needle, and the name of row ' || i FROM n;
   CREATE TABLE long(id INTEGER PRIMARY KEY, text TEXT);
   INSERT INTO long VALUES (1, printf('%.*c', 5000, 'x')), (2, printf('%.*c', 5000, 'y'));
   CREATE TABLE wide(
   ${columns.replaceAll(',', ',\n')});
   ${many.join('\n')}`,
);
const serve = (most: number) => start(['--toolsets', 'all', '--max-output', String(most), file]);

test('every long answer fits into the budget, and can be read to its end as its first line says', async () => {
  await checkPages({
    session: await serve(budget),
    budget,
    whole: await serve(1_000_000),
    calls: [
      { tool: 'query', args: { sql: 'SELECT * FROM t', limit: 100 } },
      { tool: 'read_query', args: { query: 'SELECT * FROM t' } },
      { tool: 'describe_table', args: { table_name: 'wide' } },
      { tool: 'describe_schema', args: {} },
      { tool: 'describe_schema', args: { detail: 'ddl' } },
      { tool: 'describe_schema', args: { detail: 'names' } },
      { tool: 'list_tables', args: {} },
    ],
  });
});

test('the header counts the values that are cut on this page alone, and says how to read on', async () => {
  const session = await serve(budget);
  const page = await session.call('query', { sql: 'SELECT * FROM long', limit: 1 });
  expect(page.text.split('\n')[0]).toMatch(
    /^\[rows 1-1; id INTEGER, text TEXT; 1 long value cut to fit, substr\(\) reads on; more with cursor \w+\]$/,
  );
  const short = await session.call('query', { sql: 'SELECT * FROM long', max_cell: 100 });
  expect(short.text).toContain('2 long values cut (max_cell 100)');
});

test('the header says how many columns it leaves out', async () => {
  const { text } = await (await serve(budget)).call('query', { sql: 'SELECT * FROM wide' });
  expect(text).toMatch(/^\[0 rows; a_rather_long_column_name_0 TEXT, .* TEXT, … 1\d\d more columns\]$/);
});
