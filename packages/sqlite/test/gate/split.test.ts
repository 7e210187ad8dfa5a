import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { splitStatements } from '../../src/gate/split.ts';

const trigger = `CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN 1 THEN 2 END; DELETE FROM t WHERE a = ';'; END`;

describe('statements are separated', () => {
  test.each<[string, string[]]>([
    ['select 1;select 2', ['select 1', 'select 2']],
    [';; select 1 ;; -- x\n;', ['select 1']],
    ['select \';\' ; select ";"', ["select ';'", 'select ";"']],
    [`create table t(a);${trigger};select 1`, ['create table t(a)', trigger, 'select 1']],
    [`EXPLAIN ${trigger}; select 1`, [`EXPLAIN ${trigger}`, 'select 1']],
    [
      'CREATE TEMP TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END; select 1',
      ['CREATE TEMP TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END', 'select 1'],
    ],
    ['-- nothing', []],
  ])('%j', (sql, expected) => expect(splitStatements(sql).map((one) => one.sql)).toEqual(expected));

  test('each part is one statement to SQLite as well', () => {
    const db = new Database(':memory:');
    for (const { sql } of splitStatements(
      `create table t(a, b); ${trigger}; insert into t values (1, 'a;b'), (2, "a"); select * from t;`,
    )) {
      if (/"a"/.test(sql)) expect(() => db.prepare(sql)).toThrow('no such column');
      else {
        const statement = db.prepare(sql);
        if (statement.reader) statement.all();
        else statement.run();
      }
    }
    db.close();
  });
});
