import { hasInvisible } from '@mcp-reference/kit/sandbox';
import { type Hunk, hunksOf } from './hunks.ts';
import { shortened } from './long-lines.ts';

export interface UnifiedDiff {
  /** Empty when nothing differs. Lines end with LF; a CR that belongs to a line of the file stays in it. */
  text: string;
  /** Lines, of the whole diff also when it is cut. */
  added: number;
  removed: number;
  /** The diff is over `maxChars`. What is left out is said in brackets, and `text` cannot be applied as a patch. */
  cut: boolean;
}

/**
 * The unified diff of two texts. `names` head it (one for both, or one each), `context` is in lines. Long lines show what
 * is around their change. Above `maxChars` it ends between two hunks (the
 * first one, when too long alone, between two lines); the note on what is left out comes on top of `maxChars`.
 */
export function unifiedDiff(
  names: string | readonly [string, string],
  before: string,
  after: string,
  options: { context?: number; maxChars?: number } = {},
): UnifiedDiff {
  if (before === after) return { text: '', added: 0, removed: 0, cut: false };
  const { context = 3, maxChars = Infinity } = options;
  const hunks = hunksOf(before, after, context);
  const [oldName, newName] = typeof names === 'string' ? [names, names] : names;
  const total = { added: countLines(hunks, '+'), removed: countLines(hunks, '-') };
  let text = `--- ${quotedName(oldName)}\n+++ ${quotedName(newName)}\n`;
  for (const [index, hunk] of hunks.entries()) {
    const lines = shortened(hunk.lines);
    const hunkText = `${hunkHeader(hunk)}\n${lines.join('\n')}\n`;
    if (text.length + hunkText.length > maxChars) {
      const dropped = hunks.slice(Math.max(1, index));
      if (index === 0) text += cutHunk(hunk, lines, maxChars - text.length);
      return { text: text + leftOut(dropped), ...total, cut: true };
    }
    text += hunkText;
  }
  return { text, ...total, cut: false };
}

function hunkHeader({ oldStart, oldLines, newStart, newLines }: Hunk): string {
  // An empty range is named by the line before it.
  const oldFrom = oldLines === 0 ? oldStart - 1 : oldStart;
  const newFrom = newLines === 0 ? newStart - 1 : newStart;
  return `@@ -${oldFrom},${oldLines} +${newFrom},${newLines} @@`;
}

/** As much of a hunk as fits into `maxChars`. */
function cutHunk(hunk: Hunk, lines: readonly string[], maxChars: number): string {
  let text = `${hunkHeader(hunk)}\n`;
  for (const [index, line] of lines.entries()) {
    if (text.length + line.length + 1 > maxChars) {
      return `${text}[${lines.length - index} more lines of this hunk left out]\n`;
    }
    text += `${line}\n`;
  }
  return text;
}

function leftOut(hunks: Hunk[]): string {
  if (hunks.length === 0) return '';
  const count = hunks.length === 1 ? '1 more hunk' : `${hunks.length} more hunks`;
  return `[${count} left out: +${countLines(hunks, '+')} -${countLines(hunks, '-')} lines]\n`;
}

function countLines(hunks: Hunk[], mark: '+' | '-'): number {
  let count = 0;
  for (const { lines } of hunks) for (const line of lines) if (line.startsWith(mark)) count++;
  return count;
}

/** A name that could break the header is quoted, as git and GNU diff do: octal escapes for characters that nobody sees. */
function quotedName(name: string): string {
  if (!hasInvisible(name) && !/["\\]/.test(name)) return name;
  const octal = (byte: number) => `\\${byte.toString(8).padStart(3, '0')}`;
  const escaped = Array.from(name.replace(/["\\]/g, '\\$&'), (one) =>
    hasInvisible(one) ? Array.from(Buffer.from(one), octal).join('') : one,
  ).join('');
  return `"${escaped}"`;
}
