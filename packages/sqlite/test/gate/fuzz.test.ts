import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import fc from '@mcp-reference/kit/testing/properties';
import { parse } from 'sql-parser-cst';
import { afterAll, expect, test } from 'vitest';
import { classify } from '../../src/gate/classify.ts';
import { admitRead, admitWrite } from '../../src/gate/gate.ts';
import { splitStatements } from '../../src/gate/split.ts';
import { makeDatabase } from '../start.ts';

const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mcp-sqlite-fuzz-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const other = makeDatabase(path.join(folder, 'other.db'), `CREATE TABLE secret(x)`);
const schema = 'CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT); INSERT INTO t VALUES(1,2)';
const file = makeDatabase(path.join(folder, 'a.db'), schema);

/** Texts that hide a statement, and the statement. */
const pieces = [
  ' ',
  '\n',
  '\r',
  '\t',
  '\f',
  '\v',
  '\u00a0',
  '\ufeff',
  '\u2028',
  '\u0085',
  ';',
  ';;',
  '',
  ',',
  '--',
  '-- x',
  '-- x\n',
  '-- x\r',
  '/*',
  '*/',
  '/**/',
  '/*/',
  '/* x */',
  '/* /* */',
  "'",
  '"',
  '`',
  '[',
  ']',
  "''",
  '""',
  'SELECT',
  'select',
  'SELECT 1',
  'SELECT * FROM t',
  'VALUES(1)',
  'WITH x AS (SELECT 1)',
  'FROM t',
  '*',
  '(',
  ')',
  '1',
  't',
  '?',
  ':a',
  'EXPLAIN',
  'EXPLAIN QUERY PLAN',
  'explain query',
  'PRAGMA',
  'pragma',
  'ATTACH',
  'DETACH',
  'VACUUM',
  'VACUUM INTO',
  'BEGIN',
  'COMMIT',
  'SAVEPOINT s',
  'END',
  `ATTACH '${other}' AS o`,
  `VACUUM INTO '${folder}/made.db'`,
  'PRAGMA query_only=0',
  'PRAGMA main.user_version(7)',
  'PRAGMA "foreign_keys"=OFF',
  "PRAGMA temp_store_directory='/'",
  'INSERT INTO t(b) VALUES(1)',
  'UPDATE t SET b=1',
  'DELETE FROM t',
  'DROP TABLE t',
  'CREATE TEMP TABLE t(x)',
  'CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1;',
  'END;',
  'CREATE TABLE temp.z(x)',
  'RETURNING *',
  'pragma_user_version',
  'pragma_optimize(0x10002)',
  'AS',
  'ON',
];
const text = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 9 })
  .chain((parts) => fc.constantFrom('', ' ', '\n').map((joint) => parts.join(joint)));

/** Everything that a statement which only reads must leave as it is. */
function stateOf(db: Database.Database): string {
  const pragmas = [
    'query_only',
    'trusted_schema',
    'foreign_keys',
    'user_version',
    'locking_mode',
    'temp_store_directory',
    'busy_timeout',
    'cache_size',
  ];
  return JSON.stringify([
    // SQLite makes room for temporary tables when it likes; whether there are any is asked below.
    db.prepare("SELECT name, file FROM pragma_database_list WHERE name <> 'temp'").raw().all(),
    db.inTransaction,
    pragmas.map((name) => db.pragma(name, { simple: true })),
    db.prepare('SELECT count(*) FROM sqlite_temp_schema').pluck().get(),
    db.prepare('SELECT * FROM t').raw().all(),
    db.prepare('SELECT type, name, sql FROM sqlite_schema').raw().all(),
    readdirSync(folder).sort(),
  ]);
}

const admitted = <T>(act: () => T): T | undefined => {
  try {
    return act();
  } catch {
    return undefined;
  }
};

