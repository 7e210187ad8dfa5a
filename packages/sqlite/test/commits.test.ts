import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { digest, shell } from './shell.ts';
import { sharedFolder, startShared } from './start.ts';

/** Previews of transactions that only COMMIT refuses; the sqlite3 shell is asked whether it refuses them too. */

const folder = sharedFolder();
const starting = startShared([folder, '--write', '--no-confirm']);
const deferred = 'DEFERRABLE INITIALLY DEFERRED';
const family = `CREATE TABLE p(id INTEGER PRIMARY KEY); INSERT INTO p VALUES(1), (2);
  CREATE TABLE ch(p INT REFERENCES p ${deferred}); INSERT INTO ch VALUES(1);`;
let made = 0;

async function open(schema: string) {
  const file = path.join(folder, `${++made}.db`);
  shell(file, schema);
  const server = await starting;
  await server.call('open_database', { path: file });
  const call = (name: string, args: Record<string, unknown>) => server.call(name, { database: file, ...args });
  return { file, call };
}

/** Runs the statements in the shell on a copy. Returns its error; empty if they are committed. */
function refusedByShell(file: string, sql: string): string {
  const copy = `${file}.copy`;
  fs.copyFileSync(file, copy);
  try {
    shell(copy, `PRAGMA foreign_keys=ON;\n.bail on\nBEGIN;\n${sql};\nCOMMIT;`);
    return '';
  } catch (error) {
    return String(error);
  }
}

const rename =
  'CREATE TABLE n(id INTEGER PRIMARY KEY); INSERT INTO n SELECT id FROM p; DROP TABLE p; ALTER TABLE n RENAME TO p';

test.each([
  ['a row that refers to nothing', family, 'INSERT INTO ch VALUES(77)', 'ch rowid 2: p 77 is not in p'],
  ['a parent that goes', family, 'DELETE FROM p WHERE id = 1', 'ch rowid 1: p 1 is not in p'],
  ['a parent whose table goes', family, 'DROP TABLE p', 'ch rowid 1: p 1 is not in p'],
  ['a parent whose name another table takes', family, rename, 'foreign_keys: "off" rebuilds'],
  [
    'a key of a table that a trigger writes',
    `${family} CREATE TABLE t(a); CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO ch VALUES(NEW.a); END`,
    'INSERT INTO t VALUES(77)',
    'ch rowid 2: p 77 is not in p',
  ],
  [
    'a full-text index that cannot be written',
    `CREATE VIRTUAL TABLE f USING fts5(x); INSERT INTO f VALUES('a'); DELETE FROM f_data WHERE id = 10;`,
    `INSERT INTO f VALUES('b')`,
    `INSERT INTO f(f) VALUES('rebuild')`,
  ],
  [
    'an older full-text index that cannot be written',
    `CREATE VIRTUAL TABLE f USING fts4(x); INSERT INTO f VALUES('a');
     WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 15) INSERT INTO f_segdir SELECT 0, n, 0, 0, '0', x'ff' FROM c;`,
    `INSERT INTO f VALUES('b')`,
    `INSERT INTO f(f) VALUES('rebuild')`,
  ],
])('a dry run fails like the write for %s', async (_what, schema, sql, reason) => {
  const { file, call } = await open(schema);
  const was = digest(file);
  expect(refusedByShell(file, sql)).not.toBe('');
  const [shown, done] = [await call('execute', { sql, dry_run: true }), await call('execute', { sql })];
  expect(shown).toMatchObject({ isError: true });
  for (const { text } of [shown, done]) expect(text).toContain(reason);
  expect(done).toMatchObject({ isError: true, code: shown.code });
  expect(digest(file)).toBe(was);
});

test.each([
  ['keys that hold again at the end', family, 'INSERT INTO ch VALUES(77); INSERT INTO p VALUES(77)'],
  ['a row that is put back', family, 'DELETE FROM p WHERE id = 1; INSERT INTO p VALUES(1)'],
  ['rows that referred to nothing before', `${family} INSERT INTO ch VALUES(88)`, 'UPDATE p SET id = 3 WHERE id = 2'],
  ['a table of which nothing is referred to', `${family} DELETE FROM ch`, rename],
  [
    'tables of any name',
    family,
    'CREATE TABLE mcp_parent(id INTEGER PRIMARY KEY); CREATE TABLE mcp_child(p REFERENCES mcp_parent); DROP TABLE mcp_parent',
  ],
])('a dry run passes like the write for %s', async (_what, schema, sql) => {
  const { file, call } = await open(schema);
  expect(refusedByShell(file, sql)).toBe('');
  for (const dry_run of [true, false])
    expect(await call('execute', { sql, dry_run }), sql).toMatchObject({ isError: false });
});

describe('an import', () => {
  test('whose keys do not hold at the end fails as its preview did, and names the row', async () => {
    const { file, call } = await open(family);
    const was = digest(file);
    const args = { content: 'p\n2\n77\n', table_name: 'ch' };
    const shown = await call('import_data', { ...args, dry_run: true });
    expect(shown.text).toBe('FOREIGN KEY constraint failed: ch rowid 3: p 77 is not in p; nothing was imported.');
    expect((await call('import_data', { ...args, dry_run: false })).text).toBe(shown.text);
    expect(digest(file)).toBe(was);
  });

  test('that fires a trigger with such a key fails as its preview did', async () => {
    const { call } = await open(
      `${family} CREATE TABLE t(a); CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO ch VALUES(NEW.a); END`,
    );
    for (const dry_run of [true, false])
      expect(await call('import_data', { content: 'a\n77\n', table_name: 't', dry_run })).toMatchObject({
        isError: true,
        code: 'conflict',
      });
  });
});
