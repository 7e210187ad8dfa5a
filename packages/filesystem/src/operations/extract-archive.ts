import { createHash } from 'node:crypto';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import {
  PendingFile,
  ToolError,
  visible,
  type Confined,
  type Folder,
  type Job,
  type Stat,
  count,
} from '@mcp-reference/kit/sandbox';
import { beginChange, endChange, record } from '../files/journal.ts';
import { Branch } from '../files/branch.ts';
import type { ZipEntry } from '../files/archive/entry.ts';
import { shortName } from '../files/archive/names.ts';
import { openZip, pause, type Zip } from '../files/archive/open.ts';
import { missingFolders, planOf } from '../files/archive/plan.ts';
import { exists, makeFolders } from '../files/made-folders.ts';
import { Rollback } from '../files/rollback.ts';
import { sweepOnce } from './write.ts';

export interface ExtractArchiveParams {
  path: string;
  destination: string;
  /** Of names that do not say theirs. */
  encoding?: string | undefined;
  /** Globs of entry names; everything when absent. */
  include?: string[] | undefined;
}

export interface Extracted {
  files: number;
  /** Folders that were made, those that lead to the destination included. */
  folders: number;
  bytes: number;
  /** The encoding that names were guessed to have. */
  guessedNames?: string;
}

/**
 * Extracts a zip file into a folder, all of it or nothing: what the archive says of itself is checked before the first
 * write, what it holds while it is written. Each file appears complete, and none is replaced.
 */
export async function extractArchive(fs: Confined, params: ExtractArchiveParams, job: Job): Promise<Extracted> {
  const { destination } = params;
  const zip = await openZip(fs, params.path, params.encoding);
  const plan = await planOf(zip, params.path, params.include, job);
  let into = exists(fs, destination) ? fs.folder(destination) : undefined;
  if (into?.writable === false) {
    throw new ToolError(
      'denied',
      `"${visible(destination)}" is in a folder that this server may only read; choose another one.`,
    );
  }
  const missing = missingFolders(into, plan);
  beginChange();
  const rollback = new Rollback(fs);
  const extracted: Extracted = { files: 0, folders: missing.length, bytes: 0 };
  if (zip.guessedNames !== undefined) extracted.guessedNames = zip.guessedNames;
  try {
    if (into === undefined) {
      const made = makeFolders(fs, destination);
      const shown = (index: number): string =>
        Array.from({ length: made.length - 1 - index }).reduce<string>((at) => path.dirname(at), destination);
      for (const [index, place] of made.entries()) rollback.above(place, shown(index));
      extracted.folders += rollback.aboveCount;
    }
    into ??= fs.folder(destination);
    sweepOnce(into, job);
    const branch = new Branch(into);
    for (const names of missing) {
      const holder = branch.at(names.slice(0, -1));
      holder.makeFolder(names.at(-1) ?? '');
      rollback.folder(names);
      record({ did: 'make', path: holder.placeOf(names.at(-1) ?? '') });
    }
    for (const entry of plan.files) {
      await pause(job);
      const { names } = entry;
      const { stat, hash } = await extractFile(zip, entry, branch.at(names.slice(0, -1)), job);
      rollback.file(names, stat);
      record({
        did: 'write',
        path: branch.at(names.slice(0, -1)).placeOf(names.at(-1) ?? ''),
        before: null,
        after: hash,
      });
      extracted.files++;
      extracted.bytes += entry.size;
      job.progress(extracted.bytes, plan.bytes, `${extracted.files} of ${count(plan.files.length, 'file')} extracted`);
    }
    branch.close();
  } catch (error) {
    beginChange();
    throw rollback.explain(error, into);
  }
  zip.close();
  endChange('extract_archive');
  return extracted;
}

/** Returns what the new file is. The sizes that the archive declares are limits here, not facts. */
async function extractFile(zip: Zip, entry: ZipEntry, folder: Folder, job: Job): Promise<{ stat: Stat; hash: string }> {
  const damaged = (how: string) =>
    new ToolError('invalid', `The entry "${shortName(entry.name)}" ${how}; the archive is damaged or made to deceive.`);
  const pending = new PendingFile(folder, entry.names.at(-1) ?? '', entry.executable ? 0o777 : 0o666);
  try {
    let [size, sum] = [0, 0];
    const hash = createHash('sha256');
    for await (const bytes of zip.content(entry)) {
      size += bytes.length;
      if (size > entry.size) throw damaged(`holds more than the ${entry.size} bytes that it declares`);
      sum = crc32(bytes, sum);
      hash.update(bytes);
      pending.write(bytes);
      if (size < entry.size) await pause(job);
    }
    if (size < entry.size) throw damaged(`holds ${size} and not the ${entry.size} bytes that it declares`);
    if (sum !== entry.crc) throw damaged('does not have the checksum that it declares');
    if (entry.modified !== undefined) pending.file.setTimes(Date.now(), entry.modified);
    return { stat: pending.publish(), hash: hash.digest('hex').slice(0, 16) };
  } finally {
    pending.discard();
  }
}
