import { ToolError, visible, type OpenFile } from '@mcp-reference/kit/sandbox';
import type { SchemaElement } from 'hyparquet';
import { count, shownName } from '../present/text.ts';
import type { SourceRow } from './source.ts';
import { StagedRows } from './staged.ts';
import { partsOf, type Part } from './zip.ts';

/** Values of a row group, which are held in memory together. */
const mostValues = 5_000_000;

interface Rows {
  rows(): Generator<SourceRow>;
  /** True if each row has the names of its columns. */
  named: boolean;
  notes: string[];
  close(): void;
}

/** The rows of a file that is no text. Its library is loaded when first used. */
export async function readTable(file: OpenFile, format: 'xlsx' | 'parquet', sheet: string | undefined): Promise<Rows> {
  try {
    return format === 'xlsx' ? await readWorkbook(file, sheet) : await readParquet(file);
  } catch (error) {
    if (error instanceof ToolError) throw error;
    const reason = error instanceof Error ? visible(error.message.slice(0, 200)) : '';
    throw new ToolError('invalid', `"${visible(file.shown)}" cannot be read as ${format}: ${reason}.`, {
      cause: error,
    });
  }
}

/** Bytes of a workbook, and of its parts when unpacked, that are read as a whole; a larger one is read in pieces. */
const mostWhole = { packed: 32 * 1024 * 1024, unpacked: 64 * 1024 * 1024 };

async function readWorkbook(file: OpenFile, wanted: string | undefined): Promise<Rows> {
  const parts = partsOf(file);
  const unpacked = [...(parts?.values() ?? [])].reduce((sum, part) => sum + part.unpacked, 0);
  if (parts && (file.stat().size > mostWhole.packed || unpacked > mostWhole.unpacked))
    return readInPieces(file, parts, wanted);
  const bytes = file.readAll(mostWhole.packed);
  const { default: readSheets } = await import('read-excel-file/universal');
  const sheets = await readSheets(new Blob([new Uint8Array(bytes)]));
  const names = sheets.map(({ sheet }) => JSON.stringify(visible(sheet))).join(', ');
  const found = wanted === undefined ? sheets[0] : sheets.find(({ sheet }) => sheet === wanted);
  if (found === undefined)
    throw new ToolError('invalid', `The workbook has no sheet ${JSON.stringify(wanted)}; it has: ${names || 'none'}.`);
  const notes = sheets.length > 1 ? [`sheet ${JSON.stringify(visible(found.sheet))} of ${names}`] : [];
  function* rows(): Generator<SourceRow> {
    for (const [index, cells] of found?.data.entries() ?? []) {
      const values = cells.map(fromCell);
      if (values.some((value) => value !== null)) yield { line: index + 1, values };
    }
  }
  return { rows, named: false, notes, close: () => {} };
}

async function readInPieces(
  file: OpenFile,
  parts: ReadonlyMap<string, Part>,
  wanted: string | undefined,
): Promise<Rows> {
  const { openWorkbook } = await import('./workbook-stream.ts');
  const { names, rows, close } = await openWorkbook(file, parts);
  const shown = names.map((name) => JSON.stringify(visible(name))).join(', ');
  const name = wanted ?? names[0];
  if (name === undefined || !names.includes(name)) {
    close();
    throw new ToolError(
      'invalid',
      `The workbook has no sheet ${JSON.stringify(name ?? '')}; it has: ${shown || 'none'}.`,
    );
  }
  const notes = names.length > 1 ? [`sheet ${JSON.stringify(visible(name))} of ${shown}`] : [];
  function* converted(): Generator<SourceRow> {
    for (const { line, values } of rows(name ?? '')) yield { line, values: (values as unknown[]).map(fromCell) };
  }
  return { rows: converted, named: false, notes, close };
}

/** Dates have no type in SQLite: as text they sort and compare. */
const fromCell = (value: unknown): unknown => (value instanceof Date ? dateText(value) : value);

