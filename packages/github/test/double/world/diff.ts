import { createTwoFilesPatch } from 'diff';
import type { File, Objects } from './git.ts';

export interface Change {
  path: string;
  previous?: string;
  status: 'added' | 'removed' | 'modified' | 'renamed';
  sha: string;
  additions: number;
  deletions: number;
  /** Hunks without the heads of the files; undefined for what is not text. */
  patch?: string;
  before?: File;
  after?: File;
}

/** The changes between two trees, by path. A file that went and came back unchanged elsewhere was renamed. */
export function changes(objects: Objects, before: string | undefined, after: string): Change[] {
  const old = before === undefined ? new Map<string, File>() : objects.files(before);
  const now = objects.files(after);
  const gone = new Map([...old].filter(([path]) => !now.has(path)));
  const out: Change[] = [];
  for (const [path, file] of now) {
    const previous = old.get(path);
    if (previous?.sha === file.sha && previous.mode === file.mode) continue;
    const moved =
      previous === undefined ? [...gone].find(([, { sha }]) => sha === file.sha && sha !== emptyBlob) : undefined;
    if (moved !== undefined) {
      gone.delete(moved[0]);
      out.push({
        path,
        previous: moved[0],
        status: 'renamed',
        sha: file.sha,
        additions: 0,
        deletions: 0,
        before: moved[1],
        after: file,
      });
      continue;
    }
    const status = previous === undefined ? 'added' : 'modified';
    out.push({
      path,
      status,
      sha: file.sha,
      ...lines(objects, previous, file),
      ...(previous && { before: previous }),
      after: file,
    });
  }
  for (const [path, file] of gone)
    out.push({ path, status: 'removed', sha: file.sha, ...lines(objects, file, undefined), before: file });
  return out.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The changes as one unified diff, as the media type `diff` gives it. */
export function unified(all: Change[]): string {
  return all
    .map((change) => {
      const from = change.previous ?? change.path;
      const head = [`diff --git a/${from} b/${change.path}`];
      if (change.status === 'added') head.push(`new file mode ${change.after?.mode ?? '100644'}`);
      if (change.status === 'removed') head.push(`deleted file mode ${change.before?.mode ?? '100644'}`);
      if (change.status === 'renamed')
        head.push('similarity index 100%', `rename from ${from}`, `rename to ${change.path}`);
      else head.push(`index ${(change.before?.sha ?? zero).slice(0, 7)}..${(change.after?.sha ?? zero).slice(0, 7)}`);
      if (change.patch !== undefined && change.patch !== '') {
        head.push(change.status === 'added' ? '--- /dev/null' : `--- a/${from}`);
        head.push(change.status === 'removed' ? '+++ /dev/null' : `+++ b/${change.path}`, change.patch);
      } else if (change.status !== 'renamed' && change.patch === undefined) {
        head.push(`Binary files a/${from} and b/${change.path} differ`);
      }
      return `${head.join('\n')}\n`;
    })
    .join('');
}

function lines(objects: Objects, before: File | undefined, after: File | undefined) {
  const a = before === undefined ? Buffer.alloc(0) : objects.bytes(before.sha);
  const b = after === undefined ? Buffer.alloc(0) : objects.bytes(after.sha);
  if (a.includes(0) || b.includes(0)) return { additions: 0, deletions: 0 };
  const whole = createTwoFilesPatch('a', 'b', a.toString('utf8'), b.toString('utf8'), undefined, undefined, {
    context: 3,
  });
  const start = whole.indexOf('@@');
  const patch = start === -1 ? '' : whole.slice(start).replace(/\n$/, '');
  const count = (sign: string) => patch.split('\n').filter((line) => line.startsWith(sign)).length;
  return { additions: count('+'), deletions: count('-'), patch };
}

const zero = '0'.repeat(40);
const emptyBlob = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';
