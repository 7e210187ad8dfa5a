import { isAscii, isUtf8 } from 'node:buffer';
import { snapToCharacter } from './characters.ts';
import { ToolError } from '@mcp-reference/kit/sandbox';
import { canonicalEncoding, type Encoding } from './labels.ts';
import { decodeMultiByte, encodeMultiByte, multiByte } from './legacy-codec.ts';
import { singleByteTable, UNMAPPED } from './single-byte.ts';
import { decodeUtf32, encodeUtf32 } from './utf-32.ts';

export { canonicalEncoding, type Encoding };

/** True for UTF-32 in either byte order. */
export const isUtf32 = (encoding: Encoding): boolean => encoding === 'utf-32le' || encoding === 'utf-32be';

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
export function loneSurrogate(text: string): number {
  return text.search(/\p{Surrogate}/u);
}

export function utf16Text(bytes: Buffer, encoding: Encoding): string {
  return (encoding === 'utf-16le' ? bytes : Buffer.from(bytes).swap16()).toString('utf16le');
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
