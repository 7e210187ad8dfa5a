import { ToolError, visible, walk, type Confined, type Folder, type Job } from '@mcp-reference/kit/helper';
import { decode, detectEncoding } from '../text/encoding.ts';
import { anyOf, type Matcher } from './glob.ts';
import { Ignored } from './ignore.ts';
import { finder, type Finder, type PatternOptions } from './pattern.ts';
import { order } from './tree.ts';

export interface SearchTextParams extends PatternOptions {
  path: string;
  pattern: string;
  /** Only files that match one of these; all when empty. */
  include: string[];
  excludePatterns: string[];
  gitignore: boolean;
  /** Lines around each match. */
  context: number;
  filesOnly: boolean;
  limit: number;
  after?: { path: string; line: number } | undefined;
  /** Characters. */
  budget: number;
}

export interface FoundText {
  lines: string[];
  matches: number;
  files: number;
  /** Files that were read or could be ruled out. */
  searched: number;
  /** Files that were passed over: binary, too large, unreadable. */
  skipped: number;
  next?: { path: string; line: number };
  overdue: boolean;
}

/** Larger files are passed over, and counted. */
const maxFile = 32 * 1024 * 1024;
/** How much of a file tells whether it is text, in bytes. */
const sniffed = 8192;
/** A longer line is cut around its match. */
const maxLine = 300;

/** Finds lines in files: grouped by file, `12: the line`, `11- a line around it`. */
export function* searchText(fs: Confined, params: SearchTextParams, job: Job): Generator<undefined, FoundText> {
  const { path, after } = params;
  const find = finder(params.pattern, params);
  const found = new Collector(params);
  const stat = fs.follow(path).stat;
  if (stat?.kind === 'file') {
    const spot = fs.followNamed(path);
    found.file(spot.name, linesOf(spot.folder, spot.name, find, params, after?.line ?? 0));
    return found.result;
  }
  const start = fs.folder(path);
  const ignored = new Ignored(params.excludePatterns, params.gitignore);
  ignored.readAbove(fs, start);
  const included: Matcher = params.include.length === 0 ? () => true : anyOf(params.include);
  const visits = walk(start, {
    enter: ({ path: at }) =>
      !ignored.excludes(at) &&
      !ignored.ignores(at, true) &&
      !(after !== undefined && order(at, after.path) < 0 && !after.path.startsWith(`${at}/`)),
    opened: (folder, at, entries) => ignored.opened(folder, at, entries),
    left: (at) => ignored.left(at),
  });
  let visited = 0;
  for (const { path: at, entry, folder } of visits) {
    if (++visited % 64 === 0) {
      job.progress(visited, undefined, `${found.result.searched} files searched`);
      yield;
    }
    if (entry.kind !== 'file' || !included(at) || ignored.excludes(at) || ignored.ignores(at, false)) continue;
    const position = after === undefined ? 1 : order(at, after.path);
    if (position < 0) continue;
    if (job.overdue()) return found.stop({ path: at, line: 0 });
    const matches = linesOf(folder, entry.name, find, params, position === 0 ? (after?.line ?? 0) : 0);
    if (!found.file(at, matches)) return found.result;
  }
  return found.result;
}

interface Line {
  number: number;
  text: string;
  isMatch: boolean;
}

/** Gathers what was found until the limits are reached. */
class Collector {
  readonly result: FoundText = { lines: [], matches: 0, files: 0, searched: 0, skipped: 0, overdue: false };
  readonly #params: SearchTextParams;
  #used = 0;

  constructor(params: SearchTextParams) {
    this.#params = params;
  }

