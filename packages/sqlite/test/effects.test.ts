import path from 'node:path';
import { tierCases } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { secondsOf } from './attack/processes.ts';
import { announced, difference, randomFrom, rowsIn, schemaFrom, statementFrom } from './random-schema.ts';
import { digest, shell, shellLines } from './shell.ts';
import { headOf, linesOf, sharedFolder, startShared, confirmOf } from './start.ts';

describe('random schemas with keys, triggers and full-text indexes', () => {
  const folder = sharedFolder();
  const starting = startShared(['--write', '--undo', '--no-confirm', folder]);

  test.each(tierCases([1], [3, 120]))(
    'the announced effects are those the shell sees, and undo restores all (%i)',
    async (seed) => {
      const session = await starting;
      const random = randomFrom(seed);
      const file = path.join(folder, `${seed}.db`);
      shell(file, schemaFrom(random));
      const database = path.basename(file);
      await session.call('open_database', { path: file });
      const has = new Set(shellLines(file, `SELECT name FROM sqlite_schema WHERE type = 'table'`));
      let compared = 0;
      for (let n = 0; n < 12; n++) {
        const sql = statementFrom(random, has);
        const [before, was] = [rowsIn(file), digest(file)];
        const shown = await session.call('execute', { sql, dry_run: true, database });
        expect(digest(file), sql).toBe(was);
        const done = await session.call('execute', { sql, database });
        expect(done.isError, `${sql}\n${shown.text}\n${done.text}`).toBe(shown.isError);
        if (done.isError) {
          expect(digest(file), sql).toBe(was);
          continue;
        }
        // A column that goes changes every row as the shell prints it, and no value that is left.
        const comparable = !/DROP COLUMN|ADD COLUMN|RENAME/.test(sql);
        if (comparable) expect(announced(linesOf(shown)), sql).toEqual(difference(before, rowsIn(file)));
        compared++;
        if (!headOf(done).includes('undo_write')) expect(headOf(done), sql).toContain('nothing to undo');
        else if (random.chance(0.7)) {
          expect((await session.call('undo_write', { database })).text, sql).toMatch(/^\[undone/);
          expect(digest(file), sql).toBe(was);
        }
      }
      expect(compared).toBeGreaterThan(2);
    },
  );
});

describe('what used to go unseen', () => {
  const folder = sharedFolder();
  const starting = startShared(['--write', folder]);
  let made = 0;

  async function open(sql: string) {
    const file = path.join(folder, `${++made}.db`);
    shell(file, sql);
    const session = await starting;
    await session.call('open_database', { path: file });
    const execute = (text: string, more: Record<string, unknown> = {}) =>
      session.call('execute', { sql: text, database: file, ...more });
    return { file, execute };
  }

  const rows = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<500)';
  const family = `CREATE TABLE p(id INTEGER PRIMARY KEY); INSERT INTO p VALUES(1); CREATE TABLE ch(id INTEGER PRIMARY KEY, p INT REFERENCES p ON DELETE CASCADE); ${rows} INSERT INTO ch SELECT x, 1 FROM c;`;

  test.each<[string, string, string, string]>([
    [
      'beside a virtual table',
      `${family} CREATE VIRTUAL TABLE ft USING fts5(x)`,
      'DELETE FROM p WHERE id = 1',
      'ch: 500 deleted',
    ],
    [
      'with a table made in the same call',
      family,
      'CREATE TABLE note(a); DELETE FROM p WHERE id = 1',
      'ch: 500 deleted',
    ],
    [
      'by a trigger made in the same call',
      `${family} CREATE TABLE fuse(x)`,
      'CREATE TRIGGER lit AFTER INSERT ON fuse BEGIN DELETE FROM ch; END; INSERT INTO fuse VALUES(1)',
      'ch: 500 deleted',
    ],
    [
      'ON CONFLICT REPLACE in the table',
      `CREATE TABLE r(id INTEGER PRIMARY KEY ON CONFLICT REPLACE, v); ${rows} INSERT INTO r SELECT x, 1 FROM c`,
      'INSERT INTO r SELECT id, 0 FROM r',
      'r: 500 updated',
    ],
    [
      'a command of a full-text index',
      `CREATE VIRTUAL TABLE cl USING fts5(a, content=''); ${rows} INSERT INTO cl(rowid, a) SELECT x, 'w' FROM c`,
      `INSERT INTO cl(cl) VALUES('delete-all')`,
      'cl: 500 deleted',
    ],
    [
      'an index whose content is a table with a misleading name',
      `CREATE TABLE ft_content(id INTEGER PRIMARY KEY, a); ${rows} INSERT INTO ft_content SELECT x, 'w' FROM c;
       CREATE VIRTUAL TABLE ft USING fts5(a, content='ft_content', content_rowid='id'); INSERT INTO ft(ft) VALUES('rebuild')`,
      `INSERT INTO main.ft(ft) VALUES('delete-all')`,
      'ft: 500 deleted',
    ],
    [
      'an index without a list of its documents',
      `CREATE VIRTUAL TABLE un USING fts5(a, content='', columnsize=0); ${rows} INSERT INTO un(rowid, a) SELECT x, 'w' FROM c`,
      `INSERT INTO un("un") SELECT 'delete-' || 'all'`,
      'whether rows of the virtual table un change cannot be told',
    ],
    [
      'such an index, by a trigger',
      `CREATE VIRTUAL TABLE un USING fts5(a, content='', columnsize=0); ${rows} INSERT INTO un(rowid, a) SELECT x, 'w' FROM c;
       CREATE TABLE fuse(x); CREATE TRIGGER lit AFTER INSERT ON fuse BEGIN INSERT INTO un(un) VALUES('delete-all'); END`,
      'INSERT INTO fuse VALUES(1)',
      'whether rows of the virtual table un change cannot be told',
    ],
    [
      'through a view',
      `${family} CREATE VIEW v AS SELECT * FROM p; CREATE TRIGGER vd INSTEAD OF DELETE ON v BEGIN DELETE FROM ch; END`,
      'DELETE FROM v WHERE id = 1',
      'ch: 500 deleted',
    ],
    ['foreign keys of a table that is dropped', family, 'DROP TABLE p', 'ch: 500 deleted'],
    [
      'a spatial index',
      `CREATE VIRTUAL TABLE rt USING rtree(id, a, b); ${rows} INSERT INTO rt SELECT x, x, x FROM c`,
      'DELETE FROM rt WHERE a > 2',
      'rt: 498 deleted',
    ],
  ])('asks for rows that go %s', async (_name, schema, sql, effect) => {
    const { file, execute } = await open(schema);
    const was = digest(file);
    const refused = await execute(sql);
    expect(refused).toMatchObject({ isError: true, code: 'denied' });
    expect(refused.text).toContain(effect);
    expect((await execute(sql, { dry_run: true })).text).toContain(effect);
    expect(digest(file)).toBe(was);
  });

  test('a write to a small part of a full-text index asks nobody', async () => {
    const { execute } = await open(
      `CREATE VIRTUAL TABLE ft USING fts5(x); ${rows} INSERT INTO ft SELECT 'word' FROM c`,
    );
    expect(headOf(await execute(`INSERT INTO ft VALUES('other')`))).toBe('done: 1 statement; 1 row changed');
    expect(await execute(`INSERT INTO ft(ft) VALUES('optimize')`)).toMatchObject({ isError: false });
  });

  test('6,000 tables are no hindrance', async () => {
    const tables = Array.from({ length: 6_000 }, (_, n) => `CREATE TABLE t${n}(a); INSERT INTO t${n} VALUES(1);`);
    const { execute } = await open(`BEGIN; ${tables.join('')} COMMIT;`);
    const began = secondsOf(await starting);
    expect((await execute('DELETE FROM t5', { dry_run: true })).text).toContain('t5: 1 deleted');
    expect((await execute('DROP TABLE t5', { dry_run: true })).text).toContain('t5: 1 deleted');
    // 0.3 seconds; it was more than 60.
    expect(secondsOf(await starting) - began).toBeLessThan(20);
  });
});

