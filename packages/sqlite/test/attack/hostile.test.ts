import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Answer } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { contentsOf, headOf, makeDatabase, sharedFolder, startShared } from '../start.ts';
import { cases, type End } from './cases.ts';

const world = sharedFolder();
const [inside, outside] = ['inside', 'outside'].map((name) => path.join(world, name)) as [string, string];
mkdirSync(inside);
mkdirSync(outside);
const other = makeDatabase(
  path.join(outside, 'other.db'),
  `CREATE TABLE secret(x); INSERT INTO secret VALUES('TOPSECRET')`,
);
writeFileSync(path.join(outside, 'note.txt'), 'TOPSECRET');
const file = makeDatabase(
  path.join(inside, 'a.db'),
  `CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT); INSERT INTO t VALUES(1,'x'),(2,'y');
   CREATE TABLE child(id INTEGER PRIMARY KEY, t INTEGER REFERENCES t(a)); INSERT INTO child VALUES(1,1),(2,2);
   CREATE VIRTUAL TABLE ft USING fts5(body); INSERT INTO ft VALUES('hello world');
   CREATE VIEW loopv AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT count(*) FROM c;
   CREATE TABLE big(v TEXT); WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<2000) INSERT INTO big SELECT 'value '||x FROM c;`,
);
const limits = ['--no-confirm', '--max-memory', '400', '--max-output', '20000'];
const pristine = contentsOf(world);
const reader = await startShared([...limits, '--timeout', '60', '--write', inside, file]);
const writable = path.join(world, 'writable');
mkdirSync(writable);

// What never ends by itself burns a processor until the deadline: it gets a short one.
const hurried = await startShared([...limits, '--timeout', '1', '--write', inside, writable, file]);
while ((await hurried.call('query', { sql: 'SELECT 1', database: 'a.db' })).isError);

const fill = (sql: string) => sql.replaceAll('{other}', other).replaceAll('{new}', path.join(outside, 'new.db'));

function endOf(answer: Answer): End {
  if (!answer.isError) return /more with cursor/.test(headOf(answer)) ? 'cut' : 'ok';
  if (answer.code === 'timeout' || answer.code === 'too_large') return 'stopped';
  // Refused by the gate: nothing reached SQLite, or it said itself that this does not only read.
  if (/^(Refused|The SQL|One statement|This statement changes)/.test(answer.text)) return 'denied';
  return 'error';
}

describe('the tool that reads', () => {
  test.each(cases)('$name', async ({ sql, read }) => {
    const answer = await (read === 'stopped' ? hurried : reader).call('query', { sql: fill(sql), database: 'a.db' });
    expect([endOf(answer), answer.text.slice(0, 300)]).toEqual([read, expect.any(String)]);
    expect(answer.text).not.toContain('TOPSECRET');
    expect(contentsOf(world)).toEqual(pristine);
  });

  test('and it reads as before after all of them', async () => {
    const { text } = await reader.call('query', { sql: 'SELECT * FROM t', database: 'a.db' });
    expect(text).toBe('[2 rows; a INTEGER, b TEXT]\n[1,"x"]\n[2,"y"]');
    const { text: modes } = await reader.call('query', { sql: 'PRAGMA query_only', database: 'a.db' });
    expect(modes).toContain('[1]');
  });
});

describe('the tool that writes', () => {
  const writer = startShared([...limits, '--timeout', '60', '--write', writable]);
  const copyOf = async (name: string, server = writer): Promise<{ copy: string; database: string | undefined }> => {
    const copy = path.join(writable, name);
    copyFileSync(file, copy);
    return { copy, database: /"(.+)"/.exec((await (await server).call('open_database', { path: copy })).text)?.[1] };
  };
  let stopped: ReturnType<typeof copyOf> | undefined;
  // What changes nothing needs no separate copy; ANALYZE, which one case comes to, is a change.
  let shared: ReturnType<typeof copyOf> | undefined;
  const changes = ({ sql, write }: { sql: string; write: End | undefined }) =>
    write === 'changed' || sql.includes('pragma_optimize');

  test.each(cases.filter(({ write }) => write !== undefined))('$name', async ({ name, sql, write }) => {
    const server = write === 'stopped' ? Promise.resolve(hurried) : writer;
    const { copy, database } = await (changes({ sql, write })
      ? copyOf(`${name.replaceAll(/\W+/g, '-')}.db`)
      : write === 'stopped'
        ? (stopped ??= copyOf('stopped.db', server))
        : (shared ??= copyOf('shared.db')));
    const before = contentsOf(world);
    const answer = await (await server).call('execute', { sql: fill(sql), database });
    expect([write === 'changed' ? 'ok' : write, answer.text.slice(0, 300)]).toEqual([
      endOf(answer),
      expect.any(String),
    ]);
    expect(answer.text).not.toContain('TOPSECRET');
    const now = contentsOf(world);
    const own = path.relative(world, copy);
    if (!changes({ sql, write })) expect(now).toEqual(before);
    else {
      expect(now[own]).not.toBe(before[own]);
      expect({ ...now, [own]: '' }).toEqual({ ...before, [own]: '' });
    }
  });
});
