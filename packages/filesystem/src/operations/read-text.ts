import {
  ToolError,
  visible,
  type Confined,
  type OpenFile,
  readableSize,
  invisibleIn,
} from '@mcp-reference/kit/sandbox';
import { bomLength, canonicalEncoding, decode, detectEncoding, type Encoding } from '../files/text/encoding.ts';
import { multiByte } from '../files/text/legacy-codec.ts';
import { isUtf16, skipToCharacter } from '../files/text/characters.ts';
import { countLines, headRange, lineRange, snapToCharacter, tailRange, type ByteSource } from '../files/text/lines.ts';
import { documentKind, documentText, type DocumentText } from '../files/documents/text.ts';
import { detectorFor, type Steps } from '../files/detect.ts';
import { hashOf } from '../files/hash.ts';
import { sniff } from './media.ts';

export interface ReadTextParams {
  path: string;
  head?: number | undefined;
  tail?: number | undefined;
  /** 1-based, both included. */
  startLine?: number | undefined;
  endLine?: number | undefined;
  /** Bytes. */
  offset?: number | undefined;
  length?: number | undefined;
  lineNumbers: boolean;
  encoding?: string | undefined;
  /** Characters. */
  budget: number;
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
  /** Byte position to go on from, when the output limit cut the text. */
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

/** A part of a text file: by lines, by bytes, or from where it starts as far as the output limit allows. */
export function* readText(fs: Confined, params: ReadTextParams): Steps<TextPart> {
  const opened = fs.file(params.path);
  const document = yield* asDocument(fs, opened, params);
  const file = document === undefined ? opened : textFile(document.text);
  const { size } = file.stat();
  // A small file is read once, whatever is asked of it.
  const small = size <= smallFile ? file.read(0, size === 0 ? sampleSize : size) : undefined;
  const sample = small?.subarray(0, sampleSize) ?? file.read(0, sampleSize);
  yield* detectorFor(sample, params.encoding);
  const detected =
    params.encoding === undefined ? detectEncoding(sample, { complete: sample.length >= size }) : undefined;
  if (params.encoding === undefined && detected === undefined) throw binary(params.path, sample, size);
  const encoding = params.encoding === undefined ? (detected?.encoding ?? 'utf-8') : canonicalEncoding(params.encoding);
  const bom = detected?.bomBytes ?? bomLength(sample, encoding);
  // Files of /proc say that they are empty; what was read is then all there is.
  const known = size === 0 && sample.length > 0 ? sample.length : size;
  const read = (position: number, length: number) =>
    small?.subarray(position, position + length) ?? file.read(position, length);
  const source = { size: known, read };
  const range = rangeOf(params, source, encoding, bom);
  const part = readRange(source, range, encoding, params);
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
    ...(small && { totalLines: countLines(source, encoding, { start: bom }) }),
    ...(small && document === undefined && { hash: hashOf(small) }),
    ...(document && { document: document.what }),
    encoding,
    guessed: detected?.guessed === true,
    crlf: part.text.includes('\r\n'),
    ...((end < range.end || range.cut) && end < known && { next: end }),
    ...(range.cutBefore && { cutBefore: true }),
    invisible: [...invisibleIn(part.text)],
  };
}

/** The last document, so that its parts are read one after the other without reading all of it again. */
let last: { key: string; text: DocumentText } | undefined;

/** A document's text, where the file is one and is to be read as one. */
function* asDocument(
  fs: Confined,
  file: OpenFile,
  { path, encoding }: ReadTextParams,
): Steps<DocumentText | undefined> {
  if (encoding !== undefined) return undefined;
  const stat = file.stat();
  const kind = documentKind(file.read(0, Math.min(stat.size, 1024)), path);
  if (kind === undefined) return undefined;
  const key = `${stat.identity} ${stat.size} ${stat.modified}`;
  if (last?.key === key) return last.text;
  let text: DocumentText | undefined;
  let failure: unknown;
  yield () =>
    documentText(fs, path, kind).then(
      (done) => (text = done),
      (error: unknown) => (failure = error),
    );
  if (text === undefined) throw failure;
  last = { key, text };
  return text;
}

/** A text as if it were a file. */
function textFile(text: string): Pick<OpenFile, 'read'> & { stat(): { size: number } } {
  const bytes = Buffer.from(text);
  return {
    stat: () => ({ size: bytes.length }),
    read: (position, length) => bytes.subarray(position, position + length),
  };
}

interface Range {
  start: number;
  end: number;
  firstLine?: number;
  /** The output limit ended it before it held all that was asked for. */
  cut?: boolean;
  /** The same, for a range that is read from its end: what is missing is before it. */
  cutBefore?: boolean;
}

