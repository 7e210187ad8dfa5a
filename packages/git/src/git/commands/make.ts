import { command, pathsOnStdin, type GitCommand } from '../command.ts';
import type { TreePath } from '../paths.ts';

export const write = (args: readonly string[], more: Partial<GitCommand> = {}): GitCommand =>
  command({ args, kind: 'write', most: 1024 * 1024, ...more });

export const withPaths = (
  args: readonly string[],
  paths: readonly TreePath[],
  more: Partial<GitCommand> = {},
): GitCommand => {
  const { flags, input } = pathsOnStdin(paths);
  return write([...args, ...flags], { ...more, input });
};
