import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { WorkFile } from '../files/work-files.ts';
import { lsFiles } from './commands/status.ts';
import { quietlyDifferent } from './quietly-different.ts';
import { logOf } from './commands/log.ts';
import { fastImport } from './commands/commit.ts';
import { updateIndex, withIndex, writeTree } from './commands/index.ts';
import { expireSnapshots, keepSnapshot } from './commands/branch.ts';
import { isBranchKey, keptSnapshots, ownRefs, snapshotLog, timeOf, type Manifest } from './manifest.ts';
import { asOid, isOid, listedRef, type Oid } from './names.ts';
import { showPath, type TreePath } from './paths.ts';
import type { Calling, Repository } from './repository.ts';
import { refsIn } from './refs-in.ts';
import { headOf } from './revision.ts';
import { Stream } from './snapshot-stream.ts';
import { isSparse, sparseFolders } from './sparse.ts';
import { readStatus, split, type Status } from './status.ts';

/** A file larger than this is not kept, in bytes, nor is what goes beyond the whole. */
const mostFile = 50 * 1024 * 1024;
const mostWhole = 400 * 1024 * 1024;
const mostFiles = 20_000;
const batch = { paths: 200, bytes: 24 * 1024 * 1024 };

/** The lifetime of a snapshot, in milliseconds. */
const keptFor = 14 * 24 * 3_600_000;

export interface Snapshot {
  /** The argument for git_undo. */
  id: string;
  /** Files that are too large or cannot be read: they would be lost. */
  left: string[];
}

/**
 * Keeps the whole state of the repository in a private log: index byte for byte, changed and untracked files with their
 * permissions, references, stashes, and the operation in progress. The caller must hold the queue.
 * @param extra Ignored files that are about to go, `keep` commits that only a remote has; `removed` when the work tree itself is about to go, `brings` untracked files that are about to come.
 */
export async function takeSnapshot(
  repo: Repository,
  reason: string,
  call: Calling,
  {
    extra = [],
    status,
    keep = [],
    removed = false,
    brings = [],
  }: {
    extra?: readonly TreePath[];
    status?: Status;
    keep?: readonly Oid[];
    removed?: boolean;
    brings?: readonly string[];
  } = {},
): Promise<Snapshot> {
  const top = repo.layout.top;
  const now = Date.now();
  const id = `${new Date(now).toISOString().replace(/\D/g, '').slice(0, 14)}-${randomBytes(3).toString('hex')}`;
  const state = top === undefined ? undefined : (status ?? (await readStatus(repo, call, { untracked: 'all' })));
  const head = await headOf(repo);
  const [all, stashes, quiet, sparse] = await Promise.all([
    refsIn(repo, ['refs/heads', 'refs/tags', 'refs/notes', ...ownRefs], call),
    stashList(repo, call),
    state === undefined ? [] : quietlyDifferent(repo, { untracked: state.untracked, sparse: isSparse(repo) }, call),
    state === undefined ? undefined : sparseFolders(repo, call),
  ]);
  const isOwn = ([name]: readonly [string, string]) => ownRefs.some((prefix) => name.startsWith(`${prefix}/`));
  const own = all.filter(isOwn);
  const refs = all.filter((ref) => !isOwn(ref));
  const paths =
    state === undefined
      ? []
      : unique([
          ...state.changes.flatMap(({ path, from }) => (from ? [path, from] : [path])),
          ...state.conflicts.map(({ path }) => path),
          ...state.untracked,
          ...extra,
          ...quiet,
        ]);
  const left = paths.slice(mostFiles).map(showPath);
  const readable = paths.slice(0, mostFiles).filter((path) => isUtf8(path) || !left.push(showPath(path)));
  const replaced = new Set(
    (state?.changes ?? []).filter(({ submodule }) => submodule === undefined).map(({ path }) => path.toString()),
  );
  const files =
    top === undefined
      ? []
      : (await readAll(repo, top, readable.map(String), left, call)).flatMap((file) =>
          // A folder where a file is tracked: what is in it is untracked and kept by itself, the file is gone.
          file.kind !== 'folder' ? [file] : replaced.has(file.path) ? [{ ...file, kind: 'gone' as const }] : [],
        );
  const stateFiles = await repo.files.run('readState', { gitDir: repo.layout.gitDir }, call);
  const index =
    top === undefined
      ? undefined
      : (await repo.files.run('readBytes', { path: repo.gitPath('index'), most: 1024 ** 3 }, call)).bytes;
  const tracked = index === undefined ? undefined : await trackedTree(repo, state, id, call);
  const symbolic =
    head === undefined || state?.branch !== undefined || repo.layout.top === undefined
      ? await symbolicHead(repo, state, call)
      : undefined;
  const stream = new Stream(now);
  const listed: Manifest['files'] = files.map(({ data, ...file }) =>
    data === undefined ? file : { ...file, entry: stream.blob(Buffer.from(data, 'base64'), 'work') },
  );
  for (const { data, path } of stateFiles) stream.blob(Buffer.from(data, 'base64'), 'state', path.replaceAll('/', '%'));
  if (index !== undefined) stream.blob(Buffer.from(index, 'base64'), 'index', 'index');
  const manifest: Manifest = {
    version: 1,
    reason,
    time: now,
    top,
    ...(removed && { removed }),
    ...(brings.length > 0 && { brings: [...brings] }),
    head: { ref: symbolic, oid: head },
    refs,
    own,
    branches: repo.known.declared.entries
      .filter(({ key }) => isBranchKey(key))
      .map(({ key, value }): [string, string] => [key, value]),
    sparse,
    stashes,
    files: listed,
    state: stateFiles.map(({ path }) => path),
    tracked,
    index: index !== undefined,
  };
  stream.blob(Buffer.from(JSON.stringify(manifest)), 'manifest', 'manifest.json');
  const unmerged = state === undefined || state.conflicts.length === 0 ? [] : await unmergedBlobs(repo, call);
  const alive = unique(
    [...(head ? [head] : []), ...[...refs, ...own].map(([, oid]) => oid), ...stashes.map(([oid]) => oid), ...keep].map(
      (oid) => Buffer.from(oid),
    ),
  ).map(String);
  const parents = await commitsAmong(repo, alive);
  const nothing = '0'.repeat(repo.known.objectFormat === 'sha256' ? 64 : 40);
  const made = await repo.text(fastImport(stream.commit(reason, { tracked, unmerged, parents, nothing })), call);
  if (!repo.layout.present.includes('logs')) await repo.ensureFolders(['logs'], call);
  // The log is in lines: a line end in a reason must not end its entry.
  const { ref, env } = snapshotLog(repo);
  await repo.run(keepSnapshot(ref, asOid(made), `${id} ${reason.replaceAll(/\s+/g, ' ')}`), call, { env });
  await expire(repo, now, call);
  return { id, left };
}

