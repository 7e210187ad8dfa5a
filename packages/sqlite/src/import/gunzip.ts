import { crc32 } from 'node:zlib';
import { ToolError, visible, type OpenFile } from '@mcp-reference/kit/sandbox';
import { Gunzip } from 'fflate';

/** Bytes that are read together. */
const piece = 64 * 1024;
/** Bytes of the checksum and the size at the end of a member (RFC 1952). */
const trailer = 8;

/**
 * Unpacks a gzip file in pieces, also one of several members, and compares their checksums.
 * @throws ToolError `invalid` for a file that is cut off or damaged.
 */
export function* gunzip(file: OpenFile): Generator<{ bytes: Uint8Array; last: boolean }> {
  const unpacked: Uint8Array[] = [];
  let checksum = 0;
  let size = 0;
  const verify = (end: number) => {
    const stored = file.read(end - trailer, trailer);
    if (stored.readUInt32LE(0) !== checksum || stored.readUInt32LE(4) !== size) throw damaged(file);
    checksum = size = 0;
  };
  const stream = new Gunzip((bytes) => {
    checksum = crc32(bytes, checksum);
    size = (size + bytes.length) >>> 0;
    unpacked.push(bytes);
  });
  stream.onmember = (offset) => {
    if (offset > 0) verify(offset);
  };
  for (let at = 0, last = false; !last;) {
    const packed = file.read(at, piece);
    at += packed.length;
    last = packed.length < piece;
    try {
      stream.push(new Uint8Array(packed), last);
    } catch (error) {
      throw error instanceof ToolError ? error : damaged(file, error);
    }
    if (last) verify(at);
    // The last piece may be empty.
    const bytes = unpacked.length === 1 ? unpacked[0] : Buffer.concat(unpacked);
    unpacked.length = 0;
    yield { bytes: bytes ?? new Uint8Array(), last };
  }
}

const damaged = (file: OpenFile, cause?: unknown): ToolError =>
  new ToolError('invalid', `"${visible(file.shown)}" is not a sound gzip file.`, { cause });
