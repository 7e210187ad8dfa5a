import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from '@mcp-reference/kit/testing/properties';
import { describe, expect, test } from 'vitest';
import { CsvReader, type Field } from '../src/import/csv.ts';
import { JsonElements } from '../src/import/json-elements.ts';
import { ask, headOf, makeDatabase, sharedFolder, startShared } from './start.ts';

const folder = sharedFolder();
const file = makeDatabase(path.join(folder, 'a.db'), 'CREATE TABLE has(a)');
const session = startShared(['--write', file, folder]);
const put = (name: string, content: string | Uint8Array) => fs.writeFileSync(path.join(folder, name), content);
const load = async (name: string, args: Record<string, unknown> = {}) =>
  (await session).call('import_data', { path: name, dry_run: false, ...args });

/** Cuts a text into pieces at the given places. */
const pieces = (text: string, cuts: readonly number[]): string[] => {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [...places, text.length].map((end, index) => text.slice(places[index - 1] ?? 0, end));
};

describe('texts that come in pieces', () => {
  test('a JSON list is the same wherever it is cut', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        fc.nat(2),
        (list, cuts, indent) => {
          const reader = new JsonElements();
          const parts = pieces(JSON.stringify(list, undefined, indent), cuts);
          const read = parts.flatMap((part, index) => [...reader.read(part, index === parts.length - 1)]);
          expect(read.map((one) => JSON.parse(one) as unknown)).toEqual(JSON.parse(JSON.stringify(list)));
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each(['[1,]', '[,1]', '[1 2', '[1] x', '{}', '[1,,2]', ''])('rejects %j', (text) => {
    expect(() => [...new JsonElements().read(text, true)]).toThrow(/list|element/);
  });

  test('CSV is the same wherever it is cut, with every line end', () => {
    const field = fc.oneof(
      fc.stringMatching(/^[a-z ]{0,4}$/),
      fc.constantFrom('a"b', 'x,y', 'l\ni', 'l\r\nj', '', 'é'),
    );
    const end = fc.constantFrom('\n', '\r\n', '\r');
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
        end,
        fc.array(fc.nat(), { maxLength: 6 }),
        (rows, lineEnd, cuts) => {
          const quoted = (one: string) => (/[",\r\n]/.test(one) || one === '' ? `"${one.replaceAll('"', '""')}"` : one);
          const text = rows.map((row) => row.map(quoted).join(',') + lineEnd).join('');
          const reader = new CsvReader(',');
          const parts = pieces(text, cuts);
          const read: Field[][] = parts.flatMap((part, index) =>
            [...reader.read(part, index === parts.length - 1)].map(({ fields }) => fields),
          );
          expect(read).toEqual(rows);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('compressed files', () => {
  const csv = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) => `${from + n},text ${from + n}\n`).join('');

  test('of several members and many pieces are read whole', async () => {
    put('m.csv.gz', Buffer.concat([gzipSync(`id,t\n${csv(0, 30_000)}`), gzipSync(''), gzipSync(csv(30_000, 60_000))]));
    expect(headOf(await load('m.csv.gz', { table_name: 'members' }))).toContain('imported 60,000 rows');
    expect(ask(file, `SELECT count(*), sum(id), sum(t = 'text ' || id) FROM members`)).toEqual([
      [60_000, 1_799_970_000, 60_000],
    ]);
  });

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['cut off', (bytes) => bytes.subarray(0, -20)],
    ['with a wrong checksum', (bytes) => Buffer.concat([bytes.subarray(0, -8), Buffer.alloc(8)])],
    ['followed by other bytes', (bytes) => Buffer.concat([bytes, Buffer.from('and more')])],
  ])('%s change nothing', async (_what, damage) => {
    put('bad.csv.gz', damage(gzipSync(`id,t\n${csv(0, 5_000)}`)));
    const { text, isError } = await load('bad.csv.gz', { table_name: 'bad' });
    expect({ isError, text }).toEqual({ isError: true, text: '"bad.csv.gz" is not a sound gzip file.' });
    expect(ask(file, `SELECT count(*) FROM sqlite_schema WHERE name = 'bad'`)).toEqual([[0]]);
  });
});

test('a JSON list of any size is read row by row', async () => {
  const rows = Array.from({ length: 20_000 }, (_, n) => `{"n":${n},"text":"${'x'.repeat(3_400)}"}`);
  put('large.json', `[${rows.join(',\n')}]`);
  expect(fs.statSync(path.join(folder, 'large.json')).size).toBeGreaterThan(64 * 1024 * 1024);
  expect(headOf(await load('large.json', { table_name: 'large' }))).toContain('imported 20,000 rows');
  expect(ask(file, 'SELECT count(*), sum(n), sum(length(text)) FROM large')).toEqual([
    [20_000, 199_990_000, 68_000_000],
  ]);
});

test('a Parquet file that DuckDB wrote has the values that it had there', async () => {
  fs.copyFileSync(fileURLToPath(new URL('fixtures/duckdb.parquet', import.meta.url)), path.join(folder, 'd.parquet'));
  expect(headOf(await load('d.parquet', { table_name: 'd' }))).toContain('imported 3 rows');
  expect(
    ask(file, 'SELECT i, CAST(b AS TEXT), d, dec, s, bo, da, ts, hex(bl), ti, l, st, u, e, ub, typeof(d) FROM d'),
  ).toEqual([
    [
      1,
      '9007199254740993',
      1.5,
      12345.678,
      'plain',
      1,
      '2026-02-28',
      '2026-02-28 13:14:15.123',
      '00FF',
      '13:14:15.5',
      '[1,2,null]',
      '{"a":1,"b":"x"}',
      '5b6b1f0e-8f2c-4f57-9c86-0a1c2b3d4e5f',
      'x',
      '18446744073709551615',
      'real',
    ],
    [null, null, null, null, null, null, null, null, '', null, null, null, null, null, null, 'null'],
    [
      -7,
      '-9223372036854775808',
      0,
      -0.001,
      'ünï 😀 "q"',
      0,
      '1969-12-31',
      '1900-01-01',
      '',
      '00:00:00',
      '[]',
      '{"a":null,"b":""}',
      '00000000-0000-0000-0000-000000000000',
      'y',
      '0',
      'real',
    ],
  ]);
});

test('a row that refers to nothing is named with its key', async () => {
  const other = makeDatabase(
    path.join(folder, 'keys.db'),
    'CREATE TABLE p(id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1); CREATE TABLE c(p INT NOT NULL REFERENCES p(id), v)',
  );
  const { call } = await session;
  await call('open_database', { path: 'keys.db' });
  const args = { content: 'p,v\n1,a\n77,b\n1,c\n', table_name: 'c', database: 'keys.db', dry_run: false };
  expect((await call('import_data', args)).text).toContain(
    'Line 3: FOREIGN KEY constraint failed: c rowid 2: p 77 is not in p(id)',
  );
  expect(ask(other, 'SELECT count(*) FROM c')).toEqual([[0]]);
  const skipped = await call('import_data', { ...args, on_error: 'skip' });
  expect(skipped.text).toContain('line 3: FOREIGN KEY constraint failed');
  expect(ask(other, 'SELECT group_concat(v) FROM c')).toEqual([['a,c']]);
});

test('content that is one JSON object is read like a file of it', async () => {
  const { call } = await session;
  const answer = await call('import_data', {
    content: '{"data":[{"id":1},{"id":2}]}',
    database: 'a.db',
    table_name: 'o',
    dry_run: false,
  });
  expect(headOf(answer)).toContain('imported 2 rows');
  const lines = await call('import_data', {
    content: '{"id":1}\n{"id":2}\n{"id":3}',
    database: 'a.db',
    table_name: 'n',
    dry_run: false,
  });
  expect(headOf(lines)).toContain('imported 3 rows');
});
