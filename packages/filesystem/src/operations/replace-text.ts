import { replaceFile, ToolError, visible, type Confined, type Folder, type Job } from '@mcp-reference/kit/sandbox';
import { unifiedDiff } from '../text/diff.ts';
import { decode, detectEncoding, encode } from '../text/encoding.ts';
import { filesBelow, type FilesBelow } from './files-below.ts';
import { replacer, type PatternOptions, type Replacer } from './pattern.ts';
import { sweepOnce } from './write.ts';

export interface ReplaceTextParams extends PatternOptions, Omit<FilesBelow, 'after'> {
  pattern: string;
  /** Taken literally with `literal`; otherwise `$1` stands for a group. */
  replacement: string;
  dryRun: boolean;
  /** Characters. */
  budget: number;
}

export interface ReplacedText {
  replacements: number;
  files: number;
  /** Diffs, as far as the budget allows; after that, files with their counts. */
  lines: string[];
  /** Files that could not be read as text or written. */
  skipped: string[];
  overdue: boolean;
}

/** Larger files are left out, and said. */
const maxFile = 8 * 1024 * 1024;
/** How much of the answer one file's diff may take. */
const diffShare = 8;

/** Replaces in all files below a folder, each in one step; all bytes that do not match stay as they are. */
export function* replaceText(fs: Confined, params: ReplaceTextParams, job: Job): Generator<undefined, ReplacedText> {
  const replace = replacer(params.pattern, params.replacement, params);
  const result: ReplacedText = { replacements: 0, files: 0, lines: [], skipped: [], overdue: false };
  let room = params.budget;
  for (const file of filesBelow(fs, params, job)) {
    if (file === undefined) {
      yield;
      continue;
    }
    if (job.overdue()) return { ...result, overdue: true };
    const { path, folder, name } = file;
    try {
      const change = changeIn(folder, name, replace, params.dryRun);
      if (change === undefined) continue;
      if (!params.dryRun) sweepOnce(folder, job);
      result.replacements += change.count;
      result.files++;
      const { text } = unifiedDiff(visible(path), change.before, change.after, {
        context: 0,
        maxChars: Math.ceil(params.budget / diffShare),
      });
      const line = text.length <= room ? text.trimEnd() : `${visible(path)}: ${change.count}`;
      if (line.length > room) continue;
      room -= line.length + 1;
      result.lines.push(line);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      if (result.skipped.length < 20) result.skipped.push(`${visible(path)}: ${error.message}`);
    }
  }
  return result;
}

function changeIn(
  folder: Folder,
  name: string,
  replace: Replacer,
  dryRun: boolean,
): { before: string; after: string; count: number } | undefined {
  const file = folder.open(name);
  const stat = file.stat();
  const bytes = file.readAll(maxFile);
  file.close();
  if (replace.required && !bytes.includes(0) && !bytes.includes(replace.required)) return undefined;
  const detected = detectEncoding(bytes, { complete: true });
  // What is not text has no text to replace.
  if (detected === undefined) return undefined;
  const { encoding, bomBytes } = detected;
  const before = decode(bytes.subarray(bomBytes), encoding, visible(name));
  const { text: after, count } = replace.in(before);
  if (count === 0 || after === before) return undefined;
  if (!dryRun) {
    replaceFile(
      folder,
      name,
      stat,
      Buffer.concat([bytes.subarray(0, bomBytes), encode(after, encoding, visible(name))]),
    );
  }
  return { before, after, count };
}
