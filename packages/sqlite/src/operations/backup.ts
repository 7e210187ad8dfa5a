import type { Confined, Job } from '@mcp-reference/kit/sandbox';
import { assertCopyable, copyDatabase, modeOf } from '../engine/backup.ts';
import { connect } from '../engine/connection.ts';
import { explained } from '../engine/failures.ts';
import type { OnTarget } from '../engine/target.ts';
import { newFile } from './places.ts';

/** Copies the database into a new file while it is in use. Returns the bytes of the copy. */
export async function backup(fs: Confined, { target, path }: OnTarget & { path: string }, job: Job): Promise<number> {
  assertCopyable(target);
  const { folder, name } = newFile(fs, path);
  try {
    return await copyDatabase(connect(fs, target, 'reader'), folder, name, modeOf(fs, target), (done, total) =>
      job.progress(done, total, 'pages'),
    );
  } catch (error) {
    throw explained(error, target.name);
  }
}
