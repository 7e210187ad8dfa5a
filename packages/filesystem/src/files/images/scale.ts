import { readableSize } from '@mcp-reference/kit/sandbox';
import { imageSize, type Pixels } from './size.ts';
import { scaledDown, type Raster } from './raster.ts';

/** An image in a form that models accept. */
export interface AcceptedImage {
  mimeType: string;
  bytes: Buffer;
  /** The changes to it, such as `scaled from 6000 x 4000 to 2048 x 1365 pixels`; undefined if nothing. */
  changed?: string;
}

/** The formats that models accept, and the limits of the strictest. */
const accepted = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const largest = 3_750_000;
const widest = 8_000;

/** The formats that can be decoded, with the pixels that the memory of a helper allows. */
const mostPixels: Readonly<Record<string, number>> = {
  'image/png': 40_000_000,
  'image/jpeg': 20_000_000,
  'image/bmp': 40_000_000,
  'image/tiff': 20_000_000,
};

/** The longest side after scaling: models scale down what is larger. */
const longestSide = 2_048;
const quality = 85;

/**
 * Returns the image as it is if models accept it, otherwise scaled down or converted to PNG or JPEG.
 * @returns a sentence that says why that is not possible, and what to do
 */
export async function acceptedImage(bytes: Buffer, mimeType: string): Promise<AcceptedImage | string> {
  const size = imageSize(bytes, mimeType);
  const isAccepted = accepted.has(mimeType);
  const isSmall = bytes.length <= largest && Math.max(size?.width ?? 0, size?.height ?? 0) <= widest;
  const what = mimeType.replace(/^image\/(?:x-)?/, '').toUpperCase();
  // Hosts that pass on an image which models cannot decode lose the conversation.
  if (isAccepted && isSmall && isDamaged(bytes, mimeType, size))
    return `is a damaged ${what} image (${readableSize(bytes.length)}): its header or its end is missing.`;
  if (isAccepted && isSmall) return { mimeType, bytes };
  const most = mostPixels[mimeType];
  if (most === undefined) {
    return isAccepted
      ? `is a ${what} image of ${readableSize(bytes.length)}${size ? ` and ${size.width} x ${size.height} pixels` : ''}; models accept up to ${readableSize(largest)} and ${widest} pixels a side, and this server scales PNG, JPEG, BMP and TIFF only. Scale it down first.`
      : `is a ${what} image (${readableSize(bytes.length)}), which models do not accept and this server cannot convert. Convert it to PNG or JPEG first.`;
  }
  if (size === undefined) return `is a ${what} image whose size in pixels cannot be read; it may be damaged.`;
  if (size.width * size.height > most) {
    return `has ${size.width} x ${size.height} pixels; this server converts ${what} images up to ${most / 1_000_000} million pixels. Scale it down first.`;
  }
  return scaled(bytes, mimeType, size);
}

/** The last chunk of a PNG file (ISO 15948, 11.2.5). */
const lastChunk = Buffer.from([0x49, 0x45, 0x4e, 0x44]);

const isDamaged = (bytes: Buffer, mimeType: string, size: Pixels | undefined): boolean =>
  size === undefined ||
  size.width === 0 ||
  size.height === 0 ||
  (mimeType === 'image/png' && !bytes.includes(lastChunk));

async function scaled(bytes: Buffer, mimeType: string, before: Pixels): Promise<AcceptedImage | string> {
  const { decodeImageFile, encodeJpeg, encodePng } = await import('./codecs.ts');
  let image: Raster;
  try {
    image = scaledDown(decodeImageFile(bytes, mimeType), longestSide);
  } catch {
    return `cannot be decoded as ${mimeType.replace('image/', '').toUpperCase()}; it is damaged or uses a rare variant of the format.`;
  }
  const isScaled = Math.max(before.width, before.height) > longestSide;
  const png = mimeType === 'image/jpeg' ? undefined : encodePng(image);
  const isPng = png !== undefined && png.length <= largest;
  const changes = [
    isScaled && `scaled from ${before.width} x ${before.height} to ${image.width} x ${image.height} pixels`,
    `as ${isPng ? 'PNG' : 'JPEG'}`,
  ].filter(Boolean);
  return {
    mimeType: isPng ? 'image/png' : 'image/jpeg',
    bytes: isPng ? png : encodeJpeg(image, quality),
    changed: changes.join(', '),
  };
}
