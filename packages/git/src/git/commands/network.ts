import { command, type CommandSpec, type GitCommand } from '../command.ts';
import type { Oid, RefName } from '../names.ts';

/** The other end. This server's own command serves a repository on this computer, so that nothing of it runs. */
export interface Ends {
  /** A shell command for each service; absent where the other end is another computer. */
  serve?: { 'upload-pack': string; 'receive-pack': string } | undefined;
}

const packer = (service: 'upload-pack' | 'receive-pack', { serve }: Ends): string =>
  `--${service}=${serve?.[service] ?? `git-${service}`}`;

const network = (args: readonly string[], more: Partial<CommandSpec> = {}): GitCommand =>
  command({ args, kind: 'network', most: 4 * 1024 * 1024, ...more });

export const fetch = (
  remote: string,
  refspecs: readonly string[],
  {
    prune,
    tags,
    depth,
    unshallow,
    ends,
    onStderr,
  }: {
    prune: boolean;
    tags: boolean | undefined;
    depth: number | undefined;
    unshallow: boolean;
    ends: Ends;
    onStderr(chunk: Buffer): void;
  },
): GitCommand =>
  network(
    [
      'fetch',
      '--progress',
      '--no-auto-maintenance',
      '--no-recurse-submodules',
      '--no-write-commit-graph',
      packer('upload-pack', ends),
      ...(prune ? ['--prune'] : ['--no-prune']),
      ...(tags === undefined ? [] : tags ? ['--tags'] : ['--no-tags']),
      ...(depth ? [`--depth=${depth}`] : []),
      ...(unshallow ? ['--unshallow'] : []),
      '--',
      remote,
      ...refspecs,
    ],
    { onStderr },
  );

/** `lease`: what the remote's reference must be now, which is the only way to force. */
export interface PushRef {
  /** Undefined deletes the remote's reference. */
  from: Oid | RefName | undefined;
  to: RefName;
  lease?: Oid | undefined;
}

export const push = (
  remote: string,
  refs: readonly PushRef[],
  { ends, dryRun, atomic, onStderr }: { ends: Ends; dryRun: boolean; atomic: boolean; onStderr?(chunk: Buffer): void },
): GitCommand =>
  network(
    [
      'push',
      '--porcelain',
      ...(dryRun ? ['--dry-run'] : ['--progress']),
      '--no-follow-tags',
      '--no-recurse-submodules',
      ...(atomic ? ['--atomic'] : []),
      packer('receive-pack', ends),
      ...refs.flatMap(({ to, lease }) => (lease === undefined ? [] : [`--force-with-lease=${to}:${lease}`])),
      '--',
      remote,
      ...refs.map(({ from, to }) => `${from ?? ''}:${to}`),
    ],
    { ok: [1], onStderr },
  );

/** The remote's own references. */
export const lsRemote = (remote: string, ends: Ends, patterns: readonly string[] = []): GitCommand =>
  network(['ls-remote', '--quiet', packer('upload-pack', ends), '--', remote, ...patterns]);

export const clone = (
  url: string,
  folder: string,
  {
    branch,
    depth,
    bare,
    filter,
    ends,
    onStderr,
  }: {
    branch: string | undefined;
    depth: number | undefined;
    bare: boolean;
    filter: boolean;
    ends: Ends;
    onStderr(chunk: Buffer): void;
  },
): GitCommand =>
  network(
    [
      'clone',
      '--progress',
      '--no-recurse-submodules',
      '--no-local',
      ...(bare ? ['--bare'] : []),
      packer('upload-pack', ends),
      ...(branch ? [`--branch=${branch}`] : []),
      ...(depth ? [`--depth=${depth}`, '--no-single-branch'] : []),
      ...(filter ? ['--filter=blob:none'] : []),
      '--',
      url,
      folder,
    ],
    { onStderr },
  );

interface ModuleTransfer {
  depth: number | undefined;
  ends: Ends;
  onStderr(chunk: Buffer): void;
}

/** The repository of a submodule, in a folder of the main one's, nothing checked out. */
export const cloneModule = (
  url: string,
  folder: string,
  gitDir: string,
  { depth, ends, onStderr }: ModuleTransfer,
): GitCommand =>
  network(
    [
      'clone',
      '--progress',
      '--no-checkout',
      '--no-recurse-submodules',
      '--no-local',
      packer('upload-pack', ends),
      ...(depth ? [`--depth=${depth}`, '--no-single-branch'] : []),
      `--separate-git-dir=${gitDir}`,
      '--',
      url,
      folder,
    ],
    { onStderr },
  );

/** From an address that was checked, whatever the module's own configuration says. */
export const fetchModule = (
  url: string,
  refspecs: readonly string[],
  { depth, ends, onStderr }: ModuleTransfer,
): GitCommand =>
  network(
    [
      'fetch',
      '--progress',
      '--no-auto-maintenance',
      '--no-recurse-submodules',
      '--no-write-fetch-head',
      packer('upload-pack', ends),
      ...(depth ? [`--depth=${depth}`] : []),
      '--',
      url,
      ...refspecs,
    ],
    { onStderr },
  );
