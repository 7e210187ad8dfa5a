import { ToolError, visible } from '@mcp-reference/kit';
import type { GitCommand } from '../command.ts';
import type { Oid, RefName } from '../names.ts';
import { write } from './make.ts';

/**
 * The short name of a reference, or an object id, where git takes nothing else. Names that git would take for an option can exist.
 * @throws ToolError `unsupported` for those.
 */
export function asArgument(ref: RefName | Oid): string {
  const name = ref.replace(/^refs\/(heads|tags)\//, '');
  if (name.startsWith('-'))
    throw new ToolError(
      'unsupported',
      `"${visible(name)}" begins with "-", which git takes for an option; rename it with update-ref in a terminal.`,
    );
  return name;
}

export const switchTo = (branch: RefName): GitCommand => write(['switch', '--quiet', '--no-guess', asArgument(branch)]);

/** Makes a branch that follows a remote's, and checks it out. */
export const switchTracking = (branch: RefName, remote: RefName): GitCommand =>
  write(['switch', '--quiet', '--track=direct', '--create', asArgument(branch), remote]);

export const switchNew = (branch: RefName, at: Oid): GitCommand =>
  write(['switch', '--quiet', '--no-track', '--create', asArgument(branch), at]);

export const switchOrphan = (branch: RefName): GitCommand => write(['symbolic-ref', 'HEAD', branch]);

export const detach = (at: Oid): GitCommand => write(['switch', '--quiet', '--detach', at]);

export const setHead = (ref: RefName, why: string): GitCommand => write(['symbolic-ref', '-m', why, 'HEAD', ref]);

export const createBranch = (branch: RefName, at: Oid): GitCommand =>
  write(['branch', '--no-track', '--', asArgument(branch), at]);

export const renameBranch = (from: RefName, to: RefName): GitCommand =>
  write(['branch', '--move', '--', asArgument(from), asArgument(to)]);

export const setUpstream = (branch: RefName, remote: string, onRemote: string): GitCommand =>
  write(['branch', `--set-upstream-to=${remote}/${onRemote}`, '--', asArgument(branch)]);

export const unsetUpstream = (branch: RefName): GitCommand =>
  write(['branch', '--unset-upstream', '--', asArgument(branch)]);

/** Deletes a branch with its configuration; what is lost by it was computed before. */
export const deleteBranch = (branch: RefName): GitCommand =>
  write(['branch', '--quiet', '--delete', '--force', '--', asArgument(branch)]);

export const createTag = (tag: RefName, at: Oid, message: string | undefined, sign: boolean): GitCommand =>
  write(
    [
      'tag',
      ...(message === undefined
        ? ['--no-sign']
        : ['--annotate', sign ? '--sign' : '--no-sign', '--file=-', '--cleanup=whitespace']),
      '--',
      asArgument(tag),
      at,
    ],
    { input: message },
  );

/** One transaction: all references change, or none. `old` is what each must be before; zeros stand for "not there". */
export const updateRefs = (
  updates: readonly { ref: RefName; to: Oid | undefined; old?: Oid | undefined }[],
  why: string,
): GitCommand =>
  write(['update-ref', '-m', why, '--no-deref', '--stdin', '-z'], {
    input: updates
      .map(({ ref, to, old }) =>
        to === undefined ? `delete ${ref}\0${old ?? ''}\0` : `update ${ref}\0${to}\0${old ?? ''}\0`,
      )
      .join(''),
  });

/** Adds an entry to the log of snapshots. */
export const keepSnapshot = (ref: RefName, oid: Oid, why: string): GitCommand =>
  write(['update-ref', '--create-reflog', '-m', why, ref, oid]);

/** Forgets entries of that log from before a time, in seconds since the epoch. */
export const expireSnapshots = (ref: RefName, before: number): GitCommand =>
  write(['reflog', 'expire', `--expire=@${before}`, `--expire-unreachable=@${before}`, ref]);

/** Moves HEAD itself, without the branch that it may stand for. */
export const detachHead = (to: Oid, why: string): GitCommand =>
  write(['update-ref', '-m', why, '--no-deref', 'HEAD', to]);
