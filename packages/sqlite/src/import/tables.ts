import { ToolError, visible, type OpenFile } from '@mcp-reference/kit/sandbox';
import type { SchemaElement } from 'hyparquet';
import { shownName } from '../present/text.ts';
import type { SourceRow } from './source.ts';

/** Bytes of a file, and values in it, which are held in memory together. */
const mostBytes = { xlsx: 32 * 1024 * 1024, parquet: 128 * 1024 * 1024 };
const mostValues = 5_000_000;

interface Rows {
  rows: SourceRow[];
  /** True if each row has the names of its columns. */
  named: boolean;
  notes: string[];
}

/** The rows of a file that is no text. Its library is loaded when first used. */
export async function readTable(file: OpenFile, format: 'xlsx' | 'parquet', sheet: string | undefined): Promise<Rows> {
  const bytes = file.readAll(mostBytes[format]);
  try {
    return format === 'xlsx' ? await readWorkbook(bytes, sheet) : await readParquet(bytes, file.shown);
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

async function readParquet(bytes: Buffer, shown: string): Promise<Rows> {
  const [{ parquetMetadata, parquetReadObjects, parquetSchema }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const metadata = parquetMetadata(file);
  const columns = parquetSchema(metadata).children.map(({ element }) => element);
  const values = Number(metadata.num_rows) * columns.length;
  if (values > mostValues)
    throw new ToolError(
      'too_large',
      `"${visible(shown)}" has ${values.toLocaleString('en-US')} values, and at most ${mostValues.toLocaleString('en-US')} of a Parquet file are read; split it, or convert it to CSV.`,
    );
  const objects = await parquetReadObjects({ file, metadata, compressors, utf8: false });
  const reals = new Set(columns.filter(({ type }) => type === 'DOUBLE' || type === 'FLOAT').map(({ name }) => name));
  const times = new Map(columns.flatMap((column) => (isTime(column) ? [[column.name, unitOf(column)] as const] : [])));
  const convert = (key: string, value: unknown): unknown => {
    if (reals.has(key) && typeof value === 'number') return { $real: value };
    const unit = times.get(key);
    return unit !== undefined && value !== null ? timeText(Number(value), unit) : fromParquet(value);
  };
  const rows = objects.map((object, index) => ({
    line: index + 1,
    values: Object.fromEntries(Object.entries(object).map(([key, value]) => [key, convert(key, value)])),
  }));
  const rounded = columns.filter(
    ({ converted_type: kind, precision = 0 }) => kind === 'DECIMAL' && precision > exactDigits,
  );
  const notes = rounded.map(
    ({ name }) => `${shownName(name, 80)} has decimals of more than ${exactDigits} digits, which were rounded`,
  );
  return { rows, named: true, notes };
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
