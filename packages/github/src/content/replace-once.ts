import { ToolError } from '@mcp-reference/kit';
import { restore } from '../present/invisible.ts';

/**
 * A text with one piece replaced. The pieces may be given as reading shows them.
 * @throws ToolError `conflict` when the old piece is not there exactly once; nothing has been changed then
 */
export function replaceOnce(text: string, edit: { old: string; new: string }, where: string): string {
  const old = restore(edit.old);
  if (old === '') throw new ToolError('invalid', 'The old text is empty; give the text that is to be replaced.');
  const at = text.indexOf(old);
  const short = JSON.stringify(edit.old.slice(0, 80));
  if (at === -1)
    throw new ToolError(
      'conflict',
      `${short} does not occur in ${where}; read it again and copy the text exactly. Nothing was changed.`,
    );
  if (text.includes(old, at + 1))
    throw new ToolError(
      'conflict',
      `${short} occurs more than once in ${where}; give more of the text around it. Nothing was changed.`,
    );
  return text.slice(0, at) + restore(edit.new) + text.slice(at + old.length);
}
