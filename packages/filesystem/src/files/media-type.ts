import { detectEncoding } from './text/detect-encoding.ts';

export type MediaKind = 'image' | 'audio' | 'blob';

/** The type of a file by its first bytes. */
export interface FileType {
  kind: MediaKind;
  mimeType: string;
  /** The name that people use, with its article: "a zip archive". Missing where the bytes say nothing. */
  name?: string;
  /** A container of files. */
  archive?: boolean;
}

interface Signature extends FileType {
  name: string;
  magic: string;
  /** The position of `magic` in bytes, 0 if missing. */
  at?: number;
  also?: { at: number; magic: string };
}

const of =
  (kind: MediaKind, shared: Partial<Signature> = {}) =>
  (name: string, mimeType: string, magic: string, more: Partial<Signature> = {}): Signature => ({
    kind,
    name,
    mimeType,
    magic,
    ...shared,
    ...more,
  });
const image = of('image');
const audio = of('audio');
const blob = of('blob');
const archive = of('blob', { archive: true });

/** From the formats' specifications. The first that fits counts. */
const signatures: readonly Signature[] = [
  image('a PNG image', 'image/png', '\x89PNG\r\n\x1a\n'),
  image('a JPEG image', 'image/jpeg', '\xff\xd8\xff'),
  image('a GIF image', 'image/gif', 'GIF8'),
  image('a WebP image', 'image/webp', 'RIFF', { also: { at: 8, magic: 'WEBP' } }),
  image('a BMP image', 'image/bmp', 'BM', { also: { at: 6, magic: '\0\0\0\0' } }),
  image('an AVIF image', 'image/avif', 'ftypavif', { at: 4 }),
  ...['heic', 'heix', 'hevc', 'mif1', 'msf1'].map((brand) =>
    image('a HEIC image', 'image/heic', `ftyp${brand}`, { at: 4 }),
  ),
  image('a TIFF image', 'image/tiff', 'II*\0'),
  image('a TIFF image', 'image/tiff', 'MM\0*'),
  image('an icon', 'image/x-icon', '\0\0\x01\0'),
  audio('WAV audio', 'audio/wav', 'RIFF', { also: { at: 8, magic: 'WAVE' } }),
  audio('MP3 audio', 'audio/mpeg', 'ID3'),
  audio('MP3 audio', 'audio/mpeg', '\xff\xfb'),
  audio('MP3 audio', 'audio/mpeg', '\xff\xf3'),
  audio('Ogg audio', 'audio/ogg', 'OggS'),
  audio('FLAC audio', 'audio/flac', 'fLaC'),
  audio('MPEG-4 audio', 'audio/mp4', 'ftypM4A', { at: 4 }),
  blob('a PDF document', 'application/pdf', '%PDF-'),
  archive('a zip archive', 'application/zip', 'PK\x03\x04'),
  archive('an empty zip archive', 'application/zip', 'PK\x05\x06'),
  archive('a gzip file', 'application/gzip', '\x1f\x8b'),
  archive('a bzip2 file', 'application/x-bzip2', 'BZh', { also: { at: 4, magic: '1AY&SY' } }),
  archive('an xz file', 'application/x-xz', '\xfd7zXZ\0'),
  archive('a Zstandard file', 'application/zstd', '\x28\xb5\x2f\xfd'),
  archive('a 7z archive', 'application/x-7z-compressed', '7z\xbc\xaf\x27\x1c'),
  archive('a RAR archive', 'application/vnd.rar', 'Rar!\x1a\x07'),
  archive('a tar archive', 'application/x-tar', 'ustar', { at: 257 }),
  blob('an SQLite database', 'application/vnd.sqlite3', 'SQLite format 3\0'),
  blob('a Parquet table', 'application/vnd.apache.parquet', 'PAR1'),
  blob('a video', 'video/mp4', 'ftyp', { at: 4 }),
  blob('a video', 'video/webm', '\x1aE\xdf\xa3'),
  blob('a video', 'video/x-msvideo', 'RIFF', { also: { at: 8, magic: 'AVI ' } }),
  blob('a program', 'application/x-elf', '\x7fELF'),
  blob('a program', 'application/vnd.microsoft.portable-executable', 'MZ\x90\0'),
  blob('a program', 'application/x-mach-binary', '\xcf\xfa\xed\xfe'),
  blob('a Java class or a program', 'application/octet-stream', '\xca\xfe\xba\xbe'),
  blob('a WebAssembly module', 'application/wasm', '\0asm'),
  blob('an older Office document', 'application/x-ole-storage', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),
  blob('a font', 'font/woff2', 'wOF2'),
  blob('a font', 'font/woff', 'wOFF'),
];

/** Detects the type of a file by its first bytes. Its name, which anyone can choose, only counts for SVG. */
export function sniff(start: Buffer, path: string): FileType {
  const has = (at: number, magic: string) => start.toString('latin1', at, at + magic.length) === magic;
  const found = signatures.find(
    ({ at = 0, magic, also }) => has(at, magic) && (also === undefined || has(also.at, also.magic)),
  );
  if (found) return found;
  const text = detectEncoding(start, { complete: false }) !== undefined;
  if (text && /\.svg$/i.test(path) && /<svg[\s>]/i.test(start.toString('utf8')))
    return { kind: 'image', mimeType: 'image/svg+xml', name: 'an SVG image' };
  return { kind: 'blob', mimeType: text ? 'text/plain' : 'application/octet-stream' };
}
