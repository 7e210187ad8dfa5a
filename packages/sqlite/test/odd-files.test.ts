import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ask, headOf, makeDatabase, sharedFolder, startShared, temporaryFolder } from './start.ts';

describe('files as people have them', () => {
  const folder = sharedFolder();
  const file = makeDatabase(path.join(folder, 'a.db'), 'CREATE TABLE has(a)');
  const session = startShared(['--write', file, folder]);
  let tables = 0;
  const table = async (name: string, bytes: string | Uint8Array, more: Record<string, unknown> = {}) => {
    fs.writeFileSync(path.join(folder, name), bytes);
    const table_name = `t${++tables}`;
    const answer = await (await session).call('import_data', { path: name, table_name, dry_run: false, ...more });
    return { answer, rows: answer.isError ? [] : ask(file, `SELECT * FROM ${table_name}`) };
  };

  test('a text in another encoding, guessed and said so, or given', async () => {
    const latin = Buffer.from('name\nBjörk\n', 'latin1');
    const guessed = await table('p.csv', latin);
    expect(guessed.rows).toEqual([['Björk']]);
    expect(headOf(guessed.answer)).toContain('windows-1252, which is a guess');
    const greek = execFileSync('iconv', ['-f', 'utf-8', '-t', 'iso-8859-7'], { input: 'name\nΑθήνα\n' });
    expect((await table('p.csv', greek, { encoding: 'iso-8859-7' })).rows).toEqual([['Αθήνα']]);
    expect((await table('p.csv', greek, { encoding: 'klingon' })).answer.text).toContain(
      'is not an encoding that is known',
    );
    for (const encoding of ['utf-16le', 'utf-16be']) {
      const text = execFileSync('iconv', ['-f', 'utf-8', '-t', encoding], { input: '\ufeffname\nBjörk\n' });
      expect((await table('p.csv', text)).rows).toEqual([['Björk']]);
    }
  });

  test("Excel's line that names the delimiter", async () => {
    expect((await table('p.csv', 'sep=;\r\nid;name\r\n1;a,b\r\n')).rows).toEqual([[1, 'a,b']]);
    expect((await table('p.csv', '\ufeff"sep=;"\nid;name\n1;a,b\n')).rows).toEqual([[1, 'a,b']]);
  });

  test('packed files', async () => {
    expect((await table('p.csv.gz', gzipSync('id,name\n1,a\n'))).rows).toEqual([[1, 'a']]);
    expect((await table('p.ndjson.gz', gzipSync('{"id":1}\n'))).rows).toEqual([[1]]);
  });

  test('decimal commas, texts for NULL, lines before the header', async () => {
    const text = 'Report of May\n\nid;price\n1;1.234,5\n2;n/a\n3;0,25\n';
    const { rows } = await table('p.csv', text, { decimal: ',', nulls: ['n/a'], skip_lines: 2 });
    expect(rows).toEqual([
      [1, 1234.5],
      [2, null],
      [3, 0.25],
    ]);
  });

  test('short rows are filled up on request', async () => {
    const text = 'a,b,c\n1,2,3\n4,5\n';
    expect((await table('p.csv', text)).answer.text).toContain('"pad" fills them up with NULL');
    expect((await table('p.csv', text, { on_error: 'pad' })).rows).toEqual([
      [1, 2, 3],
      [4, 5, null],
    ]);
  });

  test('rows inside an object, as APIs answer them; integers of any size; blobs as exports write them', async () => {
    const { answer, rows } = await table('p.json', '{"ok":true,"data":[{"id":1,"b":{"$base64":"AP8=","bytes":2}}]}');
    expect(headOf(answer)).toContain('rows from "data"');
    expect(rows).toEqual([[1, Buffer.from([0, 255])]]);
    expect((await table('q.json', '[{"id":12345678901234567890}]')).rows).toEqual([['12345678901234567890']]);
  });

  test('numbers stay text if a number would not be written the same, unless a type is given', async () => {
    const text = 'zip,ver\n00501,1.10\n02134,1.1\n';
    expect((await table('p.csv', text)).rows).toEqual([
      ['00501', '1.10'],
      ['02134', '1.1'],
    ]);
    expect((await table('p.csv', text, { types: { ver: 'real' } })).rows).toEqual([
      ['00501', 1.1],
      ['02134', 1.1],
    ]);
    expect((await table('p.csv', text, { types: { vers: 'real' } })).answer.text).toContain('Did you mean ver?');
  });

  test('a workbook', async () => {
    const { default: writeWorkbook } = await import('write-excel-file/node');
    const rows = [
      ['id', 'name', 'at'],
      [1, 'Ann', new Date('2026-01-02T00:00:00Z')],
      [2.5, null, null],
    ];
    const cells = rows.map((row) =>
      row.map((value) => (value instanceof Date ? { value, type: Date, format: 'yyyy-mm-dd' } : { value })),
    );
    const file = path.join(temporaryFolder(), 'p.xlsx');
    await writeWorkbook(cells as never).toFile(file);
    expect((await table('p.xlsx', fs.readFileSync(file))).rows).toEqual([
      [1, 'Ann', '2026-01-02'],
      [2.5, null, null],
    ]);
  });
});
