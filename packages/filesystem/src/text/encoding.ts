import { isAscii, isUtf8 } from 'node:buffer';

import { snapToCharacter } from './characters.ts';
import { ToolError } from '@mcp-reference/kit/sandbox';
import { singleByteTable, UNMAPPED } from './single-byte.ts';

/** A WHATWG encoding label, canonical and in lower case: 'utf-8', 'utf-16le', 'windows-1252', 'shift_jis' … */
export type Encoding = string;

const BOMS: [Encoding, Buffer][] = [
  ['utf-8', Buffer.of(0xef, 0xbb, 0xbf)],
  ['utf-16le', Buffer.of(0xff, 0xfe)],
  ['utf-16be', Buffer.of(0xfe, 0xff)],
];
const UTF_32LE_BOM = Buffer.of(0xff, 0xfe, 0, 0);
const MULTI_BYTE = new Set(['gbk', 'gb18030', 'big5', 'euc-jp', 'iso-2022-jp', 'shift_jis', 'euc-kr']);
// Text has backspace to carriage return (8-13) and, in terminal logs, escape (27).
// oxlint-disable-next-line no-control-regex -- control characters are what it counts
const CONTROLS = /[\0-\x07\x0e-\x1a\x1c-\x1f\x7f]/g;
/** With the bytes that windows-1252 has no character for. */
// oxlint-disable-next-line no-control-regex -- the same
const CONTROLS_IN_WINDOWS_1252 = /[\0-\x07\x0e-\x1a\x1c-\x1f\x7f\x81\x8d\x8f\x90\x9d]/g;
/** Statistics look at this many bytes; validity looks at all. */
const STATISTICS_BYTES = 65_536;

/** The canonical label of an encoding ('latin1' is 'windows-1252'); an unknown label is an `invalid` error. */
export function canonicalEncoding(label: string): Encoding {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    const some = 'utf-8, utf-16le, utf-16be, windows-1252, iso-8859-15, windows-1251, shift_jis, gb18030';
    throw new ToolError('invalid', `The encoding ${JSON.stringify(label)} is not known. Use for example: ${some}.`);
  }
}

/** How many bytes at the start of `bytes` are the byte order mark of `encoding` (a canonical label). */
export function bomLength(bytes: Buffer, encoding: Encoding): number {
  const bom = BOMS.find(([name]) => name === encoding)?.[1];
  return bom && startsWith(bytes, bom) ? bom.length : 0;
}

/**
 * The encoding of a text and the length of its byte order mark; undefined when the bytes are not text.
 * `sample` is the start of a file; `complete` says that it is the whole file, so that nothing is cut at its end.
 */
export function detectEncoding(
  sample: Buffer,
  options: { complete: boolean },
): { encoding: Encoding; bomBytes: number } | undefined {
  for (const [encoding, bom] of BOMS) {
    if (!startsWith(sample, bom)) continue;
    // U+0000 right after the mark is the rest of a UTF-32 mark, or no text.
    if (encoding === 'utf-16le' && startsWith(sample, UTF_32LE_BOM)) return undefined;
    return { encoding, bomBytes: bom.length };
  }
  if (sample.includes(0)) {
    const encoding = ['utf-16le', 'utf-16be'].find((wide) => isUtf16Text(sample, wide, options.complete));
    return encoding === undefined ? undefined : { encoding, bomBytes: 0 };
  }
  const whole = options.complete ? sample : sample.subarray(0, sample.length - snapToCharacter(sample, 'utf-8'));
  const encoding = isUtf8(whole) ? 'utf-8' : 'windows-1252';
  // Bytes that are no UTF-8 by chance look like windows-1252: ask for more there.
  const tolerated = encoding === 'utf-8' ? 0.1 : 0.04;
  return controlShare(sample, encoding) > tolerated ? undefined : { encoding, bomBytes: 0 };
}

/**
 * The text of `bytes`. A byte order mark is not removed: skip it first (`bomBytes` of detectEncoding). Bytes that are
 * not valid in the encoding and unknown labels are `invalid` errors; `name` is what the error calls the bytes, and
 * `base` where they begin in it.
 */
export function decode(bytes: Buffer, encoding: Encoding, name = 'The file', base = 0): string {
  const label = canonicalEncoding(encoding);
  if (label === 'utf-8') {
    // isUtf8 and toString are 20 times faster than a fatal TextDecoder in Node 20.
    if (!isUtf8(bytes)) throw undecodable(name, label, bytes, firstInvalidUtf8(bytes), base);
    return bytes.toString('utf8');
  }
  if (label === 'utf-16le' || label === 'utf-16be') {
    if (bytes.length % 2 !== 0) throw undecodable(name, label, bytes, bytes.length - 1, base);
    const text = utf16Text(bytes, label);
    const lone = loneSurrogate(text);
    if (lone >= 0) throw undecodable(name, label, bytes, 2 * lone, base);
    return text;
  }
  if (!MULTI_BYTE.has(label)) return decodeSingleByte(bytes, label, name);
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw undecodable(name, label, bytes);
  }
}

/**
 * The bytes of `text`, without a byte order mark. Exact inverse of decode for UTF-8, UTF-16 and every single-byte
 * encoding; others are `unsupported`. A character that the encoding cannot hold is an `invalid` error.
 */
