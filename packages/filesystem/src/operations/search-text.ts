import { PageRoom, missing, ToolError, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import { toLf } from '../files/text/line-ends.ts';
import type { Steps } from '../files/detect.ts';
import { filesBelow, type FileBelow, type FilesBelow, type Passed } from '../files/search/files-below.ts';
import { LineSearch, type Line } from '../files/search/line-search.ts';
import { finder, type Finder, type PatternOptions } from '../files/search/pattern.ts';
import { shownName } from '../files/shown.ts';
import { openText } from '../files/search/text-pieces.ts';

export interface SearchTextParams extends PatternOptions, Omit<FilesBelow, 'after'> {
  pattern: string;
  encoding?: string | undefined;
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
  binary: number;
  /** Files that were not searched for another reason, with it; and how many more there are. */
  unsearched: string[];
  moreUnsearched: number;
  /** Files and folders that git ignores. */
  ignored: number;
  /** Folders that could not be read. */
  unreadable: number;
  next?: { path: string; line: number };
  overdue: boolean;
}

/** A pattern over several lines needs its file whole: larger ones are named. */
const mostWhole = 64 * 1024 * 1024;
const mostUnsearched = 10;

/** Finds lines in files: grouped by file, `12: the line`, `11- a line around it`. */
export function* searchText(fs: Confined, params: SearchTextParams, job: Job): Steps<FoundText> {
  const { after } = params;
  // Text may be stored in either normal form of Unicode, and nobody sees which.
  const pattern = /[^\p{ASCII}]/u.test(params.pattern) ? params.pattern.normalize('NFC') : params.pattern;
  const find = finder(pattern, params);
  const passed: Passed = { ignored: 0, unreadable: 0 };
  const found = new Collector(params, passed);
  for (const file of filesOf(fs, params, job, passed)) {
    if (file === undefined) {
      yield;
      continue;
    }
    const line = file.path === after?.path ? after.line : 0;
    if (job.overdue()) return found.stop({ path: file.path, line });
    const more = yield* searchFile(file, find, params, found, line, job);
    if (!more) return found.result;
  }
  return found.result;
}

function filesOf(fs: Confined, params: SearchTextParams, job: Job, passed: Passed): Iterable<FileBelow | undefined> {
  const { path, after } = params;
  const { folder, name, stat } = fs.follow(path);
  if (stat === undefined) throw missing(path);
  if (name !== undefined && stat.kind === 'file') return [{ path: name, shown: shownName(path), folder, name }];
  return filesBelow(fs, { ...params, after: after?.path }, job, passed);
}

/** Returns whether there is room for more. */
function* searchFile(
  { path, shown, folder, name }: FileBelow,
  find: Finder,
  params: SearchTextParams,
  found: Collector,
  after: number,
  job: Job,
): Steps<boolean> {
  try {
    // With lines around matches, every line is needed.
    const required = params.context > 0 ? undefined : find.required;
    const whole = find.multiline || find.raw;
    const text = yield* openText(folder, name, { encoding: params.encoding, required, whole });
    if (text === undefined) return found.binary();
    if (whole && text.size > mostWhole) {
      text.close();
      return found.unsearched(shown, 'too large for a pattern that goes over several lines');
    }
    const search = new LineSearch(find, params.filesOnly ? 0 : params.context, after);
    found.begin(path, shown);
    for (const piece of text.pieces()) {
      if (piece.text === undefined) search.skip(piece.lines);
      else {
        for (const line of search.lines(readable(piece.text, find, params.pattern))) {
          if (found.line(line)) continue;
          text.close();
          return found.end();
        }
      }
      if (text.size > 1024 * 1024) {
        job.progress(search.line, undefined, `${search.line} lines of ${shown} searched`);
        yield;
        // A page that goes no further than the one before would never end.
        if (search.line > after && job.overdue()) {
          found.stop({ path, line: search.line });
          text.close();
          return found.end();
        }
      }
    }
    text.close();
    return found.finish();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return found.unsearched(shown, error.message);
  }
}

/** Lines end with LF for the search, as `$` means the end of a line with any line end. */
function readable(text: string, find: Finder, pattern: string): string {
  const lf = find.raw ? text : toLf(text);
  return /[^\p{ASCII}]/u.test(pattern) ? lf.normalize('NFC') : lf;
}

/** Gathers what was found until the limits are reached. */
class Collector {
  readonly #found: Omit<FoundText, 'text'>;
  readonly #lines: string[] = [];
  readonly #params: SearchTextParams;
  readonly #passed: Passed;
  readonly #room: PageRoom;
  #file = { path: '', shown: '', matches: 0, last: 0, named: false };

  constructor(params: SearchTextParams, passed: Passed) {
    this.#params = params;
    this.#passed = passed;
    this.#room = new PageRoom({ budget: params.budget });
    this.#found = {
      matches: 0,
      files: 0,
      searched: 0,
      binary: 0,
      unsearched: [],
      moreUnsearched: 0,
      ignored: 0,
      unreadable: 0,
      overdue: false,
    };
  }

  get result(): FoundText {
    return { ...this.#found, ...this.#passed, text: this.#lines.join('\n') };
  }

  begin(path: string, shown: string): void {
    this.#file = { path, shown, matches: 0, last: 0, named: false };
  }

  /** Takes one line. Returns whether there is room for more. */
  line({ number, text, isMatch }: Line): boolean {
    const file = this.#file;
    const found = this.#found;
    if (this.#params.filesOnly) {
      if (isMatch) file.matches++;
      return true;
    }
    const gap = file.last !== 0 && number > file.last + 1 && this.#params.context > 0;
    const line = `${gap ? '  --\n' : ''}  ${number}${isMatch ? ':' : '-'} ${text}`;
    if (isMatch && found.matches === this.#params.limit) return this.#full(file.last);
    if (!this.#add(file.named ? line : `${file.shown}\n${line}`)) return this.#full(file.last);
    if (!file.named) found.files++;
    file.named = true;
    if (isMatch) found.matches++;
    file.last = number;
    return true;
  }

  /** A file was searched to its end. */
  finish(): boolean {
    const { matches, shown } = this.#file;
    const found = this.#found;
    if (matches > 0 && (found.files === this.#params.limit || !this.#add(`${shown}\t${matches}`))) return this.#full(0);
    found.searched++;
    if (matches > 0) {
      found.files++;
      found.matches += matches;
    }
    return true;
  }

  /** The limits were reached inside a file. */
  end(): false {
    this.#found.searched++;
    return false;
  }

  binary(): true {
    this.#found.binary++;
    return true;
  }

  unsearched(shown: string, why: string): true {
    if (this.#found.unsearched.length < mostUnsearched) this.#found.unsearched.push(`${shown} (${why})`);
    else this.#found.moreUnsearched++;
    return true;
  }

  stop(next: { path: string; line: number }): FoundText {
    this.#found.next = next;
    this.#found.overdue = true;
    return this.result;
  }

  #full(line: number): false {
    this.#found.next = { path: this.#file.path, line };
    return false;
  }

  #add(line: string): boolean {
    const fits = this.#room.takes(line.length);
    if (fits) this.#lines.push(line);
    return fits;
  }
}
