import { assertRegular, missing, replaceFile, visible, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import { unifiedDiff } from '../text/diff.ts';
import { applyEdits, type Edit } from '../text/edit.ts';
import { assertHash, hashOf } from './hash.ts';
import { wholeText } from './read-text.ts';
import { maxEditable, sweepOnce } from './write.ts';

/** Both texts are held at once, and larger differences are for other tools to show. */
const maxComparable = 8 * 1024 * 1024;

export interface EditParams {
  path: string;
  edits: Edit[];
  dryRun: boolean;
  ifHash?: string | undefined;
  encoding?: string | undefined;
  /** Characters. */
  budget: number;
}

export interface Edited {
  diff: string;
  added: number;
  removed: number;
  replaced: number[];
  hash: string;
}

/** All edits or none, everything else byte for byte as it was. */
export function edit(fs: Confined, { path, edits, dryRun, ifHash, encoding, budget }: EditParams, job: Job): Edited {
  const { folder, name, stat } = fs.followNamed(path);
  if (stat === undefined) throw missing(path);
  assertRegular(stat, path);
  const file = folder.open(name);
  const old = file.stat();
  const bytes = file.readAll(maxEditable);
  file.close();
  assertHash(bytes, ifHash, path);
  const result = applyEdits(bytes, edits, { name: visible(path), ...(encoding !== undefined && { encoding }) });
  const { text, added, removed } = unifiedDiff(visible(path), result.before, result.after, { maxChars: budget });
  if (!dryRun) {
    sweepOnce(folder, job);
    replaceFile(folder, name, old, result.bytes);
  }
  return { diff: text, added, removed, replaced: result.replaced, hash: hashOf(result.bytes) };
}

/** What turns one file into another. */
export function compare(
  fs: Confined,
  { path, otherPath, budget }: { path: string; otherPath: string; budget: number },
): Omit<Edited, 'replaced' | 'hash'> {
  const [before, after] = [path, otherPath].map((one) => wholeOf(fs, one));
  const { text, added, removed } = unifiedDiff(visible(otherPath), before ?? '', after ?? '', { maxChars: budget });
  return { diff: text, added, removed };
}

function wholeOf(fs: Confined, path: string): string {
  const file = fs.file(path);
  const { text } = wholeText(file, maxComparable);
  file.close();
  return text;
}
