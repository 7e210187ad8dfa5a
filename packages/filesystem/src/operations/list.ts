import {
  PageRoom,
  byName,
  sorted,
  ToolError,
  type Confined,
  type Entry,
  type Folder,
  type Kind,
  readableSize,
} from '@mcp-reference/kit/sandbox';
import { shownName } from '../files/shown.ts';

export type ListOrder = 'name' | 'size' | 'modified';

export interface ListParams {
  path: string;
  sizes: boolean;
  sortBy: ListOrder;
  limit: number;
  /** The end of the page before: the name, and the value it was sorted by. */
  after?: { name: string; size: number } | undefined;
  /** Characters. */
  budget: number;
}

export interface Listing {
  /** A line per entry. */
  text: string;
  /** The number of entries in the text. */
  shown: number;
  total: number;
  files: number;
  folders: number;
  /** Bytes of all files, where sizes were asked for. */
  bytes?: number;
  next?: { name: string; size: number };
}

interface Measured {
  name: string;
  kind: Kind;
  size: number;
  modified: number;
}

/** The entries of one folder, a line each: `name/` is a folder, `name -> target` a link. */
export function list(fs: Confined, { path, sizes, sortBy, limit, after, budget }: ListParams): Listing {
  const folder = fs.folder(path);
  const entries = sorted(folder.entries());
  const measured = entries.map(({ name, kind }): Measured => {
    const stat = (sizes && kind === 'file') || sortBy === 'modified' ? folder.peek(name) : undefined;
    return { name, kind, size: kind === 'file' ? (stat?.size ?? 0) : 0, modified: stat?.modified ?? 0 };
  });
  const key = (entry: Measured): number => (sortBy === 'modified' ? entry.modified : entry.size);
  if (sortBy !== 'name') measured.sort((a, b) => key(b) - key(a) || byName(a, b));
  const isAfter = (entry: Measured, last: { name: string; size: number }): boolean =>
    sortBy !== 'name' && key(entry) !== last.size ? key(entry) < last.size : entry.name > last.name;
  const start = after === undefined ? 0 : measured.findIndex((entry) => isAfter(entry, after));
  const page = start === -1 ? [] : measured.slice(start);
  const lines: string[] = [];
  const room = new PageRoom({ limit, budget });
  for (const entry of page) {
    const facts = [describe(folder, entry)];
    if (sizes && entry.kind === 'file') facts.push(readableSize(entry.size));
    if (sortBy === 'modified') facts.push(`${new Date(entry.modified).toISOString().slice(0, 19)}Z`);
    const line = facts.join('\t');
    if (!room.takes(line.length)) break;
    lines.push(line);
  }
  const last = page[lines.length - 1];
  return {
    text: lines.join('\n'),
    shown: lines.length,
    total: entries.length,
    files: entries.filter(({ kind }) => kind === 'file').length,
    folders: entries.filter(({ kind }) => kind === 'folder').length,
    ...(sizes && { bytes: measured.reduce((sum, { size }) => sum + size, 0) }),
    ...(last && lines.length < page.length && { next: { name: last.name, size: key(last) } }),
  };
}

/** The names in a folder, for programs: those that begin with `prefix`, and whether each is a folder. */
export function names(fs: Confined, { path, prefix }: { path: string; prefix: string }): string[] {
  const entries = sorted(fs.folder(path).entries()).filter(({ name }) => name.startsWith(prefix));
  return entries.slice(0, 100).map(({ name, kind }) => (kind === 'folder' ? `${name}/` : name));
}

/** A name with what it is. */
export function describe(folder: Folder, { name, kind }: Entry): string {
  const shown = shownName(name);
  if (kind === 'folder') return `${shown}/`;
  if (kind === 'link') return `${shown} -> ${targetOf(folder, name)}`;
  return kind === 'other' ? `${shown} (pipe, socket or device)` : shown;
}

/** Returns the target of a link; one outside the roots is not named. */
export function targetOf(folder: Folder, name: string): string {
  try {
    const target = folder.readLink(name);
    return folder.rules.pointsInside(target) ? shownName(target) : '(outside)';
  } catch (error) {
    if (error instanceof ToolError) return '(gone)';
    throw error;
  }
}
