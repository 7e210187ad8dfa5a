import type { Encoding } from './labels.ts';

/** A longer mark comes before the one it begins with. */
export const byteOrderMarks: [Encoding, Buffer][] = [
  ['utf-32le', Buffer.of(0xff, 0xfe, 0, 0)],
  ['utf-32be', Buffer.of(0, 0, 0xfe, 0xff)],
  ['utf-8', Buffer.of(0xef, 0xbb, 0xbf)],
  ['utf-16le', Buffer.of(0xff, 0xfe)],
  ['utf-16be', Buffer.of(0xfe, 0xff)],
];

/** Returns the number of bytes at the start of `bytes` that are the byte order mark of `encoding` (a canonical label). */
export function bomLength(bytes: Buffer, encoding: Encoding): number {
  const bom = byteOrderMarks.find(([name]) => name === encoding)?.[1];
  return bom && startsWith(bytes, bom) ? bom.length : 0;
}

/** The byte order mark of an encoding; empty where it has none. */
export const markOf = (encoding: Encoding): Buffer =>
  byteOrderMarks.find(([name]) => name === encoding)?.[1] ?? Buffer.alloc(0);

export function startsWith(bytes: Buffer, prefix: Buffer): boolean {
  return bytes.length >= prefix.length && bytes.compare(prefix, 0, prefix.length, 0, prefix.length) === 0;
}
