import { walk, type Confined, type Folder, type Job, type Visit } from '@mcp-reference/kit/sandbox';
import { anyOf } from './glob.ts';
import { Ignored } from './ignore.ts';
import { order } from './tree.ts';

/** Which files below a folder are meant. */
export interface FilesBelow {
  path: string;
  /** Only files that match one of these globs; all when empty. */
  include: string[];
  excludePatterns: string[];
  /** Whether what `.gitignore` names is left out. */
  gitignore: boolean;
  /** Where a page before ended: files before this path are left out, the file itself is not. */
  after?: string | undefined;
}

/** A file, while the folder that holds it is open. */
export interface FileBelow {
  /** Relative to the folder that was asked for. */
  path: string;
  folder: Folder;
  name: string;
}

/** A walk that enters neither what is ignored nor what a page before has done with; and what else is left out of it. */
export function walkBelow(
  fs: Confined,
  params: Omit<FilesBelow, 'include'>,
): { visits: Generator<Visit, void>; leavesOut(visit: Visit): boolean } {
  const { path, excludePatterns, gitignore, after } = params;
  const start = fs.folder(path);
  const ignored = new Ignored(excludePatterns, gitignore);
  ignored.readAbove(fs, start);
  const isDone = (at: string) => after !== undefined && order(at, after) < 0 && !after.startsWith(`${at}/`);
  const visits = walk(start, {
    enter: ({ path: at }) => !ignored.excludes(at) && !ignored.ignores(at, true) && !isDone(at),
    opened: (folder, at, entries) => ignored.opened(folder, at, entries),
    left: (at) => ignored.left(at),
  });
  return {
    visits,
    leavesOut: ({ path: at, entry }) => ignored.excludes(at) || ignored.ignores(at, entry.kind === 'folder'),
  };
}

/** The regular files below a folder, in order; now and then undefined, where a caller can pause. */
export function* filesBelow(fs: Confined, params: FilesBelow, job: Job): Generator<FileBelow | undefined, void> {
  const { include, after } = params;
  const { visits, leavesOut } = walkBelow(fs, params);
  const included = include.length === 0 ? () => true : anyOf(include);
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
    if (entry.kind !== 'file' || !included(path) || leavesOut(visit)) continue;
    if (after !== undefined && order(path, after) < 0) continue;
    yield { path, folder, name: entry.name };
  }
}
