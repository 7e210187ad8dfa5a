export interface Pixels {
  width: number;
  height: number;
}

/** Reads the size of an image in pixels from its header; undefined if it is not there. */
export function imageSize(bytes: Buffer, mimeType: string): Pixels | undefined {
  try {
    switch (mimeType) {
      case 'image/png':
        return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
      case 'image/gif':
        return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
      case 'image/bmp':
        return { width: Math.abs(bytes.readInt32LE(18)), height: Math.abs(bytes.readInt32LE(22)) };
      case 'image/jpeg':
        return jpegSize(bytes);
      case 'image/tiff':
        return tiffSize(bytes);
      case 'image/webp':
        return webpSize(bytes);
      default:
        return undefined;
    }
  } catch {
    return undefined;
  }
}

/** Goes from marker to marker up to the frame header (SOF, ITU T.81 B.2.2). */
function jpegSize(bytes: Buffer): Pixels | undefined {
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

function tiffSize(bytes: Buffer): Pixels | undefined {
  const tags = tiffTags(bytes);
  const [width, height] = [tags.get(256), tags.get(257)];
  return width === undefined || height === undefined ? undefined : { width, height };
}

/** Reads the short and long values of the first directory (TIFF 6.0, section 2). */
function tiffTags(bytes: Buffer): Map<number, number> {
  const little = bytes[0] === 0x49;
  const short = (at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const long = (at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const directory = long(4);
  const tags = new Map<number, number>();
  for (let entry = 0; entry < short(directory); entry++) {
    const at = directory + 2 + entry * 12;
    tags.set(short(at), short(at + 2) === 3 ? short(at + 8) : long(at + 8));
  }
  return tags;
}

/** Returns the orientation in the EXIF data of a JPEG file (1 to 8); 1 if there is none. */
export function orientationOf(bytes: Buffer): number {
  try {
    for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff;) {
      const [marker, length] = [bytes[at + 1] ?? 0, bytes.readUInt16BE(at + 2)];
      if (marker === 0xe1 && bytes.toString('latin1', at + 4, at + 8) === 'Exif')
        return tiffTags(bytes.subarray(at + 10, at + 2 + length)).get(0x0112) ?? 1;
      // The image itself begins (SOS).
      if (marker === 0xda) return 1;
      at += 2 + length;
    }
    return 1;
  } catch {
    return 1;
  }
}

/** Reads the header of each of the three kinds of WebP (RFC 9649). */
function webpSize(bytes: Buffer): Pixels | undefined {
  const kind = bytes.toString('latin1', 12, 16);
  if (kind === 'VP8X') return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  if (kind === 'VP8 ') return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  if (kind !== 'VP8L') return undefined;
  const bits = bytes.readUInt32LE(21);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