export function encode(text: string, encoding: Encoding, name = 'The text'): Buffer {
  const label = canonicalEncoding(encoding);
  if (MULTI_BYTE.has(label)) {
    throw new ToolError(
      'unsupported',
      `${name}: ${label} can be read here but not written. Convert the file to utf-8 first, or write it as utf-8.`,
    );
  }
  refuseLoneSurrogates(text, name);
  if (label === 'utf-8') return Buffer.from(text, 'utf8');
  if (label === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (label === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  return encodeSingleByte(text, label, name);
}

function decodeSingleByte(bytes: Buffer, encoding: Encoding, name: string): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  const { codePoints } = singleByteTable(encoding);
  const units = Buffer.allocUnsafe(2 * bytes.length);
  for (let at = 0; at < bytes.length; at++) {
    const codePoint = codePoints[bytes[at] ?? 0] ?? UNMAPPED;
    if (codePoint === UNMAPPED) throw undecodable(name, encoding, bytes, at);
    units[2 * at] = codePoint & 0xff;
    units[2 * at + 1] = codePoint >> 8;
  }
  return units.toString('utf16le');
}

function encodeSingleByte(text: string, encoding: Encoding, name: string): Buffer {
  const { byteOf } = singleByteTable(encoding);
  const bytes = Buffer.allocUnsafe(text.length);
  for (let at = 0; at < text.length; at++) {
    const byte = byteOf[text.charCodeAt(at)] ?? UNMAPPED;
    if (byte === UNMAPPED) {
      const codePoint = text.codePointAt(at) ?? 0;
      const character = `${JSON.stringify(String.fromCodePoint(codePoint))} (${codePointName(codePoint)})`;
      throw new ToolError(
        'invalid',
        `${name}: the character ${character} does not exist in ${encoding}, the encoding of this text. ` +
          'Use another character, or convert the file to utf-8 first.',
      );
    }
    bytes[at] = byte;
  }
  return bytes;
}

/** `codePoint` as Unicode writes it: U+20AC. */
export function codePointName(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** No encoding has a place for half of a UTF-16 surrogate pair, and as a search text it would cut a character in two. */
export function refuseLoneSurrogates(text: string, name: string): void {
  const lone = loneSurrogate(text);
  if (lone < 0) return;
  const unit = codePointName(text.charCodeAt(lone));
  throw new ToolError('invalid', `${name} holds half of a surrogate pair (${unit}) at character ${lone + 1}.`);
}

/** The index of the first surrogate code unit without its partner, or -1. */
function loneSurrogate(text: string): number {
  return text.search(/\p{Surrogate}/u);
}

function utf16Text(bytes: Buffer, encoding: Encoding): string {
  return (encoding === 'utf-16le' ? bytes : Buffer.from(bytes).swap16()).toString('utf16le');
}

/** Strong evidence only: half of it ASCII, no control characters, no broken surrogate pair, at least 4 characters. */
function isUtf16Text(sample: Buffer, encoding: Encoding, complete: boolean): boolean {
  if (complete && sample.length % 2 !== 0) return false;
  const start = sample.subarray(0, STATISTICS_BYTES);
  const text = utf16Text(start.subarray(0, start.length - snapToCharacter(start, encoding)), encoding);
  if (text.length < 4 || loneSurrogate(text) >= 0) return false;
  if (/(?![\b-\r])\p{Cc}|[\ufffe\uffff]/u.test(text)) return false;
  return text.replace(/[^\0-\x7f]+/g, '').length * 2 >= text.length;
}

function controlShare(sample: Buffer, encoding: Encoding): number {
  const bytes = sample.subarray(0, STATISTICS_BYTES);
  if (bytes.length === 0) return 0;
  // One character a byte: the engine's own search is many times faster than a loop.
  const controls = bytes.toString('latin1').match(encoding === 'windows-1252' ? CONTROLS_IN_WINDOWS_1252 : CONTROLS);
  return (controls?.length ?? 0) / bytes.length;
}

function startsWith(bytes: Buffer, prefix: Buffer): boolean {
  return bytes.length >= prefix.length && bytes.compare(prefix, 0, prefix.length, 0, prefix.length) === 0;
}

/** The offset of the first sequence that is no UTF-8. Bisects: a prefix of valid UTF-8 is valid up to what it cuts. */
function firstInvalidUtf8(bytes: Buffer): number {
  let valid = 0;
  let invalid = bytes.length;
  while (valid < invalid) {
    const middle = (valid + invalid + 1) >> 1;
    const prefix = bytes.subarray(0, middle);
    if (isUtf8(prefix.subarray(0, middle - snapToCharacter(prefix, 'utf-8')))) valid = middle;
    else invalid = middle - 1;
  }
  return valid - snapToCharacter(bytes.subarray(0, valid), 'utf-8');
}

function undecodable(name: string, encoding: Encoding, bytes: Buffer, at?: number, base = 0): ToolError {
  const byte = at === undefined ? undefined : bytes[at];
  const where =
    byte === undefined
      ? ''
      : ` (byte 0x${byte.toString(16).toUpperCase().padStart(2, '0')} at offset ${base + (at ?? 0)})`;
  return new ToolError(
    'invalid',
    `${name} is not valid ${encoding}${where}. Give its real encoding (for example windows-1252 or shift_jis), ` +
      'or read it as binary.',
  );
}
