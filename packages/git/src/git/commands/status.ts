import { command, type GitCommand } from '../command.ts';
import { argument, type TreePath } from '../paths.ts';

const MiB = 1024 * 1024;

/** After `--`, and literal by the environment. */
export const behind = (paths: readonly TreePath[]): string[] =>
  paths.length === 0 ? [] : ['--', ...paths.map(argument)];

/** Porcelain v2: complete, and independent of the user's configuration. */
export const status = ({
  untracked = 'normal',
  ignored = false,
  paths = [],
}: {
  untracked?: 'no' | 'normal' | 'all';
  ignored?: boolean;
  paths?: readonly TreePath[];
}): GitCommand =>
  command({
    args: [
      'status',
      '--porcelain=v2',
      '-z',
      '--branch',
      '--show-stash',
      '--renames',
      '--ignore-submodules=dirty',
      `--untracked-files=${untracked}`,
      ...(ignored ? ['--ignored=traditional'] : []),
      ...behind(paths),
    ],
    kind: 'read',
    most: 64 * MiB,
  });

export const lsFiles = ({
  mode,
  paths = [],
  ignoredToo = false,
}: {
  mode: 'stages' | 'unmerged' | 'tracked' | 'untracked' | 'ignored' | 'modified' | 'eol';
  paths?: readonly TreePath[];
  ignoredToo?: boolean;
}): GitCommand =>
  command({
    args: [
      'ls-files',
      '-z',
      ...{
        stages: ['--stage'],
        unmerged: ['--unmerged'],
        tracked: ['--cached'],
        untracked: ['--others', ...(ignoredToo ? [] : ['--exclude-standard'])],
        ignored: ['--others', '--ignored', '--exclude-standard'],
        modified: ['--modified', '--others', '--exclude-standard', '--deduplicate'],
        eol: ['--eol'],
      }[mode],
      ...behind(paths),
    ],
    kind: 'read',
    most: 128 * MiB,
  });

export const checkAttributes = (attributes: readonly string[], paths: readonly Uint8Array[]): GitCommand =>
  command({
    args: ['check-attr', '-z', '--stdin', ...attributes],
    kind: 'read',
    input: Buffer.concat(paths.flatMap((path) => [path, Buffer.from([0])])),
    most: 128 * MiB,
  });
