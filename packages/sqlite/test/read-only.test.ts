import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkReadOnly } from '@mcp-reference/kit/testing';
import { test } from 'vitest';
import { sqlite } from '../src/server.ts';
import { contentsOf, makeDatabase, start, temporaryFolder } from './start.ts';

const table_name = 't';
const calls = [
  ['append_insight', { insight: 'more' }],
  ['backup_database', { path: 'backup.db' }],
  ['chart', { sql: 'SELECT b, a FROM t' }],
  ['create_table', { query: 'CREATE TABLE made(a)' }],
  ['describe_schema', {}],
  ['describe_table', { table_name }],
  ['execute', { sql: 'DELETE FROM t' }],
  ['explain', { sql: 'SELECT * FROM t WHERE b = 1', advise: true }],
  ['export_data', { path: 'out.csv', sql: 'SELECT * FROM t' }],
  ['import_data', { content: 'a,b\n3,4\n', table_name }],
  ['list_databases', {}],
  ['list_tables', {}],
  ['maintain', { action: 'vacuum' }],
  ['manage_database', { action: 'create', path: 'new.db' }],
  ['manage_database', { action: 'restore', path: 'other.db' }],
  ['maintain', { action: 'analyze' }],
  ['profile_table', { table_name }],
  ['query', { sql: 'SELECT * FROM t' }],
  ['query', { sql: 'DELETE FROM t RETURNING *' }],
  ['query', { sql: "ATTACH 'made.db' AS made" }],
  ['query', { sql: 'PRAGMA user_version = 7' }],
  ['read_query', { query: 'SELECT * FROM t' }],
  ['read_query', { query: 'INSERT INTO t VALUES (9, 9) RETURNING a' }],
  ['search', { text: 'one' }],
  ['undo_write', {}],
  ['write_query', { query: 'UPDATE t SET b = 0' }],
  // Last: with two open, a call has to say which one it means.
  ['open_database', { path: 'other.db' }],
] as const;

test.each([[['--read-only']], [[]], [['--write', '--read-only']]])(
  '%j: nothing in a database or beside it changes, and writing is refused',
  async (flags) => {
    const folder = temporaryFolder();
    const sql = "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT); INSERT INTO t VALUES (1, 'one'), (2, 'two');";
    const file = makeDatabase(path.join(folder, 'data.db'), sql);
    makeDatabase(path.join(folder, 'other.db'), sql);
    writeFileSync(path.join(folder, 'in.csv'), 'a,b\n5,6\n');
    const session = await start([...flags, '--toolsets', 'all', file, folder]);
    await checkReadOnly(sqlite, {
      session,
      calls: calls.map(([tool, args]) => ({ tool, args: { ...args } })),
      state: () => contentsOf(folder),
      change: () => makeDatabase(file, "INSERT INTO t VALUES (3, 'three')"),
    });
  },
);
