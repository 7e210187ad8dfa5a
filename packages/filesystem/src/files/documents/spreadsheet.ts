import { dateStyles, dateText, type DateStyle } from './sheet-dates.ts';
import { relationsOf, type Part } from './parts.ts';
import { elements, local, xmlParser } from './xml-text.ts';

/** The facts of a workbook that its cells refer to. */
interface Workbook {
  shared: readonly string[];
  /** By the number of a cell's style; undefined for those that are not dates. */
  dates: readonly (DateStyle | undefined)[];
  /** Days are counted from 1904, as Excel for the Mac once did. */
  is1904: boolean;
}

/** The sheets of an Excel workbook as text, in their order: a line per row, cells separated by tabs. */
export async function workbookText(part: Part, workbook: string): Promise<string> {
  const [properties = {}] = await elements(workbook, 'workbookPr');
  const book: Workbook = {
    shared: await sharedStrings((await part('xl/sharedStrings.xml')) ?? '<sst/>'),
    dates: await dateStyles((await part('xl/styles.xml')) ?? '<styleSheet/>'),
    is1904: /^(?:1|true)$/.test(properties['date1904'] ?? ''),
  };
  const targets = await relationsOf(part, 'xl/_rels/workbook.xml.rels', 'xl/');
  const texts: string[] = [];
  for (const [index, attributes] of (await elements(workbook, 'sheet')).entries()) {
    const id = Object.entries(attributes).find(([name]) => name !== 'id' && local(name) === 'id')?.[1];
    const xml = await part(targets.get(id ?? '') ?? `xl/worksheets/sheet${index + 1}.xml`);
    // A sheet may be a chart.
    const rows = xml === undefined ? [] : await rowsOf(xml, book);
    texts.push([`# ${attributes['name'] ?? `Sheet ${index + 1}`}`, ...rows].join('\n'));
  }
  return texts.join('\n\n');
}

async function sharedStrings(xml: string): Promise<string[]> {
  const parser = await xmlParser();
  const strings: string[] = [];
  let [current, inText, phonetic] = ['', false, false];
  parser.onopentag = ({ name }) => {
    const tag = local(name);
    if (tag === 'si') current = '';
    if (tag === 'rPh') phonetic = true;
    inText = tag === 't' && !phonetic;
  };
  parser.ontext = (text) => {
    if (inText) current += text;
  };
  parser.onclosetag = (name) => {
    const tag = local(name);
    if (tag === 'si') strings.push(current);
    if (tag === 'rPh') phonetic = false;
    if (tag === 't') inText = false;
  };
  parser.write(xml).close();
  return strings;
}

async function rowsOf(xml: string, book: Workbook): Promise<string[]> {
  const parser = await xmlParser();
  const rows: string[] = [];
  let row: string[] = [];
  let cell = { column: 0, type: '', style: 0, value: '' };
  let inValue = false;
  parser.onopentag = ({ name, attributes }) => {
    const tag = local(name);
    if (tag === 'row') row = [];
    if (tag === 'c') {
      const { r: reference = '', t: type = '', s: style = '' } = attributes as Record<string, string>;
      cell = { column: columnOf(reference) ?? row.length, type, style: Number(style), value: '' };
    }
    inValue = tag === 'v' || tag === 't';
  };
  parser.ontext = (text) => {
    if (inValue) cell.value += text;
  };
  parser.onclosetag = (name) => {
    inValue = false;
    const tag = local(name);
    if (tag === 'c') {
      while (row.length < Math.min(cell.column, 16_384)) row.push('');
      row.push(textOf(cell, book));
    }
    if (tag === 'row') rows.push(row.map((value) => value.replace(/[\t\n\r]+/g, ' ')).join('\t'));
  };
  parser.write(xml).close();
  return rows;
}

function textOf({ type, style, value }: { type: string; style: number; value: string }, book: Workbook): string {
  if (type === 's') return book.shared[Number(value)] ?? '';
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  const date = type === '' || type === 'n' ? book.dates[style] : undefined;
  return date === undefined || value === '' ? value : dateText(Number(value), date, book.is1904);
}

/** `C5` → 2. */
function columnOf(reference: string): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0];
  if (letters === undefined) return undefined;
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
