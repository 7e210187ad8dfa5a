/** The length in bytes of the character that starts with `lead` (and continues with `next`) in a legacy encoding. */
const LEGACY_LENGTH = new Map<string, (lead: number, next: number) => number>([
  ['shift_jis', (lead) => ((lead >= 0x81 && lead <= 0x9f) || (lead >= 0xe0 && lead <= 0xfc) ? 2 : 1)],
  ['euc-jp', (lead) => (lead === 0x8f ? 3 : lead === 0x8e || (lead >= 0xa1 && lead <= 0xfe) ? 2 : 1)],
  ['euc-kr', (lead) => (lead >= 0x81 && lead <= 0xfe ? 2 : 1)],
  ['big5', (lead) => (lead >= 0x81 && lead <= 0xfe ? 2 : 1)],
  ['gbk', gb18030Length],
  ['gb18030', gb18030Length],
]);

/**
 * Returns the number of bytes at the end of `bytes` (0-3) of a character that continues after them: leave them to the next
 * chunk. `encoding` is a canonical label. `bytes` starts at a character.
 */
export function snapToCharacter(bytes: Buffer, encoding: string): number {
  if (encoding === 'utf-8') return unfinishedUtf8(bytes);
  if (encoding.startsWith('utf-32')) return bytes.length % 4;
  if (isUtf16(encoding)) {
    const odd = bytes.length % 2;
    const last = unitAt(bytes, bytes.length - odd - 2, encoding);
    return last >= 0xd800 && last <= 0xdbff ? odd + 2 : odd;
  }
  const lengthOf = LEGACY_LENGTH.get(encoding);
  if (!lengthOf) return 0;
  let at = 0;
  while (at < bytes.length) {
    const length = lengthOf(bytes[at] ?? 0, bytes[at + 1] ?? 0);
    if (at + length > bytes.length) return bytes.length - at;
    at += length;
  }
  return 0;
}

/**
 * Returns the number of bytes at the start of `bytes` belong to a character that began before them: skip them. In UTF-16, `bytes`
 * starts at a code unit. In legacy multi-byte encodings a character's start cannot be told from its middle: the
 * answer is the place after the first byte that can only stand alone, or 0 when there is none.
 */
export function skipToCharacter(bytes: Buffer, encoding: string): number {
  if (encoding === 'utf-8') {
    let skip = 0;
    while (skip < 3 && isContinuation(bytes[skip])) skip++;
    return isContinuation(bytes[skip]) ? 0 : skip;
  }
  if (isUtf16(encoding)) {
    const first = unitAt(bytes, 0, encoding);
    return first >= 0xdc00 && first <= 0xdfff ? 2 : 0;
  }
  // Trail bytes begin at 0x30 (gb18030), so spaces, most punctuation and line breaks stand alone.
  return LEGACY_LENGTH.has(encoding) ? bytes.findIndex((byte) => byte < 0x30) + 1 : 0;
}

/** True if a text in GBK or GB18030 has a character of four bytes, which only GB18030 has. */
export function hasFourBytes(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length;) {
    const length = gb18030Length(bytes[at] ?? 0, bytes[at + 1] ?? 0);
    if (length === 4) return true;
    at += length;
  }
  return false;
}

export function isUtf16(encoding: string): boolean {
  return encoding === 'utf-16le' || encoding === 'utf-16be';
}

function gb18030Length(lead: number, next: number): number {
  if (lead < 0x81 || lead > 0xfe) return 1;
  return next >= 0x30 && next <= 0x39 ? 4 : 2;
}

function unfinishedUtf8(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (isContinuation(byte)) continue;
    const length = byte >= 0xf0 && byte <= 0xf4 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    return byte <= 0xf4 && length > back ? back : 0;
  }
  return 0;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** The UTF-16 code unit at byte offset `at`, or -1 outside. */
function unitAt(bytes: Buffer, at: number, encoding: string): number {
  if (at < 0 || at + 2 > bytes.length) return -1;
  return encoding === 'utf-16le' ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
}
