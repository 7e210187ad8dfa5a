import { ToolError, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import type { Steps } from '../files/detect.ts';
import { readText, type TextPart } from './read-text.ts';

export type ReadOne = { path: string } & ({ part: TextPart } | { error: string });

export interface ReadMany {
  files: ReadOne[];
  /** Paths that were not read, in the order in which they were given. */
  left: string[];
  /** True if the deadline is why. */
  overdue: boolean;
}

/** Less of a file than this, in characters, is not worth starting: it is left for the next call. */
const smallest = 400;
/** The length of a header without the path, in characters. */
const header = 140;

/**
 * Reads several text files. Each may take its share of the budget, and what one does not need goes to those after it.
 * One that cannot be read does not hold up the others.
 */
export function* readMany(
  fs: Confined,
  { paths, head, budget }: { paths: string[]; head?: number | undefined; budget: number },
  job: Job,
): Steps<ReadMany> {
  const result: ReadMany = { files: [], left: [], overdue: false };
  let remaining = budget - header;
  // More files would leave each with too little to be worth reading.
  const most = Math.max(1, Math.floor(remaining / (smallest + header)));
  for (const [index, path] of paths.entries()) {
    if (index > 0 && (remaining < smallest + header || job.overdue())) {
      result.left = paths.slice(index);
      result.overdue = job.overdue();
      break;
    }
    const waiting = Math.max(1, Math.min(paths.length, Math.max(most, index + 1)) - index);
    const share = Math.max(smallest, Math.floor(remaining / waiting) - path.length - header);
    try {
      const part = yield* readText(fs, { path, head, lineNumbers: false, budget: share });
      result.files.push({ path, part });
      remaining -= part.text.length + path.length + header;
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      result.files.push({ path, error: error.message });
      remaining -= error.message.length + path.length + header;
    }
    fs.closeFiles();
    job.progress(index + 1, paths.length);
    yield;
  }
  return result;
}