export async function stashList(repo: Repository, call: Calling): Promise<[oid: string, message: string][]> {
  if ((await repo.objects.info('refs/stash')) === undefined) return [];
  const { stdout } = await repo.run(logOf(listedRef('refs/stash')), call);
  const fields = stdout.toString().split('\0');
  const list: [string, string][] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) list.push([(fields[i] ?? '').trim(), fields[i + 1] ?? '']);
  return list.filter(([oid]) => isOid(oid));
}

async function symbolicHead(repo: Repository, state: Status | undefined, call: Calling): Promise<string | undefined> {
  if (state?.branch !== undefined) return `refs/heads/${state.branch}`;
  const text = await repo.files.run('readBytes', { path: repo.gitPath('HEAD'), most: 64 * 1024 }, call);
  return /^ref: (refs\/\S+)/.exec(Buffer.from(text.bytes ?? '', 'base64').toString())?.[1];
}

async function readAll(
  repo: Repository,
  top: string,
  paths: readonly string[],
  left: string[],
  call: Calling,
): Promise<WorkFile[]> {
  const files: WorkFile[] = [];
  let bytes = 0;
  for (let at = 0; at < paths.length;) {
    const { files: some, done } = await repo.files.run(
      'readFiles',
      { top, paths: paths.slice(at, at + batch.paths), each: mostFile, most: batch.bytes },
      call,
    );
    for (const file of some) {
      const { data, ...rest } = file;
      bytes += data?.length ?? 0;
      if (file.kind === 'large' || file.kind === 'unreadable' || bytes > mostWhole) {
        left.push(file.path);
        if (data !== undefined) files.push({ ...rest, kind: 'large' });
      } else if (file.kind !== 'other') files.push(file);
    }
    at += Math.max(1, done);
  }
  return files;
}

/** The index as a tree, conflicts left out: it keeps what is staged alive, and is what the work tree is put back from. */
async function trackedTree(repo: Repository, state: Status | undefined, id: string, call: Calling): Promise<string> {
  const name = `mcp-git-${id}.index`;
  const { path } = await repo.files.run('ownFile', { gitDir: repo.layout.gitDir, name, from: 'index' }, call);
  try {
    const conflicts = state?.conflicts ?? [];
    if (conflicts.length > 0) {
      const zeros = '0'.repeat(repo.known.objectFormat === 'sha256' ? 64 : 40);
      const lines = conflicts.flatMap(({ path }) => [Buffer.from(`0 ${zeros}\t`), path, Buffer.from([0])]);
      await repo.run(withIndex(path, updateIndex(Buffer.concat(lines))), call);
    }
    return await repo.text(writeTree(path), call);
  } finally {
    await repo.files.run('ownFile', { gitDir: repo.layout.gitDir, name }, call);
  }
}

async function unmergedBlobs(repo: Repository, call: Calling): Promise<[mode: string, oid: string][]> {
  const { stdout } = await repo.run(lsFiles({ mode: 'unmerged' }), call);
  return split(stdout)
    .map((record): [string, string] => {
      const [mode = '', oid = ''] = record.toString('latin1').split(' ');
      return [mode, oid];
    })
    .filter(([mode]) => mode !== '160000');
}

async function commitsAmong(repo: Repository, oids: readonly string[]): Promise<string[]> {
  const infos = await Promise.all(oids.map((oid) => repo.objects.info(`${oid}^{commit}`)));
  return unique(infos.flatMap((info) => (info ? [Buffer.from(info.oid)] : []))).map(String);
}

/** When old snapshots were last looked for, by repository. */
const lastExpired = new Map<string, number>();
const expireEvery = 3_600_000;

/** Rarely there is something to do; the log is not written when not. */
async function expire(repo: Repository, now: number, call: Calling): Promise<void> {
  const { commonDir } = repo.layout;
  if (now - (lastExpired.get(commonDir) ?? 0) < expireEvery) return;
  lastExpired.set(commonDir, now);
  const oldest = (await keptSnapshots(repo, call)).at(-1);
  if (oldest === undefined || now - timeOf(oldest.id) <= keptFor) return;
  const { ref, env } = snapshotLog(repo);
  await repo.run(expireSnapshots(ref, Math.floor((now - keptFor) / 1000)), call, { env });
}

function unique<T extends Buffer>(paths: readonly T[]): T[] {
  return [...new Map(paths.map((path) => [path.toString('latin1'), path])).values()];
}
