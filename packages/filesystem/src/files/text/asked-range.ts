import { ToolError, visible } from '@mcp-reference/kit/sandbox';
import { isUtf16, skipToCharacter, snapToCharacter } from './characters.ts';
import { decode, type Encoding } from './encoding.ts';
import { multiByte } from './legacy-codec.ts';
import { countLines, headRange, lineRange, tailRange, type ByteSource } from './lines.ts';

/** The part of a file that a caller asked for, in one of four ways. */
export interface AskedRange {
  path: string;
  head?: number | undefined;
  tail?: number | undefined;
  /** 1-based, both included. */
  startLine?: number | undefined;
  endLine?: number | undefined;
  /** Bytes. */
  offset?: number | undefined;
  length?: number | undefined;
  /** Characters. */
  budget: number;
}

/** Positions in bytes. */
export interface Range {
  start: number;
  end: number;
  firstLine?: number;
  /** The output limit ended it before it held all that was asked for. */
  cut?: boolean;
  /** The same, for a range that is read from its end: what is missing is before it. */
  cutBefore?: boolean;
}

/** @throws ToolError `invalid` if it was asked in two ways, or the file ends before it. */
export function rangeOf(params: AskedRange, source: ByteSource, encoding: Encoding, bom: number): Range {
  const { head, tail, startLine, endLine, offset, length, path, budget } = params;
  const ways = [
    head !== undefined,
    tail !== undefined,
    startLine !== undefined || endLine !== undefined,
    offset !== undefined || length !== undefined,
  ];
  if (ways.filter(Boolean).length > 1) {
    throw new ToolError('invalid', 'Use only one of: head, tail, startLine with endLine, offset with length.');
  }
  // More than this is cut anyway: no character takes more than four bytes.
  const maxBytes = budget * 4;
  if (head !== undefined) return { ...headRange(source, head, encoding, { start: bom, maxBytes }), firstLine: 1 };
  if (tail !== undefined) {
    const { start, end, cut } = tailRange(source, tail, encoding, { start: bom, maxBytes: budget });
    return { start, end, cutBefore: cut };
  }
  if (startLine !== undefined || endLine !== undefined) {
    const first = startLine ?? 1;
    if (endLine !== undefined && endLine < first)
      throw new ToolError('invalid', `endLine ${endLine} is before startLine ${first}.`);
    const lines = endLine === undefined ? Infinity : endLine - first + 1;
    const range = lineRange(source, first, lines, encoding, { start: bom, maxBytes });
    if (range.lines === 0 && first > 1) throw new ToolError('invalid', `"${visible(path)}" ends before line ${first}.`);
    return { start: range.start, end: range.end, firstLine: first, cut: range.cut };
  }
  const asked = offset === undefined ? bom : Math.max(offset, bom);
  const start = toCharacter(source, asked, encoding, bom);
  if (start > source.size)
    throw new ToolError('invalid', `"${visible(path)}" has ${source.size} bytes; offset ${start} is behind its end.`);
  return { start, end: length === undefined ? source.size : Math.min(source.size, asked + length) };
}

/** The first byte from `at` on that begins a character. */
function toCharacter(source: ByteSource, at: number, encoding: Encoding, bom: number): number {
  if (at <= bom || at >= source.size) return at;
  if (multiByte.has(encoding)) return legacyCharacter(source, at, encoding);
  const unit = encoding.startsWith('utf-32') ? 4 : isUtf16(encoding) ? 2 : 1;
  const aligned = at + ((unit - ((at - bom) % unit)) % unit);
  return aligned + skipToCharacter(source.read(aligned, 4), encoding);
}

/** Bytes before a place that are looked at to find where its line begins. */
const lookBehind = 64 * 1024;

/** In these encodings the middle of a character looks like a start: only a walk from the start of the line finds it. */
function legacyCharacter(source: ByteSource, at: number, encoding: Encoding): number {
  const from = Math.max(0, at - lookBehind);
  const before = source.read(from, at - from);
  const line = before.lastIndexOf(0x0a) + 1;
  if (line === 0 && from > 0) return at;
  const unfinished = snapToCharacter(before.subarray(line), encoding);
  if (unfinished === 0) return at;
  for (let length = unfinished + 1; length <= 4; length++) {
    if (snapToCharacter(source.read(at - unfinished, length), encoding) === 0) return at - unfinished + length;
  }
  return at;
}

/** The number of the line that `position` is in. */
export function lineAt(source: ByteSource, position: number, encoding: Encoding, start: number): number {
  const before = {
    size: position,
    read: (at: number, length: number) => source.read(at, Math.min(length, position - at)),
  };
  const unit = encoding.startsWith('utf-32') ? 4 : isUtf16(encoding) ? 2 : 1;
  const last = decode(source.read(Math.max(start, position - unit), Math.min(unit, position - start)), encoding);
  return countLines(before, encoding, { start }) + (last === '\n' || position <= start ? 1 : 0);
}
