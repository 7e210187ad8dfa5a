import { elements, xmlParser } from './xml-text.ts';

/** The sheets of an Excel workbook as text: a line per row, cells separated by tabs. */
export async function workbookText(
  part: (name: string) => Promise<string | undefined>,
  names: string[],
): Promise<string> {
  const shared = await sharedStrings((await part('xl/sharedStrings.xml')) ?? '<sst/>');
  const titles = (await elements((await part('xl/workbook.xml')) ?? '<workbook/>', 'sheet')).map(({ name }) => name);
  const sheets = names.filter((name) => /^xl\/worksheets\/sheet\d+\.xml$/.test(name)).sort(byNumber);
  const texts: string[] = [];
  for (const [index, name] of sheets.entries()) {
    const rows = await rowsOf((await part(name)) ?? '<worksheet/>', shared);
    texts.push([`# ${titles[index] ?? `Sheet ${index + 1}`}`, ...rows].join('\n'));
  }
  return texts.join('\n\n');
}

export const byNumber = (a: string, b: string): number =>
  Number(/\d+/.exec(a.split('/').at(-1) ?? '')?.[0]) - Number(/\d+/.exec(b.split('/').at(-1) ?? '')?.[0]);

async function sharedStrings(xml: string): Promise<string[]> {
  const parser = await xmlParser();
  const strings: string[] = [];
  let [current, inText, phonetic] = ['', false, false];
  parser.onopentag = ({ name }) => {
    if (name === 'si') current = '';
    if (name === 'rPh') phonetic = true;
    inText = name === 't' && !phonetic;
  };
  parser.ontext = (text) => {
    if (inText) current += text;
  };
  parser.onclosetag = (name) => {
    if (name === 'si') strings.push(current);
    if (name === 'rPh') phonetic = false;
    if (name === 't') inText = false;
  };
  parser.write(xml).close();
  return strings;
}

async function rowsOf(xml: string, shared: readonly string[]): Promise<string[]> {
  const parser = await xmlParser();
  const rows: string[] = [];
  let row: string[] = [];
  let cell = { column: 0, type: '', value: '' };
  let inValue = false;
  parser.onopentag = ({ name, attributes }) => {
    if (name === 'row') row = [];
    if (name === 'c') {
      const { r: reference = '', t: type = '' } = attributes as Record<string, string>;
      cell = { column: columnOf(reference) ?? row.length, type, value: '' };
    }
    inValue = name === 'v' || name === 't';
  };
  parser.ontext = (text) => {
    if (inValue) cell.value += text;
  };
  parser.onclosetag = (name) => {
    inValue = false;
    if (name === 'c') {
      while (row.length < Math.min(cell.column, 16_384)) row.push('');
      row.push(cell.type === 's' ? (shared[Number(cell.value)] ?? '') : cell.value);
    }
    if (name === 'row') rows.push(row.map((value) => value.replace(/[\t\n\r]+/g, ' ')).join('\t'));
  };
  parser.write(xml).close();
  return rows;
}

/** `C5` → 2. */
function columnOf(reference: string): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0];
  if (letters === undefined) return undefined;
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
