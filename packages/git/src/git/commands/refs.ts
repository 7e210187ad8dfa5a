import { command, type GitCommand } from '../command.ts';
import type { Oid, RefName } from '../names.ts';

const MiB = 1024 * 1024;

/** A commit's message, headers, and which kind of thing a revision is. */
export const forEachRef = ({
  patterns,
  format,
  sort,
  contains,
  notContains,
  merged,
  max,
}: {
  patterns: readonly string[];
  format: string;
  sort?: string;
  contains?: Oid | undefined;
  notContains?: Oid | undefined;
  merged?: { into: Oid; is: boolean } | undefined;
  max?: number;
}): GitCommand =>
  command({
    args: [
      'for-each-ref',
      `--format=${format}`,
      ...(sort ? [`--sort=${sort}`] : []),
      ...(contains ? [`--contains=${contains}`] : []),
      ...(notContains ? [`--no-contains=${notContains}`] : []),
      ...(merged ? [`--${merged.is ? '' : 'no-'}merged=${merged.into}`] : []),
      ...(max ? [`--count=${max}`] : []),
      ...patterns,
    ],
    kind: 'read',
    most: 64 * MiB,
  });

/** @param not may be any number: a remote can have thousands of branches, and a command line on Windows 32,767 characters */
export const revList = (from: readonly (Oid | RefName)[], not: readonly (Oid | string)[], max: number): GitCommand =>
  command({
    args: ['rev-list', `--max-count=${max}`, ...from, '--stdin', ...not.filter((one) => one.startsWith('--')), '--'],
    input: not.flatMap((one) => (one.startsWith('--') ? [] : [`^${one}\n`])).join(''),
    kind: 'read',
    most: 16 * MiB,
  });

/** Objects that a remote does not have yet, as far as its branches are known here: an id and a path each. */
export const objectsToSend = (from: Oid, known: readonly Oid[], remote: string, max: number): GitCommand =>
  command({
    args: ['rev-list', '--objects', from, '--not', ...known, `--remotes=${remote}`, '--'],
    kind: 'read',
    most: max * 120,
  });

/**
 * Commits that only these have: no branch, tag or remote branch other than `except` leads to them, nor the HEAD of another work
 * tree.
 * @param own The work tree itself, as git names it among others: through a view git takes it for another one.
 */
export const onlyIn = (
  from: readonly Oid[],
  except: readonly RefName[],
  max: number,
  { own }: { own: string },
): GitCommand =>
  command({
    args: [
      'rev-list',
      `--max-count=${max}`,
      ...from,
      '--not',
      ...except.map((ref) => `--exclude=${ref}`),
      '--exclude=refs/mcp-git/*',
      '--exclude=refs/stash',
      '--exclude=HEAD',
      `--exclude=${own.replaceAll(/[*?[\\]/g, String.raw`\$&`)}/HEAD`,
      '--all',
      '--',
    ],
    kind: 'read',
    most: 16 * MiB,
  });

export const aheadBehind = (a: Oid | RefName, b: Oid | RefName): GitCommand =>
  command({ args: ['rev-list', '--left-right', '--count', `${a}...${b}`, '--'], kind: 'read' });

export const mergeBase = (a: Oid, b: Oid): GitCommand => command({ args: ['merge-base', a, b], kind: 'read', ok: [1] });

/** The newest commit that is before all of these. */
export const commonBase = (commits: readonly Oid[]): GitCommand =>
  command({ args: ['merge-base', '--octopus', ...commits], kind: 'read', ok: [1] });

/** Computes a merge, and writes only objects (git 2.38 and newer). */
export const mergeTree = (ours: Oid, theirs: Oid): GitCommand =>
  command({
    args: ['merge-tree', '--write-tree', '-z', '--messages', '--name-only', ours, theirs],
    kind: 'read',
    ok: [1],
    most: 16 * MiB,
  });

export const remoteUrl = (remote: string, push: boolean): GitCommand =>
  command({ args: ['remote', 'get-url', ...(push ? ['--push'] : []), '--', remote], kind: 'read' });

/** The full name of the branch that was checked out so many switches ago; empty when there was none. */
export const previousBranch = (steps: number): GitCommand =>
  command({
    args: ['rev-parse', '--verify', '--quiet', '--symbolic-full-name', `@{-${steps}}`],
    kind: 'read',
    ok: [1, 128],
  });
/** All addresses of a remote, the one that counts first; a push goes to every one of them. */
export const remoteUrls = (remote: string, push: boolean): GitCommand =>
  command({ args: ['remote', 'get-url', '--all', ...(push ? ['--push'] : []), '--', remote], kind: 'read' });

export const worktreeList = (nul: boolean): GitCommand =>
  command({ args: ['worktree', 'list', '--porcelain', ...(nul ? ['-z'] : [])], kind: 'read' });
