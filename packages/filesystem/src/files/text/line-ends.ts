import { isUtf16 } from './characters.ts';
import { utf16Text } from './encoding.ts';

export type Eol = 'lf' | 'crlf' | 'mixed' | 'none';

/** `text` with LF for every CRLF. A lone CR stays: it is no line break. */
export function toLf(text: string): string {
  return text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
}

export function eolOf(text: string): Eol {
  if (!text.includes('\n')) return 'none';
  if (!text.includes('\r\n')) return 'lf';
  return /(?:^|[^\r])\n/.test(text) ? 'mixed' : 'crlf';
}

/** Like {@link eolOf} for the start of a file; no character of a legacy encoding contains the bytes of a line end. */
export function eolOfBytes(bytes: Buffer, encoding: string | undefined): Eol {
  if (encoding === undefined || encoding.startsWith('utf-32') || !bytes.includes(0x0d)) return 'none';
  return eolOf(
    isUtf16(encoding) ? utf16Text(bytes.subarray(0, bytes.length & ~1), encoding) : bytes.toString('latin1'),
  );
}

/** The line breaks of `text` in order, each '\n' or '\r\n'. */
export function breaksOf(text: string): string[] {
  return text.match(/\r?\n/g) ?? [];
}

/**
 * Translates offsets into `toLf(text)` to offsets into `text`. Both sides of a line break stay outside of it, so an
 * offset never points between CR and LF. Offsets must come in ascending order: the whole walk is linear.
 */
export function offsetsInText(text: string): (lfOffset: number) => number {
  if (!text.includes('\r\n')) return (lfOffset) => lfOffset;
  let dropped = 0;
  let next = text.indexOf('\r\n');
  return (lfOffset) => {
    while (next >= 0 && next - dropped < lfOffset) {
      dropped++;
      next = text.indexOf('\r\n', next + 2);
    }
    return lfOffset + dropped;
  };
}

/**
 * Tells the line break that is used around a span without one that begins at `start`: the nearest before it, else the
 * nearest after it, undefined when the text has none. Spans must come in ascending order: the whole walk is linear.
 */
export function breakAround(text: string): (start: number) => string | undefined {
  let before = -1;
  let next = text.indexOf('\n');
  return (start) => {
    if (next >= 0 && next < start) {
      before = text.lastIndexOf('\n', start - 1);
      next = text.indexOf('\n', start);
    }
    const nearest = before >= 0 ? before : next;
    if (nearest < 0) return undefined;
    return text[nearest - 1] === '\r' ? '\r\n' : '\n';
  };
}
