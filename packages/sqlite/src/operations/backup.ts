import type { Confined, Job } from '@mcp-reference/kit/sandbox';
import { copyDatabase, modeOf } from '../engine/backup.ts';
import { connect } from '../engine/connection.ts';
import { explained } from '../engine/failures.ts';
import type { OnTarget } from '../engine/target.ts';
import { newFile, taken } from './export-data.ts';

/** Copies the database into a new file while it is in use. Returns the bytes of the copy. */
export async function backup(fs: Confined, { target, path }: OnTarget & { path: string }, job: Job): Promise<number> {
  const { folder, name, stat } = newFile(fs, path);
  if (stat !== undefined) throw taken(path);
  try {
    return await copyDatabase(connect(fs, target, 'reader'), folder, name, modeOf(fs, target), (done, total) =>
      job.progress(done, total, 'pages'),
    );
  } catch (error) {
    throw explained(error, target.name);
  }
}
