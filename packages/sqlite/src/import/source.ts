import { ToolError, visible, type OpenFile } from '@mcp-reference/kit/sandbox';
import { CsvReader, delimiterOf } from './csv.ts';

export type Format = 'csv' | 'tsv' | 'json' | 'ndjson';

/** One row to import: the values by the names or places of their columns, and where it stands in the file. */
export interface SourceRow {
  line: number;
  values: readonly unknown[] | Readonly<Record<string, unknown>>;
}

const piece = 256 * 1024;
/** A JSON document is read as a whole, in bytes; larger ones can be NDJSON. */
const mostJson = 64 * 1024 * 1024;

/** Text that is imported: a file's, or given in the call. */
export interface Source {
  name: string;
  format: Format;
  /** The text in pieces, from its beginning. */
  pieces(): Generator<{ text: string; last: boolean }>;
}

export function sourceOf(given: { file: OpenFile } | { content: string }, format: Format | undefined): Source {
  if ('content' in given) {
    const text = given.content;
    return {
      name: 'content',
      format: format ?? (/^\s*[[]/.test(text) ? 'json' : /^\s*\{/.test(text) ? 'ndjson' : 'csv'),
      *pieces() {
        yield { text, last: true };
      },
    };
  }
  const { file } = given;
  return { name: file.shown, format: format ?? formatOf(file.shown), pieces: () => piecesOf(file) };
}

function formatOf(path: string): Format {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase();
  if (ending === 'csv' || ending === 'txt') return 'csv';
  if (ending === 'tsv' || ending === 'tab') return 'tsv';
  if (ending === 'json') return 'json';
  if (ending === 'ndjson' || ending === 'jsonl') return 'ndjson';
  throw new ToolError('invalid', `The format of "${visible(path)}" does not show in its name; give it as "format".`);
}

function* piecesOf(file: OpenFile): Generator<{ text: string; last: boolean }> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let at = 0, last = false; !last;) {
    const bytes = file.read(at, piece);
    if (
      at === 0 &&
      bytes.length > 1 &&
      ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    )
      throw new ToolError('unsupported', `"${visible(file.shown)}" is UTF-16; convert it to UTF-8.`);
    at += bytes.length;
    last = bytes.length < piece;
    try {
      yield { text: decoder.decode(bytes, { stream: !last }), last };
    } catch (error) {
      if (error instanceof ToolError || !(error instanceof TypeError)) throw error;
      throw new ToolError('unsupported', `"${visible(file.shown)}" is not UTF-8; convert it first.`, { cause: error });
    }
  }
}

/** The rows of a source, in the form that its format gives them. */
export function* rowsOf(source: Source, delimiter: string | undefined): Generator<SourceRow> {
  if (source.format === 'json') yield* jsonRows(source);
  else if (source.format === 'ndjson') yield* ndjsonRows(source);
  else {
    let reader: CsvReader | undefined;
    for (const { text, last } of source.pieces()) {
      reader ??= new CsvReader(delimiter ?? (source.format === 'tsv' ? '\t' : delimiterOf(text)));
      for (const { fields, line } of reader.read(text, last)) yield { line, values: fields };
    }
  }
}

function* jsonRows(source: Source): Generator<SourceRow> {
  let text = '';
  for (const part of source.pieces()) {
    text += part.text;
    if (text.length > mostJson)
      throw new ToolError(
        'too_large',
        'A JSON document of this size is not read as a whole; make it NDJSON, a row per line.',
      );
  }
  const parsed = parse(text, 1);
  if (!Array.isArray(parsed)) throw new ToolError('invalid', 'The JSON is not a list of rows.');
  for (const [index, value] of parsed.entries()) yield { line: index + 1, values: asRow(value, index + 1) };
}

function* ndjsonRows(source: Source): Generator<SourceRow> {
  let rest = '';
  let line = 0;
  for (const { text, last } of source.pieces()) {
    const lines = (rest + text).split('\n');
    rest = last ? '' : (lines.pop() ?? '');
    for (const one of lines) {
      line++;
      if (one.trim() !== '') yield { line, values: asRow(parse(one, line), line) };
    }
  }
}

/** Whole numbers that JavaScript would round keep their digits, where the Node is new enough to show them. */
function parse(text: string, line: number): unknown {
  try {
    const exact = (_key: string, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
        ? { $int: context?.source }
        : value;
    return JSON.parse(text, exact);
  } catch (error) {
    throw new ToolError('invalid', `Row ${line} is not valid JSON: ${error instanceof Error ? error.message : ''}.`);
  }
}

function asRow(value: unknown, line: number): SourceRow['values'] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'object' && value !== null) return { ...value };
  throw new ToolError('invalid', `Row ${line} is neither an object nor a list.`);
}
