import { ToolError } from '@mcp-reference/kit/sandbox';
import { breakAround, offsetsInText } from './line-ends.ts';

/** Offsets in the LF form of a text, and what takes the place of what is between them, with LF. */
export interface Splice {
  start: number;
  end: number;
  put: string;
}

/** A text that is longer is not made: chained edits can double it again and again. */
export const maxText = 64 * 1024 * 1024;

/** @throws ToolError `too_large` when a text would become longer than any that is written here. */
export function assertLength(length: number): void {
  if (length <= maxText) return;
  throw new ToolError(
    'too_large',
    `The result would have more than ${maxText / 1024 / 1024} million characters. No edit was applied; make fewer or smaller replacements.`,
  );
}

/** Applies splices in ascending order. New line breaks take the form of those nearby. */
export function splice(text: string, splices: readonly Splice[]): string {
  const inText = offsetsInText(text);
  const around = breakAround(text);
  const parts: string[] = [];
  let [copied, length] = [0, text.length];
  for (const { start, end, put } of splices) {
    const from = inText(start);
    const to = inText(end);
    const own = put.includes('\n') && around(from) === '\r\n' ? put.replaceAll('\n', '\r\n') : put;
    length += own.length - (to - from);
    assertLength(length);
    parts.push(text.slice(copied, from), own);
    copied = to;
  }
  parts.push(text.slice(copied));
  return parts.join('');
}
