import {
  ToolError,
  visible,
  type Confined,
  type OpenFile,
  readableSize,
  invisibleIn,
} from '@mcp-reference/kit/sandbox';
import { detectorFor, type Steps } from '../files/detect.ts';
import { asDocument, textFile } from '../files/documents/last.ts';
import { hashOf } from '../files/hash.ts';
import { sniff, type FileType } from '../files/media-type.ts';
import { lineAt, rangeOf, type AskedRange, type Range } from '../files/text/asked-range.ts';
import { bomLength } from '../files/text/byte-order-marks.ts';
import { isUtf16 } from '../files/text/characters.ts';
import { detectEncoding, type Detected } from '../files/text/detect-encoding.ts';
import { canonicalEncoding, decode, type Encoding } from '../files/text/encoding.ts';
import { multiByte } from '../files/text/legacy-codec.ts';
import { lineCount, plainText } from '../files/text/plain.ts';
import { countLines, snapToCharacter, type ByteSource } from '../files/text/lines.ts';
import { fitNumbered, numbered } from '../present/line-numbers.ts';

export interface ReadTextParams extends AskedRange {
  lineNumbers: boolean;
  encoding?: string | undefined;
}

export interface TextPart {
  text: string;
  /** Bytes of the file. */
  size: number;
  /** The position of the text in the file, in bytes. */
  start: number;
  end: number;
  /** The number of its first line, where it is known without reading what is before. */
  firstLine?: number;
  /** The number of lines in the file, if all of it was read. */
  totalLines?: number;
  encoding: Encoding;
  /** Other encodings fit as well. */
  guessed: boolean;
  crlf: boolean;
  /** The kind of document that was read as text: `PDF as text, 3 pages`. Sizes are those of the text. */
  document?: string;
  /** Of the whole file, where it is small enough to be hashed along. */
  hash?: string;
  /** The byte offset to continue from, if the output limit cut the text. */
  next?: number;
  /** Less than was asked for from the end fitted into the output limit. */
  cutBefore?: boolean;
  /** Characters that a reader does not see, counted by code point. */
  invisible: [string, number][];
}

/** The part of a file that tells its encoding, in bytes. */
const sampleSize = 64 * 1024;
/** Files up to this size are hashed and their lines counted along with any read. */
const smallFile = 1024 * 1024;

const utf8: Detected = { encoding: 'utf-8', bomBytes: 0 };

/** A part of a text file: by lines, by bytes, or from where it starts as far as the output limit allows. */
export function* readText(fs: Confined, params: ReadTextParams): Steps<TextPart> {
  const opened = fs.file(params.path);
  const first = startOf(opened);
  const document = yield* asDocument(fs, opened, first, params);
  const file = document === undefined ? opened : textFile(document.text);
  const { size } = file;
  const small = size > smallFile ? undefined : document === undefined ? first : file.read(0, size);
  const sample = (document === undefined ? first : file.read(0, sampleSize)).subarray(0, sampleSize);
  const complete = sample.length >= size;
  const plain = complete && params.encoding === undefined ? plainText(sample) : undefined;
  if (plain === undefined) yield* detectorFor(sample, params.encoding);
  const detected =
    plain !== undefined ? utf8 : params.encoding === undefined ? detectEncoding(sample, { complete }) : undefined;
  if (params.encoding === undefined && detected === undefined) throw binary(params.path, sample, size);
  const encoding = params.encoding === undefined ? (detected?.encoding ?? 'utf-8') : canonicalEncoding(params.encoding);
  const bom = detected?.bomBytes ?? bomLength(sample, encoding);
  // Files of /proc say that they are empty; what was read is then all there is.
  const known = size === 0 && sample.length > 0 ? sample.length : size;
  const read = (position: number, length: number) =>
    small?.subarray(position, position + length) ?? file.read(position, length);
  const source = { size: known, read };
  const range = rangeOf(params, source, encoding, bom);
  const part = readRange(source, range, encoding, params, plain);
  const firstLine =
    range.firstLine ??
    (range.start === bom ? 1 : params.lineNumbers ? lineAt(source, range.start, encoding, bom) : undefined);
  let { text, end } = part;
  if (params.lineNumbers && firstLine !== undefined) {
    const fitting = fitNumbered(text, firstLine, params.budget);
    if (fitting.length < text.length) end = range.start + encodedLength(fitting, encoding);
    text = numbered(fitting, firstLine);
  }
  return {
    text,
    size: known,
    // The mark in front of the text is no part of it: what begins behind it begins the file.
    start: range.start === bom ? 0 : range.start,
    end,
    ...(firstLine !== undefined && { firstLine }),
    ...(small && { totalLines: plain === undefined ? countLines(source, encoding, { start: bom }) : lineCount(plain) }),
    ...(small && document === undefined && { hash: hashOf(small) }),
    ...(document && { document: document.what }),
    encoding,
    guessed: detected?.guessed === true,
    crlf: part.text.includes('\r\n'),
    ...((end < range.end || range.cut) && end < known && { next: end }),
    ...(range.cutBefore && { cutBefore: true }),
    invisible: plain === undefined ? [...invisibleIn(part.text)] : [],
  };
}

