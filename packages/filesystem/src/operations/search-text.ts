import { ToolError, visible, type Confined, type Folder, type Job } from '@mcp-reference/kit/sandbox';
import { decode, detectEncoding } from '../text/encoding.ts';
import { filesBelow, type FilesBelow } from './files-below.ts';
import { finder, type Finder, type PatternOptions } from './pattern.ts';

export interface SearchTextParams extends PatternOptions, Omit<FilesBelow, 'after'> {
  pattern: string;
  /** Lines around each match. */
  context: number;
  filesOnly: boolean;
  limit: number;
  after?: { path: string; line: number } | undefined;
  /** Characters. */
  budget: number;
}

export interface FoundText {
  text: string;
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
  for (const file of filesBelow(fs, { ...params, after: after?.path }, job)) {
    if (file === undefined) {
      yield;
      continue;
    }
    const { path: at, folder, name } = file;
    if (job.overdue()) return found.stop({ path: at, line: 0 });
    const matches = linesOf(folder, name, find, params, at === after?.path ? after.line : 0);
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
  readonly found: Omit<FoundText, 'text'> = { matches: 0, files: 0, searched: 0, skipped: 0, overdue: false };
  readonly #lines: string[] = [];
  readonly #params: SearchTextParams;
  #used = 0;

  constructor(params: SearchTextParams) {
    this.#params = params;
  }

  get result(): FoundText {
    return { ...this.found, text: this.#lines.join('\n') };
  }

  /** Takes one file's lines; `undefined` for a file that was passed over. Returns whether there is room for more. */
  file(path: string, lines: Line[] | undefined): boolean {
    const result = this.found;
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
    this.found.next = next;
    this.found.overdue = true;
    return this.result;
  }

  #full(next: { path: string; line: number }): false {
    this.found.next = next;
    return false;
  }

  #add(line: string): boolean {
    if (this.#lines.length > 0 && this.#used + line.length + 1 > this.#params.budget) return false;
    this.#used += line.length + 1;
    this.#lines.push(line);
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
  // Lines end with LF for the search, as `$` means the end of a line whichever way it ends.
  const text = textOf(folder, name, find)?.replaceAll('\r\n', '\n');
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
      if (afterContext > 0) {
        if (number > after) lines.push({ number, text: lineAt(text, lineStart), isMatch: false });
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
    }
    afterContext = context;
    if (lineEnd === -1) return lines;
    // One line is one match, however often it matches; an empty match moves on all the same.
    number++;
    from = lineEnd + 1;
    lineStart = from;
    if (from >= text.length) break;
  }
  for (; afterContext > 0 && lineStart < text.length; afterContext--) {
    if (number > after) lines.push({ number, text: lineAt(text, lineStart), isMatch: false });
    number++;
    const end = text.indexOf('\n', lineStart);
    if (end === -1) break;
    lineStart = end + 1;
  }
  return lines;
}

/** A file's text if it can match at all; empty when it cannot, undefined when it is passed over. */
function textOf(folder: Folder, name: string, find: Finder): string | undefined {
  try {
    const file = folder.openListed(name);
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
  const from = whole(text, Math.max(start, Math.min(match - maxLine / 3, end - maxLine)));
  const to = whole(text, Math.min(from + maxLine, end));
  return `${from > start ? '...' : ''}${text.slice(from, to)}${to < end ? '...' : ''}`;
}

/** A position that is not inside a surrogate pair. */
function whole(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text[at] ?? '') ? at + 1 : at;
}
