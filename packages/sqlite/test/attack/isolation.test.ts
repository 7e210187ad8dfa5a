import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Session } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { ask, contentsOf, makeDatabase, start, temporaryFolder } from '../start.ts';
import { busyEngine, enginesOf, gone, megabytesOf, waitingToCommit } from './processes.ts';

const counting = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c)';
const endless = `${counting} SELECT count(*) FROM c`;
/** One function call that no progress handler can look into. */
const oneStep = `SELECT instr(hex(zeroblob(30000000)),hex(zeroblob(8000000))||'1')`;

/** Until an engine is up: a busy machine may not start one within a short deadline. */
async function answered(session: Session): Promise<void> {
  while ((await session.call('query', { sql: 'SELECT a FROM t' })).isError);
}

const database = (folder: string) =>
  makeDatabase(path.join(folder, 'a.db'), 'CREATE TABLE t(a, b); INSERT INTO t VALUES(1, 2)');

describe.each([
  ['an endless query', endless],
  ['a single endless step', oneStep],
])('%s', (_name, sql) => {
  test('ends at the deadline with its process, and the next is served by another', async () => {
    const session = await start(['--timeout', '1', database(temporaryFolder())]);
    await answered(session);
    const [first = 0] = enginesOf(session);
    const answer = await session.call('query', { sql });
    expect(answer).toMatchObject({ isError: true, code: 'timeout' });
    expect(answer.text).toMatch(/longer than 1 second \(--timeout\) and was stopped.*explain/);
    await gone(first);
    await answered(session);
  });

  test('ends when it is cancelled', async () => {
    const session = await start([database(temporaryFolder())]);
    const controller = new AbortController();
    const call = session.call('query', { sql }, { signal: controller.signal }).catch(() => 'cancelled');
    const engine = await busyEngine(session);
    controller.abort();
    expect(await call).toBe('cancelled');
    await gone(engine);
    expect(await session.call('query', { sql: 'SELECT a FROM t' })).toMatchObject({ isError: false });
  });

  test('holds up nothing else', async () => {
    const session = await start(['--write', '--timeout', '120', database(temporaryFolder())]);
    const controller = new AbortController();
    let ended = false;
    const call = session
      .call('query', { sql }, { signal: controller.signal })
      .catch(() => {})
      .finally(() => (ended = true));
    await busyEngine(session);
    for (let n = 0; n < 20; n++)
      expect(await session.call('query', { sql: 'SELECT a FROM t' })).toMatchObject({ isError: false });
    expect(await session.call('describe_schema')).toMatchObject({ isError: false });
    expect(await session.call('execute', { sql: 'INSERT INTO t VALUES(3, 4)' })).toMatchObject({ isError: false });
    expect(ended).toBe(false);
    controller.abort();
    await call;
  });
});

test('at most three read at the same time, and the others are answered after them', async () => {
  const session = await start(['--timeout', '600', database(temporaryFolder())]);
  await answered(session);
  const controllers = Array.from({ length: 4 }, () => new AbortController());
  const slow = controllers.map(({ signal }) => session.call('query', { sql: endless }, { signal }).catch(() => {}));
  const quick = session.call('query', { sql: 'SELECT 1' });
  await busyEngine(session);
  expect(enginesOf(session).length).toBeLessThanOrEqual(3);
  for (const controller of controllers) controller.abort();
  await Promise.all(slow);
  expect(await quick).toMatchObject({ isError: false });
  // Those that were killed take a moment to go.
  await expect.poll(() => enginesOf(session).length).toBeLessThanOrEqual(3);
});

test('a query that takes too much memory ends with its process', async () => {
  const session = await start(['--max-memory', '300', '--timeout', '120', database(temporaryFolder())]);
  const sql = `SELECT ${Array.from({ length: 8 }, () => `printf('%.*c', 400000000, 'x')`).join(', ')}`;
  const answer = await session.call('query', { sql });
  expect(answer).toMatchObject({ isError: true, code: 'too_large' });
  expect(answer.text).toContain('more memory than 300 MB (--max-memory)');
  expect(await session.call('query', { sql: 'SELECT 1' })).toMatchObject({ isError: false });
});

