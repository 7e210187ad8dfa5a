import { type Change, lineChanges } from '../files/text/line-changes.ts';

/** A hunk of a unified diff: 1-based first lines and numbers of lines, and its lines with ' ', '+', '-' or '\' in front. */
export interface Hunk {
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
  /** Without their LF. */
  lines: string[];
}

/** The hunks that make `after` of `before`, with `context` unchanged lines around each. */
export function hunksOf(before: string, after: string, context: number): Hunk[] {
  const { start, oldEnd, newEnd } = changedLines(before, after);
  // Only the changed lines and what hunks may show around them are looked at, however long the rest is.
  const from = linesBack(before, start, context);
  const around = linesForward(before, oldEnd, context) - oldEnd;
  const old = splitLines(before.slice(from, oldEnd + around));
  const fresh = splitLines(after.slice(from, newEnd + around));
  const skipped = countBreaks(before, from);
  return grouped(lineChanges(old, fresh), context).map((changes) => toHunk(changes, { old, fresh, context, skipped }));
}

/** Changes with so little between them that one hunk shows them all. */
function grouped(changes: Change[], context: number): Change[][] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group && last && change.oldFrom - last.oldTo <= 2 * context) group.push(change);
    else groups.push([change]);
  }
  return groups;
}

interface Sides {
  /** Lines with their LF. */
  old: string[];
  fresh: string[];
  context: number;
  /** Lines of the text before the first one here. */
  skipped: number;
}

function toHunk(changes: Change[], { old, fresh, context, skipped }: Sides): Hunk {
  const lines: string[] = [];
  const show = (mark: string, shown: string[]) => {
    for (const line of shown) {
      if (line.endsWith('\n')) lines.push(mark + line.slice(0, -1));
      else lines.push(mark + line, '\\ No newline at end of file');
    }
  };
  const lead = Math.min(context, changes[0]?.oldFrom ?? 0);
  const oldFrom = (changes[0]?.oldFrom ?? 0) - lead;
  const newFrom = (changes[0]?.newFrom ?? 0) - lead;
  let [oldAt, newAt] = [oldFrom, newFrom];
  for (const change of changes) {
    show(' ', old.slice(oldAt, change.oldFrom));
    show('-', old.slice(change.oldFrom, change.oldTo));
    show('+', fresh.slice(change.newFrom, change.newTo));
    [oldAt, newAt] = [change.oldTo, change.newTo];
  }
  const trail = old.slice(oldAt, oldAt + context);
  show(' ', trail);
  return {
    oldStart: skipped + oldFrom + 1,
    oldLines: oldAt + trail.length - oldFrom,
    newStart: skipped + newFrom + 1,
    newLines: newAt + trail.length - newFrom,
    lines,
  };
}

/** The span of whole lines outside of which both texts are the same. */
function changedLines(before: string, after: string): { start: number; oldEnd: number; newEnd: number } {
  const same = commonStart(before, after);
  const start = same === 0 ? 0 : before.lastIndexOf('\n', same - 1) + 1;
  const alike = commonEnd(before, after, Math.min(before.length, after.length) - start);
  let [oldEnd, newEnd] = [before.length - alike, after.length - alike];
  if (!(isLineStart(before, oldEnd) && isLineStart(after, newEnd))) {
    const lineBreak = before.indexOf('\n', oldEnd);
    const partOfLine = (lineBreak < 0 ? before.length : lineBreak + 1) - oldEnd;
    oldEnd += partOfLine;
    newEnd += partOfLine;
  }
  return { start, oldEnd, newEnd };
}

/** The length of one comparison: the engine compares whole strings many times faster than their characters. */
const block = 4096;

/** Returns the length of the common prefix. */
function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at + block <= most && a.slice(at, at + block) === b.slice(at, at + block)) at += block;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

/** The length of what both texts end with, at most `most`. */
function commonEnd(a: string, b: string, most: number): number {
  const fromA = (back: number) => a.slice(a.length - back - block, a.length - back);
  const fromB = (back: number) => b.slice(b.length - back - block, b.length - back);
  let back = 0;
  while (back + block <= most && fromA(back) === fromB(back)) back += block;
  while (back < most && a.charCodeAt(a.length - back - 1) === b.charCodeAt(b.length - back - 1)) back++;
  return back;
}

function isLineStart(text: string, at: number): boolean {
  return at === 0 || text[at - 1] === '\n';
}

/** The start of the line that is `count` lines before the one that starts at `at`. */
function linesBack(text: string, at: number, count: number): number {
  for (; count > 0 && at > 0; count--) at = at === 1 ? 0 : text.lastIndexOf('\n', at - 2) + 1;
  return at;
}

function linesForward(text: string, at: number, count: number): number {
  for (; count > 0 && at < text.length; count--) at = text.indexOf('\n', at) + 1 || text.length;
  return at;
}

function countBreaks(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** The lines of `text`, each with its LF. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
