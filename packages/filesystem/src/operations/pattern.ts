import { RE2JS, RE2JSException } from 're2js';
import { ToolError } from '@mcp-reference/kit/sandbox';

/** Where a pattern occurs in a text; positions in characters. */
export interface Finder {
  /** The first match at or after `from`; undefined when there is none. */
  next(text: string, from: number): { start: number; end: number } | undefined;
  /** Bytes that every match contains, to skip files that lack them. */
  required?: Buffer;
}

export interface PatternOptions {
  literal: boolean;
  ignoreCase: boolean;
}

/**
 * A search pattern as a finder. Regular expressions run in RE2, whose time is linear in the text for every pattern:
 * a backtracking engine can be kept busy for minutes by 30 characters.
 */
export function finder(pattern: string, { literal, ignoreCase }: PatternOptions): Finder {
  if (pattern === '') throw new ToolError('invalid', 'The pattern is empty.');
  if (literal && !ignoreCase) return literalFinder(pattern);
  const compiled = compile(literal ? RE2JS.quote(pattern) : pattern, ignoreCase);
  const required = ignoreCase ? undefined : requiredLiteral(pattern);
  return {
    ...(required !== undefined && { required: Buffer.from(required) }),
    next(text, from) {
      const matcher = compiled.matcher(text);
      return matcher.find(from) ? { start: matcher.start(), end: matcher.end() } : undefined;
    },
  };
}

function literalFinder(pattern: string): Finder {
  return {
    ...(/^\p{ASCII}*$/u.test(pattern) && { required: Buffer.from(pattern) }),
    next(text, from) {
      const start = text.indexOf(pattern, from);
      return start === -1 ? undefined : { start, end: start + pattern.length };
    },
  };
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
  const runs = pattern.split(/.[*?]\??|\+\??|[.^$]/su).filter((run) => run.length > 2);
  return runs.sort((a, b) => b.length - a.length)[0];
}

/** Replaces every match in a text. */
export interface Replacer {
  in(text: string): { text: string; count: number };
  /** Bytes that every match contains, to skip files that lack them. */
  required?: Buffer;
}

/** Like {@link finder}, for replacing. Without `literal`, `$1` in the replacement stands for a group and `$$` for a dollar sign. */
export function replacer(pattern: string, replacement: string, options: PatternOptions): Replacer {
  const find = finder(pattern, options);
  const compiled = compile(options.literal ? RE2JS.quote(pattern) : pattern, options.ignoreCase);
  const groups = options.literal ? [] : [...replacement.matchAll(/\$(\d)/g)].map(([, digit]) => Number(digit));
  const most = compiled.groupCount();
  if (groups.some((group) => group > most)) {
    throw new ToolError(
      'invalid',
      `The replacement names a group that the pattern does not have; it has ${most}. Write "$$" for a dollar sign.`,
    );
  }
  return {
    ...(find.required !== undefined && { required: find.required }),
    in(text) {
      const matcher = compiled.matcher(text);
      const parts: string[] = [];
      let from = 0;
      let count = 0;
      while (matcher.find()) {
        const put = options.literal
          ? replacement
          : replacement.replace(/\$(\$|\d)/g, (_, what: string) =>
              what === '$' ? '$' : (matcher.group(Number(what)) ?? ''),
            );
        parts.push(text.slice(from, matcher.start()), put);
        from = matcher.end();
        count++;
      }
      return { text: parts.join('') + text.slice(from), count };
    },
  };
}
