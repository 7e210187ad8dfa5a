import { ToolError, visible, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import type { Steps } from './detect.ts';
import { count } from './size.ts';
import { write, type WriteParams } from './write.ts';

export interface WrittenMany {
  created: number;
  replaced: number;
  /** Folders that were made on the way. */
  folders: number;
  bytes: number;
}

/** Writes several files and makes the folders that they need. Each is written in one step; the first that fails ends it. */
export function* writeMany(
  fs: Confined,
  { files }: { files: Pick<WriteParams, 'path' | 'content' | 'mode'>[] },
  job: Job,
): Steps<WrittenMany> {
  const result: WrittenMany = { created: 0, replaced: 0, folders: 0, bytes: 0 };
  for (const [index, file] of files.entries()) {
    try {
      const { created, bytes, folders } = yield* write(fs, file, job);
      result.folders += folders;
      if (created) result.created++;
      else result.replaced++;
      result.bytes += bytes;
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      const before =
        index === 0
          ? 'Nothing was written.'
          : `The ${count(index, 'file')} before it ${index === 1 ? 'was' : 'were'} written; it and those after it were not.`;
      throw new ToolError(error.code, `"${visible(file.path)}": ${error.message} ${before}`, { cause: error });
    }
    fs.close();
    job.progress(index + 1, files.length);
    yield;
  }
  return result;
}
