import type { Entry } from 'yauzl';
import { wayOf } from './names.ts';

/** One entry of a zip file, as its central directory describes it. What that says of sizes is a claim. */
export interface ZipEntry {
  name: string;
  /** The folders and the name that it would be extracted to; empty where {@link problem} says why not. */
  names: string[];
  folder: boolean;
  /** Bytes. */
  size: number;
  compressed: number;
  crc: number;
  /** Milliseconds since the epoch. */
  modified: number | undefined;
  executable: boolean;
  /** Why it is not extracted, as what follows its name in a sentence. */
  problem: string | undefined;
  raw: Entry;
}

/** Deflate stays far below this on honest data. Small files are exempt, since they waste little. */
const maxRatio = 200;
const ratioMatters = 1024 * 1024;

// APPNOTE.TXT 4.4.2 and Info-ZIP: the upper half holds the mode of stat(2); 4.4.4: flag bits; 4.4.5: methods.
const fileType = 0o170000;
const [regular, folderType, link] = [0o100000, 0o040000, 0o120000];
const encrypted = 0x1 | 0x40 | 0x2000;
const [stored, deflated] = [0, 8];
/** Dates that are not between 1970 and here are not believed; some are none at all. */
const latest = Date.UTC(10_000, 0);
/** A Windows link or mount point (FILE_ATTRIBUTE_REPARSE_POINT), as 7-Zip stores it. */
const reparsePoint = 0x400;

export const isStored = ({ raw }: ZipEntry): boolean => raw.compressionMethod === stored;

export function readEntry(raw: Entry, name: string, platform: NodeJS.Platform): ZipEntry {
  const folder = name.endsWith('/');
  const way = wayOf(name, platform);
  return {
    name,
    names: 'names' in way ? way.names : [],
    folder,
    size: raw.uncompressedSize,
    compressed: raw.compressedSize,
    crc: raw.crc32,
    modified: modifiedOf(raw),
    executable: !folder && ((raw.externalFileAttributes >>> 16) & 0o111) !== 0,
    problem: 'problem' in way ? way.problem : problemOf(raw, folder),
    raw,
  };
}

function problemOf(raw: Entry, folder: boolean): string | undefined {
  const { externalFileAttributes, generalPurposeBitFlag, compressionMethod, compressedSize, uncompressedSize } = raw;
  const type = (externalFileAttributes >>> 16) & fileType;
  if (type === link || (externalFileAttributes & reparsePoint) !== 0) return 'is a link';
  if (type !== 0 && type !== regular && type !== folderType) return 'is a pipe, socket or device';
  if ((type === folderType) !== folder && type !== 0) return 'calls itself both a file and a folder';
  if ((generalPurposeBitFlag & encrypted) !== 0) return 'is encrypted';
  if (folder) return uncompressedSize > 0 ? 'is a folder with content' : undefined;
  if (compressionMethod !== stored && compressionMethod !== deflated) {
    return `is compressed by method ${compressionMethod}, and only 0 (stored) and 8 (deflate) are supported`;
  }
  if (compressionMethod === stored && compressedSize !== uncompressedSize) return 'is stored and declares two sizes';
  if (uncompressedSize > ratioMatters && uncompressedSize > compressedSize * maxRatio) {
    return `declares more than ${maxRatio} times its compressed size`;
  }
  return undefined;
}

function modifiedOf(raw: Entry): number | undefined {
  const time = raw.getLastModDate().getTime();
  return time >= 0 && time < latest ? time : undefined;
}
