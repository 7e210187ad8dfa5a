import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a zip file as a test wants it, honest unless it says otherwise. */
export interface Part {
  name: string | Buffer;
  content?: string | Buffer;
  /** 8 (deflate) unless told; 0 is stored. */
  method?: number;
  flags?: number;
  /** As in stat(2), its type included. */
  mode?: number;
  /** As Windows has them. */
  attributes?: number;
  /** False values for the headers. */
  size?: number;
  compressed?: number;
  crc?: number;
  offset?: number;
  /** Stored instead of the compressed content. */
  raw?: Buffer;
  /** Seconds since the epoch. */
  modified?: number;
}

/** Writes zip files (APPNOTE.TXT 4.3) that no archiver would, byte by byte. */
export function zipOf(parts: readonly Part[], { count = parts.length } = {}): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const { method = 8, flags = 0x800, mode = 0o100644 } = part;
    const name = typeof part.name === 'string' ? Buffer.from(part.name) : part.name;
    const content = Buffer.from(part.content ?? '');
    const raw = part.raw ?? (method === 8 ? deflateRawSync(content) : content);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(flags, 2);
    shared.writeUInt16LE(method, 4);
    shared.writeUInt16LE(0x6000, 6);
    shared.writeUInt16LE(0x58_21, 8);
    shared.writeUInt32LE(part.crc ?? crc32(content), 10);
    shared.writeUInt32LE(part.compressed ?? raw.length, 14);
    shared.writeUInt32LE(part.size ?? content.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const extra = part.modified === undefined ? Buffer.alloc(0) : timestamp(part.modified);
    const header = Buffer.concat([Buffer.from('PK\x03\x04'), shared, name, raw]);
    local.push(header);
    const start = Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([63, 3]), shared]);
    start.writeUInt16LE(extra.length, 30);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(mode * 65_536 + (part.attributes ?? 0), 6);
    rest.writeUInt32LE(part.offset ?? offset, 10);
    central.push(start, rest, name, extra);
    offset += header.length;
  }
  const directory = Buffer.concat(central);
  return Buffer.concat([...local, directory, ...ending(count, directory.length, offset)]);
}

/** The "UT" field of Info-ZIP. */
function timestamp(seconds: number): Buffer {
  const field = Buffer.from([0x55, 0x54, 5, 0, 1, 0, 0, 0, 0]);
  field.writeInt32LE(seconds, 5);
  return field;
}

function ending(count: number, size: number, offset: number): Buffer[] {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(Math.min(count, 0xffff), 8);
  end.writeUInt16LE(Math.min(count, 0xffff), 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  if (count < 0xffff) return [end];
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06');
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07');
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return [record, locator, end];
}
