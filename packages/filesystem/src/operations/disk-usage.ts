import { PageRoom, walk, type Confined, type Job, type Stat, count, readableSize } from '@mcp-reference/kit/sandbox';
import { roomFor } from '../present/header-room.ts';
import { namer } from '../files/shown.ts';

export interface DiskUsageParams {
  path: string;
  /** The number of levels of folders that get a line; everything below is counted in them. */
  depth: number;
  limit: number;
  /** Characters of the whole answer. */
  budget: number;
}

export interface Usage {
  /** The size of the files, and the space they take on the disk. */
  bytes: number;
  allocated: number;
  files: number;
}

export interface DiskUsage {
  total: Usage;
  /** The files directly in the folder. */
  direct: Usage;
  /** Both in words. */
  summary: string;
  folders: number;
  /** A folder each, largest first. */
  lines: string[];
  /** The same folders for programs. */
  shown: Counted[];
  /** The number of lines without limits. */
  listed: number;
  unreadable: number;
  /** The deadline came first: the truth is larger. */
  overdue: boolean;
}

interface Counted extends Usage {
  path: string;
}

/** Sums up the files below a folder. A file with several names counts where it is met first; links count nowhere. */
export function* diskUsage(fs: Confined, params: DiskUsageParams, job: Job): Generator<undefined, DiskUsage> {
  const { path, depth: levels } = params;
  const total = nothing();
  const direct = nothing();
  const counted: Counted[] = [];
  /** The counted folders on the path to the current folder of the walk. */
  const around: Counted[] = [];
  const seen = new Set<string>();
  let [folders, unreadable, visited, overdue] = [0, 0, 0, false];
  const enter = () => {
    folders++;
    return true;
  };
  const start = fs.folder(path);
  for (const visit of walk(start, { enter })) {
    const { path: at, entry, folder, depth } = visit;
    if (visit.unreadable !== undefined) unreadable++;
    if (++visited % 64 === 0) {
      job.progress(visited, undefined, `${count(total.files, 'file')}, ${readableSize(total.bytes)}`);
      yield;
    }
    overdue = job.overdue();
    if (overdue) break;
    around.length = Math.min(around.length, depth - 1);
    if (entry.kind === 'folder' && depth <= levels) {
      const own = { path: at, ...nothing() };
      counted.push(own);
      around.push(own);
    }
    const stat = entry.kind === 'file' ? folder.peek(entry.name) : undefined;
    if (stat?.kind !== 'file' || isSecondName(stat, seen)) continue;
    for (const usage of [total, ...around]) add(usage, stat);
    if (depth === 1) add(direct, stat);
  }
  counted.sort((a, b) => b.allocated - a.allocated || b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
  const summary = `total ${describe(total)}; directly in it ${describe(direct)}`;
  const nameOf = namer(start, path);
  const lines = linesOf(counted, params, nameOf);
  return {
    total,
    direct,
    summary,
    folders,
    lines,
    shown: counted.slice(0, lines.length).map((usage) => ({ ...usage, path: nameOf(usage.path) })),
    listed: counted.length,
    unreadable,
    overdue,
  };
}

const nothing = (): Usage => ({ bytes: 0, allocated: 0, files: 0 });

function add(usage: Usage, { size, allocated }: Stat): void {
  usage.bytes += size;
  usage.allocated += allocated;
  usage.files++;
}

function isSecondName({ links, identity }: Stat, seen: Set<string>): boolean {
  if (links < 2) return false;
  if (seen.has(identity)) return true;
  seen.add(identity);
  return false;
}

function linesOf(
  counted: readonly Counted[],
  { limit, budget }: DiskUsageParams,
  nameOf: (path: string) => string,
): string[] {
  const lines: string[] = [];
  const room = new PageRoom({ limit, budget }, roomFor());
  for (const usage of counted) {
    const line = `${describe(usage)}\t${nameOf(usage.path)}/`;
    if (!room.takes(line.length)) break;
    lines.push(line);
  }
  return lines;
}

/** `8.2 kB on disk, 5.1 kB in 2 files`. */
const describe = ({ allocated, bytes, files }: Usage): string =>
  `${readableSize(allocated)} on disk, ${readableSize(bytes)} in ${count(files, 'file')}`;
