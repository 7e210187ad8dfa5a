import { command, type CommandSpec, type GitCommand } from '../command.ts';
import type { Oid, RefName } from '../names.ts';

/** What is run at the other end, said by us: a repository's configuration may name something else. */
export interface Ends {
  /** The other end is a folder of this computer: git works in that repository, whose hooks and configuration are not to run. */
  local: boolean;
}

const quiet =
  '-c core.hooksPath=/dev/null -c core.fsmonitor=false -c core.alternateRefsCommand=: -c gc.auto=0 -c receive.autogc=false';
const noHooks = [
  'pre-receive',
  'update',
  'proc-receive',
  'post-receive',
  'post-update',
  'reference-transaction',
  'push-to-checkout',
  'post-checkout',
  'post-index-change',
]
  .map((event) => `-c hook.${event}.enabled=false`)
  .join(' ');

const packer = (service: 'upload-pack' | 'receive-pack', { local }: Ends): string =>
  `--${service}=${local ? `git ${quiet} ${noHooks} ${service}` : `git-${service}`}`;

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
      '--no-verify',
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

export const submoduleUpdate = (
  paths: readonly string[],
  { depth, ends, onStderr }: { depth: number | undefined; ends: Ends; onStderr(chunk: Buffer): void },
): GitCommand =>
  network(
    [
      'submodule',
      'update',
      '--init',
      '--checkout',
      '--progress',
      ...(depth ? [`--depth=${depth}`] : []),
      '--',
      ...paths,
    ],
    { onStderr, env: ends.local ? {} : {} },
  );
