import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask, makeDatabase, rowsOf, sharedFolder, start, startShared, temporaryFolder } from './start.ts';

/** The command line, tools, resource and prompt of the archived official server, as its users have them in their configurations. */
describe('what the archived server offered', () => {
  const open = async () => {
    const file = path.join(temporaryFolder(), 'test.db');
    return { file, session: await start(['--db-path', file]) };
  };

  /** A server for the tests that change nothing. */
  const file = makeDatabase(path.join(sharedFolder(), 'test.db'), 'CREATE TABLE t(a)');
  const starting = startShared(['--db-path', file]);

  test('its six tools take the same arguments', async () => {
    const { file, session } = await open();
    const tools = await session.listTools();
    const required = (name: string) =>
      (tools.find((tool) => tool.name === name)?.['inputSchema'] as { required?: string[] } | undefined)?.required ??
      [];
    expect(
      ['read_query', 'write_query', 'create_table', 'list_tables', 'describe_table', 'append_insight'].map(required),
    ).toEqual([['query'], ['query'], ['query'], [], ['table_name'], ['insight']]);
    expect(
      (await session.call('create_table', { query: 'CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT)' }))
        .isError,
    ).toBe(false);
    expect((await session.call('write_query', { query: `INSERT INTO products (name) VALUES ('a'), ('b')` })).text).toBe(
      '[done: 1 statement; 2 rows changed]',
    );
    expect(rowsOf(await session.call('read_query', { query: 'SELECT * FROM products' }))).toEqual([
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
    ]);
    expect((await session.call('list_tables')).text).toBe('[1 table in test.db]\nproducts');
    expect((await session.call('describe_table', { table_name: 'products' })).text).toContain('  name TEXT');
    // What was lost there without a word.
    await session.call('write_query', { query: `REPLACE INTO products VALUES (1, 'c')` });
    await session.call('write_query', { query: `-- note\nINSERT INTO products (name) VALUES ('d')` });
    expect(ask(file, 'SELECT name FROM products ORDER BY id')).toEqual([['c'], ['b'], ['d']]);
  });

  test.each([
    ['read_query', { query: `INSERT INTO t VALUES (1)` }],
    ['create_table', { query: 'DROP TABLE t' }],
    ['create_table', { query: 'CREATE VIEW v AS SELECT 1' }],
    ['write_query', { query: 'INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)' }],
    ['describe_table', { table_name: 't); DROP TABLE t; --' }],
  ])('%s refuses %j', async (tool, args) => {
    expect(await (await starting).call(tool, args)).toMatchObject({ isError: true });
    expect(ask(file, 'SELECT count(*) FROM t')).toEqual([[0]]);
  });

  test('the memo grows with the insights, and its watchers are notified', async () => {
    const { session } = await open();
    expect((await session.listResources()).map(({ uri }) => uri)).toContain('memo://insights');
    expect((await session.readResource('memo://insights'))[0]?.text).toContain('No insights');
    const { changed, stop } = await session.subscribe('memo://insights');
    await session.call('append_insight', { insight: 'Peas sell best in May.' });
    expect(await changed).toBe('memo://insights');
    expect((await session.readResource('memo://insights'))[0]?.text).toContain('- Peas sell best in May.');
    await stop();
  });

  test('mcp-demo is there, with its topic', async () => {
    const session = await starting;
    expect((await session.listPrompts()).map(({ name }) => name)).toContain('mcp-demo');
    expect(JSON.stringify(await session.getPrompt('mcp-demo', { topic: 'a bakery' }))).toContain('a bakery');
  });
});
