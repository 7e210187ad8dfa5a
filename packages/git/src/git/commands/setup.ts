import type { GitCommand } from '../command.ts';
import type { Oid, RefName, RemoteName } from '../names.ts';
import { asArgument } from './branch.ts';
import { write } from './make.ts';

export const remoteAdd = (name: string, url: string): GitCommand =>
  write(['remote', 'add', '--no-tags', '--', name, url]);

/** Without `--`, which git before 2.36 takes for a name here; a checked name never begins with "-". */
export const remoteRename = (from: RemoteName, to: RemoteName): GitCommand => write(['remote', 'rename', from, to]);

export const remoteSetUrl = (name: string, url: string, push: boolean): GitCommand =>
  write(['remote', 'set-url', ...(push ? ['--push'] : []), '--', name, url]);

export const remoteRemove = (name: string): GitCommand => write(['remote', 'remove', '--', name]);

export const worktreeAdd = (
  path: string,
  {
    branch,
    at,
    detach,
    empty = false,
  }: { branch: RefName | undefined; at: Oid | RefName; detach: boolean; empty?: boolean },
): GitCommand =>
  write([
    'worktree',
    'add',
    '--quiet',
    ...(empty ? ['--no-checkout'] : []),
    '--no-guess-remote',
    ...(branch ? ['-b', asArgument(branch)] : []),
    ...(detach ? ['--detach'] : []),
    '--',
    path,
    asArgument(at),
  ]);

export const worktreeRemove = (path: string, force: boolean): GitCommand =>
  write(['worktree', 'remove', ...(force ? ['--force'] : []), '--', path]);

export const worktreeMove = (from: string, to: string): GitCommand => write(['worktree', 'move', '--', from, to]);

export const worktreePrune = (): GitCommand => write(['worktree', 'prune', '--verbose']);

export const worktreeLock = (path: string, lock: boolean): GitCommand =>
  write(['worktree', lock ? 'lock' : 'unlock', '--', path]);

/** Limits the work tree to folders. Before git 2.35 the mode was set by itself. */
export const sparseSet = (folders: readonly string[], cone: boolean): GitCommand =>
  write(['sparse-checkout', 'set', ...(cone ? ['--cone'] : []), ...folders]);

export const sparseInit = (): GitCommand => write(['sparse-checkout', 'init', '--cone']);

export const sparseDisable = (): GitCommand => write(['sparse-checkout', 'disable']);

/** Sets a variable in the `.gitmodules` of the work tree. */
export const setGitmodules = (key: string, value: string): GitCommand =>
  write(['config', '--file', '.gitmodules', key, value]);

export const init = (path: string, branch: RefName, bare: boolean): GitCommand =>
  write(['init', '--quiet', `--initial-branch=${asArgument(branch)}`, ...(bare ? ['--bare'] : []), '--', path]);
