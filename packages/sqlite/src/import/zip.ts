import { ToolError, visible, type OpenFile } from '@mcp-reference/kit/sandbox';
import { readableSize } from '../present/text.ts';

/** Bytes of a workbook, and of its parts when unpacked: its reader holds them in memory, with objects for all cells. */
const most = { packed: 32 * 1024 * 1024, unpacked: 64 * 1024 * 1024 };

/** Records of a ZIP file (APPNOTE.TXT, 4.3.12 and 4.3.16): signatures, lengths without names, places of fields. */
const end = { signature: 0x06054b50, length: 22, comment: 0xffff, entries: 10, directory: 16 };
const entry = { signature: 0x02014b50, length: 46, unpacked: 24, name: 28, extra: 30, comment: 32 };

/**
 * Returns the bytes of a workbook.
 * @throws ToolError `too_large` if it would not fit into memory, judged before anything is unpacked.
 */
export function assertReadable(file: OpenFile): Buffer {
  const { size } = file.stat();
  const unpacked = size <= most.packed ? unpackedSize(file.readAll(most.packed)) : undefined;
  if (size > most.packed || (unpacked ?? 0) > most.unpacked)
    throw new ToolError(
      'too_large',
      `"${visible(file.shown)}" is too large for a workbook (${readableSize(unpacked ?? size)}${unpacked === undefined ? '' : ' unpacked'}; at most ${readableSize(unpacked === undefined ? most.packed : most.unpacked)}), because all of it is held in memory; save the sheet as CSV, which has no limit.`,
    );
  return file.readAll(most.packed);
}

/** The size of all parts as the directory at the end states it; undefined if this is not a ZIP file. */
export function unpackedSize(zip: Buffer): number | undefined {
  const from = Math.max(0, zip.length - end.length - end.comment);
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(end.signature);
  const at = zip.lastIndexOf(signature);
  if (at < from || at + end.length > zip.length) return undefined;
  let place = zip.readUInt32LE(at + end.directory);
  let total = 0;
  for (let left = zip.readUInt16LE(at + end.entries); left > 0; left--) {
    if (place + entry.length > zip.length || zip.readUInt32LE(place) !== entry.signature) return undefined;
    total += zip.readUInt32LE(place + entry.unpacked);
    const lengths = [entry.name, entry.extra, entry.comment].map((field) => zip.readUInt16LE(place + field));
    place += entry.length + lengths.reduce((sum, length) => sum + length, 0);
  }
  return total;
}
