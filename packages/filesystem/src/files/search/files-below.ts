import path from 'node:path';
import { walk, type Confined, type Folder, type Job, type Visit } from '@mcp-reference/kit/sandbox';
import { anyOf } from './glob.ts';
import { Ignored } from './ignore.ts';
import { namer } from '../shown.ts';
import { order } from '../order.ts';

/** A choice of files below a folder. */
export interface FilesBelow {
  path: string;
  /** Only files that match one of these globs; all when empty. */
  include: string[];
  excludePatterns: string[];
  /** True to leave out what git ignores. */
  gitignore: boolean;
  /** The file to continue with; those before it are left out. */
  after?: string | undefined;
}

/** A file, while the folder that holds it is open. */
export interface FileBelow {
  /** Relative to the folder that was asked for. */
  path: string;
  /** As an answer names it. */
  shown: string;
  folder: Folder;
  name: string;
}

/** A walk below a folder, and what is left out of it. */
export interface Below {
  start: Folder;
  visits: Generator<Visit, void>;
  leavesOut(visit: Visit): boolean;
  ignored: Ignored;
}

/** A walk that enters neither what is ignored nor what a page before has done with. */
export function walkBelow(fs: Confined, params: Omit<FilesBelow, 'include'>): Below {
  const { path: asked, excludePatterns, gitignore, after } = params;
  const start = fs.folder(asked);
  const ignored = new Ignored(
    excludePatterns.flatMap((pattern) => below(pattern, start, asked)),
    gitignore,
  );
  ignored.readAbove(fs, start);
  const isDone = (at: string) => after !== undefined && order(at, after) < 0 && !after.startsWith(`${at}/`);
  const visits = walk(start, {
    enter: ({ path: at }) => !ignored.excludes(at) && !ignored.ignores(at, true) && !isDone(at),
    opened: (folder, at, entries) => ignored.opened(folder, at, entries),
    left: (at) => ignored.left(at),
  });
  return {
    start,
    visits,
    leavesOut: ({ path: at, entry }) => ignored.excludes(at) || ignored.ignores(at, entry.kind === 'folder'),
    ignored,
  };
}

/**
 * Returns the meanings of a pattern below the searched folder: one that begins with that folder's own path, absolute or as the
 * caller gave it, is also taken relative to it.
 */
export function below(pattern: string, start: Folder, asked: string): string[] {
  const { path: place, root } = start;
  const plain = (text: string) =>
    text
      .replaceAll('\\', '/')
      .replace(/^(?:\.\/)+/, '')
      .replace(/\/$/, '');
  const absolute = [place, path.join(root.path, path.relative(root.real, place))];
  const given = process.platform === 'win32' ? plain(pattern) : pattern;
  for (const spelling of absolute)
    if (given.startsWith(`${plain(spelling)}/`)) return [given.slice(plain(spelling).length + 1)];
  const own = plain(asked);
  return own !== '' && own !== '.' && given.startsWith(`${own}/`) ? [given, given.slice(own.length + 1)] : [pattern];
}

/** Counts of what a walk over files did not look into. */
export interface Passed {
  /** Files that git ignores, or folders of them. */
  ignored: number;
  unreadable: number;
}

/** The regular files below a folder, in order; now and then undefined, where a caller can pause. */
export function* filesBelow(
  fs: Confined,
  params: FilesBelow,
  job: Job,
  passed?: Passed,
): Generator<FileBelow | undefined, void> {
  const { include, after } = params;
  const { start, visits, leavesOut, ignored } = walkBelow(fs, params);
  const included =
    include.length === 0 ? () => true : anyOf(include.flatMap((pattern) => below(pattern, start, params.path)));
  const nameOf = namer(start, params.path);
  let visited = 0;
  let since = performance.now();
  for (const visit of visits) {
    // By time as well: a single file can keep a search busy.
    if (++visited % 64 === 0 || performance.now() - since > 50) {
      since = performance.now();
      job.progress(visited, undefined, `${visited} entries visited`);
      yield undefined;
    }
    const { path, entry, folder } = visit;
    if (passed) {
      if (visit.unreadable !== undefined) passed.unreadable++;
      if (entry.name !== '.git' && ignored.ignores(path, entry.kind === 'folder')) passed.ignored++;
    }
    if (entry.kind !== 'file' || !included(path) || leavesOut(visit)) continue;
    if (after !== undefined && order(path, after) < 0) continue;
    yield { path, shown: nameOf(path), folder, name: entry.name };
  }
}