/** A small file is read once, whatever is asked of it. */
const startOf = (file: OpenFile): Buffer =>
  file.size > smallFile ? file.read(0, sampleSize) : file.read(0, file.size === 0 ? sampleSize : file.size);

/** True if the number of bytes of a character does not follow from its code. */
const isVarying = (encoding: Encoding): boolean => multiByte.has(encoding) || encoding === 'iso-2022-jp';

/**
 * Decodes as much of a range as the budget allows, cut behind a line where there is one.
 * @param plain the whole source, if it is plain text: each character is one byte.
 */
function readRange(
  source: ByteSource,
  { start, end }: Range,
  encoding: Encoding,
  { budget, path }: ReadTextParams,
  plain: string | undefined,
): { text: string; end: number } {
  // Every character takes at least one byte: so many never exceed the budget, and the cut falls where the bytes end.
  const most = isVarying(encoding) ? budget : budget * 4;
  const bytes = source.read(start, Math.min(end - start, most));
  const whole = start + bytes.length >= source.size;
  const usable = whole ? bytes : bytes.subarray(0, bytes.length - snapToCharacter(bytes, encoding));
  const text = plain?.slice(start, start + usable.length) ?? decode(usable, encoding, visible(path), start);
  if (text.length <= budget) return { text, end: start + usable.length };
  const lineEnd = text.lastIndexOf('\n', budget - 1) + 1;
  // A surrogate pair must not be cut in two.
  const hard = /[\ud800-\udbff]/.test(text[budget - 1] ?? '') ? budget - 1 : budget;
  const kept = text.slice(0, lineEnd > 0 ? lineEnd : hard);
  return { text: kept, end: start + encodedLength(kept, encoding) };
}

/** Returns the bytes of a text in an encoding in which the length of each character is known. */
const encodedLength = (text: string, encoding: Encoding): number =>
  encoding === 'utf-8'
    ? Buffer.byteLength(text)
    : isUtf16(encoding)
      ? text.length * 2
      : encoding.startsWith('utf-32')
        ? [...text].length * 4
        : text.length;

function binary(path: string, sample: Buffer, size: number): ToolError {
  const type = sniff(sample, path);
  const bytes = readableSize(size);
  const what = type.name === undefined ? `is not text (binary, ${bytes})` : `is ${type.name}, not text (${bytes})`;
  return new ToolError('unsupported', `"${visible(path)}" ${what}. ${otherWay(type)}`);
}

/** Names the tool that reads a file which is not text, if there is one. */
function otherWay({ kind, mimeType, name, archive }: FileType): string {
  if (kind !== 'blob') return 'Use read_media_file.';
  if (mimeType === 'application/zip') return 'Use list_archive and extract_archive (toolset "archive").';
  if (archive) return 'No tool of this server unpacks it.';
  if (mimeType === 'application/vnd.sqlite3') return 'Its tables can be read with a server for SQLite.';
  const bytes = 'Use read_media_file for its bytes';
  return name === undefined ? `${bytes}, or give "encoding" if it is text in an unusual encoding.` : `${bytes}.`;
}
