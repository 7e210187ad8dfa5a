import { PageRoom, walk, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import { roomFor } from '../present/header-room.ts';
import { anyOf } from '../files/search/glob.ts';
import { namer } from '../files/shown.ts';
import { order } from '../files/order.ts';

export interface FindEmptyParams {
  path: string;
  type: 'file' | 'directory' | 'both';
  excludePatterns: string[];
  limit: number;
  /** The path that the page before ended with. */
  after?: string | undefined;
  /** Characters of the whole answer. */
  budget: number;
}

export interface Empty {
  /** In the order of a walk; a folder ends in `/`. */
  lines: string[];
  files: number;
  folders: number;
  unreadable: number;
  next?: string;
  /** True if the deadline ended the walk: the list may be incomplete, and a listed folder may be inside another empty one. */
  overdue: boolean;
}

/** A folder whose end the walk has not reached. */
interface Undecided {
  path: string;
  empty: boolean;
  /** The empty folders directly inside: named only if this one is not empty itself. */
  inside: string[];
}

interface Found {
  path: string;
  folder: boolean;
}

/** Finds files without a byte, and folders that hold nothing but such folders: of those the outermost. */
export function* findEmpty(fs: Confined, params: FindEmptyParams, job: Job): Generator<undefined, Empty> {
  const { path, type, excludePatterns } = params;
  const excluded = anyOf(excludePatterns);
  const found: Found[] = [];
  const top: Undecided = { path: '', empty: false, inside: [] };
  const undecided: Undecided[] = [top];
  const here = () => undecided.at(-1) ?? top;
  const name = ({ inside }: Undecided) => {
    for (const path of inside) found.push({ path, folder: true });
  };
  const decide = (last: Undecided) => {
    if (last.empty) here().inside.push(last.path);
    else {
      here().empty = false;
      name(last);
    }
  };
  let [unreadable, visited, overdue] = [0, 0, false];
  const start = fs.folder(path);
  const visits = walk(start, {
    enter: ({ path: at }) => !excluded(at),
    opened(folder, at, entries) {
      if (at === '') return;
      // The walk does not show what is being written at this moment, and a folder that holds it is not empty.
      const empty = entries.length > 0 ? !folder.hidesSome() : folder.isEmpty();
      undecided.push({ path: at.slice(0, -1), empty, inside: [] });
    },
    left() {
      const last = undecided.pop();
      if (last) decide(last);
    },
  });
  for (const { path: at, entry, folder, unreadable: reason } of visits) {
    if (reason !== undefined) unreadable++;
    if (entry.kind !== 'folder' || reason !== undefined || excluded(at)) here().empty = false;
    if (entry.kind === 'file' && type !== 'directory' && !excluded(at)) {
      const stat = folder.peek(entry.name);
      if (stat?.kind === 'file' && stat.size === 0) found.push({ path: at, folder: false });
    }
    if (++visited % 64 === 0) {
      job.progress(visited, undefined, `${visited} entries looked at`);
      yield;
    }
    overdue = job.overdue();
    if (overdue) break;
  }
  undecided.forEach(name);
  const wanted = type === 'file' ? found.filter(({ folder }) => !folder) : found;
  wanted.sort((a, b) => order(a.path, b.path));
  const folders = wanted.filter(({ folder }) => folder).length;
  return { ...page(wanted, params, namer(start, path)), files: wanted.length - folders, folders, unreadable, overdue };
}

function page(
  all: readonly Found[],
  { limit, after, budget }: FindEmptyParams,
  nameOf: (path: string) => string,
): Pick<Empty, 'lines' | 'next'> {
  const lines: string[] = [];
  const room = new PageRoom({ limit, budget });
  let last = after;
  for (const { path, folder } of all) {
    if (after !== undefined && order(path, after) <= 0) continue;
    const line = folder ? `${nameOf(path)}/` : nameOf(path);
    if (!room.takes(line.length, roomFor(path))) return { lines, ...(last !== undefined && { next: last }) };
    lines.push(line);
    last = path;
  }
  return { lines };
}
