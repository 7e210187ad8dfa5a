import type { RE2JS } from 're2js';
import { ToolError } from '@mcp-reference/kit/sandbox';
import { Searcher, type Finder, type Match, type PatternOptions } from './pattern.ts';

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

function expand(put: string, { start, end }: Match, text: string, find: Searcher): string {
  // Groups are asked of the same place again, in the match's own lines: what a match is was settled before.
  const { start: lineStart } = find.lineAround(text, start);
  const matcher = find.compiled?.matcher(text.slice(lineStart, find.lineAround(text, end).end));
  if (!matcher?.find(start - lineStart)) return put;
  return put.replace(groupReference, (_, dollar, whole, digit, name: string | undefined) => {
    if (dollar !== undefined) return '$';
    if (whole !== undefined) return text.slice(start, end);
    const group = digit ?? name ?? '0';
    return (/^\d+$/.test(group) ? matcher.group(Number(group)) : matcher.group(group)) ?? '';
  });
}
