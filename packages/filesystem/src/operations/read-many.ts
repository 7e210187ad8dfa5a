import { ToolError, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import { readText, type TextPart } from './read-text.ts';

export type ReadOne = { path: string } & ({ part: TextPart } | { error: string });

export interface ReadMany {
  files: ReadOne[];
  /** Paths that did not fit, in the order in which they were given. */
  left: string[];
}

/** Less of a file than this, in characters, is not worth starting: it is left for the next call. */
const smallest = 500;
/** What a header takes besides the path, in characters. */
const header = 120;

/** Several text files in one go. One that cannot be read does not hold up the others. */
export function* readMany(
  fs: Confined,
  { paths, budget }: { paths: string[]; budget: number },
  job: Job,
): Generator<undefined, ReadMany> {
  const result: ReadMany = { files: [], left: [] };
  let room = budget;
  for (const [index, path] of paths.entries()) {
    if (index > 0 && (room < smallest || job.overdue())) {
      result.left = paths.slice(index);
      break;
    }
    try {
      const part = readText(fs, { path, lineNumbers: false, budget: room });
      result.files.push({ path, part });
      room -= part.text.length + path.length + header;
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      result.files.push({ path, error: error.message });
      room -= error.message.length + path.length + header;
    }
    fs.close();
    job.progress(index + 1, paths.length);
    yield;
  }
  return result;
}
