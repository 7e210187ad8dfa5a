import { ToolError } from '@mcp-reference/kit';
import type { WorkFile } from '../operations/files.ts';
import type { Oid } from './names.ts';
import type { Repository } from './repository.ts';

/** Private references: no listing of ours shows them, no push of ours sends them. */
export const snapshotRefs = 'refs/mcp-git/snapshots/';

/** Everything that a repository was at one moment, but for the objects that it had anyway. */
export interface Manifest {
  version: 1;
  /** What was about to be done, for people. */
  reason: string;
  /** Milliseconds since the epoch. */
  time: number;
  /** The branch that HEAD stood for, and the commit. */
  head: { ref: string | undefined; oid: string | undefined };
  refs: [ref: string, oid: string][];
  stashes: [oid: string, message: string][];
  /** Files of the work tree that the index does not hold as they are. The number is that of the entry in `work`. */
  files: (Omit<WorkFile, 'data'> & { entry?: number })[];
  state: string[];
  /** The tree that the index stands for without conflicts; undefined when there was no index. */
  tracked: string | undefined;
  index: boolean;
}

/** When the snapshot with this id was taken, in milliseconds since the epoch. */
export function timeOf(id: string): number {
  const [, y, m, d, h, i, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)-/.exec(id) ?? [];
  return y === undefined ? 0 : Date.UTC(Number(y), Number(m) - 1, Number(d), Number(h), Number(i), Number(s));
}

export async function readManifest(repo: Repository, id: string): Promise<{ manifest: Manifest; commit: Oid }> {
  const commit = /^\d{14}-[0-9a-f]{6}$/.test(id) ? await repo.objects.info(`${snapshotRefs}${id}^{commit}`) : undefined;
  if (commit === undefined)
    throw new ToolError('not_found', `There is no snapshot "${id.slice(0, 40)}"; see git_list {what: "snapshots"}.`);
  return {
    commit: commit.oid,
    manifest: JSON.parse((await snapshotFile(repo, commit.oid, 'manifest.json')).toString()) as Manifest,
  };
}

/** A file that a snapshot keeps. */
export async function snapshotFile(repo: Repository, commit: Oid, name: string): Promise<Buffer> {
  const info = await repo.objects.info(`${commit}:${name}`);
  if (info === undefined) throw new ToolError('unavailable', `The snapshot lacks "${name}".`);
  return repo.objects.content(info.oid, 1024 ** 3);
}
