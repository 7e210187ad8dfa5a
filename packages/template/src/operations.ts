import { ToolError, visible, type Confined, type Folder } from '@mcp-reference/kit/sandbox';

/** The maximum number of bytes read from an entry. */
const mostBytes = 1_000_000;

const suffix = '.md';

export interface Entry {
  name: string;
  /** The first line, without heading marks. */
  title: string;
}

export interface Found {
  entries: Entry[];
  /** The number of entries in total, with and without a match. */
  total: number;
  /** True if others follow. */
  more: boolean;
}

/**
 * Finds the entries that contain a text, in the order of their names, starting after `after`. A cancelled call ends at
 * the next `yield`.
 */
function* find(
  fs: Confined,
  { text, limit, after = '' }: { text: string; limit: number; after?: string | undefined },
): Generator<undefined, Found> {
  const folder = fs.folder('.');
  const names = entryNames(folder);
  const wanted = text.toLowerCase();
  const entries: Entry[] = [];
  for (const name of names) {
    if (name <= after) continue;
    const content = contentOf(folder, name);
    if (content.toLowerCase().includes(wanted)) {
      if (entries.length === limit) return { entries, total: names.length, more: true };
      entries.push({ name, title: titleOf(content) });
    }
    yield;
  }
  return { entries, total: names.length, more: false };
}

/** Returns the text of an entry. `fs` rejects names that lead out of the folder. */
function read(fs: Confined, { name }: { name: string }): string {
  const path = name + suffix;
  if (fs.follow(path).stat === undefined)
    throw new ToolError('not_found', `There is no entry "${visible(name)}"; find_entries lists them.`);
  return fs.file(path).readAll(mostBytes).toString();
}

/** The operations of the helper process. The server's process calls them by name and waits only for the answer. */
export const operations = { find, read };

export type EntryOperations = typeof operations;

/** Returns the names in the order of the pages: sorted by name, not by file name. */
function entryNames(folder: Folder): string[] {
  return folder
    .entries()
    .filter(({ name, kind }) => kind === 'file' && name.endsWith(suffix) && !name.startsWith('.'))
    .map(({ name }) => name.slice(0, -suffix.length))
    .sort();
}

function contentOf(folder: Folder, name: string): string {
  const file = folder.openListed(name + suffix);
  const bytes = file.read(0, Math.min(file.stat().size, mostBytes));
  file.close();
  return bytes.toString();
}

function titleOf(content: string): string {
  const line = content.split(/\r?\n/).find((one) => one.trim() !== '') ?? '';
  return visible(line.replace(/^#+ */, '').slice(0, 200));
}
