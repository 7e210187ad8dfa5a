import { byName, sorted, ToolError, visible, type Confined, type Entry, type Folder } from '@mcp-reference/kit/sandbox';
import { readableSize } from './size.ts';

export interface ListParams {
  path: string;
  sizes: boolean;
  sortBy: 'name' | 'size';
  limit: number;
  /** Where the page before ended: the name, or size and name. */
  after?: { name: string; size: number } | undefined;
  /** Characters. */
  budget: number;
}

export interface Listing {
  /** A line per entry. */
  text: string;
  /** How many entries the text has. */
  shown: number;
  total: number;
  folders: number;
  /** Bytes of all files, where sizes were asked for. */
  bytes?: number;
  next?: { name: string; size: number };
}

/** The entries of one folder, a line each: `name/` is a folder, `name -> target` a link. */
export function list(fs: Confined, { path, sizes, sortBy, limit, after, budget }: ListParams): Listing {
  const folder = fs.folder(path);
  const entries = sorted(folder.entries());
  const measured = entries.map(({ name, kind }) => ({
    name,
    kind,
    size: sizes && kind === 'file' ? (folder.find(name)?.size ?? 0) : 0,
  }));
  if (sortBy === 'size') measured.sort((a, b) => b.size - a.size || byName(a, b));
  const start = after === undefined ? 0 : measured.findIndex((entry) => isAfter(entry, after, sortBy));
  const page = start === -1 ? [] : measured.slice(start);
  const lines: string[] = [];
  let used = 0;
  for (const entry of page) {
    const line =
      sizes && entry.kind === 'file'
        ? `${describe(folder, entry)}\t${readableSize(entry.size)}`
        : describe(folder, entry);
    if (lines.length === limit || (lines.length > 0 && used + line.length + 1 > budget)) break;
    used += line.length + 1;
    lines.push(line);
  }
  const last = page[lines.length - 1];
  return {
    text: lines.join('\n'),
    shown: lines.length,
    total: entries.length,
    folders: entries.filter(({ kind }) => kind === 'folder').length,
    ...(sizes && { bytes: measured.reduce((sum, { size }) => sum + size, 0) }),
    ...(last && lines.length < page.length && { next: { name: last.name, size: last.size } }),
  };
}

/** A name with what it is. */
export function describe(folder: Folder, { name, kind }: Entry): string {
  const shown = visible(name);
  if (kind === 'folder') return `${shown}/`;
  if (kind === 'link') return `${shown} -> ${targetOf(folder, name)}`;
  return kind === 'other' ? `${shown} (pipe, socket or device)` : shown;
}

/** Where a link leads, as far as that may be told: nothing outside the roots is named. */
export function targetOf(folder: Folder, name: string): string {
  try {
    const target = folder.readLink(name);
    return folder.pointsInside(target) ? visible(target) : '(outside)';
  } catch (error) {
    if (error instanceof ToolError) return '(gone)';
    throw error;
  }
}

function isAfter(
  entry: { name: string; size: number },
  after: { name: string; size: number },
  sortBy: 'name' | 'size',
): boolean {
  if (sortBy === 'size' && entry.size !== after.size) return entry.size < after.size;
  return entry.name > after.name;
}
