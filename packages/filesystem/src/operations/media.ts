import { ToolError, visible, type Confined, readableSize } from '@mcp-reference/kit/sandbox';
import { acceptedImage, type AcceptedImage } from '../files/images/scale.ts';
import { decode, detectEncoding } from '../files/text/encoding.ts';
import { detectorFor, type Steps } from '../files/detect.ts';

export type MediaKind = 'image' | 'audio' | 'blob';

export interface Media {
  kind: MediaKind;
  mimeType: string;
  /** Base64. */
  data: string;
  /** The same as text, when all of it is that. */
  text?: string;
  /** Bytes. */
  size: number;
  /** The changes to an image that make models accept it. */
  changed?: string;
}

/** The largest file that fits in one message of clients that read at most 10 MiB. */
const maxMedia = 7_000_000;
/** The largest image that is decoded, to be scaled down. */
const maxImage = 64_000_000;

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

/**
 * Reads a whole file with its type.
 * @param params `forModel`: scale or convert an image that models do not accept, or say why that is impossible
 */
export function* readMedia(
  fs: Confined,
  { path, forModel = false }: { path: string; forModel?: boolean },
): Steps<Media> {
  const file = fs.file(path);
  const { size } = file.stat();
  const start = sniff(file.read(0, Math.min(size, 4096)), path);
  const isScaled = forModel && start.kind === 'image' && start.mimeType !== 'image/svg+xml';
  const most = isScaled ? maxImage : maxMedia;
  if (size > most) {
    throw new ToolError(
      'too_large',
      `"${visible(path)}" has ${readableSize(size)}; ${isScaled ? 'images are scaled down' : 'media is sent whole'} up to ${readableSize(most)}. Text can be read in parts with read_text_file.`,
    );
  }
  const bytes = file.readAll(most);
  if (isScaled) return yield* imageForModel(path, bytes, start.mimeType);
  yield* detectorFor(bytes);
  const { kind, mimeType } = sniff(bytes.subarray(0, 4096), path);
  const media = { kind, mimeType, data: bytes.toString('base64'), size: bytes.length };
  if (mimeType !== 'text/plain') return media;
  const detected = detectEncoding(bytes, { complete: true });
  if (detected === undefined) return { ...media, mimeType: 'application/octet-stream' };
  return { ...media, text: decode(bytes.subarray(detected.bomBytes), detected.encoding, visible(path)) };
}

function* imageForModel(path: string, bytes: Buffer, mimeType: string): Steps<Media> {
  let image: AcceptedImage | string | undefined;
  yield () => acceptedImage(bytes, mimeType).then((done) => (image = done));
  if (image === undefined || typeof image === 'string')
    throw new ToolError('unsupported', `"${visible(path)}" ${image ?? 'cannot be decoded.'}`);
  const { changed } = image;
  return {
    kind: 'image',
    mimeType: image.mimeType,
    data: image.bytes.toString('base64'),
    size: bytes.length,
    ...(changed !== undefined && { changed }),
  };
}

/** Like {@link readMedia}, in a form that models accept. Not quick: decoding a large image takes seconds. */
export const viewMedia = (fs: Confined, { path }: { path: string }): Steps<Media> =>
  readMedia(fs, { path, forModel: true });
