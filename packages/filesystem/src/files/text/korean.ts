/** A byte pair that is no character. */
const none = 0;

let table: Uint16Array | undefined;

/**
 * Decodes EUC-KR with the extension that Windows always writes (code page 949). Node's decoder lacks it, and takes a lead byte of it
 * for a control character.
 * @returns undefined if the bytes are not valid
 */
export function decodeKorean(bytes: Uint8Array): string | undefined {
  table ??= makeTable();
  const units = Buffer.allocUnsafe(2 * bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    let unit = bytes[at] ?? 0;
    if (unit >= 0x80) {
      unit = table[unit * 256 + (bytes[++at] ?? 0)] ?? none;
      if (unit === none) return undefined;
    }
    units[length++] = unit & 0xff;
    units[length++] = unit >> 8;
  }
  return units.toString('utf16le', 0, length);
}

function makeTable(): Uint16Array {
  const pairs = new Uint16Array(0x10000);
  const standard = new TextDecoder('euc-kr', { fatal: true, ignoreBOM: true });
  const known = new Set<number>();
  for (let lead = 0xa1; lead <= 0xfe; lead++)
    for (let trail = 0xa1; trail <= 0xfe; trail++) {
      try {
        const unit = standard.decode(Uint8Array.of(lead, trail)).charCodeAt(0);
        pairs[lead * 256 + trail] = unit;
        known.add(unit);
      } catch {
        // A free place of the standard.
      }
    }
  // The extension: all other syllables in their order, in the places that the standard leaves free.
  const places = extensionPlaces();
  for (let syllable = 0xac00; syllable <= 0xd7a3; syllable++) {
    if (known.has(syllable)) continue;
    const { value } = places.next();
    if (value !== undefined) pairs[value] = syllable;
  }
  return pairs;
}

function* extensionPlaces(): Generator<number, undefined> {
  for (let lead = 0x81; lead <= 0xc6; lead++)
    for (let trail = 0x41; trail <= (lead <= 0xa0 ? 0xfe : 0xa0); trail++) {
      const isTrail = trail <= 0x5a || (trail >= 0x61 && trail <= 0x7a) || trail >= 0x81;
      if (isTrail) yield lead * 256 + trail;
    }
  return undefined;
}
