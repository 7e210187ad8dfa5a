import {
  assertRegular,
  missing,
  replaceFile,
  ToolError,
  visible,
  type Confined,
  type Job,
} from '@mcp-reference/kit/sandbox';
import { unifiedDiff } from '../present/diff.ts';
import { applyEdits, type AnyEdit } from '../files/text/edit.ts';
import { recordWrite } from '../files/journal.ts';
import { detectorFor, type Steps } from '../files/detect.ts';
import { assertHash, hashOf } from '../files/hash.ts';
import { wholeText } from '../files/text/whole-text.ts';
import { maxEditable, sweepOnce } from './write.ts';

export type { AnyEdit };

/** The largest text that is compared, in bytes: both are held in memory. */
const maxComparable = 8 * 1024 * 1024;
/** The number of attempts for an edit when other programs change the file meanwhile. */
const tries = 5;

export interface EditParams {
  path: string;
  edits: AnyEdit[];
  dryRun: boolean;
  ifHash?: string | undefined;
  encoding?: string | undefined;
  /** Characters. */
  budget: number;
}

export interface Edited {
  diff: string;
  /** True if the diff is longer than the answer may be; its end says what is left out. */
  cut: boolean;
  added: number;
  removed: number;
  replaced: number[];
  hash: string;
  encoding: string;
  guessed: boolean;
}

/** All edits or none, everything else byte for byte as it was. */
export function* edit(fs: Confined, params: EditParams, job: Job): Steps<Edited> {
  for (let attempt = 1; ; attempt++) {
    try {
      return yield* editOnce(fs, params, job);
    } catch (error) {
      // The edits are applied to what the other program wrote, unless the caller wanted this content and no other.
      const changed = error instanceof ToolError && error.reason === 'changed';
      if (!changed || params.ifHash !== undefined || attempt === tries) throw error;
    }
  }
}

function* editOnce(fs: Confined, params: EditParams, job: Job): Steps<Edited> {
  const { path, edits, dryRun, ifHash, encoding, budget } = params;
  const { folder, name, stat } = fs.followNamed(path);
  if (stat === undefined) throw missing(path);
  assertRegular(stat, path);
  const file = folder.open(name);
  const old = file.stat();
  const bytes = file.readAll(maxEditable, 'edit_file changes no larger files');
  file.close();
  assertHash(bytes, ifHash, path);
  yield* detectorFor(bytes, encoding);
  const result = applyEdits(bytes, edits, { name: visible(path), ...(encoding !== undefined && { encoding }) });
  const { text, cut, added, removed } = unifiedDiff(visible(path), result.before, result.after, { maxChars: budget });
  const hash = hashOf(result.bytes);
  if (!dryRun) {
    sweepOnce(folder, job);
    replaceFile(folder, name, old, result.bytes);
    recordWrite(folder, name, bytes, hash, old.modified);
  }
  return {
    diff: text,
    cut,
    added,
    removed,
    replaced: result.replaced,
    hash,
    encoding: result.encoding,
    guessed: result.guessed === true,
  };
}

/** Shows the changes that turn one file into another. */
export function* compare(
  fs: Confined,
  { path, otherPath, budget }: { path: string; otherPath: string; budget: number },
): Steps<{ diff: string; cut: boolean; added: number; removed: number }> {
  const before = yield* wholeOf(fs, path);
  const after = yield* wholeOf(fs, otherPath);
  const names = [visible(path), visible(otherPath)] as const;
  const { text, cut, added, removed } = unifiedDiff(names, before, after, { maxChars: budget });
  return { diff: text, cut, added, removed };
}

function* wholeOf(fs: Confined, path: string): Steps<string> {
  const file = fs.file(path);
  const { text } = yield* wholeText(file, maxComparable);
  file.close();
  return text;
}
