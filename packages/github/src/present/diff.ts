import { fromCursor, toCursor, z, type Call } from '@mcp-reference/kit';
import { count, facts, fencedFile, plain } from './text.ts';

const place = z.object({ file: z.number().int().min(0), line: z.number().int().min(0) });

/** The share of an answer that one file may take, so that a lock file does not hide the others. */
const share = 1 / 3;
/** Characters for the header and the marks. */
const reserve = 600;

/**
 * A diff under a line of counts. A file that is too long is cut on its own, with the cursor that continues it; when the
 * answer is full, one more cursor continues with the files that follow.
 */
export function showDiff(
  diff: string,
  {
    after,
    budget,
    cut = false,
    data,
  }: { after?: string | undefined; budget: number; cut?: boolean; data?: Call['data'] },
): string {
  const files = diff.split(/^(?=diff --git )/m).filter((part) => part.startsWith('diff --git '));
  const start = after === undefined ? { file: 0, line: 0 } : fromCursor('diff', after, place);
  let left = budget - reserve;
  const most = Math.max(2_000, Math.floor(left * share));
  const shown: string[] = [];
  const notes: string[] = [];
  let next: string | undefined;
  for (const [index, file] of files.entries()) {
    if (index < start.file) continue;
    const lines = file.replace(/\n$/, '').split('\n');
    const from = index === start.file ? start.line : 0;
    // Continued in one file, the whole answer is for it.
    const room = Math.min(left, from > 0 ? left : most);
    const fit = fitting(lines, from, room);
    if (fit === from) {
      if (shown.length > 0) {
        next = toCursor('diff', { file: index, line: from });
        break;
      }
      shown.push(`${(lines[from] ?? '').slice(0, room)} [line cut]`);
      next = toCursor('diff', { file: index, line: from + 1 });
      break;
    }
    const rest = lines.length - fit;
    const text = lines.slice(from, fit).join('\n');
    if (rest > 0)
      notes.push(
        `[${plain(nameOf(file))}: CUT, ${count(rest, 'more line')} with after=${toCursor('diff', { file: index, line: fit })}]`,
      );
    left -= text.length + 1;
    shown.push(text);
    if (left <= 0 && index + 1 < files.length) {
      next = toCursor('diff', { file: index + 1, line: 0 });
      break;
    }
  }
  data?.({ changes: shown.join('\n'), ...(next !== undefined && { after: next }) });
  const changed = countChanges(diff);
  const head = facts([
    `diff of ${count(files.length, 'file')}, +${changed.added} -${changed.removed}`,
    cut && 'the diff is longer than this tool reads: list the files with get_files and read them one by one',
    next && `CUT at the output limit, more with after=${next}`,
  ]);
  return shown.length === 0 ? `[${head}]` : [`[${head}]`, ...notes, fencedFile(shown.join('\n'))].join('\n');
}

const hunkHeader = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/** Added and removed lines. What is a line of a hunk follows from the hunk's header: a removed line can begin with `---`. */
function countChanges(diff: string): { added: number; removed: number } {
  let [old, now, added, removed] = [0, 0, 0, 0];
  for (const line of diff.split('\n')) {
    if (old <= 0 && now <= 0) {
      const [, before, after] = hunkHeader.exec(line) ?? [];
      if (hunkHeader.test(line)) [old, now] = [Number(before ?? 1), Number(after ?? 1)];
    } else if (line.startsWith('+')) {
      added++;
      now--;
    } else if (line.startsWith('-')) {
      removed++;
      old--;
    } else if (!line.startsWith('\\')) {
      old--;
      now--;
    }
  }
  return { added, removed };
}

const nameOf = (file: string) => /^diff --git a\/(.+?) b\//.exec(file)?.[1] ?? 'a file';

function fitting(lines: readonly string[], from: number, room: number): number {
  let size = 0;
  for (let at = from; at < lines.length; at++) {
    size += (lines[at]?.length ?? 0) + 1;
    if (size > room) return at;
  }
  return lines.length;
}
