import { walk, type Confined } from '@mcp-reference/kit/sandbox';

/** The first bytes of every SQLite database (file format, section 1.3). */
const header = Buffer.from('SQLite format 3\0', 'latin1');
const mostFiles = 20_000;
const mostDepth = 4;

export interface Found {
  path: string;
  /** Bytes. */
  size: number;
}

/** Finds the databases in the allowed folders by their first bytes. */
export function* findDatabases(
  fs: Confined,
  { limit, known }: { limit: number; known: readonly string[] },
  job: { overdue(): boolean },
): Generator<undefined, { found: Found[]; complete: boolean }> {
  const found: Found[] = [];
  const listed = new Set(known.flatMap((path) => identityOf(fs, path) ?? []));
  let seen = 0;
  let isTooDeep = false;
  const enter = ({ entry: { name }, depth }: { entry: { name: string }; depth: number }): boolean => {
    if (name === 'node_modules' || name.startsWith('.')) return false;
    isTooDeep ||= depth >= mostDepth;
    return depth < mostDepth;
  };
  for (const root of fs.roots) {
    const start = fs.folder(root.path);
    for (const { path, entry, folder, depth } of walk(start, { enter })) {
      if (found.length >= limit || ++seen > mostFiles || job.overdue()) return { found, complete: false };
      if (seen % 50 === 0) yield;
      if (entry.kind !== 'file' || depth > mostDepth) continue;
      const database = databaseAt(folder, entry.name);
      // A file can be reached by several spellings of its path; one that is open is not listed again.
      if (database === undefined || listed.has(database.identity)) continue;
      listed.add(database.identity);
      found.push({ path: pathIn(root.path, path), size: database.size });
    }
  }
  return { found, complete: !isTooDeep };
}

/** A path below a root, written as the system writes it. */
export const pathIn = (root: string, path: string): string => {
  const separator = root.includes('\\') && !root.includes('/') ? '\\' : '/';
  return `${root}${root.endsWith(separator) ? '' : separator}${separator === '/' ? path : path.replaceAll('/', separator)}`;
};

function identityOf(fs: Confined, path: string): string | undefined {
  try {
    return fs.follow(path).stat?.identity;
  } catch {
    return undefined;
  }
}

function databaseAt(
  folder: ReturnType<Confined['folder']>,
  name: string,
): { size: number; identity: string } | undefined {
  try {
    const file = folder.openListed(name);
    const { size, identity } = file.stat();
    const begins = size >= 512 && file.read(0, header.length).equals(header);
    file.close();
    return begins ? { size, identity } : undefined;
  } catch {
    // It is gone, or may not be read, and so could not be opened.
    return undefined;
  }
}
