import { skipToCharacter, snapToCharacter } from './characters.ts';
import {
  afterLastBreak,
  afterNextBreak,
  type ByteSource,
  chunksBackward,
  chunksForward,
  type ScanOptions,
} from './chunks.ts';

export { skipToCharacter, snapToCharacter };
export type { ByteSource, ScanOptions };

/**
 * Returns the position where lines are in a source. A line ends with LF or CRLF, which belongs to it, or at the end of the source; a break
 * at the very end begins no further line, and a lone CR is no break. All offsets are in bytes.
 */
export interface LineRange {
  start: number;
  /** Exclusive; after the last line's break. */
  end: number;
  /** Lines in the range, also a partial one. */
  lines: number;
  /** 1-based number of the first line. Missing when it is not known (tailRange that did not reach the first line). */
  firstLine?: number;
  /** Lines in the whole source, where the scan came to know it. */
  totalLines?: number;
  /** `maxBytes` ended the range before it had all lines that were asked for. */
  cut: boolean;
  /** Not even one whole line fits into `maxBytes`: the range holds a part of it, in whole characters. */
  partial: boolean;
}

export interface RangeOptions extends ScanOptions {
  /** The longest range in bytes (at least 4). The scan stops there too. Default: no bound. */
  maxBytes?: number;
}

/** The first `count` (≥ 1) lines. */
export function headRange(source: ByteSource, count: number, encoding: string, options: RangeOptions = {}): LineRange {
  return lineRange(source, 1, count, encoding, options);
}

/** `count` (≥ 1) lines from line `firstLine` (1-based) on; an empty range at the end when there are fewer lines. */
export function lineRange(
  source: ByteSource,
  firstLine: number,
  count: number,
  encoding: string,
  options: RangeOptions = {},
): LineRange {
  const base = options.start ?? 0;
  const maxBytes = Math.max(4, options.maxBytes ?? Infinity);
  let line = 1; // the number of the line that begins at `lineStart`
  let lineStart = base;
  let start = firstLine === 1 ? base : -1;
  let seen = base;
  const lines = () => line - firstLine;
  const cut = () =>
    lines() > 0
      ? { start, end: lineStart, lines: lines(), firstLine, cut: true, partial: false }
      : {
          start,
          end: start + wholeCharacters(source, start, maxBytes, encoding),
          lines: 1,
          firstLine,
          cut: true,
          partial: true,
        };

  for (const { bytes, position } of chunksForward(source, base, encoding, options)) {
    let at = 0;
    while ((at = afterNextBreak(bytes, at, encoding)) >= 0) {
      if (start >= 0 && position + at - start > maxBytes) return cut();
      line++;
      lineStart = position + at;
      if (line === firstLine) start = lineStart;
      else if (lines() === count) return { start, end: lineStart, lines: count, firstLine, cut: false, partial: false };
    }
    seen = position + bytes.length;
    if (start >= 0 && seen - start > maxBytes) return cut();
  }

  if (seen > lineStart) line++;
  const totalLines = line - 1;
  if (start < 0 || totalLines < firstLine) {
    return { start: seen, end: seen, lines: 0, firstLine, totalLines, cut: false, partial: false };
  }
  return { start, end: seen, lines: lines(), firstLine, totalLines, cut: false, partial: false };
}

/** The last `count` (≥ 1) lines. Reads from the end, only as much as it needs. */
export function tailRange(source: ByteSource, count: number, encoding: string, options: RangeOptions = {}): LineRange {
  const base = options.start ?? 0;
  const end = Math.max(base, source.size);
  const maxBytes = Math.max(4, options.maxBytes ?? Infinity);
  let start = end;
  let lines = 0;
  const cut = () =>
    lines > 0
      ? { start, end, lines, cut: true, partial: false }
      : { start: end - lastCharacters(source, end, maxBytes, encoding, base), end, lines: 1, cut: true, partial: true };

  for (const { bytes, position } of chunksBackward(source, encoding, options)) {
    let at = bytes.length;
    while ((at = afterLastBreak(bytes, at, encoding)) >= 0) {
      // The break at the very end closes the last line; every other one is where a line begins.
      if (position + at < end) {
        if (end - position - at > maxBytes) return cut();
        start = position + at;
        if (++lines === count) return { start, end, lines, cut: false, partial: false };
      }
      at--;
    }
    if (end - position > maxBytes) return cut();
  }
  if (end > base) lines++;
  return { start: base, end, lines, firstLine: 1, totalLines: lines, cut: false, partial: false };
}

/** The number of lines in the whole source. */
export function countLines(source: ByteSource, encoding: string, options: ScanOptions = {}): number {
  let lines = 0;
  let open = false; // bytes after the last break
  for (const { bytes } of chunksForward(source, options.start ?? 0, encoding, options)) {
    let last = 0;
    for (let at = 0; (at = afterNextBreak(bytes, at, encoding)) >= 0; last = at) lines++;
    open = last < bytes.length;
  }
  return open ? lines + 1 : lines;
}

/** The length of the longest run of whole characters from `start` on that fits into `maxBytes`. */
function wholeCharacters(source: ByteSource, start: number, maxBytes: number, encoding: string): number {
  const bytes = source.read(start, Math.min(maxBytes, source.size - start));
  return bytes.length - snapToCharacter(bytes, encoding);
}

function lastCharacters(source: ByteSource, end: number, maxBytes: number, encoding: string, base: number): number {
  // UTF-16 code units are counted from `base`, also when the source ends with half of one.
  const from = encoding.startsWith('utf-16') ? end - maxBytes + ((end - maxBytes - base) & 1) : end - maxBytes;
  return end - from - skipToCharacter(source.read(from, Math.min(end - from, 65_536)), encoding);
}
