import { copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { soakLength, type Answer } from '@mcp-reference/kit/testing';
import { expect, test } from 'vitest';
import { announced, difference, randomFrom, rowsIn, schemaFrom, statementFrom, type Random } from './random-schema.ts';
import { digest, shell, shellLines } from './shell.ts';
import { confirmOf, headOf, linesOf, sharedFolder, startShared } from './start.ts';

/**
 * A walk over random databases: what a dry run announces is what the shell sees change, and undo restores the same
 * content. Set `MCP_SQLITE_WALK_SEED` to walk with one other seed.
 */
const given = process.env['MCP_SQLITE_WALK_SEED'];
const seeds = given === undefined ? [201, 202, 203, 204, 205, 206].slice(0, soakLength(6, 2)) : [Number(given)];
const steps = soakLength(60, 20);

const folder = sharedFolder();
const starting = startShared(['--write', '--undo', '--confirm-rows', '3', folder]);

/** Additions to the schema of the short test: JSON, generated columns, a strict table, two parents of one child. */
const more = `CREATE TABLE j(id INTEGER PRIMARY KEY, doc BLOB, label TEXT, loud TEXT AS (upper(label)) VIRTUAL, size INT AS (length(doc)) STORED);
  CREATE TABLE s(id INTEGER PRIMARY KEY, n INTEGER NOT NULL CHECK (n < 1000), t ANY, UNIQUE(t)) STRICT;
  CREATE TABLE both(a INT REFERENCES p ON DELETE CASCADE, b INT REFERENCES s(id) ON UPDATE CASCADE ON DELETE SET NULL);
  CREATE VIEW jv AS SELECT id, label FROM j;
  CREATE TRIGGER jv_update INSTEAD OF UPDATE ON jv BEGIN UPDATE j SET label = NEW.label WHERE id = OLD.id; END;
  CREATE TRIGGER jv_delete INSTEAD OF DELETE ON jv BEGIN DELETE FROM j WHERE id = OLD.id; DELETE FROM both WHERE a = OLD.id; END;
  INSERT INTO j(id, doc, label) VALUES (1, x'7b7d', 'one'), (2, NULL, 'two'), (3, '[1]', 'three'), (4, 'x', NULL);
  INSERT INTO s VALUES (1, 10, 'a'), (2, 20, 5), (3, 30, x'00'), (4, 40, NULL);
  INSERT INTO both VALUES (1, 1), (2, 2), (3, 3), (4, 4), (5, 1);`;

const extra = ({ below, pick }: Random): string => {
  const id = 1 + below(6);
  return pick([
    `UPDATE j SET doc = jsonb('{"n":${id}}') WHERE id >= ${id}`,
    `UPDATE j SET doc = jsonb_set(jsonb('{"a":[1,2]}'), '$.b', ${id})`,
    `INSERT INTO j(doc, label) SELECT jsonb_array(id, label), 'copy' FROM j WHERE id < ${id}`,
    `UPDATE jv SET label = 'seen' WHERE id <= ${id}`,
    `DELETE FROM jv WHERE id = ${id}`,
    `REPLACE INTO s VALUES (${id}, ${id}, 'a')`,
    `INSERT INTO s VALUES (${id}, 7, 'k${id}') ON CONFLICT(id) DO UPDATE SET n = n + 1, t = excluded.t WHERE n < 900`,
    `INSERT INTO s SELECT id + 10, n, NULL FROM s WHERE true ON CONFLICT DO NOTHING`,
    `UPDATE s SET n = n * 100`,
    `UPDATE OR REPLACE s SET t = 'same' WHERE id < ${id}`,
    `UPDATE s SET id = id + 50 WHERE id = ${id}`,
    `DELETE FROM s WHERE id <= ${id}`,
    `WITH big AS (SELECT max(id) AS top FROM s) DELETE FROM both WHERE b = (SELECT top FROM big) RETURNING a, b`,
    `UPDATE both SET a = p.id FROM p WHERE both.a = p.id + 1`,
    `INSERT INTO both VALUES (${below(30)}, ${id})`,
    `CREATE TRIGGER fuse AFTER INSERT ON both BEGIN DELETE FROM s WHERE id = NEW.b; END; INSERT INTO both VALUES (NULL, ${id}); DROP TRIGGER fuse`,
    `ALTER TABLE s ADD COLUMN extra DEFAULT 1; UPDATE s SET extra = id; ALTER TABLE s DROP COLUMN extra`,
    `CREATE UNIQUE INDEX one_label ON j(label)`,
    `DROP TABLE s`,
  ]);
};

const csv = ({ below, pick }: Random): [table: string, content: string] =>
  pick<[string, string]>([
    ['p', `id,u,v\n${1 + below(20)},u${below(9)},imported\n${20 + below(20)},new${below(9)},x\n`],
    ['s', `id,n,t\n${1 + below(9)},5,a\n${30 + below(9)},2000,b\n${50 + below(9)},7,00${below(9)}\n`],
    ['both', `a,b\n1,1\n${below(90)},2\n`],
    ['fresh_rows', `a,b\n1,x\n2,\n`],
  ]);

async function opened(seed: number) {
  const random = randomFrom(seed);
  const file = path.join(folder, `walk-${seed}.db`);
  shell(file, `${schemaFrom(random)};\n${more}`);
  const session = await starting;
  await session.call('open_database', { path: file });
  const call = (tool: string, args: Record<string, unknown> = {}) =>
    session.call(tool, { database: path.basename(file), ...args });
  const has = new Set(shellLines(file, `SELECT name FROM sqlite_schema WHERE type = 'table'`));
  return { random, file, call, has };
}

type Walk = Awaited<ReturnType<typeof opened>>;

/** Another program changes rows or the schema while the user decides. Returns the content then. */
function secondWriter({ file, random }: Walk): string {
  const was = digest(file);
  shell(
    file,
    random.pick([
      `INSERT INTO log(x) VALUES ('other ${random.below(1_000_000)}')`,
      `CREATE TABLE IF NOT EXISTS other_${random.below(1_000_000)}(a)`,
      `UPDATE j SET label = 'other ${random.below(1_000_000)} ' || id; INSERT INTO log(x) VALUES ('both')`,
    ]),
  );
  expect(digest(file)).not.toBe(was);
  return digest(file);
}

/** Runs a tool that changes something, agreeing where it asks; another writer may come between. */
async function agree(walk: Walk, tool: string, args: Record<string, unknown>): Promise<Answer | 'other writer'> {
  const first = await walk.call(tool, args);
  const confirm = confirmOf(first);
  if (!first.isError || confirm === '') return first;
  if (!walk.random.chance(0.25)) return walk.call(tool, { ...args, confirm });
  const now = secondWriter(walk);
  const late = await walk.call(tool, { ...args, confirm });
  expect(late, JSON.stringify(args)).toMatchObject({ isError: true });
  expect(digest(walk.file), JSON.stringify(args)).toBe(now);
  return 'other writer';
}

async function undone({ call, file, random }: Walk, done: Answer, was: string, what: string): Promise<number> {
  const head = headOf(done);
  if (!head.includes('undo_write')) {
    expect(head, what).toMatch(/nothing to undo|imported 0 rows/);
    return 0;
  }
  if (!random.chance(0.7)) return 0;
  expect((await call('undo_write')).text, what).toMatch(/^\[undone/);
  expect(digest(file), what).toBe(was);
  return 1;
}

async function statement(walk: Walk): Promise<number> {
  const { random, file, call, has } = walk;
  const sql = random.chance(0.5) ? extra(random) : statementFrom(random, has);
  const keys = random.chance(0.1) ? { foreign_keys: 'off' } : {};
  const [before, was] = [rowsIn(file), digest(file)];
  const shown = await call('execute', { sql, dry_run: true, ...keys });
  expect(digest(file), sql).toBe(was);
  const done = await agree(walk, 'execute', { sql, ...keys });
  if (done === 'other writer') return 0;
  expect(done.isError, `${sql}\n${shown.text}\n${done.text}`).toBe(shown.isError);
  if (done.isError) {
    expect(digest(file), sql).toBe(was);
    return 0;
  }
  if (!/DROP COLUMN|ADD COLUMN|RENAME/.test(sql))
    expect(announced(linesOf(shown)), sql).toEqual(difference(before, rowsIn(file)));
  return undone(walk, done, was, sql);
}

/** The preview of an import announces how many rows come; the rest of the answer is compared with the import's. */
async function importing(walk: Walk): Promise<number> {
  const { random, file, call } = walk;
  const [table_name, content] = csv(random);
  const args = { table_name, content, on_error: random.pick(['abort', 'skip']) };
  const [before, was] = [rowsIn(file), digest(file)];
  const shown = await call('import_data', args);
  expect(digest(file), content).toBe(was);
  const done = await agree(walk, 'import_data', { ...args, dry_run: false });
  if (done === 'other writer') return 0;
  expect(done.isError, `${content}\n${shown.text}\n${done.text}`).toBe(shown.isError);
  if (done.isError) {
    expect(digest(file), content).toBe(was);
    return 0;
  }
  const rows = (text: string) => Number(/(?:preview:|imported) (\d+) rows?/.exec(text)?.[1]);
  expect(rows(headOf(done)), content).toBe(rows(headOf(shown)));
  const changed = difference(before, rowsIn(file)).length;
  if (rows(headOf(done)) === 0) expect(changed, content).toBe(0);
  return undone(walk, done, was, content);
}

/** A query reads a copy that is attached, and changes neither file. */
async function attaching({ file, call }: Walk): Promise<number> {
  const copy = file.replace('.db', '-copy.db');
  rmSync(copy, { force: true });
  copyFileSync(file, copy);
  await (await starting).call('open_database', { path: copy });
  const name = path.basename(copy);
  const schema = name.replace('.db', '').replaceAll('-', '_');
  const was = [digest(file), digest(copy)];
  const sql = `SELECT count(*), coalesce(sum(a.id), 0) FROM main.j AS a JOIN ${schema}.j AS b ON a.id >= b.id`;
  const expected = shell(file, `ATTACH '${copy}' AS ${schema};\n${sql};`);
  const answer = await call('query', { sql, attach: [name] });
  expect(answer.text.split('\n').slice(1).join(), answer.text).toBe(`[${expected.replace('|', ',')}]`);
  for (const write of [`DELETE FROM ${schema}.j`, `INSERT INTO main.log SELECT id FROM ${schema}.j`])
    expect(await call('query', { sql: write, attach: [name] })).toMatchObject({ isError: true });
  expect([digest(file), digest(copy)]).toEqual(was);
  await call('manage_database', { action: 'close', database: name });
  return 0;
}

test.each(seeds)('what is announced is what happens, and undo restores it, seed %i', async (seed) => {
  const walk = await opened(seed);
  let takenBack = 0;
  for (let step = 0; step < steps; step++) {
    const kind = walk.random.below(10);
    takenBack += await (kind === 0 ? attaching(walk) : kind < 3 ? importing(walk) : statement(walk));
  }
  expect(takenBack).toBeGreaterThan(0);
});