function rangeOf(params: ReadTextParams, source: ByteSource, encoding: Encoding, bom: number): Range {
  const { head, tail, startLine, endLine, offset, length, path, budget } = params;
  const ways = [
    head !== undefined,
    tail !== undefined,
    startLine !== undefined || endLine !== undefined,
    offset !== undefined || length !== undefined,
  ];
  if (ways.filter(Boolean).length > 1) {
    throw new ToolError('invalid', 'Use only one of: head, tail, startLine with endLine, offset with length.');
  }
  // More than this is cut anyway: no character takes more than four bytes.
  const maxBytes = budget * 4;
  if (head !== undefined) return { ...headRange(source, head, encoding, { start: bom, maxBytes }), firstLine: 1 };
  if (tail !== undefined) {
    const { start, end, cut } = tailRange(source, tail, encoding, { start: bom, maxBytes: budget });
    return { start, end, cutBefore: cut };
  }
  if (startLine !== undefined || endLine !== undefined) {
    const first = startLine ?? 1;
    if (endLine !== undefined && endLine < first)
      throw new ToolError('invalid', `endLine ${endLine} is before startLine ${first}.`);
    const lines = endLine === undefined ? Infinity : endLine - first + 1;
    const range = lineRange(source, first, lines, encoding, { start: bom, maxBytes });
    if (range.lines === 0 && first > 1) throw new ToolError('invalid', `"${visible(path)}" ends before line ${first}.`);
    return { start: range.start, end: range.end, firstLine: first, cut: range.cut };
  }
  const asked = offset === undefined ? bom : Math.max(offset, bom);
  const start = toCharacter(source, asked, encoding, bom);
  if (start > source.size)
    throw new ToolError('invalid', `"${visible(path)}" has ${source.size} bytes; offset ${start} is behind its end.`);
  return { start, end: length === undefined ? source.size : Math.min(source.size, asked + length) };
}

/** The first byte from `at` on that begins a character. */
function toCharacter(source: ByteSource, at: number, encoding: Encoding, bom: number): number {
  if (at <= bom || at >= source.size) return at;
  const unit = encoding.startsWith('utf-32') ? 4 : isUtf16(encoding) ? 2 : 1;
  const aligned = at + ((unit - ((at - bom) % unit)) % unit);
  return aligned + skipToCharacter(source.read(aligned, 4), encoding);
}

/** True if the number of bytes of a character does not follow from its code. */
const isVarying = (encoding: Encoding): boolean => multiByte.has(encoding) || encoding === 'iso-2022-jp';

/** Decodes as much of a range as the budget allows, cut behind a line where there is one. */
function readRange(
  source: ByteSource,
  { start, end }: Range,
  encoding: Encoding,
  { budget, path }: ReadTextParams,
): { text: string; end: number } {
  // Every character takes at least one byte: so many never exceed the budget, and the cut falls where the bytes end.
  const most = isVarying(encoding) ? budget : budget * 4;
  const bytes = source.read(start, Math.min(end - start, most));
  const whole = start + bytes.length >= source.size;
  const usable = whole ? bytes : bytes.subarray(0, bytes.length - snapToCharacter(bytes, encoding));
  const text = decode(usable, encoding, visible(path), start);
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

/** The number of the line that `position` is in. */
function lineAt(source: ByteSource, position: number, encoding: Encoding, start: number): number {
  const before = {
    size: position,
    read: (at: number, length: number) => source.read(at, Math.min(length, position - at)),
  };
  const unit = encoding.startsWith('utf-32') ? 4 : isUtf16(encoding) ? 2 : 1;
  const last = decode(source.read(Math.max(start, position - unit), Math.min(unit, position - start)), encoding);
  return countLines(before, encoding, { start }) + (last === '\n' || position <= start ? 1 : 0);
}

/** As much of a text as still fits when each line is numbered. */
function fitNumbered(text: string, first: number, budget: number): string {
  let used = 0;
  let at = 0;
  for (let line = first; at < text.length; line++) {
    const end = text.indexOf('\n', at) + 1 || text.length;
    const width = Math.max(String(line).length, String(first + 1000).length) + 1;
    if (used + width + end - at > budget)
      return at > 0 ? text.slice(0, at) : text.slice(0, Math.max(1, budget - width));
    used += width + end - at;
    at = end;
  }
  return text;
}

function numbered(text: string, first: number): string {
  if (text === '') return '';
  const lines = text.split('\n');
  const open = lines.at(-1) === '' ? lines.pop() : undefined;
  const width = String(first + lines.length - 1).length;
  return (
    lines.map((line, i) => `${String(first + i).padStart(width)}\t${line}`).join('\n') +
    (open === undefined ? '' : '\n')
  );
}

function binary(path: string, sample: Buffer, size: number): ToolError {
  const { mimeType, kind } = sniff(sample, path);
  const what = kind === 'blob' ? 'binary' : mimeType;
  return new ToolError(
    'unsupported',
    `"${visible(path)}" is not text (${what}, ${readableSize(size)}). Use read_media_file, or give "encoding" if it is text in an unusual encoding.`,
  );
}

/** For callers that need a file's text whole. */
export function* wholeText(file: OpenFile, limit: number): Steps<{ text: string; bytes: Buffer; encoding: Encoding }> {
  const bytes = file.readAll(limit);
  yield* detectorFor(bytes);
  const detected = detectEncoding(bytes, { complete: true });
  if (detected === undefined) throw new ToolError('unsupported', `"${visible(file.shown)}" is binary, not text.`);
  return { text: decode(bytes.subarray(detected.bomBytes), detected.encoding), bytes, encoding: detected.encoding };
}
