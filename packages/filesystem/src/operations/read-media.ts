import { ToolError, visible, type Confined, readableSize } from '@mcp-reference/kit/sandbox';
import { acceptedImage, type AcceptedImage } from '../files/images/scale.ts';
import { sniff, type MediaKind } from '../files/media-type.ts';
import { detectEncoding } from '../files/text/detect-encoding.ts';
import { decode } from '../files/text/encoding.ts';
import { detectorFor, type Steps } from '../files/detect.ts';

export interface Media {
  kind: MediaKind;
  mimeType: string;
  /** Base64. */
  data: string;
  /** The same as text, when all of it is that: models refuse SVG as an image. */
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
  if (mimeType !== 'text/plain' && mimeType !== 'image/svg+xml') return media;
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
