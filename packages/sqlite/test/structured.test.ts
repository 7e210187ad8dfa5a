import path from 'node:path';
import { checkStructured } from '@mcp-reference/kit/testing';
import { test } from 'vitest';
import { sqlite } from '../src/server.ts';
import { makeDatabase, sharedFolder, startShared } from './start.ts';

const file = makeDatabase(
  path.join(sharedFolder(), 'shop.db'),
  `CREATE TABLE maker (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
   CREATE TABLE item ("a name" TEXT, price REAL, photo BLOB, maker INTEGER REFERENCES maker(id));
   CREATE VIEW cheap AS SELECT * FROM item WHERE price < 5;
   INSERT INTO maker VALUES (1, 'Bö & Co'), (2, 'say "hi"');
   INSERT INTO item VALUES ('x', 1.5, x'00ff', 1), ('line' || char(10) || 'break', NULL, NULL, 2);`,
);

test('--structured-output adds data that is in the text, and nothing is sent twice without it', async () => {
  const plain = await startShared(['--write', '--toolsets', 'all', file]);
  const structured = await startShared(['--write', '--toolsets', 'all', '--structured-output', file]);
  await checkStructured(sqlite, {
    plain,
    structured,
    samples: [
      { tool: 'query', args: { sql: 'SELECT * FROM item' }, least: 8 },
      { tool: 'query', args: { sql: 'SELECT * FROM maker WHERE false' }, least: 3 },
      { tool: 'query', args: { sql: 'SELECT name, id + 1 FROM maker', rows: 'objects' }, least: 6 },
      { tool: 'read_query', args: { query: 'SELECT name FROM maker' }, least: 3 },
      { tool: 'list_tables', args: {}, beyond: ['kind'], least: 3 },
      { tool: 'list_databases', args: {}, beyond: ['writable', 'complete'], least: 2 },
      { tool: 'describe_table', args: { table_name: 'item' }, beyond: ['kind'], least: 10 },
      { tool: 'describe_schema', args: {}, beyond: ['kind', 'key'], least: 10 },
      { tool: 'execute', args: { sql: "UPDATE maker SET name = 'z' WHERE id = 2", dry_run: true }, least: 3 },
    ],
  });
});
