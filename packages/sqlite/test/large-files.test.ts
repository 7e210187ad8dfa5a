import fs from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import readSheets from 'read-excel-file/universal';
import writeExcelFile, { type Cell } from 'write-excel-file/universal';
import type { OpenFile } from '@mcp-reference/kit/sandbox';
import { isDateFormat } from '../src/import/workbook-cells.ts';
import { openWorkbook } from '../src/import/workbook-stream.ts';
import { partsOf } from '../src/import/zip.ts';
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
  test('that unpacks to more than memory holds is not unpacked as a whole', async () => {
    const sheet = Buffer.alloc(70 * 1024 * 1024, '<c/>');
    const bomb = path.join(folder, 'bomb.xlsx');
    fs.writeFileSync(
      bomb,
      zipSync({ 'xl/workbook.xml': Buffer.from('<workbook/>'), 'xl/worksheets/sheet1.xml': sheet }, { level: 1 }),
    );
    const { isError, text } = await call('import_data', { path: bomb, table_name: 'bomb' });
    expect(isError).toBe(true);
    expect(text).toContain('it has: none');
  });

  const cell = (value: unknown, more = {}) => ({ value, ...more }) as Cell;
  const day = new Date(Date.UTC(2026, 2, 29, 13, 30));

  test.each<[string, Cell[][]]>([
    [
      'texts, numbers, booleans and dates',
      [
        ['name', 'n', 'b', 'at', 'day'].map((one) => cell(one)),
        [
          cell('a & <b> "ü"'),
          cell(-1.5),
          cell(true),
          cell(day, { format: 'yyyy-mm-dd hh:mm' }),
          cell(day, { format: 'dd/mm/yyyy' }),
        ],
        [cell('a & <b> "ü"'), cell(1e21), cell(false), cell(null), cell(42, { format: '0.00" days"' })],
      ],
    ],
    [
      'gaps and empty rows',
      [[cell('x'), cell('y'), cell('z')], [], [cell(null), cell(2)], [cell(null), cell(null), cell(3)]],
    ],
  ])('with %s has the same rows in pieces as when it is read as a whole', async (_what, data) => {
    const bytes = Buffer.from(await (await writeExcelFile(data as never, {}).toBlob()).arrayBuffer());
    const file = {
      shown: 'x.xlsx',
      stat: () => ({ size: bytes.length }),
      read: (at: number, n: number) => bytes.subarray(at, at + n),
    } as unknown as OpenFile;
    const parts = partsOf(file);
    if (parts === undefined) throw new Error('not a ZIP file');
    const workbook = await openWorkbook(file, parts);
    const [whole] = await readSheets(new Blob([bytes]));
    const rows = [...workbook.rows(workbook.names[0] ?? '')];
    expect(rows.map(({ values }) => values)).toEqual(whole?.data.filter((row) => row.some((value) => value !== null)));
    workbook.close();
  });

  test.each([
    ['yyyy-mm-dd', true],
    ['[h]:mm', true],
    ['[$-414]d. mmmm', true],
    ['[Magenta]0.00', false],
    ['0.00" days"', false],
    ['General', false],
  ])('shows numbers in the format %s as dates: %s', (code, isDate) => {
    expect(isDateFormat(164, code)).toBe(isDate);
  });

  test.each([
    ['a file that is no ZIP', Buffer.from('PK and then nothing')],
    ['a file that ends in its directory', Buffer.from(zipSync({ a: Buffer.from('a') })).subarray(0, 60)],
    ['an empty file', Buffer.alloc(0)],
  ])('is not taken for one in %s', (_what, bytes) => {
    const file = { stat: () => ({ size: bytes.length }), read: (at: number, n: number) => bytes.subarray(at, at + n) };
    expect(partsOf(file as unknown as OpenFile)).toBeUndefined();
  });
});
