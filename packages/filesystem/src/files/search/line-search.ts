import { startOfLine, type Finder } from './pattern.ts';

export interface Line {
  number: number;
  text: string;
  isMatch: boolean;
}

/** A longer line is cut around its match. */
const maxLine = 300;

/**
 * The matching lines of a text and those around them, piece by piece: what a match in one piece shows of the lines
 * around it may be in the piece before or behind. A piece ends with a line, and its lines end with LF.
 */
export class LineSearch {
  readonly #find: Finder;
  readonly #context: number;
  readonly #after: number;
  /** The number of the first line of the next piece. */
  #number = 1;
  #before: Line[] = [];
  #owed = 0;

  /** Lines up to `after` are not told: a page before has. */
  constructor(find: Finder, context: number, after: number) {
    this.#find = find;
    this.#context = context;
    this.#after = after;
  }

  /** The number of the last line that was looked at. */
  get line(): number {
    return this.#number - 1;
  }

  /** Goes over a piece that cannot match without looking at its lines. */
  skip(lines: number): void {
    this.#number += lines;
  }

  *lines(text: string): Generator<Line, void> {
    let start = 0;
    let match = this.#find.next(text, 0);
    while (start < text.length) {
      if (match === undefined && this.#owed === 0 && this.#context === 0) break;
      const end = text.indexOf('\n', start);
      const next = end === -1 ? text.length : end + 1;
      const isMatch = match !== undefined && match.start < (end === -1 ? text.length + 1 : next);
      yield* this.#line({
        number: this.#number,
        text: isMatch || this.#context > 0 ? lineAt(text, start, isMatch ? match?.start : start) : '',
        isMatch,
      });
      this.#number++;
      // One line is one match, however often it matches.
      if (isMatch) match = next < text.length ? this.#find.next(text, next) : undefined;
      else if (this.#context === 0 && match !== undefined) {
        // From match to match, counting the lines between.
        const lineStart = startOfLine(text, match.start);
        this.#number += countBreaks(text, next, lineStart);
        start = lineStart;
        continue;
      }
      start = next;
    }
    if (start < text.length) this.#number += countBreaks(text, start, text.length) + (text.endsWith('\n') ? 0 : 1);
  }

  *#line(line: Line): Generator<Line, void> {
    if (line.isMatch) {
      for (const one of this.#before) if (one.number > this.#after) yield one;
      this.#before = [];
      this.#owed = this.#context;
      if (line.number > this.#after) yield line;
    } else if (this.#owed > 0) {
      this.#owed--;
      if (line.number > this.#after) yield line;
    } else if (this.#context > 0) {
      this.#before.push(line);
      if (this.#before.length > this.#context) this.#before.shift();
    }
  }
}

export function countBreaks(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function lineAt(text: string, start: number, match = start): string {
  let end = text.indexOf('\n', start);
  if (end === -1) end = text.length;
  if (text[end - 1] === '\r') end--;
  if (end - start <= maxLine) return text.slice(start, end);
  const from = whole(text, Math.max(start, Math.min(match - maxLine / 3, end - maxLine)));
  const to = whole(text, Math.min(from + maxLine, end));
  return `${from > start ? '...' : ''}${text.slice(from, to)}${to < end ? '...' : ''}`;
}

/** A position that is not inside a surrogate pair. */
function whole(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text[at] ?? '') ? at + 1 : at;
}
