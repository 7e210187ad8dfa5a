import { isAscii, isUtf8 } from 'node:buffer';

import { snapToCharacter } from './characters.ts';
import { ToolError } from '@mcp-reference/kit/sandbox';
import { guessEncoding } from './detector.ts';
import { canonicalEncoding, type Encoding } from './labels.ts';
import { decodeMultiByte, encodeMultiByte, multiByte } from './legacy-codec.ts';
import { singleByteTable, UNMAPPED } from './single-byte.ts';
import { decodeUtf32, encodeUtf32 } from './utf-32.ts';

export { canonicalEncoding, type Encoding };

/** The encoding of a text, and how long its byte order mark is. */
export interface Detected {
  encoding: Encoding;
  bomBytes: number;
  /** Several encodings fit; this one is only the likeliest. */
  guessed?: true;
}

const BOMS: [Encoding, Buffer][] = [
  ['utf-32le', Buffer.of(0xff, 0xfe, 0, 0)],
  ['utf-32be', Buffer.of(0, 0, 0xfe, 0xff)],
  ['utf-8', Buffer.of(0xef, 0xbb, 0xbf)],
  ['utf-16le', Buffer.of(0xff, 0xfe)],
  ['utf-16be', Buffer.of(0xfe, 0xff)],
];
// Text has backspace to carriage return (8-13) and, in terminal logs, escape (27).
// oxlint-disable-next-line no-control-regex -- control characters are what it counts
const CONTROLS = /[\0-\x07\x0e-\x1a\x1c-\x1f\x7f]/g;
/** With the bytes that windows-1252 has no character for. */
// oxlint-disable-next-line no-control-regex -- the same
const CONTROLS_IN_WINDOWS_1252 = /[\0-\x07\x0e-\x1a\x1c-\x1f\x7f\x81\x8d\x8f\x90\x9d]/g;
/** Statistics look at this many bytes; validity looks at all. */
const STATISTICS_BYTES = 65_536;

/** Returns the number of bytes at the start of `bytes` that are the byte order mark of `encoding` (a canonical label). */
export function bomLength(bytes: Buffer, encoding: Encoding): number {
  const bom = BOMS.find(([name]) => name === encoding)?.[1];
  return bom && startsWith(bytes, bom) ? bom.length : 0;
}

/**
 * The encoding of a text and the length of its byte order mark; undefined when the bytes are not text.
 * `sample` is the start of a file; `complete` says that it is the whole file, so that nothing is cut at its end.
 * Legacy encodings are distinguished only after {@link loadDetector}; before, they all count as windows-1252.
 */
export function detectEncoding(sample: Buffer, options: { complete: boolean }): Detected | undefined {
  for (const [encoding, bom] of BOMS) {
    if (!startsWith(sample, bom)) continue;
    if (!isUtf32(encoding)) return { encoding, bomBytes: bom.length };
    const text = decodeUtf32(sample.subarray(0, sample.length - (sample.length % 4)), encoding === 'utf-32le');
    // U+0000 right after the mark of UTF-16 is the rest of a UTF-32 mark, or no text.
    if (typeof text === 'string') return { encoding, bomBytes: bom.length };
    return undefined;
  }
  if (sample.includes(0)) {
    const encoding =
      ['utf-16le', 'utf-16be'].find((wide) => isUtf16Text(sample, wide, options.complete)) ??
      ['utf-32le', 'utf-32be'].find((wide) => isUtf32Text(sample, wide));
    return encoding === undefined ? undefined : { encoding, bomBytes: 0 };
  }
  const whole = options.complete ? sample : sample.subarray(0, sample.length - snapToCharacter(sample, 'utf-8'));
  if (sample.includes('\x1b$') && isValid(sample, 'iso-2022-jp', options.complete))
    return { encoding: 'iso-2022-jp', bomBytes: 0 };
  if (isUtf8(whole)) return controlShare(sample, CONTROLS) > 0.1 ? undefined : { encoding: 'utf-8', bomBytes: 0 };
  // Bytes that are no UTF-8 by chance look like a legacy encoding: ask for more there.
  if (controlShare(sample, CONTROLS) > 0.04) return undefined;
  const guess = guessEncoding(sample.subarray(0, STATISTICS_BYTES), (bytes, encoding) =>
    isValid(bytes, encoding, options.complete && sample.length <= STATISTICS_BYTES),
  );
  if (guess !== undefined) return { bomBytes: 0, ...guess };
  if (controlShare(sample, CONTROLS_IN_WINDOWS_1252) > 0.04) return undefined;
  return { encoding: 'windows-1252', bomBytes: 0, guessed: true };
}

