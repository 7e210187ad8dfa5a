import { ToolError, visible } from '@mcp-reference/kit';
import { leadsOut } from '../dot-git.ts';
import type { WorkFile } from '../files/work-files.ts';
import { logOf } from './commands/log.ts';
import { isOid, listedRef, type Oid, type RefName } from './names.ts';
import type { Calling, Repository } from './repository.ts';

/**
 * Snapshots are entries in the log of a reference outside of `refs/`: `git gc` keeps them, while `git log --all` and
 * `git push --mirror` do not find them. Linked work trees share it.
 */
const snapshotHead = listedRef('main-worktree/MCP_GIT_HEAD');

/**
 * The name by which that log is written. Where references are kept in tables, git 2.47 does not find again what was written to another
 * work tree's reference, so it is written as one of the main work tree itself.
 */
export const snapshotLog = ({ layout }: Repository): { ref: RefName; env: Record<string, string> } =>
  layout.present.includes('reftable')
    ? { ref: listedRef('MCP_GIT_HEAD'), env: { GIT_DIR: layout.commonDir } }
    : { ref: snapshotHead, env: {} };

/** Everything that a repository was at one moment, but for the objects that it had anyway. */
export interface Manifest {
  version: 1;
  /** The operation that followed, in words. */
  reason: string;
  /** Milliseconds since the epoch. */
  time: number;
  /** The top of the work tree that it was taken in; absent for a bare repository. */
  top?: string | undefined;
  /** The linked work tree was about to be removed: an undo makes it again. */
  removed?: boolean;
  /** The branch that HEAD stood for, and the commit. */
  head: { ref: string | undefined; oid: string | undefined };
  refs: [ref: string, oid: string][];
  /** References of this work tree alone: of a bisect, of a rebase that makes merges again. */
  own?: [ref: string, oid: string][];
  /** Settings of branches, which are deleted with them. */
  branches?: [key: string, value: string][];
  /** The folders of a sparse checkout; none for the whole tree, absent where it is limited by patterns. */
  sparse?: string[] | undefined;
  stashes: [oid: string, message: string][];
  /** Files of the work tree that the index does not hold as they are. The number is that of the entry in `work`. */
  files: (Omit<WorkFile, 'data'> & { entry?: number })[];
  state: string[];
  /** Untracked files that the operation was to make; none was there. */
  brings?: string[];
  /** The tree that the index stands for without conflicts; undefined when there was no index. */
  tracked: string | undefined;
  index: boolean;
}

/** When the snapshot with this id was taken, in milliseconds since the epoch. */
export function timeOf(id: string): number {
  const [, y, m, d, h, i, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)-/.exec(id) ?? [];
  return y === undefined ? 0 : Date.UTC(Number(y), Number(m) - 1, Number(d), Number(h), Number(i), Number(s));
}

export interface Kept {
  id: string;
  reason: string;
  commit: Oid;
}

/** A log longer than this is not read, in bytes: it would be more snapshots than two weeks have. */
const mostLog = 64 * 1024 * 1024;

/**
 * All snapshots, newest first. The log is read as it is in the repository: git would look for the reference itself first, and that is where
 * the last command ran.
 */
export async function keptSnapshots(repo: Repository, call: Calling): Promise<Kept[]> {
  if (repo.layout.present.includes('reftable')) return parseKept((await repo.run(logOf(snapshotHead), call)).stdout);
  const path = `${repo.layout.commonDir}/logs/MCP_GIT_HEAD`;
  const { bytes } = await repo.files
    .run('readBytes', { path, most: mostLog }, call)
    .catch(() => ({ bytes: undefined }));
  const kept: Kept[] = [];
  for (const line of Buffer.from(bytes ?? '', 'base64')
    .toString()
    .split('\n')) {
    const [, commit = '', id = '', reason = ''] =
      /^[0-9a-f]+ ([0-9a-f]{40,64}) [^\t]*\t(\d{14}-[0-9a-f]{6}) (.*)$/.exec(line) ?? [];
    if (isOid(commit)) kept.push({ id, reason, commit });
  }
  return kept.reverse();
}

/** Parses git's output of the log where references are kept in tables. */
function parseKept(output: Buffer): Kept[] {
  const fields = output.toString().split('\0');
  const kept: Kept[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const commit = (fields[i] ?? '').trim();
    const [, id = '', reason = ''] = /^(\d{14}-[0-9a-f]{6}) (.*)$/s.exec(fields[i + 1] ?? '') ?? [];
    if (id !== '' && isOid(commit)) kept.push({ id, reason, commit });
  }
  return kept;
}

export async function readManifest(
  repo: Repository,
  id: string,
  call: Calling,
): Promise<{ manifest: Manifest; commit: Oid }> {
  const found = (await keptSnapshots(repo, call)).find((kept) => kept.id === id);
  if (found === undefined)
    throw new ToolError('not_found', `There is no snapshot "${id.slice(0, 40)}"; see git_list {what: "snapshots"}.`);
  const manifest = JSON.parse((await snapshotFile(repo, found.commit, 'manifest.json')).toString()) as Manifest;
  assertOwn(manifest);
  return { commit: found.commit, manifest };
}

/** A snapshot could have been planted: only what this server's snapshots can hold is restored. */
function assertOwn({ files, refs, own = [], branches = [], brings = [], head }: Manifest): void {
  const strange =
    [...files.map(({ path }) => path), ...brings].find(leadsOut) ??
    [...refs.map(([ref]) => ref), ...(head.ref === undefined ? [] : [head.ref])].find((ref) => !isPlainRef(ref)) ??
    own.map(([ref]) => ref).find((ref) => !isOwnRef(ref)) ??
    branches.map(([key]) => key).find((key) => !isBranchKey(key));
  if (strange !== undefined)
    throw new ToolError(
      'denied',
      `This snapshot was not made by this server: it would write "${visible(strange)}". Nothing was changed.`,
    );
}

/** A variable of a branch that an undo may set again; none of them names a program. */
export const isBranchKey = (key: string): boolean =>
  /^branch\.[^\0\n]+\.(remote|merge|rebase|pushremote|description)$/.test(key);

export const ownRefs = ['refs/bisect', 'refs/rewritten', 'refs/worktree'];

const isOwnRef = (ref: string): boolean =>
  /^refs\/(bisect|rewritten|worktree)\/[^\0-\x20~^:?*[\\]+$/.test(ref) && !ref.includes('..');

const isPlainRef = (ref: string): boolean =>
  /^refs\/(heads|tags|notes|mcp-git\/snapshots)\/[^\0-\x20~^:?*[\\]+$/.test(ref) && !ref.includes('..');

/** A file that a snapshot keeps. */
export async function snapshotFile(repo: Repository, commit: Oid, name: string): Promise<Buffer> {
  const info = await repo.objects.info(`${commit}:${name}`);
  if (info === undefined) throw new ToolError('unavailable', `The snapshot lacks "${name}".`);
  return repo.objects.content(info.oid, 1024 ** 3);
}
