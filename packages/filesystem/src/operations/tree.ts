import { visible, walk, type Confined, type Job } from '@mcp-reference/kit/helper';
import { Ignored } from './ignore.ts';
import { describe } from './list.ts';

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
  lines: string[];
  folders: number;
  files: number;
  next?: string;
  /** The deadline came first. */
  overdue: boolean;
}

/** Everything below a folder, a line each, indented by depth; ignored and too deep folders are named and not opened. */
export function* tree(fs: Confined, params: TreeParams, job: Job): Generator<undefined, Tree> {
  const { path, excludePatterns, gitignore, maxDepth, limit, after, budget } = params;
  const start = fs.folder(path);
  const ignored = new Ignored(excludePatterns, gitignore);
  ignored.readAbove(fs, start);
  const result: Tree = { lines: [], folders: 0, files: 0, overdue: false };
  let used = 0;
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
    if (ignored.excludes(at) || (entry.kind !== 'folder' && ignored.ignores(at, false))) continue;
    if (after !== undefined && order(at, after) <= 0) continue;
    // A new page names the folders that it continues in.
    const line = `${'  '.repeat(depth - 1)}${describe(folder, entry)}${folded.get(at) ?? ''}${unreadable ? ' (unreadable)' : ''}`;
    if (
      result.lines.length === limit ||
      (result.lines.length > 0 && used + line.length + 1 > budget) ||
      job.overdue()
    ) {
      if (last !== undefined) result.next = last;
      result.overdue = job.overdue();
      return result;
    }
    if (result.lines.length === 0 && depth > 1) {
      const parents = at.split('/').slice(0, -1);
      result.lines.push(...parents.map((name, level) => `${'  '.repeat(level)}${visible(name)}/`));
    }
    result.lines.push(line);
    used += line.length + 1;
    last = at;
    if (entry.kind === 'folder') result.folders++;
    else result.files++;
    if (result.lines.length % 256 === 0) yield;
  }
  return result;
}

/** The order in which a walk visits: name by name. */
export function order(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [l = '', r = ''] = [left[i], right[i]];
    if (l !== r) return l < r ? -1 : 1;
  }
  return left.length - right.length;
}
