import { describe, expect, test } from 'vitest';
import { classify, type Verdict } from '../../src/gate/classify.ts';
import { splitStatements } from '../../src/gate/split.ts';

function verdict(sql: string): Verdict {
  const [statement] = splitStatements(sql);
  if (statement === undefined) throw new Error('There is no statement.');
  return classify(statement);
}

describe('what a statement does to a table', () => {
  test.each<[string, Verdict]>([
    ['ALTER TABLE t RENAME TO u', { kind: 'schema', alters: { table: 't', renamedTo: 'u' } }],
    ['ALTER TABLE main."a b" RENAME TO "c d"', { kind: 'schema', alters: { table: 'a b', renamedTo: 'c d' } }],
    // A column gets another name; the table keeps its own.
    ['ALTER TABLE t RENAME COLUMN a TO b', { kind: 'schema', alters: { table: 't' } }],
    ['ALTER TABLE t RENAME a TO b', { kind: 'schema', alters: { table: 't' } }],
    ['ALTER TABLE t ADD COLUMN "RENAME" TEXT', { kind: 'schema', alters: { table: 't' } }],
    [
      'ALTER TABLE t DROP COLUMN a',
      { kind: 'schema', destroys: 'DROP COLUMN a of t', alters: { table: 't', dropped: 'a' } },
    ],
    ['ALTER TABLE t DROP a', { kind: 'schema', destroys: 'DROP COLUMN a of t', alters: { table: 't', dropped: 'a' } }],
  ])('%s', (sql, expected) => {
    expect(verdict(sql)).toEqual(expected);
  });
});

describe('virtual tables', () => {
  test.each([
    'CREATE VIRTUAL TABLE v USING fts5(a)',
    'create virtual table if not exists main.v using RTREE(id, a, b)',
  ])('%s', (sql) => expect(verdict(sql)).toEqual({ kind: 'schema' }));

  test.each([
    'CREATE VIRTUAL TABLE v USING csv(filename=x)',
    'CREATE VIRTUAL TABLE v USING dbstat',
    'CREATE VIRTUAL TABLE v fts5(a)',
    'CREATE VIRTUAL TABLE v AS fts5(a)',
    'CREATE VIRTUAL TABLE fts5 USING zipfile(x)',
    'CREATE VIRTUAL TABLE v',
  ])('refused: %s', (sql) => {
    expect(verdict(sql)).toEqual({ refused: expect.stringMatching(/^virtual tables can be made with .*fts5.* only$/) });
  });
});

describe('EXPLAIN', () => {
  test.each<[string, Verdict]>([
    ['EXPLAIN SELECT 1', { kind: 'explain' }],
    ['EXPLAIN QUERY PLAN WITH a AS (SELECT 1) SELECT * FROM a', { kind: 'explain' }],
    ['EXPLAIN VALUES (1)', { kind: 'explain' }],
    ['EXPLAIN DELETE FROM t', { kind: 'explained change' }],
    ['EXPLAIN QUERY PLAN REPLACE INTO t VALUES (1)', { kind: 'explained change' }],
    ['EXPLAIN ANALYZE SELECT 1', { refused: expect.stringContaining('no EXPLAIN ANALYZE') as string }],
    ['EXPLAIN (FORMAT JSON) SELECT 1', { refused: expect.stringContaining('no options') as string }],
    // Preparing these acts.
    ['EXPLAIN PRAGMA writable_schema = 1', { refused: expect.stringContaining('EXPLAIN of PRAGMA') as string }],
    ["EXPLAIN ATTACH 'x' AS y", { refused: expect.stringContaining('EXPLAIN of ATTACH') as string }],
    ['EXPLAIN QUERY PLAN', { refused: expect.stringContaining('EXPLAIN of this') as string }],
  ])('%s', (sql, expected) => {
    expect(verdict(sql)).toEqual(expected);
  });
});
