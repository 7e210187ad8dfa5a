import { isUtf16 } from './characters.ts';
import { ToolError } from '@mcp-reference/kit/sandbox';

/** Bytes with random access, such as an open file. `read` may return fewer bytes than asked for, at the end. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  read(position: number, length: number): Buffer;
}

export interface ScanOptions {
  /** Byte offset of the first line: the length of the byte order mark. Default 0. */
  start?: number;
  /** Bytes per read, default 65,536. */
  chunkBytes?: number;
  /** Called before each read; throws to stop the scan (cancel, deadline). */
  check?: () => void;
}

export interface Chunk {
  bytes: Buffer;
  /** Byte offset of the chunk in the source. */
  position: number;
}

/** The bytes from `from` on, in order, in chunks of whole code units. Ends early when the source became shorter. */
export function* chunksForward(source: ByteSource, from: number, encoding: string, options: ScanOptions) {
  const unit = unitBytes(encoding);
  const length = chunkLength(unit, options);
  let position = from;
  while (position < source.size) {
    options.check?.();
    const read = source.read(position, Math.min(length, source.size - position));
    const atEnd = position + read.length >= source.size;
    const bytes = atEnd ? read : read.subarray(0, read.length - (read.length % unit));
    if (bytes.length === 0) return;
    yield { bytes, position } satisfies Chunk;
    position += bytes.length;
  }
}

/** The bytes from the end back to `options.start`, the last chunk first; each begins at a code unit. */
export function* chunksBackward(source: ByteSource, encoding: string, options: ScanOptions) {
  const unit = unitBytes(encoding);
  const length = chunkLength(unit, options);
  const start = options.start ?? 0;
  let end = source.size;
  while (end > start) {
    options.check?.();
    const odd = (end - start) % unit;
    const position = Math.max(start, end - odd - length);
    const bytes = source.read(position, end - position);
    if (bytes.length < end - position) {
      throw new ToolError('conflict', 'The file became shorter while it was read. Read it again.');
    }
    yield { bytes, position } satisfies Chunk;
    end = position;
  }
}

/** The index after the first line break (LF, so also CRLF) of `bytes` that begins at or after `at`; -1: none. */
export function afterNextBreak(bytes: Buffer, at: number, encoding: string): number {
  if (unitBytes(encoding) === 1) return bytes.indexOf(0x0a, at) + 1 || -1;
  for (let byte = bytes.indexOf(0x0a, at); byte >= 0; byte = bytes.indexOf(0x0a, byte + 1)) {
    const after = afterWideBreak(bytes, byte, encoding);
    if (after >= 0) return after;
  }
  return -1;
}

/** The index after the last line break of `bytes` that ends before `before` or there; -1: none. */
export function afterLastBreak(bytes: Buffer, before: number, encoding: string): number {
  let byte = before === 0 ? -1 : bytes.lastIndexOf(0x0a, before - 1);
  if (unitBytes(encoding) === 1) return byte + 1 || -1;
  while (byte >= 0) {
    const after = afterWideBreak(bytes, byte, encoding);
    if (after >= 0 && after <= before) return after;
    byte = byte === 0 ? -1 : bytes.lastIndexOf(0x0a, byte - 1);
  }
  return -1;
}

/** `byte` is the index of a 0x0A: is it the low end of an LF code unit? Then the index after that unit, else -1. */
function afterWideBreak(bytes: Buffer, byte: number, encoding: string): number {
  const unit = unitBytes(encoding);
  const start = encoding.endsWith('le') ? byte : byte - unit + 1;
  if (start < 0 || start % unit !== 0) return -1;
  for (let at = start; at < start + unit; at++) if (at !== byte && bytes[at] !== 0) return -1;
  return start + unit;
}

function unitBytes(encoding: string): number {
  if (encoding.startsWith('utf-32')) return 4;
  return isUtf16(encoding) ? 2 : 1;
}

function chunkLength(unit: number, options: ScanOptions): number {
  const asked = options.chunkBytes ?? 65_536;
  return Math.max(unit, asked - (asked % unit));
}
