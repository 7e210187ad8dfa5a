import { ToolError, visible, type OpenFile } from '@mcp-reference/kit/sandbox';
import { CsvReader, delimiterOf, type Field } from './csv.ts';
import { jsonRows, ndjsonRows } from './json.ts';
import { readTable } from './tables.ts';
import { bytesOf, Decoded, whole } from './text.ts';

export const textFormats = ['csv', 'tsv', 'json', 'ndjson'] as const;
export const formats = [...textFormats, 'xlsx', 'parquet'] as const;
export type Format = (typeof formats)[number];

/** One row to import: its values by name or position, and its line in the file. */
export interface SourceRow {
  line: number;
  values: readonly unknown[] | Readonly<Record<string, unknown>>;
}

/** Options for reading a text. */
export interface Reading {
  format: Format | undefined;
  delimiter: string | undefined;
  encoding: string | undefined;
  /** The sign before decimals. */
  decimal: '.' | ',';
  /** Texts that stand for NULL. */
  nulls: readonly string[];
  /** Lines to pass over at the beginning. */
  skipLines: number;
  /** The sheet of a workbook; the first one if absent. */
  sheet: string | undefined;
}

/** Rows from a file or from a call. */
export interface Source {
  name: string;
  format: Format;
  /** True if each row has the names of its columns. */
  named: boolean;
  /** True if its rows are not worth keeping between two readings. */
  isLarge: boolean;
  /** Returns remarks on how it was read, for the answer. */
  notes(): string[];
  rows(): Generator<SourceRow>;
  /** Removes what was kept to read the rows. */
  close(): void;
}

/** Bytes of a file whose rows are kept. To keep those of a larger one costs more than to read them again. */
const mostKept = 1_000_000;

export async function sourceOf(given: { file: OpenFile } | { content: string }, reading: Reading): Promise<Source> {
  const name = 'file' in given ? given.file.shown : 'content';
  const format = reading.format ?? ('file' in given ? formatOf(name, given.file) : formatOfText(given.content));
  if (format === 'xlsx' || format === 'parquet') {
    if (!('file' in given)) throw new ToolError('invalid', `${format} is read from a file: give "path".`);
    const { rows, named, notes, close } = await readTable(given.file, format, reading.sheet);
    return { name, format, named, isLarge: true, notes: () => notes, rows, close };
  }
  const bytes = 'file' in given ? bytesOf(given.file) : whole(Buffer.from(given.content));
  const text = new Decoded(bytes, name, 'file' in given ? reading.encoding : 'utf-8');
  const notes: string[] = [];
  const say = (note: string) => void (notes.includes(note) || notes.push(note));
  const rows = () =>
    format === 'json' ? jsonRows(text, say) : format === 'ndjson' ? ndjsonRows(text) : delimited(text, format, reading);
  return {
    name,
    format,
    named: format === 'json' || format === 'ndjson',
    isLarge: 'file' in given && given.file.stat().size > mostKept,
    notes: () => [...(text.note === undefined ? [] : [text.note]), ...notes],
    rows,
    close: () => {},
  };
}

/** An object on one line, followed by others, is NDJSON; any other JSON is one document. */
function formatOfText(text: string): Format {
  if (!/^\s*[[{]/.test(text)) return 'csv';
  const [first = '', second] = text.trim().split(/\r?\n/, 2);
  return first.startsWith('{') && first.endsWith('}') && second !== undefined ? 'ndjson' : 'json';
}

const endings: Readonly<Record<string, Format>> = {
  csv: 'csv',
  txt: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  json: 'json',
  geojson: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  xlsx: 'xlsx',
  xlsm: 'xlsx',
  parquet: 'parquet',
};

/** By the file's name, without `.gz`, or by how it begins. */
function formatOf(path: string, file: OpenFile): Format {
  const ending = /\.(\w+)$/.exec(path.replace(/\.gz$/i, ''))?.[1]?.toLowerCase() ?? '';
  const known = endings[ending];
  if (known !== undefined) return known;
  const start = file.read(0, 4);
  if (start.toString('latin1') === 'PAR1') return 'parquet';
  if (ending === 'xls')
    throw new ToolError('unsupported', `"${visible(path)}" is in Excel's old format; save it as .xlsx or .csv.`);
  throw new ToolError(
    'invalid',
    `The format of "${visible(path)}" does not show in its name; give it as "format": ${formats.join(', ')}.`,
  );
}

function* delimited(
  text: Decoded,
  format: 'csv' | 'tsv',
  { delimiter, decimal, nulls, skipLines }: Reading,
): Generator<SourceRow> {
  let reader: CsvReader | undefined;
  const isNull = new Set(nulls);
  const change = (field: Field): Field => {
    if (field === null || isNull.has(field)) return null;
    return decimal === ',' && germanNumber.test(field) ? field.replaceAll('.', '').replace(',', '.') : field;
  };
  const plain = nulls.length === 0 && decimal === '.';
  let start = '';
  let skipped = 0;
  for (const { text: piece, last } of text.pieces()) {
    let rest = start + piece;
    if (reader === undefined) {
      // The first lines decide how the rest is read.
      const end = lineEnd(rest, skipLines + 1);
      if (end === -1 && !last) {
        start = rest;
        continue;
      }
      rest = rest.slice(lineEnd(rest, skipLines));
      skipped = skipLines;
      // Excel writes its delimiter into the first line.
      const excel = /^("?)sep=(.)\1\r?\n/i.exec(rest);
      if (excel) {
        rest = rest.slice(excel[0].length);
        skipped++;
      }
      reader = new CsvReader(delimiter ?? excel?.[2] ?? (format === 'tsv' ? '\t' : delimiterOf(rest)));
      start = '';
    }
    for (const { fields, line } of reader.read(rest, last))
      yield { line: line + skipped, values: plain ? fields : fields.map(change) };
  }
}

/** `1.234,5` and `0,5`. */
const germanNumber = /^-?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+$/;

/** The index after so many line ends; -1 if there are fewer, 0 for none. */
function lineEnd(text: string, lines: number): number {
  let at = 0;
  for (let n = 0; n < lines; n++) {
    const end = text.indexOf('\n', at);
    if (end === -1) return -1;
    at = end + 1;
  }
  return at;
}
