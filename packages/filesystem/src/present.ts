import { pathToFileURL } from 'node:url';
import { visible } from '@mcp-reference/kit';
import type { TextPart } from './operations/read-text.ts';
import { count, readableSize } from './operations/size.ts';

/** A text under the one line that tells what it is. The text itself is the file's, byte for byte. */
export function withHeader(path: string, part: TextPart): string {
  const { text, size, start, end, firstLine, totalLines, encoding, crlf, hash, next, cutBefore, invisible } = part;
  const facts = [`${visible(path)}: ${rangeText(part, lineCount(text), firstLine, totalLines)}`];
  if (start > 0 || end < size) facts.push(`bytes ${start}-${end} of ${size}`);
  else facts.push(readableSize(size));
  if (encoding !== 'utf-8') facts.push(encoding);
  if (crlf) facts.push('CRLF');
  if (hash !== undefined) facts.push(`hash ${hash}`);
  if (invisible.length > 0)
    facts.push(`invisible characters: ${invisible.map(([code, n]) => `${code} x${n}`).join(' ')}`);
  if (cutBefore) facts.push('CUT at the output limit, the lines before are missing');
  if (next !== undefined) facts.push(`CUT, continue with offset=${next}`);
  return `[${facts.join(', ')}]\n${text}`;
}

function rangeText(
  { start, end, size }: TextPart,
  lines: number,
  first: number | undefined,
  total: number | undefined,
): string {
  if (start === 0 && end === size && total !== undefined) return count(total, 'line');
  if (first === undefined) return count(lines, 'line');
  return `lines ${first}-${first + Math.max(lines - 1, 0)}${total === undefined ? '' : ` of ${total}`}`;
}

/** A final line end does not begin another line. */
function lineCount(text: string): number {
  if (text === '') return 0;
  let lines = text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

export interface ListNotes {
  /** How many are shown. */
  shown: number;
  /** How many there are in all, where that is known. */
  of?: number | undefined;
  one: string;
  many?: string;
  /** What else is to be said of them. */
  note?: string | undefined;
  /** The cursor of the next page. */
  next?: string | undefined;
}

/** A list under the one line that counts it and tells how it goes on. */
export function listed(lines: string | readonly string[], { shown, of, one, many, note, next }: ListNotes): string {
  const total = of === undefined || of === shown ? count(shown, one, many) : `${shown} of ${count(of, one, many)}`;
  const head = [total, note, next && `more with cursor ${next}`]
    .filter((part) => part !== undefined && part !== '')
    .join('; ');
  const text = typeof lines === 'string' ? lines : lines.join('\n');
  return text === '' ? `[${head}]` : `[${head}]\n${text}`;
}

/** The address under which a file is a resource. */
export const fileAddress = (path: string): string => pathToFileURL(path).href;
