import { ToolError, visible, type Confined, type Job, count } from '@mcp-reference/kit/sandbox';
import type { Steps } from '../files/detect.ts';
import { tooLargeToKeep, write, type LargeFile, type TooLargeToKeep, type WriteParams } from './write.ts';
import { headerName } from '../files/shown.ts';

export interface WrittenMany {
  created: number;
  replaced: number;
  /** The number of folders made on the way. */
  folders: number;
  bytes: number;
  /** The files that did not keep their encoding or line ends, with what they have now. */
  altered: string[];
}

/** Writes several files and the folders they need, each atomically, and stops at the first that fails. */
export function* writeMany(
  fs: Confined,
  {
    files,
    agreed,
  }: { files: Pick<WriteParams, 'path' | 'content' | 'mode'>[]; agreed?: readonly string[] | undefined },
  job: Job,
): Steps<WrittenMany | TooLargeToKeep> {
  // Asked before the first is written.
  const large = agreed === undefined ? allTooLarge(fs, files) : [];
  if (large.length > 0) return { tooLargeToKeep: large };
  const result: WrittenMany = { created: 0, replaced: 0, folders: 0, bytes: 0, altered: [] };
  for (const [index, file] of files.entries()) {
    try {
      const written = yield* write(fs, { ...file, agreed }, job);
      // It has grown since it was looked at.
      if ('tooLargeToKeep' in written) throw new ToolError('too_large', 'It is too large to be kept for undo.');
      const { created, bytes, folders, lost, lineEnds } = written;
      result.folders += folders;
      if (created) result.created++;
      else result.replaced++;
      result.bytes += bytes;
      const now = [lost !== undefined && `utf-8, because ${lost}`, lineEnds].filter(Boolean).join(', ');
      if (now !== '') result.altered.push(`${headerName(file.path)}: ${now}`);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      const rest = restOf(index, files.length, error.reason === 'partial');
      throw new ToolError(error.code, `"${visible(file.path)}": ${error.message} ${rest}`, { cause: error });
    }
    fs.close();
    job.progress(index + 1, files.length);
    yield;
  }
  return result;
}

/** @param isPartial true if the error says what became of the file at `index` */
function restOf(index: number, all: number, isPartial: boolean): string {
  const after = isPartial ? 'those after it' : 'it and those after it';
  if (index > 0)
    return `The ${count(index, 'file')} before it ${index === 1 ? 'was' : 'were'} written; ${after} were not.`;
  return isPartial ? `Of ${count(all, 'file')} no other was written.` : 'Nothing was written.';
}

function allTooLarge(fs: Confined, files: readonly { path: string }[]): LargeFile[] {
  const found: LargeFile[] = [];
  for (const { path } of files) {
    try {
      const { folder, name, stat } = fs.followNamed(path);
      const large = stat?.kind === 'file' ? tooLargeToKeep(folder, name, stat) : undefined;
      if (large !== undefined) found.push(large);
    } catch (error) {
      // Said when it is its turn.
      if (!(error instanceof ToolError)) throw error;
    } finally {
      fs.close();
    }
  }
  return found;
}
