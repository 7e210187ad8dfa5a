import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask, contentsOf, makeDatabase, start, temporaryFolder } from '../start.ts';

const sql = 'CREATE TABLE t(a, b); INSERT INTO t VALUES(1, 2)';

describe('files that are no database to open', () => {
  test.each<[string, (file: string) => void, string | RegExp]>([
    [
      'text',
      (file) => fs.writeFileSync(file, 'not a database, but long enough to be looked at\n'.repeat(30)),
      'is not a SQLite database, it is encrypted',
    ],
    [
      'encrypted',
      (file) => fs.writeFileSync(file, Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 251))),
      'is not a SQLite database, it is encrypted',
    ],
    ['a folder', (file) => fs.mkdirSync(file), 'is not a database file'],
    ['missing', () => {}, 'is not a database file'],
    ['a pipe', (file) => void spawnSync('mkfifo', [file]), /pipe, socket or device/],
    ['a link that leads out', (file) => fs.symlinkSync('/etc/passwd', file), 'leads outside the allowed folders'],
  ])('%s: a clear error', async (_name, make, message) => {
    const folder = temporaryFolder();
    make(path.join(folder, 'x.db'));
    const session = await start(['--write', '--timeout', '300', folder]);
    const answer = await session.call('open_database', { path: 'x.db' });
    expect(answer.isError).toBe(true);
    expect(answer.text).toMatch(message);
    expect(answer.text).not.toContain('root:');
    expect((await session.call('list_databases')).text).toMatch(/^\[0 databases open/);
  });

  test('empty: an empty database', async () => {
    const folder = temporaryFolder();
    fs.writeFileSync(path.join(folder, 'x.db'), '');
    const session = await start([folder]);
    expect((await session.call('open_database', { path: 'x.db' })).text).toBe('Opened "x.db"\n[0 tables in x.db]');
  });

  test('cut off: the damage is reported, and nothing is changed', async () => {
    const folder = temporaryFolder();
    const file = makeDatabase(
      path.join(folder, 'x.db'),
      `${sql}; WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<9000) INSERT INTO t SELECT x, x FROM c`,
    );
    fs.truncateSync(file, 20_000);
    const before = contentsOf(folder);
    const session = await start(['--write', file]);
    const answer = await session.call('query', { sql: 'SELECT sum(a) FROM t' });
    expect(answer).toMatchObject({ isError: true, code: 'unavailable' });
    expect(answer.text).toContain('is damaged');
    expect(contentsOf(folder)).toEqual(before);
  });
});

