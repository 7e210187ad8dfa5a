import type { Confined, Job } from '@mcp-reference/kit/sandbox';
import type { Steps } from '../files/detect.ts';
import { makeFolders } from '../files/made-folders.ts';

/** Makes a folder and those above it. Returns the number of new ones: 0 if it existed. */
// oxlint-disable-next-line require-yield -- journaled like every other change
export function* makeFolder(fs: Confined, { path }: { path: string }, _job: Job): Steps<number> {
  return makeFolders(fs, path).length;
}
