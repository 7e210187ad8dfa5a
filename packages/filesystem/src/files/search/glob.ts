import { ToolError } from '@mcp-reference/kit/sandbox';

/** Tells whether a path below the searched folder, its names joined by `/`, matches. */
export type Matcher = (path: string) => boolean;

type Segment = '**' | ((name: string) => boolean);

/** The number of patterns that a pattern with braces may stand for. */
const maxAlternatives = 256;
/** Opening braces, each of which costs a pass over the pattern. */
const maxBraces = 1_000;
const maxLength = 100_000;

/**
 * A glob as a matcher: `*`, `?`, `[a-z]`, `{a,b}`, `\\` before a character that is meant itself, and `**` for any number
 * of folders. Several globs may be separated by commas. What has brackets or braces also matches the name that is spelled
 * so, as folders of web frameworks are: `app/[slug]`. A pattern without `/` is matched against the last name, wherever it
 * is. Names are compared in one Unicode form. Nothing here backtracks exponentially, which is why it is not a regular
 * expression: matching takes at most pattern × name steps.
 * @throws ToolError `invalid` for a pattern that is too long or stands for too many.
 */
export function glob(pattern: string, platform: NodeJS.Platform = process.platform): Matcher {
  if (pattern.length > maxLength) throw new ToolError('invalid', `The pattern is longer than ${maxLength} characters.`);
  const plain = (platform === 'win32' ? pattern.replaceAll('\\', '/') : pattern).normalize('NFC');
  const matchers = [...new Set([...splitList(plain), plain].flatMap(expand))].map(oneGlob);
  const match = (path: string) => matchers.some((matches) => matches(path));
  return (path) => match(/[^\p{ASCII}]/u.test(path) ? path.normalize('NFC') : path);
}

function oneGlob(alternative: string): Matcher {
  const trimmed = alternative.replace(/^\.?\/+/, '').replace(/\/+$/, '');
  if (!trimmed.includes('/') && trimmed !== '**') {
    const name = segment(trimmed);
    return name === '**' ? () => true : (path: string) => name(path.slice(path.lastIndexOf('/') + 1));
  }
  const segments = trimmed.split('/').map(segment);
  return (path: string) => matches(segments, path.split('/'));
}

/** Any of several globs; never when there are none. */
export function anyOf(patterns: readonly string[]): Matcher {
  const matchers = patterns.map((pattern) => glob(pattern));
  return (path) => matchers.some((match) => match(path));
}

export const isGlob = (pattern: string): boolean => /[*?[\]{}/]/.test(pattern);

/** `*.ts, *.tsx` → both; a comma inside braces or brackets, or behind a backslash, separates nothing. */
function splitList(pattern: string): string[] {
  const parts: string[] = [];
  let [from, depth] = [0, 0];
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i];
    if (c === '\\') i++;
    else if (c === '{' || c === '[') depth++;
    else if (c === '}' || c === ']') depth = Math.max(0, depth - 1);
    else if (c === ',' && depth === 0) {
      parts.push(pattern.slice(from, i));
      from = i + 1;
    }
  }
  const list = [...parts, pattern.slice(from)].map((part) => part.trim()).filter((part) => part !== '');
  return list.length > 1 && list.every((part) => /[*?[{/.]/.test(part)) ? list : [];
}

/** `a{b,c}d` → `abd`, `acd`; nested braces too. Braces that are not closed are plain characters. */
function expand(pattern: string): string[] {
  if (pattern.split('{').length - 1 > maxBraces)
    throw new ToolError('invalid', `The pattern has more than ${maxBraces} opening braces; use fewer.`);
  const done: string[] = [];
  const queue = [{ text: pattern, from: 0 }];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const braces = firstBraces(next.text, next.from);
    if (braces === undefined) done.push(next.text);
    else
      for (const choice of braces.choices)
        queue.push({ text: braces.before + choice + braces.after, from: braces.before.length });
    if (done.length + queue.length > maxAlternatives) {
      throw new ToolError('invalid', `The pattern stands for more than ${maxAlternatives} patterns; use fewer braces.`);
    }
  }
  done.reverse();
  // The name that is spelled with braces itself.
  return done[0] === pattern ? done : [...done, pattern];
}

interface Braces {
  before: string;
  choices: string[];
  after: string;
}

/** Returns the first pair of braces at or after `from`, in one pass with a stack of open braces. */
function firstBraces(pattern: string, from: number): Braces | undefined {
  const open: { start: number; commas: number[] }[] = [];
  let found: { start: number; end: number; commas: number[] } | undefined;
  for (let i = from; i < pattern.length; i++) {
    const c = pattern[i];
    if (c === '\\') i++;
    else if (c === '{') open.push({ start: i, commas: [] });
    else if (c === ',') open.at(-1)?.commas.push(i);
    else if (c === '}') {
      const last = open.pop();
      if (last === undefined) continue;
      if (found === undefined || last.start < found.start) found = { ...last, end: i };
      if (open.length === 0) break;
    }
  }
  if (found === undefined) return undefined;
  const { start, end, commas } = found;
  const edges = [start, ...commas, end];
  const choices = edges.slice(1).map((edge, i) => pattern.slice((edges[i] ?? 0) + 1, edge));
  return { before: pattern.slice(0, start), choices, after: pattern.slice(end + 1) };
}

function segment(text: string): Segment {
  if (text === '**') return '**';
  const plain = unescaped(text);
  if (!/[*?[\\]/.test(text)) return (name) => name === text;
  if (!/[?[\\]/.test(text)) return pieces(text.split(/\*+/));
  const asClass = wildcard(tokens(text, true));
  if (!text.includes('[')) return (name) => name === text || asClass(name);
  const asSpelled = wildcard(tokens(text, false));
  return (name) => name === plain || asClass(name) || asSpelled(name);
}

const unescaped = (text: string): string => text.replace(/\\(.)/gsu, '$1');

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

/** `classes`: whether brackets are read as a set of characters, or as brackets. */
function tokens(text: string, classes: boolean): Token[] {
  const found: Token[] = [];
  const characters = [...text];
  for (let i = 0; i < characters.length; i++) {
    const c = characters[i] ?? '';
    if (c === '*') {
      if (found.at(-1) !== '*') found.push('*');
    } else if (c === '?') found.push(() => true);
    else if (c === '\\' && i + 1 < characters.length) {
      const meant = characters[++i];
      found.push((other) => other === meant);
    } else if (c === '[' && classes) {
      // A "]" right after the opening is a member.
      const negated = characters[i + 1] === '!' || characters[i + 1] === '^';
      const end = characters.indexOf(']', i + (negated ? 3 : 2));
      if (end === -1) {
        found.push((other) => other === c);
        continue;
      }
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
