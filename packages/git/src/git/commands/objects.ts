import { command, type GitCommand } from '../command.ts';
import type { Pathspec, TreePath } from '../paths.ts';
import type { Oid } from '../names.ts';
import { behind, patternEnvironment, specs } from './status.ts';

const MiB = 1024 * 1024;

export const lsTree = (tree: Oid, paths: readonly TreePath[], { recursive = false, long = false } = {}): GitCommand =>
  command({
    args: [
      'ls-tree',
      '-z',
      '--full-tree',
      ...(recursive ? ['-r'] : []),
      ...(long ? ['--long'] : []),
      tree,
      ...behind(paths),
    ],
    kind: 'read',
    most: 64 * MiB,
  });

export const grep = ({
  pattern,
  tree,
  fixed,
  ignoreCase,
  word,
  context,
  max,
  paths,
  untracked,
}: {
  pattern: string;
  tree: Oid | undefined;
  fixed: boolean;
  ignoreCase: boolean;
  word: boolean;
  context: number;
  max: number;
  paths: readonly Pathspec[];
  untracked: boolean;
}): GitCommand =>
  command({
    args: [
      'grep',
      '--no-color',
      '--null',
      '--line-number',
      '--full-name',
      '-I',
      '--no-textconv',
      '--no-column',
      '--no-recurse-submodules',
      '--threads=2',
      fixed ? '--fixed-strings' : '--extended-regexp',
      ...(ignoreCase ? ['--ignore-case'] : []),
      ...(word ? ['--word-regexp'] : []),
      ...(context > 0 ? [`--context=${context}`] : []),
      ...(untracked && tree === undefined ? ['--untracked'] : []),
      '-e',
      pattern,
      ...(tree ? [tree] : []),
      '--',
      ...specs(paths),
    ],
    kind: 'read',
    most: max,
    ok: [1],
    ...patternEnvironment(paths),
  });

export const configList = (): GitCommand =>
  command({
    args: ['config', '--list', '--show-scope', '--show-origin', '-z', '--includes'],
    kind: 'read',
    most: 8 * MiB,
  });

export const configFile = (blob: Oid): GitCommand =>
  command({ args: ['config', '--list', '-z', '--no-includes', `--blob=${blob}`], kind: 'read', ok: [128] });

/** Succeeds when an object is here; in a partial clone it is fetched for that. */
export const hasObject = (oid: Oid): GitCommand => command({ args: ['cat-file', '-e', oid], kind: 'read' });

/** The same for the tree of a commit. */
export const hasTree = (commit: Oid): GitCommand =>
  command({ args: ['cat-file', '-e', `${commit}^{tree}`], kind: 'read' });

export const batchArguments = (commands: boolean): string[] => ['cat-file', commands ? '--batch-command' : '--batch'];

/** The git directory that git finds. */
export const facts = (): GitCommand => command({ args: ['rev-parse', '--absolute-git-dir'], kind: 'read' });

/** The `.gitmodules` of the index or a commit. */
export const gitmodulesBlob = (revision: string): GitCommand =>
  command({ args: ['config', `--blob=${revision}`, '--no-includes', '--list', '-z'], kind: 'read' });