test('what is admitted for reading changes nothing, whatever is around it', () => {
  const db = new Database(file, { readonly: true });
  db.pragma('query_only=1');
  db.pragma('trusted_schema=0');
  const before = stateOf(db);
  let prepared = 0;
  fc.assert(
    fc.property(text, (sql) => {
      const one = admitted(() => admitRead(sql));
      if (one === undefined) return;
      try {
        const statement = db.prepare(one.sql);
        prepared++;
        if ((statement.readonly || one.kind === 'pragma') && statement.reader)
          for (const _ of statement.iterate()) break;
      } catch {
        // SQLite refuses it.
      }
      if (prepared % 20 === 0 || /attach|vacuum|pragma|begin|temp/i.test(sql)) expect(stateOf(db)).toBe(before);
    }),
    { seed: 20261126, numRuns: 20_000 },
  );
  expect(stateOf(db)).toBe(before);
  expect(prepared).toBeGreaterThan(150);
  db.close();
});

test('what is admitted for writing opens no file, sets no pragma and leaves no transaction', () => {
  const db = new Database(':memory:');
  db.exec(schema);
  const around = () => {
    const [databases, transaction, pragmas, temporary, , , files] = JSON.parse(stateOf(db)) as unknown[];
    return JSON.stringify([databases, transaction, pragmas, temporary, files]);
  };
  const before = around();
  let ran = 0;
  fc.assert(
    fc.property(text, (sql) => {
      for (const one of admitted(() => admitWrite(sql)) ?? []) {
        try {
          const statement = db.prepare(one.sql);
          if (statement.reader) for (const _ of statement.iterate()) break;
          else statement.run();
          ran++;
        } catch {
          // SQLite refuses it.
        }
        if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 't'").get() === undefined) db.exec(schema);
        expect(around()).toBe(before);
      }
    }),
    { seed: 42, numRuns: 8_000 },
  );
  expect(ran).toBeGreaterThan(150);
  db.close();
});

const named: Record<string, string> = {
  select_stmt: 'query', compound_select_stmt: 'query', insert_stmt: 'change', update_stmt: 'change', delete_stmt: 'change',
  create_table_stmt: 'schema', create_index_stmt: 'schema', create_view_stmt: 'schema', drop_table_stmt: 'schema', alter_table_stmt: 'schema',
  attach_database_stmt: 'refused', detach_database_stmt: 'refused', vacuum_stmt: 'refused', commit_transaction_stmt: 'refused',
  start_transaction_stmt: 'refused', rollback_transaction_stmt: 'refused', savepoint_stmt: 'refused', release_savepoint_stmt: 'refused',
}; // prettier-ignore

test('a second parser takes what is admitted for the same', () => {
  let compared = 0;
  fc.assert(
    fc.property(text, (sql) => {
      const statements = admitted(() => splitStatements(sql));
      // It takes other spaces than SQLite does, and comments that nest.
      if (statements === undefined || /[\v\u00a0\u0085\u2028\ufeff]|\/\*|--/.test(sql)) return;
      const parsed = admitted(() => parse(sql, { dialect: 'sqlite', paramTypes: ['?', ':name'] }));
      if (parsed === undefined) return;
      const types = parsed.statements.map(({ type }) => type as string).filter((type) => type !== 'empty');
      expect([sql, statements.length]).toEqual([sql, types.length]);
      for (const [index, type] of types.entries()) {
        const expected = named[type];
        const statement = statements[index];
        if (expected === undefined || statement === undefined) continue;
        compared++;
        const verdict = classify(statement);
        const kind = 'refused' in verdict ? 'refused' : verdict.kind;
        // WITH says what it is only further on: SQLite is asked whether it reads.
        const withBefore = statement.tokens[0]?.word === 'WITH';
        // What it takes and we do not (temporary tables, numbers that run into names) is refused, which is safe.
        if (kind === 'refused' && expected !== 'refused') continue;
        if (!withBefore) expect([sql, kind]).toEqual([sql, expected]);
      }
    }),
    { seed: 7, numRuns: 6_000 },
  );
  expect(compared).toBeGreaterThan(150);
});
