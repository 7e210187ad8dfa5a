import { ToolError, type Call } from '@mcp-reference/kit';
import { checkoutFresh, checkoutIndex, readTree, refreshIndex, updateIndex, withIndex } from '../git/commands/index.ts';
import { updateRefs } from '../git/commands/branch.ts';
import { sparseDisable, sparseSet } from '../git/commands/setup.ts';
import { lsFiles } from '../git/commands/status.ts';
import { stashClear, stashStore } from '../git/commands/sequence.ts';
import { ownRefs, snapshotFile, type Manifest } from '../git/manifest.ts';
import { isOid, listedRef, type Oid } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { refsIn } from '../git/refs-in.ts';
import { stashList } from '../git/snapshot.ts';
import { isSparse, sparseFolders } from '../git/sparse.ts';
import { split } from '../git/status.ts';
import type { WorkFile } from '../files/work-files.ts';
import { shownLine } from '../text.ts';

/** The most bytes of files in one step of restoring. */
const batchBytes = 16 * 1024 * 1024;

/** Tracked files from the tree of the index, then everything that was otherwise, then the index itself, byte for byte. */
export async function restoreFiles(repo: Repository, manifest: Manifest, commit: Oid, call: Call): Promise<string[]> {
  const top = repo.top();
  const problems: string[] = [];
  await repo.files.run('writeState', { gitDir: repo.layout.gitDir, files: [] }, call);
  const sparse = await restoreSparse(repo, manifest, call);
  if (manifest.tracked !== undefined && isOid(manifest.tracked)) await repo.run(readTree(manifest.tracked), call);
  const before = await Promise.all(
    manifest.state.map(async (path) => ({
      path,
      data: (await snapshotFile(repo, commit, `state/${path.replaceAll('/', '%')}`)).toString('base64'),
    })),
  );
  let batch: WorkFile[] = [];
  let bytes = 0;
  const odd: (WorkFile & { blob: Oid })[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    const { failed } = await repo.files.run('writeFiles', { top, files: batch }, call);
    problems.push(...failed.map(({ path, why }) => `${shownLine(path)}: ${shownLine(why)}`));
    batch = [];
    bytes = 0;
  };
  batch.push(...(manifest.brings ?? []).map((path) => ({ path, kind: 'gone' as const, mode: 0, size: 0 })));
  for (const { entry, ...file } of manifest.files) {
    if (file.kind === 'large') continue;
    const blob = entry === undefined ? undefined : await repo.objects.info(`${commit}:work/${entry}`);
    const data =
      entry === undefined ? undefined : (await snapshotFile(repo, commit, `work/${entry}`)).toString('base64');
    if (blob !== undefined && file.kind === 'file' && /\p{Cc}/u.test(file.path)) {
      odd.push({ ...file, data: data ?? '', blob: blob.oid });
      continue;
    }
    batch.push({ ...file, ...(data !== undefined && { data }) });
    bytes += data?.length ?? 0;
    if (bytes > batchBytes || batch.length >= 200) await flush();
  }
  await flush();
  if (odd.length > 0) problems.push(...(await restoreOdd(repo, String(manifest.time), odd, call)));
  const index = manifest.index ? (await snapshotFile(repo, commit, 'index')).toString('base64') : undefined;
  await repo.files.run('replaceIndex', { gitDir: repo.layout.gitDir, data: index }, call);
  await repo.files.run('writeState', { gitDir: repo.layout.gitDir, files: before }, call);
  if (index !== undefined) await repo.run(refreshIndex(), call);
  await restoreOwnRefs(repo, manifest, call);
  if (index !== undefined && sparse) await restoreOutsideCone(repo, manifest, call);
  return problems;
}

/** Makes the sparse checkout what it was. @returns True if there is one. */
async function restoreSparse(repo: Repository, { sparse }: Manifest, call: Call): Promise<boolean> {
  if (sparse === undefined || !repo.has([2, 35])) return isSparse(repo);
  if (JSON.stringify(await sparseFolders(repo, call)) !== JSON.stringify(sparse))
    await repo.run(sparse.length === 0 ? sparseDisable() : sparseSet(sparse, true), call);
  return sparse.length > 0;
}

/** References of the operation that was in progress; those of another one that is in progress now go with it. */
async function restoreOwnRefs(repo: Repository, { own }: Manifest, call: Call): Promise<void> {
  if (own === undefined) return;
  const now = new Map(await refsIn(repo, ownRefs, call));
  const wanted = new Map(own);
  const updates = [
    ...own.flatMap(([ref, oid]) => (isOid(oid) && now.get(ref) !== oid ? [{ ref: listedRef(ref), to: oid }] : [])),
    ...[...now.keys()].flatMap((ref) =>
      wanted.has(ref) || ref.startsWith('refs/worktree/') ? [] : [{ ref: listedRef(ref), to: undefined }],
    ),
  ];
  if (updates.length > 0) await repo.run(updateRefs(updates, 'undo'), call);
}

/** Tracked files that were there although the sparse checkout leaves them out: git removed them on the way. */
async function restoreOutsideCone(repo: Repository, { files }: Manifest, call: Call): Promise<void> {
  const gone = new Set(files.filter(({ kind }) => kind === 'gone').map(({ path }) => path));
  const missing = split((await repo.run(lsFiles({ mode: 'deleted' }), call)).stdout).filter(
    (path) => !gone.has(path.toString()),
  );
  if (missing.length > 0) await repo.run(checkoutFresh(missing), call);
}

/** Files with names that the sandbox makes none of (control characters): git makes them, then they get their bytes. */
async function restoreOdd(
  repo: Repository,
  id: string,
  files: readonly (WorkFile & { blob: Oid })[],
  call: Call,
): Promise<string[]> {
  const name = `mcp-git-${id}.index`;
  const { path } = await repo.files.run('ownFile', { gitDir: repo.layout.gitDir, name }, call);
  try {
    const paths = files.map((file) => Buffer.from(file.path));
    const entries = files.flatMap(({ blob }, i) => [
      Buffer.from(`100644 ${blob}\t`),
      paths[i] ?? Buffer.alloc(0),
      Buffer.from([0]),
    ]);
    await repo.run(withIndex(path, updateIndex(Buffer.concat(entries))), call);
    await repo.run(checkoutIndex(path, paths), call);
  } finally {
    await repo.files.run('ownFile', { gitDir: repo.layout.gitDir, name }, call);
  }
  const { failed } = await repo.files.run(
    'writeFiles',
    { top: repo.top(), files: files.map(({ blob: _, ...file }) => file) },
    call,
  );
  return failed.map(({ path: of, why }) => `${shownLine(of)}: ${shownLine(why)}`);
}

export async function restoreStashes(repo: Repository, { stashes }: Manifest, call: Call): Promise<void> {
  const now = await stashList(repo, call);
  if (JSON.stringify(now) === JSON.stringify(stashes)) return;
  // Stashes that came since are kept at the bottom of the list.
  const known = new Set(stashes.map(([oid]) => oid));
  const all = [...stashes, ...now.filter(([oid]) => !known.has(oid))];
  if (now.length > 0) await repo.run(stashClear(), call);
  for (const [oid, message] of all.reverse()) {
    if (!isOid(oid)) throw new ToolError('unavailable', 'A stash of the snapshot cannot be read.');
    await repo.run(stashStore(oid, message), call);
  }
}
