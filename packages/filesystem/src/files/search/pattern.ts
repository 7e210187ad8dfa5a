import { RE2JS, RE2JSException } from 're2js';
import { ToolError } from '@mcp-reference/kit/sandbox';
import { requiredLiterals } from './literals.ts';

/** Positions in characters. */
export interface Match {
  start: number;
  end: number;
}

/** Finds a pattern in a text whose lines end with LF. */
export interface Finder {
  /** The first match at or after `from`; undefined when there is none. */
  next(text: string, from: number): Match | undefined;
  /** Bytes that every match contains, to skip files that lack them. Not for encodings with other bytes for ASCII. */
  required?: Buffer;
  /** The pattern names line ends itself, so that a match may go over several lines. */
  multiline: boolean;
  /** The pattern names carriage returns: it is matched against the text as it is. */
  raw: boolean;
}

export interface PatternOptions {
  literal: boolean;
  ignoreCase: boolean;
}

/** Characters that are looked at together. */
const shortestBlock = 256;
const longestBlock = 256 * 1024;

/** A longer pattern is not one that anybody wrote; the program made of it would be too large. */
const maxPattern = 10_000;

/**
 * A search pattern as a finder. Regular expressions run in RE2, whose time is linear in the text for every pattern:
 * a backtracking engine can be kept busy for minutes by 30 characters.
 */
export function finder(pattern: string, options: PatternOptions): Finder {
  return new Searcher(pattern, options);
}

export class Searcher implements Finder {
  readonly required?: Buffer;
  readonly multiline: boolean;
  readonly raw: boolean;
  readonly compiled: RE2JS | undefined;
  readonly #literal: string;
  readonly #lines = new Lines();
  /** Finds strings of which every match contains one; a line with a match has something of each. */
  readonly #candidates: readonly RegExp[] = [];
  /** True if a match in a line depends on that line alone: nothing in the pattern is about the text as a whole. */
  readonly #isByLine: boolean = false;

