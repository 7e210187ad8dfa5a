import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { shell } from './shell.ts';
import { headOf, linesOf, sharedFolder, startShared } from './start.ts';

/** Tables that are larger than what one call looks at; the shell looks at all of them. */
const folder = sharedFolder();
const file = path.join(folder, 'large.db');
const numbers = (most: number) => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${most})`;
const far = 1_000_000_000_000;

shell(
  file,
  `CREATE TABLE wide(${Array.from({ length: 100 }, (_, i) => `c${i}`).join(', ')}); INSERT INTO wide(c0, c99) VALUES(1, 2);
   CREATE TABLE dense(id INTEGER PRIMARY KEY, b); ${numbers(300_000)} INSERT INTO dense SELECT i, i % 7 FROM n;
   CREATE VIEW seen AS SELECT * FROM dense;
   CREATE TABLE clustered(id INTEGER PRIMARY KEY, b); INSERT INTO clustered VALUES(1, NULL);
   ${numbers(300_000)} INSERT INTO clustered SELECT ${far} + i, i % 7 FROM n;
   CREATE TABLE apart(id INTEGER PRIMARY KEY); INSERT INTO apart VALUES(1), (2), (${far});
   CREATE TABLE fewer(id INTEGER PRIMARY KEY); ${numbers(10_000)} INSERT INTO fewer SELECT ${far} + i FROM n;`,
);
const starting = startShared(['--write', '--no-confirm', folder]);
const call = async (tool: string, args: Record<string, unknown>) => (await starting).call(tool, args);
const counted = (sql: string): number => Number(shell(file, sql));

beforeAll(async () => void (await call('open_database', { path: file })));

describe('profile_table', () => {
  const profile = (table_name: string, more: Record<string, unknown> = {}) =>
    call('profile_table', { table_name, ...more });

  test('says how many columns it left out, and takes their names', async () => {
    const some = await profile('wide');
    expect(headOf(some)).toBe('wide: 1 row; 60 columns; 40 left out: name them as "columns"');
    expect(linesOf(some)).toHaveLength(60);
    const rest = Array.from({ length: 40 }, (_, i) => `c${i + 60}`);
    const others = await profile('wide', { columns: rest });
    expect(headOf(others)).toBe('wide: 1 row; 40 columns');
    expect(linesOf(others).at(-1)).toContain('c99: no NULL; 1 different; 2 to 2');
  });

  test('says how many rows it sampled, and that they are spread evenly', async () => {
    const answer = await profile('dense');
    const [, sampled = ''] =
      /^dense: 300,000 rows, ([\d,]+) of them sampled evenly; 2 columns$/.exec(headOf(answer)) ?? [];
    expect(Number(sampled.replaceAll(',', ''))).toBeGreaterThan(150_000);
    expect(linesOf(answer)[1]).toContain('b: no NULL in the sample; 7 different in the sample');
  });

  test('does not call a part of a view all of it, nor its beginning an even sample', async () => {
    expect(counted('SELECT count(*) FROM seen')).toBe(300_000);
    expect(headOf(await profile('seen'))).toBe('seen: over 200,000 rows, the first 200,000 sampled; 2 columns');
  });

  test('looks at enough rows where the rowids have large gaps', async () => {
    expect(counted('SELECT count(DISTINCT b) FROM clustered')).toBe(7);
    const answer = await profile('clustered');
    expect(headOf(answer)).toBe('clustered: 300,001 rows, the first 200,000 sampled; 2 columns');
    expect(linesOf(answer)[1]).toContain('7 different in the sample; 0 to 6 in the sample');
  });
});

describe('the number of rows', () => {
  test.each(['columns', 'names'])('is not taken from ids that are far apart (%s)', async (detail) => {
    expect(counted('SELECT count(*) FROM apart')).toBe(3);
    const { text } = await call('describe_schema', { detail });
    expect(text).toContain('\napart (3 rows)');
    expect(text).toContain('\nfewer (10,000 rows)');
    expect(text).toContain('\nclustered (over 10,000 rows, highest rowid 1,000,000,300,000)');
    expect(text).toContain('\ndense (300,000 rows)');
    expect(text).toContain('\nseen (view)');
  });

  test('of one table is the same', async () => {
    expect((await call('describe_table', { table_name: 'apart' })).text).toMatch(/^apart \(3 rows\)/);
  });
});

describe('maintain', () => {
  const damaged = (action: string, rows: number): string => {
    const name = `${action}-${rows}.db`;
    shell(
      path.join(folder, name),
      `CREATE TABLE t(a); ${numbers(rows)} INSERT INTO t SELECT NULL FROM n; PRAGMA writable_schema=ON;
       UPDATE sqlite_schema SET sql = 'CREATE TABLE t(a NOT NULL)' WHERE name = 't';`,
    );
    return name;
  };

  test.each(['integrity_check', 'quick_check'])('%s says that it stopped at its limit', async (action) => {
    const [some, many] = [damaged(action, 49), damaged(action, 60)];
    const problems = (name: string) => shell(path.join(folder, name), `PRAGMA ${action}(1000)`).split('\n').length;
    expect([problems(some), problems(many)]).toEqual([49, 60]);
    for (const name of [some, many]) await call('open_database', { path: path.join(folder, name) });
    const all = await call('maintain', { action, database: some });
    expect(linesOf(all)).toHaveLength(49);
    const part = linesOf(await call('maintain', { action, database: many }));
    expect(part[0]).toBe('the check stopped after 50 problems; there may be more');
    expect(part).toHaveLength(51);
  });
});
