import { ToolError, visible, type OpenFile } from '@mcp-reference/kit/sandbox';
import type { SourceRow } from './source.ts';

/** Bytes of a workbook or Parquet file, which are read as a whole. */
const mostBytes = 128 * 1024 * 1024;

interface Rows {
  rows: SourceRow[];
  /** Whether each row has the names of its columns. */
  named: boolean;
  notes: string[];
}

/** The rows of a file that is no text. Its library is loaded when first used. */
export async function readTable(file: OpenFile, format: 'xlsx' | 'parquet', sheet: string | undefined): Promise<Rows> {
  const bytes = file.readAll(mostBytes);
  try {
    return format === 'xlsx' ? await readWorkbook(bytes, sheet) : await readParquet(bytes);
  } catch (error) {
    if (error instanceof ToolError) throw error;
    const reason = error instanceof Error ? visible(error.message.slice(0, 200)) : '';
    throw new ToolError('invalid', `"${visible(file.shown)}" cannot be read as ${format}: ${reason}.`, {
      cause: error,
    });
  }
}

async function readWorkbook(bytes: Buffer, wanted: string | undefined): Promise<Rows> {
  const { default: readSheets } = await import('read-excel-file/universal');
  const sheets = await readSheets(new Blob([new Uint8Array(bytes)]));
  const names = sheets.map(({ sheet }) => JSON.stringify(visible(sheet))).join(', ');
  const found = wanted === undefined ? sheets[0] : sheets.find(({ sheet }) => sheet === wanted);
  if (found === undefined)
    throw new ToolError('invalid', `The workbook has no sheet ${JSON.stringify(wanted)}; it has: ${names || 'none'}.`);
  const rows = found.data.map((cells, index) => ({ line: index + 1, values: cells.map(fromCell) }));
  const notes = sheets.length > 1 ? [`sheet ${JSON.stringify(visible(found.sheet))} of ${names}`] : [];
  return { rows: rows.filter(({ values }) => values.some((value) => value !== null)), named: false, notes };
}

/** Dates have no type in SQLite: as text they sort and compare. */
const fromCell = (value: unknown): unknown => (value instanceof Date ? dateText(value) : value);

const dateText = (date: Date): string => {
  const text = date.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.replace('T', ' ').replace(/(?:\.000)?Z$/, '');
};

async function readParquet(bytes: Buffer): Promise<Rows> {
  const [{ parquetReadObjects }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  const content = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const objects = await parquetReadObjects({ file: content, compressors, utf8: true });
  const rows = objects.map((object, index) => ({
    line: index + 1,
    values: Object.fromEntries(Object.entries(object).map(([key, value]) => [key, fromParquet(value)])),
  }));
  return { rows, named: true, notes: [] };
}

function fromParquet(value: unknown): unknown {
  if (typeof value === 'bigint') return { $int: value.toString() };
  if (value instanceof Date) return dateText(value);
  if (value instanceof Uint8Array) return { $base64: Buffer.from(value).toString('base64') };
  if (typeof value !== 'object' || value === null) return value;
  // Lists and structs become JSON text, in which integers are numbers.
  return JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'bigint' ? (Number.isSafeInteger(Number(inner)) ? Number(inner) : inner.toString()) : inner,
    ),
  ) as unknown;
}
