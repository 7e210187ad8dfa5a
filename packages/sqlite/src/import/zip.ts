import { ToolError, visible, type OpenFile } from '@mcp-reference/kit/sandbox';
import { Inflate } from 'fflate';

/** Records of a ZIP file (APPNOTE.TXT, 4.3.7, 4.3.12 and 4.3.16): signatures, lengths without names, places of fields. */
const end = { signature: 0x06054b50, length: 22, comment: 0xffff, entries: 10, size: 12, directory: 16 };
const entry = {
  signature: 0x02014b50,
  length: 46,
  method: 10,
  packed: 20,
  unpacked: 24,
  name: 28,
  extra: 30,
  comment: 32,
  header: 42,
};
const header = { length: 30, name: 26, extra: 28 };
const methods = { stored: 0, deflated: 8 };

/** Bytes of a directory, which lists tens of thousands of parts. */
const mostDirectory = 4_000_000;
/** Packed bytes that are unpacked together: at most a thousand times as many. */
const piece = 8 * 1024;

/** A file within a ZIP file. */
export interface Part {
  method: number;
  packed: number;
  unpacked: number;
  /** The place of its header in the file. */
  at: number;
}

/** The files within a ZIP file by name, as the directory at its end lists them; undefined if this is not a ZIP file. */
export function partsOf(file: OpenFile): Map<string, Part> | undefined {
  const { size } = file.stat();
  const from = Math.max(0, size - end.length - end.comment);
  const tail = file.read(from, size - from);
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(end.signature);
  const at = tail.lastIndexOf(signature);
  if (at === -1 || at + end.length > tail.length) return undefined;
  const length = tail.readUInt32LE(at + end.size);
  if (length > mostDirectory) return undefined;
  const directory = file.read(tail.readUInt32LE(at + end.directory), length);
  const parts = new Map<string, Part>();
  let place = 0;
  for (let left = tail.readUInt16LE(at + end.entries); left > 0; left--) {
    if (place + entry.length > directory.length || directory.readUInt32LE(place) !== entry.signature) return undefined;
    const [name = 0, extra = 0, comment = 0] = [entry.name, entry.extra, entry.comment].map((field) =>
      directory.readUInt16LE(place + field),
    );
    const start = place + entry.length;
    parts.set(directory.toString('utf8', start, start + name), {
      method: directory.readUInt16LE(place + entry.method),
      packed: directory.readUInt32LE(place + entry.packed),
      unpacked: directory.readUInt32LE(place + entry.unpacked),
      at: directory.readUInt32LE(place + entry.header),
    });
    place = start + name + extra + comment;
  }
  return parts;
}

/** Unpacks a part in pieces, so that memory holds a few of them. */
export function* unpack(file: OpenFile, { method, packed, at }: Part): Generator<Uint8Array> {
  const start = file.read(at, header.length);
  if (start.length < header.length || (method !== methods.stored && method !== methods.deflated))
    throw new ToolError('unsupported', `"${visible(file.shown)}" is packed in a way that is not read here.`);
  let place = at + header.length + start.readUInt16LE(header.name) + start.readUInt16LE(header.extra);
  const stop = place + packed;
  const unpacked: Uint8Array[] = [];
  const inflate = method === methods.deflated ? new Inflate((bytes) => void unpacked.push(bytes)) : undefined;
  while (place < stop) {
    const bytes = new Uint8Array(file.read(place, Math.min(piece, stop - place)));
    if (bytes.length === 0) throw new ToolError('invalid', `"${visible(file.shown)}" is cut off.`);
    place += bytes.length;
    if (inflate) inflate.push(bytes, place === stop);
    else unpacked.push(bytes);
    yield* unpacked.splice(0);
  }
}
