import { PageRoom, type Confined, type Job, type Kind } from '@mcp-reference/kit/sandbox';
import { below, walkBelow } from '../files/search/files-below.ts';
import { glob, isGlob, type Matcher } from '../files/search/glob.ts';
import { namer } from '../files/shown.ts';
import { order } from '../files/order.ts';

export interface SearchFilesParams {
  path: string;
  pattern: string;
  excludePatterns: string[];
  gitignore: boolean;
  type?: 'file' | 'directory' | undefined;
  /** Milliseconds since the epoch. */
  modifiedAfter?: number | undefined;
  /** Bytes. */
  minSize?: number | undefined;
  maxSize?: number | undefined;
  sortBy: 'path' | 'modified' | 'size';
  limit: number;
  after?: string | undefined;
  /** The number of matches on earlier pages, if they are not in the order of the walk. */
  offset?: number | undefined;
  /** Characters. */
  budget: number;
}

export interface FoundFiles {
  text: string;
  /** The number of matches in the text, one a line. */
  shown: number;
  /** The number of entries visited. */
  visited: number;
  unreadable: number;
  ignored: number;
  /** Of a pattern that matches nothing: how many it would match if case did not count. */
  otherCase: number;
  next?: string;
  nextOffset?: number;
  overdue: boolean;
}

interface Match {
  line: string;
  size: number;
  modified: number;
}

/** Matches that are held at most, unless a page needs more: those that cannot be on it go. */
const mostHeld = 100_000;

/** Finds by name, and by what else is asked for. Links are found and not entered. */
export function* searchFiles(fs: Confined, params: SearchFilesParams, job: Job): Generator<undefined, FoundFiles> {
  const { pattern, type, limit, after, budget, sortBy } = params;
  const { start, visits, leavesOut, ignored } = walkBelow(fs, params);
  const [match, loose] = matchersOf(pattern, below(pattern, start, params.path));
  const nameOf = namer(start, params.path);
  const sorted = sortBy !== 'path';
  // With one more, to know that there is another page.
  const wanted = (params.offset ?? 0) + limit + 1;
  const matches: Match[] = [];
  const found = { visited: 0, unreadable: 0, ignored: 0, otherCase: 0, overdue: false };
  const room = new PageRoom({ limit, budget });
  let [last, next]: [string | undefined, string | undefined] = [after, undefined];
  for (const visit of visits) {
    const { path: at, entry, folder, unreadable } = visit;
    found.visited++;
    if (unreadable) found.unreadable++;
    if (found.visited % 256 === 0) {
      job.progress(found.visited, undefined, `${found.visited} entries searched`);
      yield;
    }
    if (after !== undefined && order(at, after) <= 0) continue;
    if (job.overdue() && (sorted || last !== undefined)) {
      found.overdue = true;
      next = sorted ? undefined : last;
      break;
    }
    const passed = last;
    last = at;
    if (entry.name !== '.git' && ignored.ignores(at, entry.kind === 'folder')) found.ignored++;
    const matched = match(at);
    if (!matched && !loose(at)) continue;
    if (leavesOut(visit) || !hasType(entry.kind, type)) continue;
    if (!matched) {
      found.otherCase++;
      continue;
    }
    const stat = needsStat(params) ? folder.peek(entry.name) : undefined;
    if (needsStat(params) && (stat === undefined || !fits(params, stat))) continue;
    const line = nameOf(at) + (entry.kind === 'folder' ? '/' : '');
    if (!sorted && !room.takes(line.length)) {
      next = passed;
      break;
    }
    matches.push({ line, size: stat?.size ?? 0, modified: stat?.modified ?? 0 });
    if (sorted && matches.length >= Math.max(mostHeld, 2 * wanted)) {
      matches.sort(inOrder(sortBy));
      matches.length = wanted;
    }
  }
  const page = sorted ? sortedPage(matches, params) : { lines: matches.map(({ line }) => line) };
  return {
    ...found,
    text: page.lines.join('\n'),
    shown: page.lines.length,
    ...(next !== undefined && { next }),
    ...('nextOffset' in page && page.nextOffset !== undefined && { nextOffset: page.nextOffset }),
  };
}

const inOrder =
  (sortBy: SearchFilesParams['sortBy']) =>
  (a: Match, b: Match): number =>
    (sortBy === 'size' ? b.size - a.size : b.modified - a.modified) || (a.line < b.line ? -1 : 1);

function sortedPage(
  matches: Match[],
  { sortBy, limit, offset = 0, budget }: SearchFilesParams,
): { lines: string[]; nextOffset?: number } {
  matches.sort(inOrder(sortBy));
  const lines: string[] = [];
  const room = new PageRoom({ limit, budget });
  for (const { line, size, modified } of matches.slice(offset)) {
    const shown =
      `${line}\t${sortBy === 'size' ? `${size} B` : new Date(modified).toISOString().slice(0, 19)}Z`.replace(
        / BZ$/,
        ' B',
      );
    if (!room.takes(shown.length)) return { lines, nextOffset: offset + lines.length };
    lines.push(shown);
  }
  return { lines };
}

/** A pattern with wildcards is a glob; a bare word is part of a name, whatever its case. The second one takes any case. */
function matchersOf(pattern: string, meanings: readonly string[]): [Matcher, Matcher] {
  if (!isGlob(pattern)) {
    const word = folded(pattern);
    return [(path) => folded(path.slice(path.lastIndexOf('/') + 1)).includes(word), () => false];
  }
  const exact = meanings.map((one) => glob(one));
  const anyCase = meanings.map((one) => glob(one.toLowerCase()));
  return [(path) => exact.some((match) => match(path)), (path) => anyCase.some((match) => match(path.toLowerCase()))];
}

const folded = (name: string): string => name.normalize('NFC').toLowerCase();

const hasType = (kind: Kind, type: SearchFilesParams['type']): boolean =>
  type === undefined || (type === 'file' ? kind === 'file' : kind === 'folder');

const needsStat = ({ modifiedAfter, minSize, maxSize, sortBy }: SearchFilesParams): boolean =>
  modifiedAfter !== undefined || minSize !== undefined || maxSize !== undefined || sortBy !== 'path';

/** Size limits apply to files only: the size of a folder itself means nothing to a user. */
function fits(
  { modifiedAfter, minSize, maxSize }: SearchFilesParams,
  stat: { kind: Kind; size: number; modified: number },
): boolean {
  if (modifiedAfter !== undefined && stat.modified < modifiedAfter) return false;
  const sized = minSize !== undefined || maxSize !== undefined;
  return !sized || (stat.kind === 'file' && stat.size >= (minSize ?? 0) && stat.size <= (maxSize ?? Infinity));
}
