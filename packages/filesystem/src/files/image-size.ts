/** The width and height of a PNG, GIF, JPEG or WebP image in pixels; undefined when the bytes do not say. */
export function imageSize(bytes: Buffer, mimeType: string): { width: number; height: number } | undefined {
  try {
    if (mimeType === 'image/png') return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
    if (mimeType === 'image/gif') return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
    if (mimeType === 'image/jpeg') return jpegSize(bytes);
    if (mimeType === 'image/webp' && bytes.toString('latin1', 12, 16) === 'VP8X')
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    return undefined;
  } catch {
    return undefined;
  }
}

/** Goes from marker to marker up to the frame header (SOF, ITU T.81 B.2.2). */
function jpegSize(bytes: Buffer): { width: number; height: number } | undefined {
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}
