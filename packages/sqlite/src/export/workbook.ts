import { ToolError } from '@mcp-reference/kit/sandbox';
import { Zip, ZipDeflate } from 'fflate';
import { plainText } from '../present/text.ts';
import type { MakeWriter } from './rows.ts';

/** The limits of a sheet (Excel's specifications and limits). */
const mostRows = 1_048_576;
const mostColumns = 16_384;
const mostCharacters = 32_767;

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const office = 'http://schemas.openxmlformats.org';
const main = `${office}/spreadsheetml/2006/main`;
const relations = `${office}/officeDocument/2006/relationships`;
const types = `application/vnd.openxmlformats-officedocument.spreadsheetml`;

/** The parts of a workbook with one sheet, apart from the sheet (ECMA-376, part 1). */
const parts: Readonly<Record<string, string>> = {
  '[Content_Types].xml': `${head}<Types xmlns="${office}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`,
  '_rels/.rels': `${head}<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${head}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
};

/** Characters that are given to the compressor together. */
const piece = 64 * 1024;

/** A workbook with one sheet, written row by row. Integers beyond 2^53 are text, a blob is hex. */
export const workbookWriter: MakeWriter = (sink, names) => {
  if (names.length > mostColumns)
    throw new ToolError('too_large', `A sheet has at most ${mostColumns} columns; write CSV, or fewer columns.`);
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    sink.write(bytes);
  });
  const file = (name: string) => {
    const part = new ZipDeflate(name, { level: 6 });
    zip.add(part);
    return part;
  };
  for (const [name, text] of Object.entries(parts)) file(name).push(Buffer.from(text), true);
  const sheet = file('xl/worksheets/sheet1.xml');
  const columns = names.map((_name, index) => letters(index));
  let text = `${head}<worksheet xmlns="${main}"><sheetData>`;
  let rows = 0;
  const add = (row: readonly unknown[]): void => {
    if (++rows > mostRows)
      throw new ToolError('too_large', `A sheet has at most ${mostRows} rows; write CSV or Parquet, or fewer rows.`);
    text += `<row r="${rows}">${row.map((value, index) => cell(value, `${columns[index]}${rows}`)).join('')}</row>`;
    if (text.length < piece) return;
    sheet.push(Buffer.from(text), false);
    text = '';
  };
  add(names);
  return {
    add,
    end() {
      sheet.push(Buffer.from(`${text}</sheetData></worksheet>`), true);
      zip.end();
      sink.end();
    },
  };
};

function cell(value: unknown, place: string): string {
  if (value === null) return '';
  const isNumber = (typeof value === 'number' && Number.isFinite(value)) || isExact(value);
  if (isNumber) return `<c r="${place}"><v>${plainText(value)}</v></c>`;
  const text = value instanceof Uint8Array ? Buffer.from(value).toString('hex') : plainText(value);
  if (text.length > mostCharacters)
    throw new ToolError(
      'too_large',
      `${place} would have ${text.length.toLocaleString('en-US')} characters, and a cell of a sheet holds ${mostCharacters.toLocaleString('en-US')}; write CSV or Parquet, or cut it with substr().`,
    );
  return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

/** Excel calculates with doubles. */
const isExact = (value: unknown): boolean =>
  typeof value === 'bigint' && value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= -BigInt(Number.MAX_SAFE_INTEGER);

/** XML cannot hold control characters; a workbook writes them as `_x0001_` (ECMA-376, part 1, 22.9.2.19). */
const escaped = (text: string): string =>
  text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll(
      /[^\P{Cc}\t\n]|[\ufffe\uffff]/gu,
      (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replaceAll(/[&<>]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : '&gt;'));

/** `A`, `Z`, `AA` for 0, 25, 26. */
function letters(index: number): string {
  let name = '';
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) name = String.fromCharCode(65 + ((n - 1) % 26)) + name;
  return name;
}
