import { command, type GitCommand } from '../command.ts';
import { argument, type Pathspec } from '../paths.ts';

const MiB = 1024 * 1024;

/** After `--`, and literal by the environment. */
export const behind = (paths: readonly Pathspec[]): string[] => (paths.length === 0 ? [] : ['--', ...specs(paths)]);

/** Paths as arguments. As soon as one is a pattern git has to be told of the others that they are none. */
export const specs = (paths: readonly Pathspec[]): string[] =>
  hasPatterns(paths)
    ? paths.map((path) => `${path.magic ?? ':(top,literal)'}${argument(path)}`)
    : paths.map((path) => argument(path));

const hasPatterns = (paths: readonly Pathspec[]): boolean => paths.some(({ magic }) => magic !== undefined);

/** The environment in which git reads patterns as patterns. */
export const patternEnvironment = (paths: readonly Pathspec[]): { env?: Record<string, string> } =>
  hasPatterns(paths) ? { env: { GIT_LITERAL_PATHSPECS: '0' } } : {};

/** Porcelain v2: complete, and independent of the user's configuration. */
export const status = ({
  untracked = 'normal',
  ignored = false,
  paths = [],
}: {
  untracked?: 'no' | 'normal' | 'all';
  ignored?: boolean;
  paths?: readonly Pathspec[];
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
    ...patternEnvironment(paths),
  });

export const lsFiles = ({
  mode,
  paths = [],
  ignoredToo = false,
}: {
  mode:
    | 'stages'
    | 'unmerged'
    | 'tracked'
    | 'untracked'
    | 'ignored'
    | 'modified'
    | 'known'
    | 'ignoredFolders'
    | 'eol'
    | 'changed'
    | 'deleted'
    | 'flags';
  paths?: readonly Pathspec[];
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
        modified: ['--modified', '--others', '--exclude-standard'],
        known: ['--cached', '--others'],
        changed: ['--modified'],
        deleted: ['--deleted'],
        ignoredFolders: ['--others', '--ignored', '--exclude-standard', '--directory'],
        eol: ['--eol'],
        flags: ['-v'],
      }[mode],
      ...behind(paths),
    ],
    kind: 'read',
    most: 128 * MiB,
    ...patternEnvironment(paths),
  });

/** Tracked files with an attribute, such as `filter=lfs`. */
export const attributed = (attribute: string): GitCommand =>
  command({
    args: ['ls-files', '-z', '--', `:(top,attr:${attribute})`],
    kind: 'read',
    most: 128 * MiB,
    env: { GIT_LITERAL_PATHSPECS: '0' },
  });

export const checkAttributes = (attributes: readonly string[], paths: readonly Uint8Array[]): GitCommand =>
  command({
    args: ['check-attr', '-z', '--stdin', ...attributes],
    kind: 'read',
    input: Buffer.concat(paths.flatMap((path) => [path, Buffer.from([0])])),
    most: 128 * MiB,
  });

/** The folders or patterns of a sparse checkout. */
export const sparseList = (): GitCommand => command({ args: ['sparse-checkout', 'list'], kind: 'read' });
