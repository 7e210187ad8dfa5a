import { ToolError, visible, type Confined, type Folder } from '@mcp-reference/kit/sandbox';

/** Bytes: what an entry has beyond is not looked at. */
const mostBytes = 1_000_000;

const suffix = '.md';

export interface Entry {
  name: string;
  /** Its first line, without the marks of a heading. */
  title: string;
}

export interface Found {
  entries: Entry[];
  /** How many there are in all, with the text and without. */
  total: number;
  /** Whether others follow. */
  more: boolean;
}

/** The entries that contain a text, by name, beginning behind the one called `after`. Each `yield` lets a cancelled call end. */
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

/** The text of one entry. What leads out of the folder is refused by `fs`, whatever the name is. */
function read(fs: Confined, { name }: { name: string }): string {
  const path = name + suffix;
  if (fs.follow(path).stat === undefined)
    throw new ToolError('not_found', `There is no entry "${visible(name)}"; find_entries lists them.`);
  return fs.file(path).readAll(mostBytes).toString();
}

/** All that the helper process can do. The server's process calls it by name, and waits for nothing but the answer. */
export const operations = { find, read };

export type EntryOperations = typeof operations;

/** In the order in which pages follow each other: of the names, not of the files. */
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
