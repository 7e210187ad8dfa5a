import { walk, visible, type Confined } from '@mcp-reference/kit/sandbox';

/** What every SQLite database begins with (file format, section 1.3). */
const header = Buffer.from('SQLite format 3\0', 'latin1');
const mostFiles = 20_000;
const mostDepth = 4;

export interface Found {
  path: string;
  /** Bytes. */
  size: number;
}

/** The databases in the allowed folders, known by what they begin with. */
export function* findDatabases(
  fs: Confined,
  { limit }: { limit: number },
  job: { overdue(): boolean },
): Generator<undefined, { found: Found[]; complete: boolean }> {
  const found: Found[] = [];
  let seen = 0;
  for (const root of fs.roots) {
    const start = fs.folder(root.path);
    for (const { path, entry, folder, depth } of walk(start, {
      enter: ({ entry, depth }) => depth < mostDepth && entry.name !== 'node_modules' && !entry.name.startsWith('.'),
    })) {
      if (found.length >= limit || ++seen > mostFiles || job.overdue()) return { found, complete: false };
      if (seen % 50 === 0) yield;
      if (entry.kind !== 'file' || depth > mostDepth) continue;
      const size = sizeOfDatabase(folder, entry.name);
      if (size !== undefined) found.push({ path: `${root.path}/${visible(path)}`, size });
    }
  }
  return { found, complete: true };
}

function sizeOfDatabase(folder: ReturnType<Confined['folder']>, name: string): number | undefined {
  try {
    const file = folder.openListed(name);
    const { size } = file.stat();
    const begins = size >= 512 && file.read(0, header.length).equals(header);
    file.close();
    return begins ? size : undefined;
  } catch {
    // What may not be read, or is gone, is none that could be opened.
    return undefined;
  }
}

/** Where a database is, as its engines are to look it up. */
export function place(fs: Confined, { path }: { path: string }): { path: string; writable: boolean } {
  const { folder, name, stat } = fs.follow(path);
  if (name === undefined || stat === undefined || stat.kind === 'folder') return { path: '', writable: false };
  return { path: `${folder.path === '/' ? '' : folder.path}/${name}`, writable: folder.writable };
}
