import { visible, type Confined, type Job, type Kind } from '@mcp-reference/kit/sandbox';
import { glob, isGlob, type Matcher } from './glob.ts';
import { walkBelow } from './files-below.ts';
import { order } from './tree.ts';

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
  limit: number;
  after?: string | undefined;
  /** Characters. */
  budget: number;
}

export interface FoundFiles {
  text: string;
  /** How many matches the text has, one a line. */
  shown: number;
  /** How many entries were looked at. */
  visited: number;
  unreadable: number;
  next?: string;
  overdue: boolean;
}

/** Finds by name, and by what else is asked for. Links are found and not entered. */
export function* searchFiles(fs: Confined, params: SearchFilesParams, job: Job): Generator<undefined, FoundFiles> {
  const { pattern, type, limit, after, budget } = params;
  const match = nameMatcher(pattern);
  const { visits, leavesOut } = walkBelow(fs, params);
  const lines: string[] = [];
  const finish = (): FoundFiles => ({ ...found, text: lines.join('\n'), shown: lines.length });
  const found: Omit<FoundFiles, 'text' | 'shown'> = { visited: 0, unreadable: 0, overdue: false };
  let used = 0;
  let last = after;
  for (const visit of visits) {
    const { path: at, entry, folder, unreadable } = visit;
    found.visited++;
    if (unreadable) found.unreadable++;
    if (found.visited % 256 === 0) {
      job.progress(found.visited, undefined, `${found.visited} entries searched`);
      yield;
    }
    if (after !== undefined && order(at, after) <= 0) continue;
    if (last !== undefined && job.overdue()) {
      found.overdue = true;
      found.next = last;
      return finish();
    }
    const passed = last;
    last = at;
    if (!match(at)) continue;
    if (leavesOut(visit)) continue;
    if (!hasType(entry.kind, type) || !fits(params, () => folder.find(entry.name))) continue;
    const line = entry.kind === 'folder' ? `${visible(at)}/` : visible(at);
    if (lines.length === limit || (lines.length > 0 && used + line.length + 1 > budget)) {
      if (passed !== undefined) found.next = passed;
      return finish();
    }
    used += line.length + 1;
    lines.push(line);
  }
  return finish();
}

/** A pattern with wildcards is a glob; a bare word is part of a name, whatever its case. */
function nameMatcher(pattern: string): Matcher {
  if (isGlob(pattern)) return glob(pattern);
  const word = pattern.toLowerCase();
  return (path) =>
    path
      .slice(path.lastIndexOf('/') + 1)
      .toLowerCase()
      .includes(word);
}

const hasType = (kind: Kind, type: SearchFilesParams['type']): boolean =>
  type === undefined || (type === 'file' ? kind === 'file' : kind === 'folder');

/** Size limits are about files; folders have no size that a person means. */
function fits(
  { modifiedAfter, minSize, maxSize }: SearchFilesParams,
  look: () => { kind: Kind; size: number; modified: number } | undefined,
): boolean {
  if (modifiedAfter === undefined && minSize === undefined && maxSize === undefined) return true;
  const stat = look();
  if (stat === undefined) return false;
  if (modifiedAfter !== undefined && stat.modified < modifiedAfter) return false;
  const sized = minSize !== undefined || maxSize !== undefined;
  return !sized || (stat.kind === 'file' && stat.size >= (minSize ?? 0) && stat.size <= (maxSize ?? Infinity));
}
