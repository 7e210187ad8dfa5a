import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { makeDatabase, start, temporaryFolder } from './start.ts';

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

test.runIf(isRoot)('a database in WAL mode is read from a disk that is mounted for reading only', async (context) => {
  const folder = temporaryFolder();
  if (spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]).status !== 0) return context.skip('may not mount');
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  const at = (name: string) => path.join(folder, name);
  makeDatabase(at('closed.db'), `PRAGMA journal_mode=wal; CREATE TABLE t(a); INSERT INTO t VALUES ('whole')`);
  makeDatabase(at('plain.db'), `CREATE TABLE t(a); INSERT INTO t VALUES ('plain')`);
  const writer = new Database(at('writer.db'));
  writer.exec(`PRAGMA journal_mode=wal; CREATE TABLE t(a); INSERT INTO t VALUES ('in the log')`);
  for (const end of ['', '-wal']) fs.copyFileSync(at(`writer.db${end}`), at(`open.db${end}`));
  writer.close();
  execFileSync('mount', ['-o', 'remount,ro', folder]);
  const { call } = await start([at('closed.db'), at('plain.db'), at('open.db')]);
  const read = async (database: string) => call('query', { sql: 'SELECT a FROM t', database });
  expect((await read('closed.db')).text).toMatch(/read from a copy in memory.*\n\["whole"\]$/s);
  expect((await read('plain.db')).text).toBe('[1 row; a]\n["plain"]');
  expect(await read('open.db')).toMatchObject({
    code: 'unsupported',
    text: expect.stringMatching(/open\.db" has changes in a log beside it .* Copy both files/),
  });
});
