/** The text of UTF-32 bytes; the byte offset where they are not valid. Node's decoder does not know UTF-32. */
export function decodeUtf32(bytes: Buffer, littleEndian: boolean): string | { at: number } {
  const parts: string[] = [];
  const points: number[] = [];
  const flush = () => {
    parts.push(String.fromCodePoint(...points));
    points.length = 0;
  };
  for (let at = 0; at < bytes.length; at += 4) {
    if (at + 4 > bytes.length) return { at };
    const point = littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return { at };
    points.push(point);
    if (points.length === 4096) flush();
  }
  flush();
  return parts.join('');
}

export function encodeUtf32(text: string, littleEndian: boolean): Buffer {
  const bytes = Buffer.allocUnsafe(text.length * 4);
  let end = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    end = littleEndian ? bytes.writeUInt32LE(point, end) : bytes.writeUInt32BE(point, end);
  }
  return bytes.subarray(0, end);
}
