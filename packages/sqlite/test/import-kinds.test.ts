import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { shell, shellLines } from './shell.ts';
import { makeDatabase, sharedFolder, startShared } from './start.ts';

const folder = sharedFolder();
const file = path.join(folder, 'store.db');
const starting = startShared([folder, '--write', '--no-confirm']);

beforeAll(async () => {
  makeDatabase(file, 'CREATE TABLE other(x)');
  await (await starting).call('open_database', { path: file });
});

let made = 0;

/** Previews and imports a file; the rows are what the shell prints. */
async function load(name: string, content: string | Buffer, more = {}) {
  const source = path.join(folder, `${++made}-${name}`);
  fs.writeFileSync(source, content);
  const table = `t${made}`;
  const args = { path: source, table_name: table, ...more };
  const preview = await (await starting).call('import_data', args);
  const done = await (await starting).call('import_data', { ...args, dry_run: false });
  expect(preview.isError).toBe(done.isError);
  return { preview, done, rows: () => shellLines(file, `.mode quote\nSELECT * FROM ${table};`), table };
}

describe('JSON', () => {
  test('a list of rows is found within other objects', async () => {
    const { done, rows } = await load('deep.json', '{"meta": {"n": 1}, "result": {"items": [{"id": 1}, {"id": 2}]}}');
    expect(done.text).toContain('rows from "result.items"');
    expect(rows()).toEqual(['1', '2']);
  });

  test.each([
    ['two lists', '{"a": [{"x": 1}], "b": {"c": [{"y": 1}]}}', 'several lists: a, "b.c"'],
    ['objects on lines', '{"id": 1}\n{"id": 2}\n', 'give format "ndjson"'],
    ['a single value', '"x"', 'The JSON is a single value'],
  ])('%s are refused', async (_what, content, reason) => {
    expect((await load('odd.json', content)).done.text).toContain(reason);
  });
});

describe('text', () => {
  test.each(['utf-16le', 'utf-16be'] as const)(
    '%s without a mark is recognized, and called a guess',
    async (encoding) => {
      const bytes = Buffer.from('name,n\r\nÄnne,1\r\nAnn,2\r\n', 'utf16le');
      const { done, rows } = await load('plain.csv', encoding === 'utf-16be' ? bytes.swap16() : bytes);
      expect(done.text).toContain(`read as ${encoding}, which is a guess`);
      expect(rows()).toEqual([`'Änne',1`, `'Ann',2`]);
    },
  );

  test('zeros within UTF-8 are kept', async () => {
    const { table } = await load('zero.csv', 'a,b\nx\0y,1\n');
    expect(shell(file, `SELECT hex(a) FROM ${table}`)).toBe('780079');
  });

  test('a formula stays a text', async () => {
    const { rows } = await load('formula.csv', 'a\n=1+1\n"@SUM(A1)"\n+cmd\n');
    expect(rows()).toEqual([`'=1+1'`, `'@SUM(A1)'`, `'+cmd'`]);
  });
});

describe('JSON', () => {
  test('objects of other programs with keys that begin with $ become JSON text', async () => {
    const { rows } = await load('mongo.json', '[{"_id":{"$oid":"65a"},"at":{"$date":"2024-01-01"},"n":{"$int":"7"}}]');
    expect(rows()).toEqual([`'{"$oid":"65a"}','{"$date":"2024-01-01"}',7`]);
  });

  test('a list of lists has its header in the first one', async () => {
    const { rows, table } = await load('lists.json', '[["id","name"],[1,"a"],[2,null]]');
    expect(rows()).toEqual([`1,'a'`, '2,NULL']);
    expect(shell(file, `SELECT group_concat(name) FROM pragma_table_info('${table}')`)).toBe('id,name');
  });

  test('5.0 stays a REAL', async () => {
    const { rows } = await load('real.ndjson', '{"a":5.0,"b":5}\n{"a":1e2,"b":6}\n');
    // Node 20 does not show how a number is written.
    expect(rows()).toEqual(process.version.startsWith('v20') ? ['5,5', '100,6'] : ['5.0,5', '100.0,6']);
  });

  test.each([
    ['[{"A":1},{"a":2}]', 'the keys A and a, which name the same column'],
    ['[{}]', 'have no columns'],
    [String.raw`[{"a":"\ud800"}]`, 'half of a surrogate pair'],
    ['[1,2]', 'neither an object nor a list'],
  ])('%s is refused', async (content, reason) => {
    const { preview, done } = await load('bad.json', content);
    expect(preview.text).toContain(reason);
    expect(done.isError).toBe(true);
  });
});

test('a preview shows the rows of a table that has a column named rowid', async () => {
  const { preview } = await load('rowid.csv', 'rowid,v\nx,1\n');
  expect(preview.text).toContain('["x",1]');
});
