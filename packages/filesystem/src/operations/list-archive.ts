import { PageRoom, ToolError, type Confined, type Job, readableSize } from '@mcp-reference/kit/sandbox';
import type { ZipEntry } from '../files/archive/entry.ts';
import { cut } from '../files/archive/names.ts';
import { openZip } from '../files/archive/open.ts';
import { roomFor } from '../present/header-room.ts';
import { headerName } from '../files/shown.ts';

export interface ListArchiveParams {
  path: string;
  limit: number;
  /** Of names that do not say theirs. */
  encoding?: string | undefined;
  /** The number of entries on earlier pages. */
  after: number;
  /** Characters of the whole answer. */
  budget: number;
}

export interface ArchiveListing {
  /** A line each: name, size, compressed size, date; and `!` with what keeps it from being extracted. */
  lines: string[];
  entries: number;
  /** Entries that would not be extracted. */
  refused: number;
  /** Bytes, as the archive declares them. */
  bytes: number;
  compressed: number;
  /** The encoding that names were guessed to have. */
  guessedNames?: string;
  next?: number;
  overdue: boolean;
}

/** Lists a zip file in the order in which it is stored. Nothing is inflated. */
export async function listArchive(
  fs: Confined,
  { path, limit, after, budget, encoding }: ListArchiveParams,
  job: Job,
): Promise<ArchiveListing> {
  const zip = await openZip(fs, path, encoding);
  const listing: ArchiveListing = { lines: [], entries: 0, refused: 0, bytes: 0, compressed: 0, overdue: false };
  if (zip.guessedNames !== undefined) listing.guessedNames = zip.guessedNames;
  const room = new PageRoom({ limit, budget }, roomFor(after));
  try {
    for await (const entry of zip.entries(job)) {
      const index = listing.entries++;
      listing.bytes += entry.size;
      listing.compressed += entry.compressed;
      if (entry.problem !== undefined) listing.refused++;
      if (index < after || listing.next !== undefined) continue;
      const line = lineOf(entry);
      if (room.takes(line.length)) listing.lines.push(line);
      else listing.next = index;
    }
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'timeout' || job.cancelled()) throw error;
    listing.overdue = true;
  } finally {
    zip.close();
  }
  return listing;
}

function lineOf({ name, folder, size, compressed, modified, problem }: ZipEntry): string {
  const date = modified === undefined ? '-' : new Date(modified).toISOString().replace(/\.\d+Z$/, 'Z');
  const sizes = folder ? [] : [readableSize(size), readableSize(compressed)];
  return [
    headerName(problem === undefined ? name : cut(name)),
    ...sizes,
    date,
    ...(problem === undefined ? [] : [`! ${problem}`]),
  ].join('\t');
}
