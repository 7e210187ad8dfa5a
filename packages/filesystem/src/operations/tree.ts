import { PageRoom, walk, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import { Ignored } from '../files/search/ignore.ts';
import { describe } from './list.ts';
import { below } from '../files/search/files-below.ts';
import { order } from '../files/order.ts';
import { shownName } from '../files/shown.ts';

export interface TreeParams {
  path: string;
  excludePatterns: string[];
  gitignore: boolean;
  maxDepth: number;
  limit: number;
  /** The path that the page before ended with. */
  after?: string | undefined;
  /** Characters. */
  budget: number;
}

export interface Tree {
  text: string;
  /** The number of lines in the text. */
  shown: number;
  folders: number;
  files: number;
  /** Files that git ignores, which are left out. */
  ignored: number;
  next?: string;
  /** The deadline came first. */
  overdue: boolean;
}

/** Everything below a folder, a line each, indented by depth; ignored and too deep folders are named and not opened. */
export function* tree(fs: Confined, params: TreeParams, job: Job): Generator<undefined, Tree> {
  const { path, excludePatterns, gitignore, maxDepth, limit, after, budget } = params;
  const start = fs.folder(path);
  const ignored = new Ignored(
    excludePatterns.flatMap((pattern) => below(pattern, start, path)),
    gitignore,
  );
  ignored.readAbove(fs, start);
  const lines: string[] = [];
  const result: Omit<Tree, 'text' | 'shown'> = { folders: 0, files: 0, ignored: 0, overdue: false };
  const finish = (): Tree => ({ ...result, text: lines.join('\n'), shown: lines.length });
  const room = new PageRoom({ limit, budget });
  let last = after;
  const folded = new Map<string, string>();
  const visits = walk(start, {
    enter({ path: at, depth }) {
      if (ignored.ignores(at, true)) folded.set(at, ' (ignored)');
      else if (depth >= maxDepth) folded.set(at, ' ...');
      else if (after !== undefined && order(at, after) < 0 && !after.startsWith(`${at}/`)) return false;
      else return !ignored.excludes(at);
      return false;
    },
    opened: (folder, at, entries) => ignored.opened(folder, at, entries),
    left: (at) => ignored.left(at),
  });
  for (const visit of visits) {
    const { path: at, entry, folder, depth, unreadable } = visit;
    if (ignored.excludes(at)) continue;
    if (entry.kind !== 'folder' && ignored.ignores(at, false)) {
      result.ignored++;
      continue;
    }
    if (after !== undefined && order(at, after) <= 0) continue;
    // A new page names the folders that it continues in.
    const line = `${'  '.repeat(depth - 1)}${describe(folder, entry)}${folded.get(at) ?? ''}${unreadable ? ' (unreadable)' : ''}`;
    const isOverdue = job.overdue();
    if (isOverdue || !room.takes(line.length)) {
      if (last !== undefined) result.next = last;
      result.overdue = isOverdue;
      return finish();
    }
    if (lines.length === 0 && depth > 1) room.add(openParents(lines, at, budget / 2));
    lines.push(line);
    last = at;
    if (entry.kind === 'folder') result.folders++;
    else if (entry.kind === 'file') result.files++;
    if (lines.length % 256 === 0) yield;
  }
  return finish();
}

/** Begins a page with the folders that it continues in, beside its entries: as many of the inner ones as fit into `room` characters. */
function openParents(lines: string[], path: string, room: number): number {
  const parents = path.split('/').slice(0, -1);
  let used = 0;
  for (let level = parents.length - 1; level >= 0; level--) {
    const line = `${'  '.repeat(level)}${shownName(parents[level] ?? '')}/`;
    if (used + line.length + 1 > room) break;
    used += line.length + 1;
    lines.unshift(line);
  }
  return used;
}