describe('the command line', () => {
  test.each([
    [['/no/such/folder/a.db'], 'The folder of "/no/such/folder/a.db" does not exist.'],
    [[], 'Give the databases that may be used'],
  ])('%j', (args, message) => {
    const program = new URL('../../dist/main.mjs', import.meta.url);
    const { status, stderr, stdout } = spawnSync(process.execPath, [program.pathname, ...args], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('a file allows itself, and not its neighbours', async () => {
    const folder = temporaryFolder();
    const file = makeDatabase(path.join(folder, 'a.db'), sql);
    makeDatabase(path.join(folder, 'b.db'), 'CREATE TABLE secret(x)');
    fs.writeFileSync(path.join(folder, 'people.csv'), 'a\n1\n');
    const session = await start(['--write', file]);
    for (const [tool, args] of [
      ['open_database', { path: path.join(folder, 'b.db') }],
      ['import_data', { path: path.join(folder, 'people.csv'), table_name: 'p' }],
      ['export_data', { path: path.join(folder, 'out.csv'), sql: 'SELECT 1' }],
      ['backup_database', { path: path.join(folder, 'copy.db') }],
    ] as const) {
      expect(await session.call(tool, args)).toMatchObject({ isError: true, code: 'denied' });
    }
    expect(fs.readdirSync(folder).sort()).toEqual(['a.db', 'b.db', 'people.csv']);
  });

  test('--db-path makes a database that is missing, and offers the tools that write; --read-only does not', async () => {
    const folder = temporaryFolder();
    const session = await start(['--db-path', path.join(folder, 'new.db')]);
    expect((await session.listTools()).map(({ name }) => name)).toContain('write_query');
    expect((await session.call('create_table', { query: 'CREATE TABLE t(a)' })).isError).toBe(false);
    expect(ask(path.join(folder, 'new.db'), 'SELECT name FROM sqlite_schema')).toEqual([['t']]);
    const reader = await start(['--read-only', '--db-path', path.join(folder, 'new.db')]);
    expect((await reader.listTools()).map(({ name }) => name)).not.toContain('write_query');
  });
});

/** A program that is killed in the middle of a transaction which has reached the disk. */
function crash(file: string): void {
  const driver = new URL('../../node_modules/better-sqlite3/lib/index.js', import.meta.url).href;
  const script = `import D from ${JSON.stringify(driver)}; const db = new D(${JSON.stringify(file)}); db.pragma('cache_size=1'); db.exec('BEGIN; UPDATE t SET b = b || randomblob(20)'); process.kill(process.pid, 'SIGKILL');`;
  spawnSync(process.execPath, ['--input-type=module', '-e', script]);
}

describe('what a crashed program left', () => {
  const make = (folder: string) =>
    makeDatabase(
      path.join(folder, 'a.db'),
      `CREATE TABLE t(a, b); WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<5000) INSERT INTO t SELECT x, 'old' FROM c`,
    );

  test('a hot journal is rolled back by a server that may write', async () => {
    const file = make(temporaryFolder());
    crash(file);
    expect(fs.existsSync(`${file}-journal`)).toBe(true);
    const session = await start(['--write', file]);
    expect((await session.call('query', { sql: `SELECT count(*), sum(b = 'old') FROM t` })).text).toContain(
      '\n[5000,5000]',
    );
    expect(fs.existsSync(`${file}-journal`)).toBe(false);
  });

  test('and told by one that may not', async () => {
    const folder = temporaryFolder();
    const file = make(folder);
    crash(file);
    const before = contentsOf(folder);
    const session = await start([file]);
    const answer = await session.call('query', { sql: 'SELECT count(*) FROM t' });
    expect(answer.text).toContain('has the journal of a program that crashed while it wrote');
    expect(contentsOf(folder)).toEqual(before);
  });

  test('a journal that names another file is not followed', async () => {
    const folder = temporaryFolder();
    const victim = path.join(temporaryFolder(), 'victim');
    fs.writeFileSync(victim, 'precious');
    const file = make(folder);
    crash(file);
    // The end of a journal that belongs to several databases (file format, section 3).
    const name = Buffer.from(victim);
    const sum = name.reduce((total, byte) => total + byte, 0);
    const end = Buffer.alloc(4 + name.length + 8);
    end.writeUInt32BE(0x00000001, 0);
    name.copy(end, 4);
    end.writeUInt32BE(name.length, 4 + name.length);
    end.writeUInt32BE(sum, 8 + name.length);
    fs.appendFileSync(`${file}-journal`, Buffer.concat([end, Buffer.from('d9d505f920a163d7', 'hex')]));
    const session = await start(['--write', file]);
    for (const [tool, args] of [
      ['query', { sql: 'SELECT count(*) FROM t' }],
      ['execute', { sql: 'DELETE FROM t WHERE a = 1' }],
    ] as const) {
      const answer = await session.call(tool, args);
      expect(answer).toMatchObject({ isError: true, code: 'denied' });
      expect(answer.text).toContain('names files elsewhere');
    }
    expect(fs.readFileSync(victim, 'utf8')).toBe('precious');
  });

  test.each(['-journal', '-wal'])('a pipe or link in the place of %s is refused', async (suffix) => {
    const folder = temporaryFolder();
    const file = make(folder);
    const elsewhere = path.join(temporaryFolder(), 'elsewhere');
    fs.symlinkSync(elsewhere, file + suffix);
    const session = await start(['--write', file]);
    expect((await session.call('query', { sql: 'SELECT 1 FROM t' })).text).toContain('where SQLite keeps its own file');
    fs.rmSync(file + suffix);
    spawnSync('mkfifo', [file + suffix]);
    expect((await session.call('query', { sql: 'SELECT 1 FROM t' })).text).toContain('where SQLite keeps its own file');
    expect(fs.existsSync(elsewhere)).toBe(false);
  });

  test('WAL: what is in the log is read, and the mode stays', async () => {
    const folder = temporaryFolder();
    const file = makeDatabase(path.join(folder, 'a.db'), 'PRAGMA journal_mode=WAL; CREATE TABLE t(a)');
    const { default: Database } = await import('better-sqlite3');
    const other = new Database(file);
    other.exec('INSERT INTO t VALUES(1)');
    const session = await start(['--write', file]);
    expect((await session.call('query', { sql: 'SELECT * FROM t' })).text).toContain('\n[1]');
    await session.call('execute', { sql: 'INSERT INTO t VALUES(2)' });
    expect(other.prepare('SELECT count(*) FROM t').pluck().get()).toBe(2);
    expect(other.pragma('journal_mode', { simple: true })).toBe('wal');
    other.close();
  });
});

test('a full disk: nothing is lost', async () => {
  const file = makeDatabase(path.join(temporaryFolder(), 'a.db'), sql);
  const session = await start(['--write', '--max-size', '1', file]);
  const grow = `INSERT INTO t WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<100000) SELECT x, printf('%.*c', 100, 'x') FROM c`;
  const answer = await session.call('execute', { sql: grow });
  expect(answer).toMatchObject({ isError: true, code: 'unavailable' });
  expect(answer.text).toContain('Not enough space');
  expect(ask(file, 'SELECT * FROM t')).toEqual([[1, 2]]);
});

test('a lock of another program is named', async () => {
  const file = makeDatabase(path.join(temporaryFolder(), 'a.db'), sql);
  const { default: Database } = await import('better-sqlite3');
  const other = new Database(file);
  other.exec('BEGIN IMMEDIATE');
  const session = await start(['--write', '--busy-timeout', '0', file]);
  expect((await session.call('query', { sql: 'SELECT * FROM t' })).text).toContain('\n[1,2]');
  const answer = await session.call('execute', { sql: 'INSERT INTO t VALUES(3, 4)' });
  expect(answer).toMatchObject({ isError: true, code: 'unavailable' });
  expect(answer.text).toContain('Another program holds a lock on "a.db"');
  other.exec('COMMIT');
  expect(await session.call('execute', { sql: 'INSERT INTO t VALUES(3, 4)' })).toMatchObject({ isError: false });
  other.close();
});

test('a write waits for the lock, and is done when it is free', async () => {
  const file = makeDatabase(path.join(temporaryFolder(), 'a.db'), sql);
  const { default: Database } = await import('better-sqlite3');
  const other = new Database(file);
  const session = await start(['--write', '--busy-timeout', '60', file]);
  await session.call('query', { sql: 'SELECT 1' });
  other.exec('BEGIN IMMEDIATE; INSERT INTO t VALUES(3, 4)');
  const call = session.call('execute', { sql: 'INSERT INTO t VALUES(5, 6)' });
  await session.call('query', { sql: 'SELECT 1' });
  other.exec('COMMIT');
  expect(await call).toMatchObject({ isError: false });
  expect(ask(file, 'SELECT a FROM t')).toEqual([[1], [3], [5]]);
  other.close();
});

test('a database that another one takes the place of is opened again', async () => {
  const folder = temporaryFolder();
  const file = makeDatabase(path.join(folder, 'a.db'), sql);
  const session = await start([file]);
  expect((await session.call('query', { sql: 'SELECT * FROM t' })).text).toContain('\n[1,2]');
  const other = makeDatabase(path.join(folder, 'b.db'), 'CREATE TABLE t(a); INSERT INTO t VALUES(77)');
  fs.renameSync(other, file);
  await expect.poll(async () => (await session.call('query', { sql: 'SELECT * FROM t' })).text).toContain('\n[77]');
});

test('a schema that holds more than it should is only read', async () => {
  const folder = temporaryFolder();
  const file = makeDatabase(path.join(folder, 'a.db'), 'CREATE TABLE t(a, b); CREATE TABLE u(a)');
  const made = path.join(temporaryFolder(), 'made.db');
  const { default: Database } = await import('better-sqlite3');
  const db = new Database(file);
  db.unsafeMode();
  db.pragma('writable_schema=1');
  db.prepare("UPDATE sqlite_schema SET sql = sql || ? WHERE name = 't'").run(
    `; ATTACH '${made}' AS m; CREATE TABLE m.x(y); VACUUM INTO '${made}.copy'`,
  );
  db.close();
  const session = await start(['--write', '--no-confirm', file]);
  for (const [tool, args] of [
    ['describe_schema', {}],
    ['describe_table', { table_name: 't' }],
    ['explain', { sql: 'SELECT * FROM t WHERE a = 1' }],
    ['execute', { sql: 'INSERT INTO t VALUES(1, 2)', dry_run: true }],
    ['execute', { sql: 'INSERT INTO t VALUES(1, 2)' }],
    ['import_data', { content: 'a\n1\n', table_name: 'u', dry_run: false }],
    ['maintain', { action: 'vacuum' }],
  ] as const) {
    await session.call(tool, args);
    expect([tool, fs.readdirSync(path.dirname(made))]).toEqual([tool, []]);
  }
});
