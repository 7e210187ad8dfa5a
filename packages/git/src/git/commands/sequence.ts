import type { GitCommand } from '../command.ts';
import type { Oid } from '../names.ts';
import type { TreePath } from '../paths.ts';
import { write, withPaths } from './make.ts';

/** Merges one commit, or several with one merge; each an object id, or a name that was looked up. `ort` where git has that strategy: it became the default only later. */
export const merge = (
  commits: readonly string[],
  {
    message,
    ff,
    squash,
    noCommit = false,
    ort,
  }: { message: string; ff: 'only' | 'no' | 'auto'; squash: boolean; noCommit?: boolean; ort: boolean },
): GitCommand =>
  write([
    'merge',
    '--no-edit',
    '--no-progress',
    '--no-stat',
    '--no-autostash',
    '--no-verify-signatures',
    ...(ort && commits.length === 1 ? ['--strategy=ort'] : []),
    `--cleanup=whitespace`,
    ...(ff === 'only' ? ['--ff-only'] : ff === 'no' && !squash ? ['--no-ff'] : ['--ff']),
    ...(squash ? ['--squash'] : ['--no-squash']),
    ...(noCommit ? ['--no-commit', '--no-ff'] : []),
    `--message=${message}`,
    ...commits,
  ]);

export const pick = (
  what: 'cherry-pick' | 'revert',
  commits: readonly Oid[],
  { mainline, noCommit, origin }: { mainline?: number | undefined; noCommit: boolean; origin: boolean },
): GitCommand =>
  write([
    what,
    ...(what === 'revert' ? ['--no-edit'] : ['--keep-redundant-commits', '--allow-empty']),
    ...(mainline ? [`--mainline=${mainline}`] : []),
    ...(noCommit ? ['--no-commit'] : []),
    ...(origin && what === 'cherry-pick' ? ['-x'] : []),
    ...commits,
  ]);

/** Continues, aborts or forgets the operation in progress. */
export const proceed = (
  operation: 'merge' | 'rebase' | 'cherry-pick' | 'revert' | 'am',
  how: 'continue' | 'skip' | 'abort' | 'quit',
): GitCommand => write([operation, `--${how}`]);

/** A rebase whose steps are ours: the editor that git starts for the list is a copy of the file that we wrote. */
export const rebase = ({
  onto,
  upstream,
  todoFile,
  copyTo,
  merges,
  updateRefs = false,
  autosquash = false,
}: {
  /** Absent together with `upstream`: from the very first commit on. */
  onto: Oid | undefined;
  upstream: Oid | undefined;
  todoFile?: string | undefined;
  /** Only copies git's own list of steps here, and does nothing. */
  copyTo?: string | undefined;
  merges?: boolean;
  /** Other branches that point into the part move along. */
  updateRefs?: boolean;
  /** Commits for others (`fixup! …`) go into them; git's list is taken as it is. */
  autosquash?: boolean;
}): GitCommand =>
  write(
    [
      'rebase',
      '--merge',
      '--no-autostash',
      autosquash ? '--autosquash' : '--no-autosquash',
      '--no-stat',
      '--no-fork-point',
      '--empty=drop',
      ...(merges ? ['--rebase-merges'] : ['--no-rebase-merges']),
      ...(updateRefs ? ['--update-refs'] : []),
      // A list of the caller's own holds every commit that is wanted; otherwise git skips those that are there already.
      ...((todoFile ?? copyTo)
        ? ['--interactive', '--keep-empty', '--reapply-cherry-picks']
        : autosquash
          ? ['--interactive']
          : []),
      ...(onto ? [`--onto=${onto}`] : []),
      ...(upstream ? [upstream] : ['--root']),
    ],
    {
      ...(todoFile && { env: { GIT_SEQUENCE_EDITOR: `cp ${shellQuoted(todoFile)}` } }),
      ...(copyTo && {
        env: { GIT_SEQUENCE_EDITOR: `copy() { cp "$1" ${shellQuoted(copyTo)} && false; }; copy` },
        ok: [1],
      }),
    },
  );

const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

export const bisect = (how: 'start' | 'good' | 'bad' | 'skip' | 'reset', commits: readonly Oid[]): GitCommand =>
  write(['bisect', how, ...commits]);

export const bisectRun = (command: readonly string[], onStdout: (chunk: Buffer) => void): GitCommand =>
  write(['bisect', 'run', ...command], { most: 64 * 1024 * 1024, onStdout });

export const stashPush = (
  message: string,
  {
    untracked,
    staged,
    keepIndex,
    paths,
  }: { untracked: boolean; staged: boolean; keepIndex: boolean; paths: readonly TreePath[] },
): GitCommand => {
  const args = [
    'stash',
    'push',
    '--quiet',
    `--message=${message}`,
    ...(untracked ? ['--include-untracked'] : []),
    ...(staged ? ['--staged'] : []),
    keepIndex ? '--keep-index' : '--no-keep-index',
  ];
  // Without paths git itself cleans up with a pattern (":/"), which must not be taken for a name.
  return paths.length === 0 ? write(args, { env: { GIT_LITERAL_PATHSPECS: '0' } }) : withPaths(args, paths);
};

export const stashApply = (oid: Oid, index: boolean): GitCommand =>
  write(['stash', 'apply', '--quiet', ...(index ? ['--index'] : []), oid]);

export const stashDrop = (index: number): GitCommand => write(['stash', 'drop', '--quiet', `stash@{${index}}`]);

export const stashStore = (oid: Oid, message: string): GitCommand =>
  write(['stash', 'store', '--quiet', `--message=${message}`, oid]);

export const stashClear = (): GitCommand => write(['stash', 'clear']);
