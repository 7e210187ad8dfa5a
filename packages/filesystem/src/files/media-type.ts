import { detectEncoding } from './text/detect-encoding.ts';

export type MediaKind = 'image' | 'audio' | 'blob';

/** Signatures: bytes at an offset, from the formats' specifications. */
const signatures: readonly {
  at: number;
  magic: string;
  kind: MediaKind;
  mimeType: string;
  also?: { at: number; magic: string };
}[] = [
  { at: 0, magic: '\x89PNG\r\n\x1a\n', kind: 'image', mimeType: 'image/png' },
  { at: 0, magic: '\xff\xd8\xff', kind: 'image', mimeType: 'image/jpeg' },
  { at: 0, magic: 'GIF8', kind: 'image', mimeType: 'image/gif' },
  { at: 0, magic: 'RIFF', also: { at: 8, magic: 'WEBP' }, kind: 'image', mimeType: 'image/webp' },
  { at: 0, magic: 'BM', also: { at: 6, magic: '\0\0\0\0' }, kind: 'image', mimeType: 'image/bmp' },
  { at: 4, magic: 'ftypavif', kind: 'image', mimeType: 'image/avif' },
  ...['heic', 'heix', 'hevc', 'mif1', 'msf1'].map((brand) => ({
    at: 4,
    magic: `ftyp${brand}`,
    kind: 'image' as const,
    mimeType: 'image/heic',
  })),
  { at: 0, magic: 'II*\0', kind: 'image', mimeType: 'image/tiff' },
  { at: 0, magic: 'MM\0*', kind: 'image', mimeType: 'image/tiff' },
  { at: 0, magic: '\0\0\x01\0', kind: 'image', mimeType: 'image/x-icon' },
  { at: 0, magic: 'RIFF', also: { at: 8, magic: 'WAVE' }, kind: 'audio', mimeType: 'audio/wav' },
  { at: 0, magic: 'ID3', kind: 'audio', mimeType: 'audio/mpeg' },
  { at: 0, magic: '\xff\xfb', kind: 'audio', mimeType: 'audio/mpeg' },
  { at: 0, magic: '\xff\xf3', kind: 'audio', mimeType: 'audio/mpeg' },
  { at: 0, magic: 'OggS', kind: 'audio', mimeType: 'audio/ogg' },
  { at: 0, magic: 'fLaC', kind: 'audio', mimeType: 'audio/flac' },
  { at: 4, magic: 'ftypM4A', kind: 'audio', mimeType: 'audio/mp4' },
  { at: 0, magic: '%PDF-', kind: 'blob', mimeType: 'application/pdf' },
  { at: 0, magic: 'PK\x03\x04', kind: 'blob', mimeType: 'application/zip' },
  { at: 0, magic: '\x1f\x8b', kind: 'blob', mimeType: 'application/gzip' },
  { at: 0, magic: 'SQLite format 3\0', kind: 'blob', mimeType: 'application/vnd.sqlite3' },
  { at: 4, magic: 'ftyp', kind: 'blob', mimeType: 'video/mp4' },
  { at: 0, magic: '\x1aE\xdf\xa3', kind: 'blob', mimeType: 'video/webm' },
];

/** Detects the type of a file by its first bytes. Its name, which anyone can choose, only counts for SVG. */
export function sniff(start: Buffer, path: string): { kind: MediaKind; mimeType: string } {
  const has = (at: number, magic: string) => start.toString('latin1', at, at + magic.length) === magic;
  const found = signatures.find(
    ({ at, magic, also }) => has(at, magic) && (also === undefined || has(also.at, also.magic)),
  );
  if (found) return { kind: found.kind, mimeType: found.mimeType };
  const text = detectEncoding(start, { complete: false }) !== undefined;
  if (text && /\.svg$/i.test(path) && /<svg[\s>]/i.test(start.toString('utf8')))
    return { kind: 'image', mimeType: 'image/svg+xml' };
  return { kind: 'blob', mimeType: text ? 'text/plain' : 'application/octet-stream' };
}
