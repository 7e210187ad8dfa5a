/** A longer line of a diff shows only what is around its change. */
const longest = 1000;
/** The length shown on each side of a change, in characters. */
const around = 120;
/** The length shown of the changed part itself. */
const most = 600;

/** The lines of a hunk, with long ones cut: those that replace each other are cut at the same place. */
export function shortened(lines: readonly string[]): string[] {
  if (lines.every((line) => line.length <= longest)) return [...lines];
  const shown: string[] = [];
  for (let at = 0; at < lines.length;) {
    const removed = runOf(lines, at, '-');
    // The note that a file lacks its final line break may come between the two.
    const note = removed.length > 0 ? runOf(lines, at + removed.length, '\\') : [];
    const added = runOf(lines, at + removed.length + note.length, '+');
    if (removed.length + added.length === 0) {
      shown.push(cut(lines[at] ?? '', 1));
      at++;
      continue;
    }
    // One by one: a hunk can have more lines than a call takes arguments.
    for (const [i, line] of removed.entries()) shown.push(cutAt(line, added[i]));
    for (const line of note) shown.push(line);
    for (const [i, line] of added.entries()) shown.push(cutAt(line, removed[i]));
    at += removed.length + note.length + added.length;
  }
  return shown;
}

function runOf(lines: readonly string[], from: number, mark: string): string[] {
  const isMarked = (index: number): boolean => lines[index]?.startsWith(mark) === true;
  let to = from;
  while (isMarked(to)) to++;
  return lines.slice(from, to);
}

/** Cuts a line around where it differs from its counterpart. */
function cutAt(line: string, other: string | undefined): string {
  if (line.length <= longest) return line;
  if (other === undefined) return cut(line, 1);
  let start = 1;
  while (start < line.length && line.charCodeAt(start) === other.charCodeAt(start)) start++;
  return cut(line, start, endOfChange(line, other, start));
}

/** Returns the end of the change in `line`; after it, both lines are the same. */
function endOfChange(line: string, other: string, start: number): number {
  let same = 0;
  const mostSame = Math.min(line.length, other.length) - start;
  while (same < mostSame && line.charCodeAt(line.length - 1 - same) === other.charCodeAt(other.length - 1 - same))
    same++;
  return line.length - same;
}

/** Returns the text around `start` to `end` (1 is behind the mark), with the number of characters that are left out on each side. */
function cut(line: string, start: number, end = start): string {
  if (line.length <= longest) return line;
  const from = start - around <= 1 ? 1 : wholeAt(line, start - around);
  const to = wholeAt(line, Math.min(line.length, Math.min(end, start + most) + around, from + longest));
  const before = from > 1 ? `[${from - 1} characters] …` : '';
  const after = to < line.length ? `… [${line.length - to} more characters]` : '';
  return (line[0] ?? '') + before + line.slice(from, to) + after;
}

/** A position that is not inside a surrogate pair. */
const wholeAt = (text: string, at: number): number => (/[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at);