function isValid(bytes: Buffer, encoding: Encoding, complete: boolean): boolean {
  const whole = complete ? bytes : bytes.subarray(0, bytes.length - snapToCharacter(bytes, encoding));
  try {
    decode(whole, encoding);
    return true;
  } catch {
    return false;
  }
}

const isUtf32 = (encoding: Encoding): boolean => encoding === 'utf-32le' || encoding === 'utf-32be';

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
  if (isUtf32(label)) {
    const text = decodeUtf32(bytes, label === 'utf-32le');
    if (typeof text !== 'string') throw undecodable(name, label, bytes, text.at, base);
    return text;
  }
  if (!multiByte.has(label) && label !== 'iso-2022-jp') return decodeSingleByte(bytes, label, name);
  const text = decodeMultiByte(bytes, label);
  if (text === undefined) throw undecodable(name, label, bytes);
  return text;
}

/**
 * The bytes of `text`, without a byte order mark: the inverse of decode. ISO-2022-JP can only be read. A character that
 * the encoding does not have is an `invalid` error.
 */
export function encode(text: string, encoding: Encoding, name = 'The text'): Buffer {
  const label = canonicalEncoding(encoding);
  if (label === 'iso-2022-jp') {
    throw new ToolError(
      'unsupported',
      `${name}: ${label} can be read here but not written. Convert the file to utf-8 first, or write it as utf-8.`,
    );
  }
  refuseLoneSurrogates(text, name);
  if (label === 'utf-8') return Buffer.from(text, 'utf8');
  if (label === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (label === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  if (isUtf32(label)) return encodeUtf32(text, label === 'utf-32le');
  if (!multiByte.has(label)) return encodeSingleByte(text, label, name);
  const bytes = encodeMultiByte(text, label);
  if (!Buffer.isBuffer(bytes)) throw withoutCharacter(text, bytes.at, label, name);
  return bytes;
}

/** The byte order mark of an encoding; empty where it has none. */
export const markOf = (encoding: Encoding): Buffer => BOMS.find(([name]) => name === encoding)?.[1] ?? Buffer.alloc(0);

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
      throw withoutCharacter(text, at, encoding, name);
    }
    bytes[at] = byte;
  }
  return bytes;
}

function withoutCharacter(text: string, at: number, encoding: Encoding, name: string): ToolError {
  const codePoint = text.codePointAt(at) ?? 0;
  const character = `${JSON.stringify(String.fromCodePoint(codePoint))} (${codePointName(codePoint)})`;
  return new ToolError(
    'invalid',
    `${name}: the character ${character} does not exist in ${encoding}, the encoding of this text. ` +
      'Use another character, or convert the file to utf-8 first.',
  );
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

/** The same for UTF-32, of which hardly any other bytes are a valid text. */
function isUtf32Text(sample: Buffer, encoding: Encoding): boolean {
  const start = sample.subarray(0, Math.min(STATISTICS_BYTES, sample.length - (sample.length % 4)));
  const text = decodeUtf32(start, encoding === 'utf-32le');
  return typeof text === 'string' && text.length >= 4 && !/(?![\b-\r])\p{Cc}|[\ufffe\uffff]/u.test(text);
}

function controlShare(sample: Buffer, kinds: RegExp): number {
  const bytes = sample.subarray(0, STATISTICS_BYTES);
  if (bytes.length === 0) return 0;
  // One character a byte: the engine's own search is many times faster than a loop.
  const controls = bytes.toString('latin1').match(kinds);
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