  /** Takes one file's lines; `undefined` for a file that was passed over. Returns whether there is room for more. */
  file(path: string, lines: Line[] | undefined): boolean {
    const { result } = this;
    if (lines === undefined) {
      result.skipped++;
      return true;
    }
    result.searched++;
    if (lines.length === 0) return true;
    const { limit, filesOnly } = this.#params;
    const matches = lines.filter(({ isMatch }) => isMatch).length;
    if (filesOnly) {
      if (result.files === limit) return this.#full({ path, line: 0 });
      if (!this.#add(`${visible(path)}\t${matches}`)) return this.#full({ path, line: 0 });
      result.files++;
      result.matches += matches;
      return true;
    }
    let last = 0;
    let named = false;
    for (const { number, text, isMatch } of lines) {
      const gap = last !== 0 && number > last + 1 && this.#params.context > 0;
      const line = `${gap ? '  --\n' : ''}  ${number}${isMatch ? ':' : '-'} ${text}`;
      if ((isMatch && result.matches === limit) || !this.#add(named ? line : `${visible(path)}\n${line}`))
        return this.#full({ path, line: last });
      if (!named) result.files++;
      named = true;
      if (isMatch) result.matches++;
      last = number;
    }
    return true;
  }

  stop(next: { path: string; line: number }): FoundText {
    this.result.next = next;
    this.result.overdue = true;
    return this.result;
  }

  #full(next: { path: string; line: number }): false {
    this.result.next = next;
    return false;
  }

  #add(line: string): boolean {
    if (this.result.lines.length > 0 && this.#used + line.length + 1 > this.#params.budget) return false;
    this.#used += line.length + 1;
    this.result.lines.push(line);
    return true;
  }
}

/** The matching lines of a file after line `after`, with those around them; undefined for what is not text or cannot be read. */
function linesOf(
  folder: Folder,
  name: string,
  find: Finder,
  { context }: SearchTextParams,
  after: number,
): Line[] | undefined {
  const text = textOf(folder, name, find);
  if (text === undefined || text === '') return text === undefined ? undefined : [];
  const lines: Line[] = [];
  let number = 1;
  let lineStart = 0;
  let from = 0;
  let afterContext = 0;
  for (let match = find.next(text, 0); match !== undefined; match = find.next(text, from)) {
    const before: number[] = [];
    for (
      let end = text.indexOf('\n', lineStart);
      end !== -1 && end < match.start;
      end = text.indexOf('\n', lineStart)
    ) {
      before.push(lineStart);
      if (before.length > context) before.shift();
      if (afterContext > 0 && number > after) {
        lines.push({ number, text: lineAt(text, lineStart), isMatch: false });
        afterContext--;
        before.length = 0;
      }
      number++;
      lineStart = end + 1;
    }
    const lineEnd = text.indexOf('\n', lineStart);
    if (number > after) {
      for (const [i, start] of before.entries()) {
        const at = number - before.length + i;
        if (at > after) lines.push({ number: at, text: lineAt(text, start), isMatch: false });
      }
      lines.push({ number, text: lineAt(text, lineStart, match.start), isMatch: true });
      afterContext = context;
    }
    if (lineEnd === -1) return lines;
    // One line is one match, however often it matches; an empty match moves on all the same.
    number++;
    from = lineEnd + 1;
    lineStart = from;
    if (from >= text.length) break;
  }
  for (; afterContext > 0 && lineStart < text.length; afterContext--) {
    lines.push({ number: number++, text: lineAt(text, lineStart), isMatch: false });
    const end = text.indexOf('\n', lineStart);
    if (end === -1) break;
    lineStart = end + 1;
  }
  return lines;
}

/** A file's text if it can match at all; empty when it cannot, undefined when it is passed over. */
function textOf(folder: Folder, name: string, find: Finder): string | undefined {
  try {
    const file = folder.open(name);
    const bytes = file.readAll(maxFile);
    file.close();
    const sample = bytes.length > sniffed ? bytes.subarray(0, sniffed) : bytes;
    // Most files do not match: what needs no decoding is settled first. UTF-16 has NUL bytes, and other bytes for the pattern.
    if (find.required && !sample.includes(0) && !bytes.includes(find.required)) return '';
    const detected = detectEncoding(sample, { complete: bytes.length <= sniffed });
    if (detected === undefined) return undefined;
    const { encoding, bomBytes } = detected;
    return encoding === 'utf-8' ? bytes.toString('utf8', bomBytes) : decode(bytes.subarray(bomBytes), encoding);
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}

function lineAt(text: string, start: number, match = start): string {
  let end = text.indexOf('\n', start);
  if (end === -1) end = text.length;
  if (text[end - 1] === '\r') end--;
  if (end - start <= maxLine) return text.slice(start, end);
  const from = Math.max(start, Math.min(match - maxLine / 3, end - maxLine));
  return `${from > start ? '...' : ''}${text.slice(from, from + maxLine)}${from + maxLine < end ? '...' : ''}`;
}
