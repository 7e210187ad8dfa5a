import { decode as decodeBmp } from 'bmp-ts';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import tiff from 'utif2';
import { orientationOf } from './size.ts';
import { upright, type Raster } from './raster.ts';

/** A module by itself, because it is loaded on first use. All of it is plain JavaScript. */

const megabytes = 1024;

/** Decodes an image, upright. @throws for a damaged one */
export function decodeImageFile(bytes: Buffer, mimeType: string): Raster {
  switch (mimeType) {
    case 'image/png':
      return PNG.sync.read(bytes);
    case 'image/jpeg': {
      const image = jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: megabytes, tolerantDecoding: true });
      return upright(image, orientationOf(bytes));
    }
    case 'image/bmp':
      return opaque(decodeBmp(bytes, { toRGBA: true }));
    case 'image/tiff': {
      const [first] = tiff.decode(bytes);
      if (first === undefined) throw new Error('There is no image in it.');
      tiff.decodeImage(bytes, first);
      return { width: first.width, height: first.height, data: tiff.toRGBA8(first) };
    }
    default:
      throw new Error(`${mimeType} is not decoded.`);
  }
}

/** Makes an image without any alpha opaque: most BMP files have none, which reads as transparent. */
function opaque({ width, height, data }: Raster): Raster {
  const hasAlpha = data.some((value, index) => index % 4 === 3 && value !== 0);
  if (!hasAlpha) for (let at = 3; at < data.length; at += 4) data[at] = 255;
  return { width, height, data };
}

export function encodePng({ width, height, data }: Raster): Buffer {
  const png = new PNG({ width, height });
  png.data = Buffer.from(data);
  return PNG.sync.write(png);
}

export const encodeJpeg = ({ width, height, data }: Raster, quality: number): Buffer =>
  jpeg.encode({ width, height, data: Buffer.from(data) }, quality).data;
