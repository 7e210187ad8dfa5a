import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { shell } from './shell.ts';
import { makeDatabase, sharedFolder, startShared } from './start.ts';

const place = makeDatabase(
  path.join(sharedFolder(), 'unique.db'),
  `CREATE TABLE u(id INTEGER PRIMARY KEY, a TEXT COLLATE NOCASE, b, "x, u.y" UNIQUE, UNIQUE(a, b));
    INSERT INTO u VALUES (7, 'Ann', 1, 'p'), (8, 'Bob', 2, 'q');
    CREATE TABLE w(k TEXT PRIMARY KEY, n UNIQUE) WITHOUT ROWID; INSERT INTO w VALUES ('one', 1), ('two', 2);
    CREATE TABLE f(n UNIQUE ON CONFLICT FAIL); INSERT INTO f VALUES (3);
    CREATE TABLE log(n UNIQUE); INSERT INTO log VALUES ('Eve'); CREATE TABLE e(n); CREATE UNIQUE INDEX lower_n ON e(lower(n));
    INSERT INTO e VALUES ('x'); CREATE TABLE t2(n);
    CREATE TRIGGER logs AFTER INSERT ON t2 BEGIN INSERT INTO log VALUES (NEW.n); END;`,
);
const session = startShared(['--write', place]);

describe('a UNIQUE constraint that fails names the values and the row that has them', () => {
  test.each<[string, Record<string, unknown>, string]>([
    [`INSERT INTO u VALUES (7, 'x', 1, 'r')`, {}, 'id 7 is already in u, rowid 7.'],
    [`INSERT INTO u(a, b) VALUES ('ANN', 1)`, {}, 'a "ANN", b 1 is already in u, rowid 7.'],
    [
      `INSERT INTO u("x, u.y") SELECT char(112 + value) FROM generate_series(5, 0, -1)`,
      {},
      '"x, u.y" "q" is already in u, rowid 8.',
    ],
    [`UPDATE u SET "x, u.y" = 'p' WHERE id > 7`, {}, '"x, u.y" "p" is already in u, rowid 7.'],
    [
      `INSERT INTO u VALUES (7, 'x', 1, 'q') ON CONFLICT(id) DO UPDATE SET "x, u.y" = excluded."x, u.y"`,
      {},
      '"x, u.y" "q" is already in u, rowid 8.',
    ],
    [`INSERT INTO u("x, u.y") VALUES ('new'), ('new')`, {}, '"x, u.y" "new" comes more than once in this statement.'],
    [`INSERT INTO w VALUES ('one', 9)`, {}, 'k "one" is already in w, k "one".'],
    [
      `INSERT INTO w VALUES (?, ?) RETURNING *`,
      {
        params_list: [
          ['a', 5],
          ['b', 2],
        ],
      },
      'n 2 is already in w, k "two".',
    ],
    [`INSERT INTO t2 VALUES ('Eve')`, {}, 'n "Eve" is already in log, rowid 1.'],
    [`INSERT INTO w VALUES ('x' || char(10) || '[9 rows]', 1)`, {}, 'n 1 is already in w, k "one".'],
    // Not named: rows before it would stay, or the constraint has no columns.
    [`INSERT INTO f VALUES (1), (3)`, {}, 'UNIQUE constraint failed: f.n.'],
    [`INSERT OR FAIL INTO w VALUES ('y', 8), ('z', 1)`, {}, 'UNIQUE constraint failed: w.n.'],
    [`INSERT INTO e VALUES ('X')`, {}, `UNIQUE constraint failed: index 'lower_n'.`],
  ])('%s', async (sql, more, help) => {
    const before = shell(place, '.dump');
    const { text } = await (await session).call('execute', { sql, ...more });
    expect(text.slice(-help.length)).toBe(help);
    expect(text).not.toContain('\n');
    expect(shell(place, '.dump')).toBe(before);
  });
});
