import { bare, BLANK, contentLines } from './alike.ts';
import { findAll, lineNumbers } from './search.ts';
import { likeness, trigramCounter } from './trigrams.ts';

/** A part of the text that may be what the caller meant. */
export interface Candidate {
  /** 1-based, inclusive. */
  firstLine: number;
  lastLine: number;
  /** The candidate as it stands in the text. */
  text: string;
  /** 0 to 1; 1: the same but for whitespace and look-alike characters. */
  likeness: number;
}

const MOST = 3;
/** Longer texts are compared up to here only, to bound the time (about 50 ms). */
export const COMPARED_CHARACTERS = 2_000_000;
/** Windows that are compared line by line, after the quick look at all lines. */
const MOST_WINDOWS = 8;
const MOST_COMPARED_LINES = 60;
const LEAST_LIKENESS = 0.5;

/** The up to three parts of `text` that resemble `wanted` (which is not in it) the most, the best first. Linear time. */
export function nearest(text: string, wanted: string): Candidate[] {
  const compared = text.slice(0, COMPARED_CHARACTERS);
  const spaced = exceptForSpace(compared, wanted);
  return spaced.length > 0 ? spaced : resembling(compared, wanted);
}

function exceptForSpace(text: string, wanted: string): Candidate[] {
  const pattern = bare(wanted);
  if (pattern.length < 2) return [];
  const solid = bare(text);
  const edges = findAll(solid, pattern, MOST).flatMap((at) => [at, at + pattern.length - 1]);
  const offsets = offsetsOfSolid(text, edges);
  return pairs(offsets).map(([first, last]) => {
    const { start, end } = withOuterSpace(text, first, last + 1, wanted);
    const [firstLine = 1, lastLine = 1] = lineNumbers(text, [start, end - 1]);
    return { firstLine, lastLine, text: text.slice(start, end), likeness: 1 };
  });
}

/** Translates ascending offsets into `bare(text)` to offsets into `text`. */
function offsetsOfSolid(text: string, wanted: number[]): number[] {
  const offsets: number[] = [];
  let solid = 0; // characters that are not blank before `from`
  let from = 0;
  const runs = text.matchAll(BLANK);
  for (let run = runs.next(); offsets.length < wanted.length; run = runs.next()) {
    const blankAt = run.done ? text.length : run.value.index;
    for (;;) {
      const next = wanted[offsets.length];
      if (next === undefined || next - solid >= blankAt - from) break;
      offsets.push(from + next - solid);
    }
    if (run.done) break;
    solid += blankAt - from;
    from = blankAt + run.value[0].length;
  }
  return offsets;
}

function pairs(offsets: number[]): [number, number][] {
  const result: [number, number][] = [];
  for (let at = 0; at + 1 < offsets.length; at += 2) result.push([offsets[at] ?? 0, offsets[at + 1] ?? 0]);
  return result;
}

/** Takes in the whitespace around a match on the side where `wanted` has some too: it is part of what was meant. */
function withOuterSpace(text: string, start: number, end: number, wanted: string): { start: number; end: number } {
  if (/^\s/.test(wanted)) {
    while (start > 0 && isSpace(text[start - 1])) start--;
    if (/^[^\S\n]*\n/.test(wanted) && text[start - 1] === '\n') start--;
  }
  if (/\s$/.test(wanted)) {
    while (end < text.length && isSpace(text[end])) end++;
    if (wanted.trimEnd().length < wanted.lastIndexOf('\n') + 1 && text[end] === '\n') end++;
  }
  return { start, end };
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && character !== '\n' && /\s/.test(character);
}

function resembling(text: string, wanted: string): Candidate[] {
  const lines = text.split('\n');
  const wantedLines = contentLines(wanted);
  const compare = (first: number) => windowLikeness(lines, first, wantedLines);
  const chosen: { first: number; like: number }[] = [];
  const windows = promisingWindows(lines, wantedLines)
    .map((first) => ({ first, like: compare(first) }))
    .filter(({ like }) => like >= LEAST_LIKENESS)
    .toSorted((a, b) => b.like - a.like || a.first - b.first);
  for (const window of windows) {
    const apart = chosen.every(({ first }) => Math.abs(first - window.first) >= wantedLines.length);
    if (apart && chosen.length < MOST) chosen.push(window);
  }
  return chosen.map(({ first, like }) => {
    const found = lines.slice(first, first + wantedLines.length);
    return { firstLine: first + 1, lastLine: first + found.length, text: found.join('\n'), likeness: like };
  });
}

/** Indexes of the first lines of windows: where the longest lines of `wanted` resemble a line of the text. */
function promisingWindows(lines: string[], wanted: string[]): number[] {
  const anchors = wanted
    .map((line, index) => ({ line: line.trim(), index }))
    .toSorted((a, b) => b.line.length - a.line.length)
    .slice(0, 3);
  const score = trigramCounter(anchors.map(({ line }) => line));
  const sums = new Float64Array(lines.length); // [first line of a window]: the likeness of its anchors
  lines.forEach((line, index) => {
    score(line, (anchor, like) => {
      if (like < 0.4) return;
      const first = Math.max(0, index - (anchors[anchor]?.index ?? 0));
      sums[first] = (sums[first] ?? 0) + like;
    });
  });
  const best: number[] = [];
  sums.forEach((sum, first) => {
    if (sum === 0 || (best.length === MOST_WINDOWS && sum <= (sums[best.at(-1) ?? 0] ?? 0))) return;
    const rank = best.findIndex((other) => sum > (sums[other] ?? 0));
    best.splice(rank < 0 ? best.length : rank, 0, first);
    best.length = Math.min(best.length, MOST_WINDOWS);
  });
  return best;
}

/** The lines' likeness, weighed by their length. */
function windowLikeness(lines: string[], first: number, wanted: string[]): number {
  let sum = 0;
  let weights = 0;
  wanted.slice(0, MOST_COMPARED_LINES).forEach((line, index) => {
    const weight = 1 + Math.min(line.length, 160);
    weights += weight;
    sum += weight * likeness(line, lines[first + index] ?? '');
  });
  return sum / weights;
}
