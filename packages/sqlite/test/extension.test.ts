import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { getLoadablePath } from 'sqlite-vec';
import { describe, expect, test } from 'vitest';
import { confirmOf, linesOf, makeDatabase, program, rowsOf, sharedFolder, start, startShared } from './start.ts';

const folder = sharedFolder();
const file = makeDatabase(path.join(folder, 'a.db'), 'CREATE TABLE t(a)');
const extension = getLoadablePath();
const session = startShared(['--write', '--extension', extension, file]);

/** Distances that the extension computes in this process: an opinion from outside the server. */
const distances = (query: string): unknown[] => {
  const db = new Database(':memory:');
  db.loadExtension(extension);
  db.exec(`CREATE VIRTUAL TABLE v USING vec0(e float[3]);
    INSERT INTO v(rowid, e) VALUES (1, '[1,0,0]'), (2, '[0,1,0]'), (3, '[0.5,0.5,0]')`);
  const rows = db.prepare('SELECT rowid, distance FROM v WHERE e MATCH ? AND k = 2').raw().all(query);
  db.close();
  return rows;
};

describe('--extension with sqlite-vec', () => {
  test('its functions and virtual tables work, for reading and writing', async () => {
    const { call } = await session;
    expect(rowsOf(await call('query', { sql: 'SELECT vec_length(?)', params: ['[1,2,3]'] }))).toEqual([[3]]);
    const made = await call('execute', { sql: 'CREATE VIRTUAL TABLE v USING vec0(e float[3])' });
    expect(made).toMatchObject({ isError: false });
    const filled = await call('execute', {
      sql: `INSERT INTO v(rowid, e) VALUES (1, '[1,0,0]'), (2, '[0,1,0]'), (3, '[0.5,0.5,0]')`,
    });
    expect(filled.text).toContain('3 rows changed');
    const near = await call('query', {
      sql: 'SELECT rowid, distance FROM v WHERE e MATCH ? AND k = 2',
      params: ['[1,0.1,0]'],
    });
    expect(rowsOf(near)).toEqual(distances('[1,0.1,0]'));
  });

  test('rows that go are counted, and asked for', async () => {
    const { call } = await session;
    const asked = await call('execute', { sql: 'DELETE FROM v WHERE rowid < 3', dry_run: true });
    expect(linesOf(asked)).toContain('v: 2 deleted');
    const all = await call('execute', { sql: 'DELETE FROM v' });
    expect(all.text).toContain('v: 3 deleted');
    expect((await call('execute', { sql: 'DELETE FROM v', confirm: confirmOf(all) })).isError).toBe(false);
    expect(rowsOf(await call('query', { sql: 'SELECT count(*) FROM v' }))).toEqual([[0]]);
  });

  test('SQL cannot load others', async () => {
    const { call } = await session;
    for (const sql of [
      `SELECT load_extension('${extension.replaceAll('\\', '/')}')`,
      `SELECT load_extension('x', 'y')`,
    ])
      expect(await call('query', { sql })).toMatchObject({ isError: true });
    expect(await call('execute', { sql: `CREATE VIRTUAL TABLE c USING csv(filename='x')` })).toMatchObject({
      code: 'denied',
    });
  });

  test('without it, its module and functions do not exist', async () => {
    const { call } = await start(['--write', makeDatabase(path.join(folder, 'b.db'), 'CREATE TABLE t(a)')]);
    expect((await call('query', { sql: 'SELECT vec_version()' })).text).toContain('no such function: vec_version');
    expect((await call('execute', { sql: 'CREATE VIRTUAL TABLE v USING vec0(e float[3])' })).code).toBe('denied');
  });

  test('a file that is no extension is named, without its folder', async () => {
    const broken = path.join(folder, 'broken.so');
    fs.writeFileSync(broken, 'not a library');
    const { call } = await start(['--extension', broken, file]);
    const { text, code } = await call('query', { sql: 'SELECT 1' });
    expect(code).toBe('unavailable');
    expect(text).toContain('The extension "broken.so" cannot be loaded');
    expect(text).not.toContain(folder);
  });

  test('a file that is missing stops the start', async () => {
    const { spawnSync } = await import('node:child_process');
    const { status, stderr } = spawnSync(process.execPath, [program, '--extension', path.join(folder, 'no.so'), file], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toContain('--extension');
  });
});
