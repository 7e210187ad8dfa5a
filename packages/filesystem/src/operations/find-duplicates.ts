import { createHash } from 'node:crypto';
import {
  PageRoom,
  ToolError,
  walk,
  type Confined,
  type Folder,
  type Job,
  count,
  readableSize,
} from '@mcp-reference/kit/sandbox';
import { Branch } from '../files/branch.ts';
import { roomFor } from '../present/header-room.ts';
import { anyOf } from '../files/search/glob.ts';
import { namer } from '../files/shown.ts';
import { order } from '../files/order.ts';

export interface FindDuplicatesParams {
  path: string;
  /** Bytes. */
  minSize: number;
  excludePatterns: string[];
  /** Files, not groups: a group can go on over several pages. */
  limit: number;
  after?: DuplicatePosition | undefined;
  /** Characters of the whole answer. */
  budget: number;
}

/** The end of a page: a file, in the group that frees so much and begins with that file. */
export interface DuplicatePosition {
  freed: number;
  first: string;
  path: string;
}

export interface Duplicates {
  /** A line for each group, under it its files, indented. */
  lines: string[];
  /** The number of files among them. */
  shown: number;
  groups: number;
  files: number;
  /** Bytes that are left when one file of each group stays. */
  freed: number;
  unreadable: number;
  /** Files of equal size that the deadline left uncompared. */
  uncompared: number;
  /** The deadline came before all files were compared. */
  overdue: boolean;
  /** The deadline came before all files were seen. */
  unseen: boolean;
  next?: DuplicatePosition;
}

interface Candidate {
  path: string;
  size: number;
  links: number;
}

interface Group {
  files: Candidate[];
  size: number;
  freed: number;
  first: string;
}

type Found = Omit<Duplicates, 'lines' | 'shown' | 'next'>;

/** Most files that differ do so within this many bytes. */
const headSize = 4096;
const piece = 1024 * 1024;

/** Finds files with the same content: of equal size, then with an equal beginning, then with an equal SHA-256. */
export function* findDuplicates(
  fs: Confined,
  params: FindDuplicatesParams,
  job: Job,
): Generator<undefined, Duplicates> {
  const start = fs.folder(params.path);
  const found: Found = { groups: 0, files: 0, freed: 0, unreadable: 0, uncompared: 0, overdue: false, unseen: false };
  const sizes = yield* ofEqualSize(start, params, found, job);
  const groups: Group[] = [];
  const branch = new Branch(start);
  let compared = 0;
  for (const files of sizes) {
    if (job.overdue()) {
      found.overdue = true;
      found.uncompared += files.length;
      continue;
    }
    job.progress(compared, undefined, `${count(compared, 'file')} compared`);
    compared += files.length;
    for (const alike of yield* split(files, headSize, branch, found, job)) {
      const same = alike[0] && alike[0].size <= headSize ? [alike] : yield* split(alike, Infinity, branch, found, job);
      for (const files of same) groups.push(groupOf(files));
    }
  }
  branch.close();
  groups.sort(byFreed);
  found.groups = groups.length;
  for (const { files, freed } of groups) {
    found.files += files.length;
    found.freed += freed;
  }
  return { ...found, ...page(groups, params, namer(start, params.path)) };
}

/** The files that share their size with another one, those that can free most first. */
function* ofEqualSize(
  start: Folder,
  params: FindDuplicatesParams,
  found: Found,
  job: Job,
): Generator<undefined, Candidate[][]> {
  const excluded = anyOf(params.excludePatterns);
  const bySize = new Map<number, Candidate[]>();
  const seen = new Set<string>();
  let visited = 0;
  for (const { path, entry, folder, unreadable } of walk(start, { enter: ({ path: at }) => !excluded(at) })) {
    if (unreadable !== undefined) found.unreadable++;
    if (++visited % 64 === 0) {
      job.progress(visited, undefined, `${visited} entries seen`);
      yield;
    }
    if (job.overdue()) {
      found.overdue = found.unseen = true;
      break;
    }
    const stat = entry.kind === 'file' && !excluded(path) ? folder.peek(entry.name) : undefined;
    if (stat?.kind !== 'file' || stat.size < params.minSize) continue;
    // Another name of the same file frees nothing; its link count does not tell where a mount shows it twice.
    if (seen.has(stat.identity)) continue;
    seen.add(stat.identity);
    const same = bySize.get(stat.size);
    const candidate = { path, size: stat.size, links: stat.links };
    if (same) same.push(candidate);
    else bySize.set(stat.size, [candidate]);
  }
  const shared = [...bySize.values()].filter((files) => files.length > 1);
  return shared.sort((a, b) => mostFreed(b) - mostFreed(a) || (b[0]?.size ?? 0) - (a[0]?.size ?? 0));
}

