import { ToolError } from '@mcp-reference/kit';
import { readBack } from '../../present/written-out.ts';
import { lineEnds, toCrlf } from './line-ends.ts';

export interface Edit {
  old: string;
  new: string;
}

/**
 * A text with one piece replaced. The pieces may be given as reading shows them, and with LF for a text whose lines end
 * in CRLF: what is written keeps the line ends of the text.
 * @throws ToolError `conflict` when the old piece does not occur exactly once; nothing has been changed then
 */
export function replaceOnce(text: string, edit: Edit, where: string): string {
  const given = { old: readBack(edit.old), new: readBack(edit.new) };
  if (given.old === '') throw new ToolError('invalid', 'The old text is empty; give the text that is to be replaced.');
  const ends = lineEnds(text);
  const inCrlf = ends === 'CRLF' || (ends !== 'LF' && !text.includes(given.old) && text.includes(toCrlf(given.old)));
  const piece = inCrlf ? { old: toCrlf(given.old), new: toCrlf(given.new) } : given;
  const at = text.indexOf(piece.old);
  const short = JSON.stringify(edit.old.slice(0, 80));
  if (at === -1)
    throw new ToolError(
      'conflict',
      `${short} does not occur in ${where}; read it again and copy the text exactly. Nothing was changed.`,
    );
  if (text.includes(piece.old, at + 1))
    throw new ToolError(
      'conflict',
      `${short} occurs more than once in ${where}; give more of the text around it. Nothing was changed.`,
    );
  return text.slice(0, at) + piece.new + text.slice(at + piece.old.length);
}

/**
 * A text with several pieces replaced, one after the other.
 * @throws ToolError `conflict` as {@link replaceOnce}, or when nothing would change
 */
export function replaceAll(text: string, edits: readonly Edit[], where: string): { text: string; note: string } {
  const after = edits.reduce((before, edit) => replaceOnce(before, edit, where), text);
  if (after === text)
    throw new ToolError('conflict', `The edits change nothing in ${where}: old and new are the same.`);
  const ends = lineEnds(after);
  return {
    text: after,
    note:
      ends === 'LF' ? '' : `; ${ends === 'CRLF' ? 'line ends kept: CRLF' : 'the text has mixed line ends, as before'}`,
  };
}