const dateText = (date: Date): string => {
  const text = date.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.replace('T', ' ').replace(/(?:\.000)?Z$/, '');
};

/** Reads a row group at a time, and keeps the rows in a temporary database. */
async function readParquet(file: OpenFile): Promise<Rows> {
  const [{ parquetMetadataAsync, parquetReadObjects, parquetSchema }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  const source = {
    byteLength: file.stat().size,
    slice: (start: number, end = file.stat().size): ArrayBuffer => {
      const bytes = file.read(start, end - start);
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    },
  };
  const metadata = await parquetMetadataAsync(source);
  const columns = parquetSchema(metadata).children.map(({ element }) => element);
  const largest = metadata.row_groups.reduce((most, group) => Math.max(most, Number(group.num_rows)), 0);
  if (largest * columns.length > mostValues)
    throw new ToolError(
      'too_large',
      `"${visible(file.shown)}" has a row group of ${count(largest, 'row')} and ${count(columns.length, 'column')}, and at most ${mostValues.toLocaleString('en-US')} values are held in memory together; write it with smaller row groups, or convert it to CSV.`,
    );
  const convert = converterFor(columns);
  const staged = new StagedRows();
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const objects = await parquetReadObjects({ file: source, metadata, compressors, utf8: false, rowStart, rowEnd });
    for (const [index, object] of objects.entries())
      staged.add({
        line: rowStart + index + 1,
        values: Object.fromEntries(Object.entries(object).map(([key, value]) => [key, convert(key, value)])),
      });
    rowStart = rowEnd;
  }
  const rounded = columns.filter(
    ({ converted_type: kind, precision = 0 }) => kind === 'DECIMAL' && precision > exactDigits,
  );
  const notes = rounded.map(
    ({ name }) => `${shownName(name, 80)} has decimals of more than ${exactDigits} digits, which were rounded`,
  );
  return { rows: () => staged.rows(), named: true, notes, close: () => staged.close() };
}

function converterFor(columns: readonly SchemaElement[]): (key: string, value: unknown) => unknown {
  const reals = new Set(columns.filter(({ type }) => type === 'DOUBLE' || type === 'FLOAT').map(({ name }) => name));
  const times = new Map(columns.flatMap((column) => (isTime(column) ? [[column.name, unitOf(column)] as const] : [])));
  return (key, value) => {
    if (reals.has(key) && typeof value === 'number') return { $real: value };
    const unit = times.get(key);
    return unit !== undefined && value !== null ? timeText(Number(value), unit) : fromParquet(value);
  };
}

const isTime = ({ converted_type: kind, logical_type: type }: SchemaElement): boolean =>
  kind === 'TIME_MILLIS' || kind === 'TIME_MICROS' || type?.type === 'TIME';

/** Units of a time of day in a second. */
function unitOf({ converted_type: kind, logical_type: type }: SchemaElement): number {
  const unit = type?.type === 'TIME' ? type.unit : kind === 'TIME_MILLIS' ? 'MILLIS' : 'MICROS';
  return unit === 'MILLIS' ? 1e3 : unit === 'NANOS' ? 1e9 : 1e6;
}

/** `13:14:15.5` */
function timeText(value: number, unit: number): string {
  const seconds = Math.floor(value / unit);
  const [hour, minute, second] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const fraction = String(Math.round((value % unit) * (1e9 / unit)))
    .padStart(9, '0')
    .replace(/0+$/, '');
  const clock = [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':');
  return fraction === '' ? clock : `${clock}.${fraction}`;
}

/** Decimal digits that a REAL carries exactly. */
const exactDigits = 15;
const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

function fromParquet(value: unknown): unknown {
  // Only text keeps all digits of a larger integer.
  if (typeof value === 'bigint')
    return value >= int64.min && value <= int64.max ? { $int: value.toString() } : value.toString();
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