describe('foreign_keys: off', () => {
  const folder = sharedFolder();
  const family = `CREATE TABLE p(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO p VALUES(1,'a'),(2,'b');
    CREATE TABLE ch(id INTEGER PRIMARY KEY, p INT NOT NULL REFERENCES p(id) ON DELETE CASCADE, v TEXT);
    INSERT INTO ch VALUES(1,1,'x'),(2,1,'y'),(3,2,'z'); CREATE VIEW pv AS SELECT name FROM p;`;
  const rebuild = `CREATE TABLE p_new(id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT ''); INSERT INTO p_new SELECT id, name FROM p; DROP TABLE p; ALTER TABLE p_new RENAME TO p`;
  const starting = startShared(['--write', folder]);

  async function open(name: string) {
    const file = path.join(folder, name);
    shell(file, family);
    const session = await starting;
    await session.call('open_database', { path: file });
    return (sql: string, more = {}) => session.call('execute', { sql, database: file, foreign_keys: 'off', ...more });
  }

  test('a table that others refer to is rebuilt, and no row is lost', async () => {
    const execute = await open('rebuild.db');
    const shown = await execute(rebuild, { dry_run: true });
    expect(shown.text).toContain('rebuilt p: 2 rows before, 2 after');
    expect(shown.text).not.toContain('ch:');
    const refused = await execute(rebuild);
    expect(refused).toMatchObject({ isError: true, code: 'denied' });
    expect((await execute(rebuild, { confirm: confirmOf(refused) })).isError).toBe(false);
    expect(
      shell(
        path.join(folder, 'rebuild.db'),
        `SELECT count(*) FROM ch; SELECT * FROM pv; PRAGMA foreign_key_check; SELECT "notnull" FROM pragma_table_info('p') WHERE name = 'name'`,
      ),
    ).toBe('3\na\nb\n1');
  });

  test('is refused where a row would refer to nothing, or a view would not work', async () => {
    const execute = await open('broken.db');
    const was = digest(path.join(folder, 'broken.db'));
    const lost = await execute('DELETE FROM p WHERE id = 2', { dry_run: true });
    expect(lost).toMatchObject({ isError: true, code: 'conflict' });
    expect(lost.text).toContain('ch rowid 3: p 2 is not in p(id)');
    const gone = await execute(
      rebuild.replace('name TEXT', 'label TEXT').replace('SELECT id, name', 'SELECT id, name'),
      { dry_run: true },
    );
    expect(gone.text).toContain('The view pv would no longer work');
    expect(digest(path.join(folder, 'broken.db'))).toBe(was);
  });
});