  constructor(pattern: string, { literal, ignoreCase }: PatternOptions) {
    if (pattern === '') throw new ToolError('invalid', 'The pattern is empty.');
    if (pattern.length > maxPattern)
      throw new ToolError('invalid', `The pattern is longer than ${maxPattern} characters.`);
    this.raw = literal ? /\r(?!\n)/.test(pattern) || pattern === '\r\n' : /\\r|\r/.test(pattern);
    this.#literal = this.raw ? pattern : pattern.replaceAll('\r\n', '\n');
    this.multiline = literal ? this.#literal.includes('\n') : /\\n|\n|\\[xu]\{?0*a\b|\(\?[a-z]*s/i.test(pattern);
    const source = literal ? RE2JS.quote(this.#literal) : this.#literal;
    this.compiled = literal && !ignoreCase ? undefined : compile(source, ignoreCase);
    if (this.compiled === undefined) {
      if (isAscii(this.#literal) && !this.multiline) this.required = Buffer.from(this.#literal);
      return;
    }
    if (this.multiline || this.raw) return;
    this.#isByLine = !/\\[AzQ]|\(\?/.test(source.replace(/^\(\?i\)/, '').replaceAll('(?:', '('));
    const flag = literal ? null : /^\(\?i\)/.exec(source);
    const lists = requiredLiterals(flag === null ? source : source.slice(flag[0].length));
    const folds = ignoreCase || flag !== null;
    this.#candidates = lists.map((strings) => new RegExp(strings.map(escaped).join('|'), folds ? 'giu' : 'gu'));
    const [only = '', another] = lists[0] ?? [];
    if (!folds && only !== '' && another === undefined && isAscii(only)) this.required = Buffer.from(only);
  }

  next(text: string, from: number): Match | undefined {
    const [candidates, ...others] = this.#candidates;
    if (candidates !== undefined) return this.#nextCandidate(text, from, candidates, others);
    if (this.#isByLine) return this.#nextLine(text, from);
    for (let at = from; at <= text.length;) {
      const match = this.matchAt(text, at);
      // The place after the last line end is not a line.
      if (match === undefined || (match.start === text.length && match.end === text.length && isPastEnd(text)))
        return undefined;
      if (this.multiline || this.compiled === undefined) return match;
      const { end: lineEnd } = this.lineAround(text, match.start);
      if (match.end <= lineEnd) return match;
      // \s and negated classes match line ends too; a pattern that names none is about one line.
      const within = this.#inLine(text, match.start, lineEnd);
      if (within !== undefined) return within;
      at = lineEnd + 1;
    }
    return undefined;
  }

  /**
   * Looks for the first line with a match. Whether there is one takes a tenth of the time that its position takes, so this
   * is asked first: of more and more lines together while there is none, then of each.
   */
  #nextLine(text: string, from: number): Match | undefined {
    let length = shortestBlock;
    let at = from;
    const { start, end: lineEnd } = this.lineAround(text, from);
    if (from > start) {
      // What is left of a line with a match. Its beginning is not looked at again, however many matches it has.
      const match = this.#inLine(text, from, lineEnd);
      if (match !== undefined) return match;
      at = lineEnd + 1;
    }
    for (; at < text.length; length = Math.min(length * 2, longestBlock)) {
      const end = Math.min(endOfLine(text, at + length) + 1, text.length);
      if (this.compiled?.test(text.slice(at, end)) === true) {
        const match = this.#firstLine(text, at, end);
        if (match !== undefined) return match;
      }
      at = end;
    }
    return undefined;
  }

  /** Looks at each line from `from`, where one begins, to `end`. */
  #firstLine(text: string, from: number, end: number): Match | undefined {
    let at = from;
    do {
      const { start, end: lineEnd } = this.lineAround(text, at);
      const isCandidate = this.compiled?.test(text.slice(start, lineEnd)) === true;
      const match = isCandidate ? this.#inLine(text, at, lineEnd) : undefined;
      if (match !== undefined) return match;
      at = lineEnd + 1;
    } while (at < end);
    return undefined;
  }

  /** Looks only at lines with the strings that every match contains. */
  #nextCandidate(text: string, from: number, candidates: RegExp, others: readonly RegExp[]): Match | undefined {
    for (let at = from; ;) {
      const candidate = indexOf(candidates, text, at);
      if (candidate === -1) return undefined;
      const around = this.lineAround(text, candidate);
      const { end } = around;
      const start = Math.max(at, around.start);
      const line = others.length === 0 ? '' : text.slice(start, end);
      if (others.every((other) => indexOf(other, line, 0) !== -1)) {
        const match = this.#inLine(text, start, end);
        if (match !== undefined) return match;
      }
      at = end + 1;
    }
  }

  lineAround(text: string, at: number): { start: number; end: number } {
    return this.#lines.around(text, at);
  }

  /** The leftmost match, which may go over line ends. */
  matchAt(text: string, from: number): Match | undefined {
    if (this.compiled === undefined) {
      const start = text.indexOf(this.#literal, from);
      return start === -1 ? undefined : { start, end: start + this.#literal.length };
    }
    const matcher = this.compiled.matcher(text);
    return matcher.find(from) ? { start: matcher.start(), end: matcher.end() } : undefined;
  }

  #inLine(text: string, from: number, lineEnd: number): Match | undefined {
    const lineStart = this.lineAround(text, from).start;
    const matcher = this.compiled?.matcher(text.slice(lineStart, lineEnd));
    return matcher?.find(from - lineStart)
      ? { start: lineStart + matcher.start(), end: lineStart + matcher.end() }
      : undefined;
  }
}

/** Finds the line of a place. A long line has many matches, so the last one is remembered. */
class Lines {
  #text = '';
  #last = { start: 0, end: 0 };

  around(text: string, at: number): { start: number; end: number } {
    const { start, end } = this.#last;
    if (text !== this.#text || at < start || at > end) {
      this.#text = text;
      this.#last = { start: startOfLine(text, at), end: endOfLine(text, at) };
    }
    return this.#last;
  }
}

/** Returns where the line of a place begins. Before the first character nothing is looked at: `lastIndexOf` takes -1 for 0. */
export const startOfLine = (text: string, at: number): number => (at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1);

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** An empty text has no line either. */
const isPastEnd = (text: string): boolean => text === '' || text.endsWith('\n');

/** Like `String.indexOf`, for an expression with the flag `g`. */
function indexOf(expression: RegExp, text: string, from: number): number {
  expression.lastIndex = from;
  return expression.exec(text)?.index ?? -1;
}

const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);

const escaped = (text: string): string => text.replace(/[\^$\\.*+?()[\]{}|/]/g, String.raw`\$&`);

function compile(pattern: string, ignoreCase: boolean): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.MULTILINE | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0));
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new ToolError(
      'invalid',
      `The pattern is not a regular expression that is understood here (RE2: no look-around, no back-references): ${error.message.slice(0, 200)}. For plain text set "literal".`,
    );
  }
}