const mostFreed = (files: readonly Candidate[]): number => (files.length - 1) * (files[0]?.size ?? 0);

/** Splits files by the hash of their first `length` bytes, and drops those that are alone. */
function* split(
  files: readonly Candidate[],
  length: number,
  branch: Branch,
  found: Found,
  job: Job,
): Generator<undefined, Candidate[][]> {
  const byHash = new Map<string, Candidate[]>();
  for (const file of files) {
    const hash = yield* hashOf(file, length, branch, found, job);
    if (job.overdue()) {
      found.overdue = true;
      found.uncompared += files.length;
      return [];
    }
    if (hash === undefined) continue;
    const same = byHash.get(hash);
    if (same) same.push(file);
    else byHash.set(hash, [file]);
  }
  return [...byHash.values()].filter((same) => same.length > 1);
}

/** Undefined for what cannot be read, was changed since it was seen, or takes longer than there is time. */
function* hashOf(
  { path, size }: Candidate,
  length: number,
  branch: Branch,
  found: Found,
  job: Job,
): Generator<undefined, string | undefined> {
  const names = path.split('/');
  const file = readable(() => branch.at(names.slice(0, -1)).open(names.at(-1) ?? ''), found);
  if (file === undefined) return undefined;
  const sum = createHash('sha256');
  const end = Math.min(size, length);
  let done = 0;
  while (done < end && !job.overdue()) {
    const bytes = readable(() => file.read(done, Math.min(piece, end - done)), found);
    if (bytes === undefined || bytes.length === 0) break;
    sum.update(bytes);
    done += bytes.length;
    yield;
  }
  const whole = done === end && file.stat().size === size;
  file.close();
  return whole ? sum.digest('hex') : undefined;
}

/** Not around a `yield`: a call that is cancelled there must end. */
function readable<T>(act: () => T, found: Found): T | undefined {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    found.unreadable++;
    return undefined;
  }
}

function groupOf(files: Candidate[]): Group {
  return { files, size: files[0]?.size ?? 0, freed: mostFreed(files), first: files[0]?.path ?? '' };
}

type Ranked = Pick<Group, 'freed' | 'first'>;

const byFreed = (a: Ranked, b: Ranked): number => b.freed - a.freed || order(a.first, b.first);

function page(
  groups: readonly Group[],
  { limit, after, budget }: FindDuplicatesParams,
  nameOf: (path: string) => string,
): Pick<Duplicates, 'lines' | 'shown' | 'next'> {
  const lines: string[] = [];
  const room = new PageRoom({ limit, budget });
  let last = after;
  for (const group of groups) {
    const { files, freed, first } = group;
    const continued = after !== undefined && byFreed(group, after) === 0;
    if (after !== undefined && byFreed(group, after) < 0) continue;
    const rest = continued ? files.filter(({ path }) => order(path, after.path) > 0) : files;
    let head = `${files.length} x ${readableSize(group.size)}, ${readableSize(freed)} to free${continued ? ' (continued)' : ''}`;
    for (const { path, links } of rest) {
      const line = `  ${nameOf(path)}${links > 1 ? ` (one of ${links} names)` : ''}`;
      const position = { freed, first, path };
      const needed = line.length + (head === '' ? 0 : head.length + 1);
      if (!room.takes(needed, roomFor(position))) return { lines, shown: room.taken, ...(last && { next: last }) };
      if (head !== '') lines.push(head);
      head = '';
      lines.push(line);
      last = position;
    }
  }
  return { lines, shown: room.taken };
}
