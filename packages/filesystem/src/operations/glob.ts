import { ToolError } from '@mcp-reference/kit/sandbox';

/** Tells whether a path below the searched folder, its names joined by `/`, matches. */
export type Matcher = (path: string) => boolean;

type Segment = '**' | ((name: string) => boolean);

/** How many patterns a pattern with braces may stand for. */
const maxAlternatives = 256;

/**
 * A glob as a matcher: `*`, `?`, `[a-z]`, `{a,b}`, and `**` for any number of folders. A pattern without `/` is matched
 * against the last name, wherever it is. Matching takes time linear in the name for any pattern that has no `?` or
 * `[]`, and never more than pattern × name: nothing here backtracks exponentially, which is why it is not a regular expression.
 * @throws ToolError `invalid` for a pattern that is not closed or stands for too many.
 */
export function glob(pattern: string): Matcher {
  const alternatives = expand(pattern);
  const matchers = alternatives.map((alternative) => {
    const trimmed = alternative.replace(/^\.?\/+/, '').replace(/\/+$/, '');
    if (!trimmed.includes('/') && trimmed !== '**') {
      const name = segment(trimmed);
      return name === '**' ? () => true : (path: string) => name(path.slice(path.lastIndexOf('/') + 1));
    }
    const segments = trimmed.split('/').map(segment);
    return (path: string) => matches(segments, path.split('/'));
  });
  const [only] = matchers;
  return matchers.length === 1 && only ? only : (path) => matchers.some((match) => match(path));
}

/** Any of several globs; never when there are none. */
export function anyOf(patterns: readonly string[]): Matcher {
  const matchers = patterns.map(glob);
  return (path) => matchers.some((match) => match(path));
}

export const isGlob = (pattern: string): boolean => /[*?[\]{}/]/.test(pattern);

/** `a{b,c}d` → `abd`, `acd`; nested braces too. */
function expand(pattern: string): string[] {
  const done: string[] = [];
  const queue = [pattern];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const braces = firstBraces(next);
    if (braces === undefined) done.push(next);
    else for (const choice of braces.choices) queue.push(braces.before + choice + braces.after);
    if (done.length + queue.length > maxAlternatives) {
      throw new ToolError('invalid', `The pattern stands for more than ${maxAlternatives} patterns; use fewer braces.`);
    }
  }
  return done.reverse();
}

function firstBraces(pattern: string): { before: string; choices: string[]; after: string } | undefined {
  const start = pattern.indexOf('{');
  if (start === -1) return undefined;
  const choices: string[] = [];
  let depth = 0;
  let from = start + 1;
  for (let i = start; i < pattern.length; i++) {
    const c = pattern[i];
    if (c === '{') depth++;
    else if (c === ',' && depth === 1) {
      choices.push(pattern.slice(from, i));
      from = i + 1;
    } else if (c === '}' && --depth === 0) {
      choices.push(pattern.slice(from, i));
      return { before: pattern.slice(0, start), choices, after: pattern.slice(i + 1) };
    }
  }
  throw new ToolError('invalid', 'The pattern has a "{" that is not closed.');
}

function segment(text: string): Segment {
  if (text === '**') return '**';
  if (!/[*?[]/.test(text)) return (name) => name === text;
  if (!/[?[]/.test(text)) return pieces(text.split(/\*+/));
  return wildcard(tokens(text));
}

/** Literal pieces in order, with anything between them: what `*` alone needs. */
function pieces(parts: string[]): (name: string) => boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  const middle = parts.slice(1, -1);
  return (name) => {
    if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
    const end = name.length - last.length;
    let at = first.length;
    for (const part of middle) {
      const found = name.indexOf(part, at);
      if (found === -1 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}

type Token = '*' | ((c: string) => boolean);

function tokens(text: string): Token[] {
  const found: Token[] = [];
  const characters = [...text];
  for (let i = 0; i < characters.length; i++) {
    const c = characters[i] ?? '';
    if (c === '*') {
      if (found.at(-1) !== '*') found.push('*');
    } else if (c === '?') found.push(() => true);
    else if (c === '[') {
      // A "]" right after the opening is a member.
      const negated = characters[i + 1] === '!' || characters[i + 1] === '^';
      const end = characters.indexOf(']', i + (negated ? 3 : 2));
      if (end === -1) throw new ToolError('invalid', 'The pattern has a "[" that is not closed.');
      found.push(characterClass(characters.slice(i + 1, end)));
      i = end;
    } else found.push((other) => other === c);
  }
  return found;
}

function characterClass(members: string[]): (c: string) => boolean {
  const negated = members[0] === '!' || members[0] === '^';
  const list = negated ? members.slice(1) : members;
  const ranges: [string, string][] = [];
  for (let i = 0; i < list.length; i++) {
    const from = list[i] ?? '';
    const to = list[i + 1] === '-' ? list[i + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) i += 2;
  }
  return (c) => ranges.some(([from, to]) => c >= from && c <= to) !== negated;
}

/** The classic two-pointer match: a star that fails is widened by one, and only the last star is ever widened. */
function wildcard(list: Token[]): (name: string) => boolean {
  return (name) => {
    const characters = [...name];
    let t = 0;
    let c = 0;
    let star = -1;
    let mark = 0;
    while (c < characters.length) {
      const token = list[t];
      if (token === '*') {
        star = t++;
        mark = c;
      } else if (token !== undefined && token(characters[c] ?? '')) {
        t++;
        c++;
      } else if (star !== -1) {
        t = star + 1;
        c = ++mark;
      } else return false;
    }
    while (list[t] === '*') t++;
    return t === list.length;
  };
}

/** The same two-pointer match over whole names, with `**` as the star. */
function matches(list: Segment[], names: string[]): boolean {
  let s = 0;
  let n = 0;
  let star = -1;
  let mark = 0;
  while (n < names.length) {
    const part = list[s];
    if (part === '**') {
      star = s++;
      mark = n;
    } else if (part !== undefined && part(names[n] ?? '')) {
      s++;
      n++;
    } else if (star !== -1) {
      s = star + 1;
      n = ++mark;
    } else return false;
  }
  while (list[s] === '**') s++;
  return s === list.length;
}
