import fs from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { unpackedSize } from '../src/import/zip.ts';
import { shell } from './shell.ts';
import { sharedFolder, startShared } from './start.ts';

const folder = sharedFolder();
const file = path.join(folder, 'large.db');
const starting = startShared([folder, '--write', '--no-confirm']);
const call = async (name: string, args: Record<string, unknown>) => (await starting).call(name, args);

beforeAll(async () => {
  // More than the rows of one row group.
  shell(
    file,
    `CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, price REAL, data BLOB);
     WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 60000)
     INSERT INTO t SELECT x, 'name ' || x, iif(x % 7 = 0, NULL, x / 4.0), iif(x % 1000 = 0, randomblob(5), NULL) FROM c;`,
  );
  await call('open_database', { path: file });
});

test('a Parquet file of several row groups comes back as it was', async () => {
  const target = path.join(folder, 'large.parquet');
  expect((await call('export_data', { path: target, sql: 'SELECT * FROM t' })).isError).toBe(false);
  const { text } = await call('import_data', { path: target, table_name: 'back', dry_run: false });
  expect(text).toContain('imported 60,000 rows');
  const digest = (table: string) =>
    shell(file, `SELECT count(*), total(price), group_concat(hex(data), ''), group_concat(name, '') FROM ${table}`);
  expect(digest('back')).toBe(digest('t'));
  expect(shell(file, 'SELECT DISTINCT typeof(price) FROM back ORDER BY 1')).toBe('null\nreal');
});

describe('a workbook', () => {
  const sheet = Buffer.alloc(70 * 1024 * 1024, '<c/>');
  const packed = Buffer.from(
    zipSync({ 'xl/workbook.xml': Buffer.from('<workbook/>'), 'xl/worksheets/sheet1.xml': sheet }, { level: 1 }),
  );

  test('that unpacks to more than memory holds is refused before it is unpacked', async () => {
    expect(packed.length).toBeLessThan(2_000_000);
    const bomb = path.join(folder, 'bomb.xlsx');
    fs.writeFileSync(bomb, packed);
    const answer = await call('import_data', { path: bomb, table_name: 'bomb' });
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain('73 MB unpacked; at most 67 MB');
    expect(answer.text).toContain('save the sheet as CSV');
  });

  test.each([
    ['the sum of its parts', packed, sheet.length + 11],
    ['a file that is no ZIP', Buffer.from('PK and then nothing'), undefined],
    ['a file that ends in its directory', packed.subarray(0, packed.length - 30), undefined],
    ['an empty file', Buffer.alloc(0), undefined],
  ])('has a size that is known from %s', (_what, bytes, size) => {
    expect(unpackedSize(bytes)).toBe(size);
  });
});
