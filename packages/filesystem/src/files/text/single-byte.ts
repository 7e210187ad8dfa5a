import { codePages } from './code-pages.ts';

// TextDecoder in Node 20 reads windows-1252 as ISO-8859-1 (nodejs/node#56542), so its table is stated here:
// the code points of bytes 0x80-0x9F, https://encoding.spec.whatwg.org/index-windows-1252.txt
const WINDOWS_1252_HIGH = [
  0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
  0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
];

/** In `codePoints`: no character has this byte. In `byteOf`: no byte has this character. */
export const UNMAPPED = 0xffff;

export interface SingleByteTable {
  /** 256 entries: the code point (always in the Basic Multilingual Plane) of each byte, or UNMAPPED. */
  codePoints: Uint16Array;
  /** 65,536 entries: the byte of each code point, or UNMAPPED. */
  byteOf: Uint16Array;
}

const tables = new Map<string, SingleByteTable>();

/** The table of a single-byte encoding, built when first asked for. `encoding` is a canonical label. */
export function singleByteTable(encoding: string): SingleByteTable {
  const known = tables.get(encoding);
  if (known) return known;
  const codePage = codePages[encoding];
  const codePoints =
    encoding === 'windows-1252'
      ? windows1252()
      : codePage === undefined
        ? fromTextDecoder(encoding)
        : fromUpperHalf(codePage);
  const byteOf = new Uint16Array(65_536).fill(UNMAPPED);
  codePoints.forEach((codePoint, byte) => {
    if (codePoint !== UNMAPPED) byteOf[codePoint] = byte;
  });
  const table = { codePoints, byteOf };
  tables.set(encoding, table);
  return table;
}

function windows1252(): Uint16Array {
  const codePoints = Uint16Array.from({ length: 256 }, (_, byte) => byte);
  codePoints.set(WINDOWS_1252_HIGH, 0x80);
  return codePoints;
}

function fromUpperHalf(upper: string): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, byte) => (byte < 0x80 ? byte : upper.charCodeAt(byte - 0x80)));
}

function fromTextDecoder(encoding: string): Uint16Array {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    // All of them begin with ASCII; Node 20 has control characters of ibm866 elsewhere.
    if (byte < 0x80) return byte;
    try {
      return decoder.decode(Uint8Array.of(byte)).charCodeAt(0);
    } catch {
      return UNMAPPED;
    }
  });
}
