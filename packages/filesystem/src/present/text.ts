import { randomBytes } from 'node:crypto';
import { count, readableSize } from '@mcp-reference/kit';
import { headerName } from '../files/shown.ts';
import { lineCount } from '../files/text/plain.ts';
import type { TextPart } from '../operations/read-text.ts';

/**
 * A text under one line that describes it. The text itself is the file's, byte for byte. `mark` begins the line where
 * several files are in one answer, so that no file can pass for another one's header. `reader` is the tool that continues,
 * where this one has no `offset`.
 */
export function withHeader(path: string, part: TextPart, { mark = '', reader = '' } = {}): string {
  const { text, size, start, end, encoding, guessed, crlf, hash } = part;
  const { next, cutBefore, invisible } = part;
  const facts = [`${mark === '' ? '' : `${mark} `}${headerName(path)}: ${rangeText(part)}`];
  if (start > 0 || end < size) facts.push(`bytes ${start}-${end} of ${size}`);
  else facts.push(readableSize(size));
  if (encoding !== 'utf-8') facts.push(guessed ? `${encoding} (guessed)` : encoding);
  if (part.document !== undefined) facts.push(part.document);
  if (crlf) facts.push('CRLF');
  if (hash !== undefined) facts.push(`hash ${hash}`);
  if (invisible.length > 0)
    facts.push(`invisible characters: ${invisible.map(([code, n]) => `${code} x${n}`).join(' ')}`);
  if (cutBefore) facts.push('CUT at the output limit, the lines before are missing');
  if (next !== undefined) facts.push(`CUT, ${reader === '' ? 'continue' : `${reader} continues`} with offset=${next}`);
  return `[${facts.join(', ')}]\n${text}`;
}

/** A mark for the headers of one answer that none of its texts contains. */
export function unguessableMark(texts: readonly string[]): string {
  for (;;) {
    const mark = `#${randomBytes(4).toString('hex')}`;
    if (!texts.some((text) => text.includes(mark))) return mark;
  }
}

function rangeText({ text, start, end, size, firstLine: first, totalLines: total }: TextPart): string {
  if (start === 0 && end === size && total !== undefined) return count(total, 'line');
  const lines = lineCount(text);
  if (first === undefined) return count(lines, 'line');
  return `lines ${first}-${first + Math.max(lines - 1, 0)}${total === undefined ? '' : ` of ${total}`}`;
}
