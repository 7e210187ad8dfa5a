import { decode, encode, type Encoding } from './encoding.ts';
import { multiByte } from './legacy-codec.ts';
import { lineChanges } from './line-changes.ts';

/**
 * The bytes of a changed text, where every line that did not change keeps its bytes: in some encodings a character has
 * several forms, and only the usual one would be written. Neither side has a byte order mark.
 */
export function rewritten(bytes: Buffer, before: string, after: string, encoding: Encoding, name: string): Buffer {
  const written = encode(after, encoding, name);
  if (!multiByte.has(encoding) || encode(before, encoding, name).equals(bytes)) return written;
  const old = rawLines(bytes);
  const oldText = old.map((line) => decode(line, encoding, name));
  const fresh = after.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const parts: Buffer[] = [];
  let at = 0;
  for (const { oldFrom, oldTo, newFrom, newTo } of lineChanges(oldText, fresh)) {
    for (const line of old.slice(at, oldFrom)) parts.push(line);
    parts.push(encode(fresh.slice(newFrom, newTo).join(''), encoding, name));
    at = oldTo;
  }
  return Buffer.concat([...parts, ...old.slice(at)]);
}

/** In all multi-byte encodings that are written here, the byte of a line feed is a line feed. */
function rawLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(0x0a, start) + 1 || bytes.length;
    lines.push(bytes.subarray(start, end));
    start = end;
  }
  return lines;
}
