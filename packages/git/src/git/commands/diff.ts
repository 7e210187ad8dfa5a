import { command, type GitCommand } from '../command.ts';
import type { Oid } from '../names.ts';
import type { Pathspec, TreePath } from '../paths.ts';
import { behind, patternEnvironment } from './status.ts';

const MiB = 1024 * 1024;

/** Both ends of a comparison: nothing for index and work tree, `cached` for HEAD and index, one commit or two. */
export interface Ends {
  cached?: boolean;
  from?: Oid | undefined;
  to?: Oid | undefined;
}

export interface DiffOptions {
  context?: number | undefined;
  ignoreWhitespace?: boolean | undefined;
  words?: boolean | undefined;
  paths?: readonly Pathspec[];
}

/** The form of patches, independent of the configuration. Nothing is executed for them. */
const patchFlags = (trusted: boolean): string[] => [
  '--no-color',
  '--no-ext-diff',
  trusted ? '--textconv' : '--no-textconv',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--no-relative',
  '--ignore-submodules=dirty',
  '--submodule=short',
  '--inter-hunk-context=0',
  '--find-renames',
];

const diffArguments = (
  { cached, from, to }: Ends,
  { context = 3, ignoreWhitespace, words, paths = [] }: DiffOptions,
): string[] => [
  `--unified=${context}`,
  ...(ignoreWhitespace ? ['--ignore-all-space'] : []),
  ...(words ? ['--word-diff=porcelain'] : []),
  ...(cached ? ['--cached'] : []),
  ...(from ? [from] : []),
  ...(to ? [to] : []),
  ...behind(paths),
];

/** The list of changed files, then their patches, by one process: NUL-delimited lists first, patch text last. */
export const diff = (
  ends: Ends,
  options: DiffOptions,
  { trusted, most, patch = true }: { trusted: boolean; most: number; patch?: boolean },
): GitCommand =>
  command({
    args: [
      'diff',
      '-z',
      '--raw',
      '--numstat',
      '--abbrev=40',
      ...(patch ? ['--patch'] : []),
      ...patchFlags(trusted),
      ...diffArguments(ends, options),
    ],
    kind: 'read',
    most,
    ...patternEnvironment(options.paths ?? []),
  });

/** Files in conflict, compared with both sides in one patch. */
export const conflictDiff = (
  paths: readonly TreePath[],
  { trusted, most }: { trusted: boolean; most: number },
): GitCommand =>
  command({ args: ['diff', '--cc', '--patch', ...patchFlags(trusted), ...behind(paths)], kind: 'read', most });

/** The same for what a commit changed against one of its parents; a commit without a parent is compared to nothing. */
export const diffTree = (
  commit: Oid,
  parent: Oid | undefined,
  options: DiffOptions,
  { trusted, most, patch = true }: { trusted: boolean; most: number; patch?: boolean },
): GitCommand =>
  command({
    args: [
      'diff-tree',
      '-r',
      '-z',
      '--root',
      '--no-commit-id',
      '--raw',
      '--numstat',
      '--abbrev=40',
      ...(patch ? ['--patch'] : []),
      ...patchFlags(trusted),
      ...diffArguments(parent === undefined ? { from: commit } : { from: parent, to: commit }, options),
    ],
    kind: 'read',
    most,
    ...patternEnvironment(options.paths ?? []),
  });

/** The numbers of added and removed lines of commits against their first parents. */
export const numstats = (commits: readonly { oid: Oid; parents: readonly string[] }[]): GitCommand =>
  command({
    args: [
      'diff-tree',
      '--stdin',
      '-r',
      '-z',
      '--root',
      '--numstat',
      '--find-renames',
      '--no-ext-diff',
      '--no-textconv',
    ],
    kind: 'read',
    // A commit and the parent that it is compared with: without it git compares a merge with every parent.
    input: commits.map(({ oid, parents: [first] }) => `${oid}${first === undefined ? '' : ` ${first}`}\n`).join(''),
    most: 64 * MiB,
  });

/** Commits as mails, which `git am` takes; nothing of the configuration gets into them. */
export const mails = (from: Oid, not: readonly Oid[], max: number): GitCommand =>
  command({
    args: [
      'log',
      '--pretty=email',
      '--patch-with-stat',
      '--binary',
      '--full-index',
      '--reverse',
      '--no-merges',
      ...patchFlags(false),
      '--no-notes',
      '--no-show-signature',
      `--max-count=${max}`,
      from,
      ...not.map((oid) => `^${oid}`),
      '--',
    ],
    kind: 'read',
    most: 8 * MiB,
  });

/** The paths that a tree has and the index does not. */
export const missingInIndex = (tree: Oid): GitCommand =>
  command({
    args: ['diff', '--cached', '-z', '--name-only', '--no-renames', '--ignore-submodules', '--diff-filter=D', tree],
    kind: 'read',
    most: 64 * MiB,
  });

/** The paths that commits added, or removed, each compared with its first parent. */
export const pathsOf = (commits: readonly Oid[], how: 'added' | 'removed'): GitCommand =>
  command({
    args: [
      'log',
      '-z',
      '--format=',
      '--name-only',
      '--no-renames',
      '-m',
      '--first-parent',
      `--diff-filter=${how === 'added' ? 'A' : 'D'}`,
      '--no-walk=unsorted',
      '--stdin',
    ],
    kind: 'read',
    input: commits.map((oid) => `${oid}\n`).join(''),
    most: 64 * MiB,
  });
