/** Facts about the values of a row, for the header of its page. */
export interface Seen {
  /** True if an integer was too large for a JSON number and is written as text. */
  bigIntegers: boolean;
  /** Texts and blobs that were cut. */
  cut: number;
  /** True if values were cut shorter than asked for, so that the row fits into the answer. */
  toFit: boolean;
  /** True if a text holds U+FFFD, which replaces bytes that are not UTF-8. */
  replaced: boolean;
}

export const nothingSeen = (): Seen => ({ bigIntegers: false, cut: 0, toFit: false, replaced: false });

const { MAX_SAFE_INTEGER } = Number;
const safe = BigInt(MAX_SAFE_INTEGER);
/** Bytes of a blob that are shown when it is longer than the cell allows. */
const preview = 48;

/**
 * One value as JSON, exactly: INTEGER as a number, beyond 2^53 as text; REAL always with a point or exponent, so that
 * it is not taken for an INTEGER; TEXT as text; BLOB as `{"$base64", "bytes"}`. What is longer than `cell` characters
 * is cut and says how long it is.
 */
export function encode(value: unknown, cell: number, seen: Seen): string {
  switch (typeof value) {
    case 'bigint':
      if (value <= safe && value >= -safe) return value.toString();
      seen.bigIntegers = true;
      return `"${value}"`;
    case 'string':
      return encodeText(value, cell, seen);
    case 'number':
      return encodeReal(value);
    case 'object':
      return value instanceof Uint8Array ? encodeBlob(value, cell, seen) : 'null';
    default:
      return 'null';
  }
}

function encodeReal(value: number): string {
  // JSON has no such numbers; NaN does not occur: SQLite stores NULL instead.
  if (!Number.isFinite(value)) return value > 0 ? '"Infinity"' : '"-Infinity"';
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function encodeText(value: string, cell: number, seen: Seen): string {
  if (!seen.replaced && value.includes('\ufffd')) seen.replaced = true;
  if (value.length <= cell) return JSON.stringify(value);
  seen.cut++;
  // A surrogate pair is not cut in two.
  const end = /[\ud800-\udbff]/.test(value.charAt(cell - 1)) ? cell - 1 : cell;
  return `{"$text":${JSON.stringify(value.slice(0, end))},"chars":${value.length}}`;
}

function encodeBlob(value: Uint8Array, cell: number, seen: Seen): string {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (bytes.length * 4 <= cell * 3) return `{"$base64":"${bytes.toString('base64')}","bytes":${bytes.length}}`;
  seen.cut++;
  const type = typeOf(bytes);
  return `{"$base64":"${bytes.toString('base64', 0, preview)}","bytes":${bytes.length},"shown":${Math.min(preview, bytes.length)}${type === undefined ? '' : `,"type":"${type}"`}}`;
}

/** The first bytes of well-known files. */
const beginnings: readonly [string, string][] = [
  ['89504e47', 'image/png'],
  ['ffd8ff', 'image/jpeg'],
  ['47494638', 'image/gif'],
  ['25504446', 'application/pdf'],
  ['504b0304', 'application/zip'],
  ['1f8b', 'application/gzip'],
  ['53514c69746520666f726d6174203300', 'application/vnd.sqlite3'],
];

function typeOf(bytes: Buffer): string | undefined {
  const start = bytes.toString('hex', 0, 16);
  return beginnings.find(([beginning]) => start.startsWith(beginning))?.[1];
}
