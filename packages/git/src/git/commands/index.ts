import { command, pathsOnStdin, type GitCommand } from '../command.ts';
import { argument, type TreePath } from '../paths.ts';
import type { Oid } from '../names.ts';
import { write, withPaths } from './make.ts';

export const add = (
  paths: readonly TreePath[],
  { force = false, update = false, intent = false, sparse = false } = {},
): GitCommand =>
  withPaths(
    [
      'add',
      ...(force ? ['--force'] : []),
      ...(update ? ['--update'] : []),
      ...(intent ? ['--intent-to-add'] : []),
      ...(sparse ? ['--sparse'] : []),
    ],
    paths,
  );

/** Stages the commits that repositories inside this one are at, without looking at their files. */
export const addGitlinks = (paths: readonly Uint8Array[]): GitCommand =>
  write(['update-index', '--add', '-z', '--stdin'], { input: pathsOnStdin(paths).input });

/** Stages that these files are gone. In a sparse checkout `git add` does not find them when they are outside of it. */
export const addRemovals = (paths: readonly Uint8Array[]): GitCommand =>
  write(['update-index', '--remove', '-z', '--stdin'], { input: pathsOnStdin(paths).input });

/** Makes the index of these paths what a commit has; without one, what HEAD has. */
export const unstage = (paths: readonly TreePath[], from?: Oid): GitCommand =>
  withPaths(['reset', '--quiet', ...(from ? [from] : [])], paths);

export const unstageAll = (): GitCommand => write(['reset', '--quiet']);

/** Takes paths out of the index of a repository without commits. */
export const forget = (paths: readonly TreePath[]): GitCommand =>
  withPaths(['rm', '--cached', '-r', '--quiet', '--force', '--ignore-unmatch'], paths);

export const restore = (
  paths: readonly TreePath[],
  { source, staged, worktree }: { source?: Oid | undefined; staged: boolean; worktree: boolean },
): GitCommand =>
  withPaths(
    [
      'restore',
      '--quiet',
      ...(source ? [`--source=${source}`] : []),
      ...(staged ? ['--staged'] : []),
      ...(worktree ? ['--worktree'] : []),
    ],
    paths,
  );

/** Applies a patch to the index, the work tree, or both. The patch is checked first: all of it goes in or nothing. */
export const applyPatch = (
  patch: Uint8Array,
  {
    to,
    reverse = false,
    threeWay = false,
    check = false,
    recount = false,
  }: { to: 'index' | 'worktree' | 'both'; reverse?: boolean; threeWay?: boolean; check?: boolean; recount?: boolean },
): GitCommand =>
  write(
    [
      'apply',
      '--whitespace=nowarn',
      ...(to === 'index' ? ['--cached'] : to === 'both' ? ['--index'] : []),
      ...(reverse ? ['--reverse'] : []),
      ...(threeWay ? ['--3way'] : []),
      ...(check ? ['--check'] : []),
      ...(recount ? ['--recount'] : []),
      '-',
    ],
    { input: patch },
  );

export const setExecutable = (paths: readonly TreePath[], on: boolean): GitCommand =>
  write(['update-index', `--chmod=${on ? '+' : '-'}x`, '--', ...paths.map(argument)]);

/** @param sparse Files outside of the sparse checkout too, which git leaves alone otherwise. */
export const remove = (
  paths: readonly TreePath[],
  { cached, sparse }: { cached: boolean; sparse: boolean },
): GitCommand =>
  withPaths(
    [
      'rm',
      '--quiet',
      '--force',
      '-r',
      '--ignore-unmatch',
      ...(cached ? ['--cached'] : []),
      ...(sparse ? ['--sparse'] : []),
    ],
    paths,
  );

/** Entries of the index set as they are; `stdin` is what `--index-info` reads. */
export const updateIndex = (stdin: string | Uint8Array): GitCommand =>
  write(['update-index', '-z', '--index-info'], { input: stdin });

export const refreshIndex = (): GitCommand =>
  write(['update-index', '-q', '--refresh', '--ignore-submodules'], { ok: [1] });

export const writeTree = (index: string): GitCommand => write(['write-tree'], { env: { GIT_INDEX_FILE: index } });

export const withIndex = (index: string, inner: GitCommand): GitCommand =>
  command({ ...inner, env: { ...inner.env, GIT_INDEX_FILE: index } });

export const readTree = (tree: Oid): GitCommand =>
  write(['read-tree', '--reset', '-u', '--no-recurse-submodules', tree]);

/** Writes files from a separate index, for names that only git makes. */
export const checkoutIndex = (index: string, paths: readonly Uint8Array[]): GitCommand =>
  write(['checkout-index', '--force', '-z', '--stdin'], {
    input: pathsOnStdin(paths).input,
    env: { GIT_INDEX_FILE: index },
  });

/** Makes git take files of the index for changed. `records` are those of `ls-files --stage`. */
export const forgetStat = (records: readonly Uint8Array[]): GitCommand =>
  write(['update-index', '-z', '--index-info'], { input: pathsOnStdin(records).input });

/** Writes files of the index into the work tree, through their filters. */
export const checkoutFresh = (paths: readonly Uint8Array[]): GitCommand =>
  write(['checkout-index', '--force', '--index', '-z', '--stdin'], { input: pathsOnStdin(paths).input });

export const checkoutSide = (paths: readonly TreePath[], side: 'ours' | 'theirs'): GitCommand =>
  withPaths(['checkout', '--quiet', `--${side}`], paths);

/** Writes the conflict markers into the file again. */
export const checkoutMerge = (paths: readonly TreePath[]): GitCommand =>
  withPaths(['checkout', '--quiet', '--merge'], paths);
