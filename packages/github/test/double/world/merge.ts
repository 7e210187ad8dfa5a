import { conflict } from '../refusal.ts';
import type { CommitObject, File, Objects, Signature } from './git.ts';

/** The files after a merge; undefined when both sides changed one file in two ways: contents are not merged line by line. */
export function mergeFiles(objects: Objects, ours: string, theirs: string): Map<string, File> | undefined {
  const base = objects.mergeBase(ours, theirs);
  const files = (sha: string | undefined) => objects.files(objects.findCommit(sha ?? '')?.tree ?? '');
  const [before, left, right] = [files(base?.sha), files(ours), files(theirs)];
  const same = (a: File | undefined, b: File | undefined) => a?.sha === b?.sha && a?.mode === b?.mode;
  const merged = new Map<string, File>();
  for (const path of new Set([...left.keys(), ...right.keys()])) {
    const [was, mine, other] = [before.get(path), left.get(path), right.get(path)];
    if (!same(mine, other) && !same(was, mine) && !same(was, other)) return undefined;
    const result = same(was, mine) ? other : mine;
    if (result !== undefined) merged.set(path, result);
  }
  return merged;
}

export function mergeCommit(
  objects: Objects,
  ours: string,
  theirs: string,
  message: string,
  by: Signature,
): CommitObject {
  const files = mergeFiles(objects, ours, theirs);
  if (files === undefined) throw conflict('Merge conflict');
  return objects.commit({ tree: objects.write(files), parents: [ours, theirs], author: by, committer: by, message });
}
