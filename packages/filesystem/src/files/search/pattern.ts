import { RE2JS, RE2JSException } from 're2js';
import { ToolError } from '@mcp-reference/kit/sandbox';

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

/** A longer pattern is not one that anybody wrote; the program made of it would be too large. */
const maxPattern = 10_000;

/**
 * A search pattern as a finder. Regular expressions run in RE2, whose time is linear in the text for every pattern:
 * a backtracking engine can be kept busy for minutes by 30 characters.
 */
export function finder(pattern: string, options: PatternOptions): Finder {
  return new Searcher(pattern, options);
}

class Searcher implements Finder {
  readonly required?: Buffer;
  readonly multiline: boolean;
  readonly raw: boolean;
  readonly compiled: RE2JS | undefined;
  readonly #literal: string;

  constructor(pattern: string, { literal, ignoreCase }: PatternOptions) {
    if (pattern === '') throw new ToolError('invalid', 'The pattern is empty.');
    if (pattern.length > maxPattern)
      throw new ToolError('invalid', `The pattern is longer than ${maxPattern} characters.`);
    this.raw = literal ? /\r(?!\n)/.test(pattern) || pattern === '\r\n' : /\\r|\r/.test(pattern);
    this.#literal = this.raw ? pattern : pattern.replaceAll('\r\n', '\n');
    this.multiline = literal ? this.#literal.includes('\n') : /\\n|\n|\\[xu]\{?0*a\b|\(\?[a-z]*s/i.test(pattern);
    const source = literal ? RE2JS.quote(this.#literal) : this.#literal;
    this.compiled = literal && !ignoreCase ? undefined : compile(source, ignoreCase);
    const required = this.compiled === undefined ? asciiOnly(this.#literal) : literalIn(pattern, literal, ignoreCase);
    if (required !== undefined) this.required = Buffer.from(required);
  }

  next(text: string, from: number): Match | undefined {
    for (let at = from; at <= text.length;) {
      const match = this.matchAt(text, at);
      // The place after the last line end is not a line.
      if (match === undefined || (match.start === text.length && match.end === text.length && isPastEnd(text)))
        return undefined;
      if (this.multiline || this.compiled === undefined) return match;
      const lineEnd = text.indexOf('\n', match.start);
      if (lineEnd === -1 || match.end <= lineEnd) return match;
      // \s and negated classes match line ends too; a pattern that names none is about one line.
      const within = this.#inLine(text, match.start, lineEnd);
      if (within !== undefined) return within;
      at = lineEnd + 1;
    }
    return undefined;
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
    const lineStart = startOfLine(text, from);
    const matcher = this.compiled?.matcher(text.slice(lineStart, lineEnd));
    return matcher?.find(from - lineStart)
      ? { start: lineStart + matcher.start(), end: lineStart + matcher.end() }
      : undefined;
  }
}

/** Returns where the line of a place begins. Before the first character nothing is looked at: `lastIndexOf` takes -1 for 0. */
export const startOfLine = (text: string, at: number): number => (at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1);

/** An empty text has no line either. */
const isPastEnd = (text: string): boolean => text === '' || text.endsWith('\n');

const asciiOnly = (text: string): string | undefined =>
  /^\p{ASCII}*$/u.test(text) && !text.includes('\n') ? text : undefined;

function literalIn(pattern: string, literal: boolean, ignoreCase: boolean): string | undefined {
  return ignoreCase || literal ? undefined : requiredLiteral(pattern);
}

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

/**
 * The longest run of plain characters that every match must contain. Read only from patterns where that is certain:
 * nothing alternative, grouped, escaped or counted.
 */
export function requiredLiteral(pattern: string): string | undefined {
  // Other encodings write other characters than these with other bytes.
  if (/[|()[\]{}\\]|[^\p{ASCII}]/u.test(pattern)) return undefined;
  // What stands before * or ? may be missing: the run ends before it.
  const runs = pattern.split(/.[*?]\??|\+\??|[.^$\n]/su).filter((run) => run.length > 2);
  return runs.sort((a, b) => b.length - a.length)[0];
}

/** A match and what takes its place. */
export interface Replacement extends Match {
  put: string;
}

/** Finds what to replace in a text whose lines end with LF. */
export interface Replacer extends Finder {
  all(text: string): Replacement[];
}

/** Like {@link finder}, for replacing. Without `literal`, `$1`, `${1}`, `${name}` and `$&` are groups, `$$` a dollar sign. */
export function replacer(pattern: string, replacement: string, options: PatternOptions): Replacer {
  const find = new Searcher(pattern, options);
  const put = find.raw ? replacement : replacement.replaceAll('\r\n', '\n');
  const groups = options.literal ? undefined : groupsIn(put, find.compiled);
  return {
    ...(find.required !== undefined && { required: find.required }),
    multiline: find.multiline,
    raw: find.raw,
    next: (text, from) => find.next(text, from),
    all(text) {
      const found: Replacement[] = [];
      for (let match = find.next(text, 0); match !== undefined;) {
        found.push({ ...match, put: groups === undefined ? put : expand(put, match, text, find) });
        // An empty match right behind another one is a part of it; after one, the next character is looked at.
        const from = match.end > match.start ? match.end : match.end + 1;
        const last = match.end;
        match = from > text.length ? undefined : find.next(text, from);
        if (match !== undefined && match.start === match.end && match.start === last) match = find.next(text, last + 1);
      }
      return found;
    },
  };
}

const groupReference = /\$(?:(\$)|(&)|(\d)|\{(\w+)\})/g;

function groupsIn(replacement: string, compiled: RE2JS | undefined): true | undefined {
  const references = [...replacement.matchAll(groupReference)];
  const most = compiled?.groupCount() ?? 0;
  const names = Object.keys(compiled?.namedGroups() ?? {});
  for (const [, , , digit, name] of references) {
    const number = Number(digit ?? name);
    if (digit === undefined && name === undefined) continue;
    if (Number.isNaN(number) ? names.includes(name ?? '') : number <= most) continue;
    throw new ToolError(
      'invalid',
      `The replacement names the group ${digit ?? name}, and the pattern has ${most === 0 ? 'no groups' : most === 1 ? '1 group' : `${most} groups`}. Write "$$" for a dollar sign, or set "literal".`,
    );
  }
  return references.length === 0 ? undefined : true;
}

function expand(put: string, { start, end }: Match, text: string, { compiled }: Searcher): string {
  // Groups are asked of the same place again, in the match's own lines: what a match is was settled before.
  const lineStart = startOfLine(text, start);
  const lineBreak = text.indexOf('\n', end);
  const lines = text.slice(lineStart, lineBreak === -1 ? text.length : lineBreak);
  const matcher = compiled?.matcher(lines);
  if (!matcher?.find(start - lineStart)) return put;
  return put.replace(groupReference, (_, dollar, whole, digit, name: string | undefined) => {
    if (dollar !== undefined) return '$';
    if (whole !== undefined) return text.slice(start, end);
    const group = digit ?? name ?? '0';
    return (/^\d+$/.test(group) ? matcher.group(Number(group)) : matcher.group(group)) ?? '';
  });
}