test('kept statements count for the memory limit, and no query is refused for them', async () => {
  // A query of 8,192 parts takes 12 MB and, asked twice, is kept; twenty of them would be over the limit.
  const doubled = (n: number) => `CREATE VIEW v${n} AS SELECT a FROM v${n - 1} UNION ALL SELECT a + 1 FROM v${n - 1}`;
  const views = ['CREATE VIEW v0 AS SELECT a FROM t', ...Array.from({ length: 13 }, (_, n) => doubled(n + 1))];
  const file = makeDatabase(path.join(temporaryFolder(), 'a.db'), ['CREATE TABLE t(a)', ...views].join('; '));
  const limit = 250;
  const session = await start(['--max-memory', String(limit), '--timeout', '120', file]);
  const first = await session.call('query', { sql: 'SELECT 1' });
  expect(first).toMatchObject({ isError: false });
  const [engine = 0] = enginesOf(session);
  let before = megabytesOf(engine);
  let grown = 0;
  for (let n = 0; n < 40; n++) {
    const sql = `SELECT count(*) AS c${Math.floor(n / 2)} FROM v13`;
    const answer = await session.call('query', { sql });
    expect(answer.isError, answer.text).toBe(false);
    const now = megabytesOf(engine);
    expect(now).toBeLessThan(limit);
    grown += Math.max(0, now - before);
    before = now;
  }
  expect(grown).toBeGreaterThan(limit);
  expect(enginesOf(session)).toEqual([engine]);
});

test('an engine that another program ends is replaced, and the answer says what happened', async () => {
  const session = await start([database(temporaryFolder())]);
  const call = session.call('query', { sql: endless });
  process.kill(await busyEngine(session), 'SIGKILL');
  const answer = await call;
  expect(answer).toMatchObject({ isError: true, code: 'unavailable' });
  expect(answer.text).toBe('The process that ran it ended unexpectedly. Try again.');
  expect(await session.call('query', { sql: 'SELECT a FROM t' })).toMatchObject({ isError: false });
});

test('an engine whose server is killed ends itself, in the middle of a query', async () => {
  const session = await start([database(temporaryFolder())]);
  session.call('query', { sql: endless }).catch(() => {});
  const engine = await busyEngine(session);
  process.kill(session.pid() ?? 0, 'SIGKILL');
  await gone(engine);
});

test.each(['delete', 'wal'])('a write that is stopped changes nothing (journal %s)', async (mode) => {
  const folder = temporaryFolder();
  const file = makeDatabase(
    path.join(folder, 'a.db'),
    `PRAGMA journal_mode=${mode}; CREATE TABLE t(a, b); INSERT INTO t VALUES(1, 2)`,
  );
  const session = await start(['--write', '--max-size', '100000', file]);
  // So that the reader has the database open when the writer is ended.
  expect((await session.call('query', { sql: 'SELECT count(*) FROM t' })).text).toContain('\n[1]');
  const controller = new AbortController();
  const sql = `INSERT INTO t ${counting} SELECT x, printf('%.*c', 1000, 'x') FROM c`;
  const call = session.call('execute', { sql }, { signal: controller.signal }).catch(() => 'cancelled');
  const engine = await busyEngine(session);
  controller.abort();
  expect(await call).toBe('cancelled');
  await gone(engine);
  // Whatever it left beside the file is recovered by the first that asks.
  expect((await session.call('query', { sql: 'SELECT count(*) FROM t' })).text).toContain('\n[1]');
  expect((await session.call('maintain', { action: 'integrity_check' })).text).toContain('\nok');
  expect(await session.call('execute', { sql: 'INSERT INTO t VALUES(3, 4)' })).toMatchObject({ isError: false });
  expect(ask(file, 'SELECT count(*) FROM t')).toEqual([[2]]);
});

test('a commit whose outcome nobody knows is said to be so', async () => {
  const file = database(temporaryFolder());
  const session = await start(['--write', '--timeout', '120', '--busy-timeout', '100', file]);
  expect(await session.call('execute', { sql: 'INSERT INTO t VALUES(5, 6)' })).toMatchObject({ isError: false });
  // A reader that does not end keeps the commit from being carried out.
  const { default: Database } = await import('better-sqlite3');
  const reader = new Database(file, { readonly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT * FROM t').all();
  const call = session.call('execute', { sql: 'INSERT INTO t VALUES(7, 8)' });
  process.kill(await waitingToCommit(session, `${file}-journal`), 'SIGKILL');
  const answer = await call;
  expect(answer).toMatchObject({ isError: true, code: 'unavailable', meta: { 'mcp-reference/retryable': false } });
  expect(answer.text).toContain('while it was committing. Whether the changes were kept is not known');
  reader.close();
});

test('queries leave nothing on the disk and nothing on stderr', async () => {
  const folder = temporaryFolder();
  const file = database(folder);
  const before = contentsOf(folder);
  const session = await start([file]);
  await session.call('query', { sql: 'SELECT * FROM t ORDER BY b' });
  await session.call('profile_table', { table_name: 't' });
  expect(contentsOf(folder)).toEqual(before);
  expect(session.stderr()).toBe('');
  expect(readFileSync(file).subarray(0, 15).toString()).toBe('SQLite format 3');
});
