import { decodeKorean } from './korean.ts';

/** Encodings whose characters take one or more bytes, under the labels of the Encoding Standard. */
export const multiByte: ReadonlySet<string> = new Set(['gbk', 'gb18030', 'big5', 'euc-jp', 'shift_jis', 'euc-kr']);

/** The text of bytes in a multi-byte encoding; undefined when they are not valid in it. */
export function decodeMultiByte(bytes: Uint8Array, encoding: string): string | undefined {
  if (encoding === 'euc-kr') return decodeKorean(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** From each character to its bytes, as one number; the shortest and first form wins. */
type Forms = Map<number, number>;

const tables = new Map<string, Forms>();

/**
 * The bytes of `text`: exactly the inverse of {@link decodeMultiByte}, which the table is read from: Node encodes none of
 * these, and a table here could differ from the decoder in single characters.
 * @returns the index of the first character that the encoding does not have, when there is one.
 */
export function encodeMultiByte(text: string, encoding: string): Buffer | { at: number } {
  const forms = formsOf(encoding);
  const bytes: number[] = [];
  for (let at = 0; at < text.length;) {
    const codePoint = text.codePointAt(at) ?? 0;
    if (codePoint < 0x80) bytes.push(codePoint);
    else {
      const form = forms.get(codePoint) ?? (encoding === 'gb18030' ? fourBytes(codePoint) : undefined);
      if (form === undefined) return { at };
      if (form > 0xffffff) bytes.push(form >>> 24);
      if (form > 0xffff) bytes.push((form >>> 16) & 0xff);
      if (form > 0xff) bytes.push((form >>> 8) & 0xff);
      bytes.push(form & 0xff);
    }
    at += codePoint > 0xffff ? 2 : 1;
  }
  return Buffer.from(bytes);
}

/** GB18030 counts all characters beyond the Basic Multilingual Plane through in order. */
function fourBytes(codePoint: number): number | undefined {
  if (codePoint < 0x10000) return undefined;
  return numberOfFour(codePoint - 0x10000, 0x90);
}

function numberOfFour(index: number, firstLead: number): number {
  const last = index % 10;
  const third = Math.floor(index / 10) % 126;
  const second = Math.floor(index / 1260) % 10;
  const lead = firstLead + Math.floor(index / 12_600);
  return ((lead << 24) | ((0x30 + second) << 16) | ((0x81 + third) << 8) | (0x30 + last)) >>> 0;
}

function formsOf(encoding: string): Forms {
  const known = tables.get(encoding);
  if (known) return known;
  const forms: Forms = new Map();
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const decoded = (bytes: Uint8Array): string | undefined => {
    if (encoding === 'euc-kr') return decodeKorean(bytes);
    try {
      return decoder.decode(bytes);
    } catch {
      return undefined;
    }
  };
  const add = (...bytes: number[]) => {
    const text = decoded(Uint8Array.from(bytes));
    if (text === undefined) return;
    const codePoint = text.codePointAt(0) ?? 0;
    const length = codePoint > 0xffff ? 2 : 1;
    // Some forms of Big5 are a letter and an accent, two characters: those are written one by one.
    if (text.length !== length || codePoint < 0x80 || forms.has(codePoint)) return;
    forms.set(
      codePoint,
      bytes.reduce((form, byte) => form * 256 + byte, 0),
    );
  };
  for (let lead = 0x80; lead <= 0xff; lead++) add(lead);
  for (const lead of preferredLeads(encoding)) for (let trail = 0x31; trail <= 0xfe; trail++) add(lead, trail);
  if (encoding === 'euc-jp')
    for (let second = 0xa1; second <= 0xfe; second++)
      for (let third = 0xa1; third <= 0xfe; third++) add(0x8f, second, third);
  if (encoding === 'gb18030')
    for (let index = 0; index < 39_420; index++) {
      const form = numberOfFour(index, 0x81);
      add(form >>> 24, (form >>> 16) & 0xff, (form >>> 8) & 0xff, form & 0xff);
    }
  tables.set(encoding, forms);
  return forms;
}

/** The order in which forms are tried, so that a character with several gets the one that the standard's encoder writes. */
function preferredLeads(encoding: string): number[] {
  const all = Array.from({ length: 0x7f }, (_, i) => 0x80 + i);
  // Shift_JIS: IBM's extensions before the copies that NEC selected of them. Big5: the standard part before Hong Kong's.
  if (encoding === 'shift_jis') return all.filter((lead) => lead !== 0xed && lead !== 0xee);
  if (encoding === 'big5') return [...all.filter((lead) => lead >= 0xa1), ...all.filter((lead) => lead < 0xa1)];
  return all;
}
