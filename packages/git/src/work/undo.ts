import { ToolError, type Call } from '@mcp-reference/kit';
import type { WorkFile } from '../operations/files.ts';
import { forEachRef } from '../git/commands/refs.ts';
import { checkoutIndex, readTree, refreshIndex, updateIndex, withIndex } from '../git/commands/index.ts';
import { detachHead, setHead, updateRefs } from '../git/commands/branch.ts';
import { stashClear, stashStore } from '../git/commands/sequence.ts';
import { isOid, listedRef, type Oid, type RefName } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { headOf } from '../git/revision.ts';
import { readManifest, snapshotFile, snapshotRefs, timeOf, type Manifest } from '../git/manifest.ts';
import { stashList, takeSnapshot } from '../git/snapshot.ts';
import { readStatus } from '../git/status.ts';
import { branchLine, under } from '../present.ts';
import { brief, count, dateOf, shortRef, shownLine } from '../text.ts';
import { some } from './consent.ts';
import { snapshotRows } from './lists.ts';

/** How many bytes of files are put back at once. */
const batchBytes = 16 * 1024 * 1024;

interface RefChange {
  ref: RefName;
  from: Oid | undefined;
  to: Oid;
}

/** Puts the whole repository back to a snapshot, bit for bit; the state that is left is kept as another one. */
export async function undoText(
  repo: Repository,
  { snapshot, dry_run }: { snapshot?: string | undefined; dry_run: boolean },
  call: Call,
): Promise<string> {
  if (snapshot === undefined) {
    const rows = await snapshotRows(repo, call);
    return under(
      [
        rows.length === 0 ? 'no snapshots' : count(rows.length, 'snapshot'),
        rows.length > 0 && 'give one as "snapshot" to go back to it',
      ],
      rows.slice(0, 50),
    );
  }
  const { manifest, commit } = await readManifest(repo, snapshot);
  const changes = await refChanges(repo, manifest, call);
  if (dry_run)
    return under(
      [`would go back to ${dateOf(timeOf(snapshot) / 1000)}, before: ${shownLine(manifest.reason)}`],
      await describe(repo, manifest, changes),
    );
  return repo.exclusively(call, async () => {
    const { id } = await takeSnapshot(repo, `undo to ${snapshot}`, call);
    await moveRefs(repo, manifest, changes, call);
    const problems = repo.layout.top === undefined ? [] : await restoreFiles(repo, manifest, commit, call);
    await restoreStashes(repo, manifest, call);
    const status = repo.layout.top === undefined ? undefined : await readStatus(repo, call);
    return under(
      [
        status && branchLine(status),
        `as it was before: ${shownLine(manifest.reason)}`,
        `undo of this: ${id}`,
        problems.length > 0 && `${problems.length} files could not be put back`,
      ],
      problems,
    );
  });
}

/** References that were something else then. Those that came since stay: nothing that is new is taken away. */
async function refChanges(repo: Repository, { refs }: Manifest, call: Call): Promise<RefChange[]> {
  const { stdout } = await repo.run(
    forEachRef({ patterns: ['refs/heads', 'refs/tags', 'refs/notes'], format: '%(refname)%00%(objectname)' }),
    call,
  );
  const now = new Map(
    stdout
      .toString()
      .split('\n')
      .filter(Boolean)
      .map((line): [string, string] => [line.split('\0')[0] ?? '', line.split('\0')[1] ?? '']),
  );
  return refs
    .filter(([ref, oid]) => !ref.startsWith(snapshotRefs) && now.get(ref) !== oid && isOid(oid))
    .map(([ref, oid]) => ({ ref: listedRef(ref), from: now.get(ref) as Oid | undefined, to: oid as Oid }));
}

async function describe(repo: Repository, { head, files }: Manifest, changes: readonly RefChange[]): Promise<string[]> {
  const current = await headOf(repo);
  return [
    `HEAD: ${current === undefined ? 'no commit' : brief(current)} -> ${head.ref ? `${shownLine(shortRef(head.ref))} ` : ''}${head.oid === undefined ? 'no commit' : brief(head.oid)}`,
    ...changes.map(
      ({ ref, from, to }) =>
        `${shownLine(shortRef(ref))}: ${from === undefined ? 'gone' : brief(from)} -> ${brief(to)}`,
    ),
    ...(files.length > 0
      ? [`changed and untracked files as they were then: ${some(files.map(({ path }) => shownLine(path)))}`]
      : []),
  ];
}

async function moveRefs(
  repo: Repository,
  { head }: Manifest,
  changes: readonly RefChange[],
  call: Call,
): Promise<void> {
  const current = await headOf(repo);
  // HEAD stands by itself while branches move: git protects the one that it stands for.
  if (current !== undefined) await repo.run(detachHead(current, 'undo'), call);
  if (changes.length > 0)
    await repo.run(
      updateRefs(
        changes.map(({ ref, to, from }) => ({ ref, to, old: from })),
        'undo',
      ),
      call,
    );
  if (head.ref !== undefined) await repo.run(setHead(listedRef(head.ref), 'undo'), call);
  else if (head.oid !== undefined && isOid(head.oid)) await repo.run(detachHead(head.oid, 'undo'), call);
}

/** Tracked files from the tree of the index, then everything that was otherwise, then the index itself, byte for byte. */
async function restoreFiles(repo: Repository, manifest: Manifest, commit: Oid, call: Call): Promise<string[]> {
  const top = repo.top();
  const problems: string[] = [];
  await repo.files.run('writeState', { gitDir: repo.layout.gitDir, files: [] }, call);
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
  return problems;
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

async function restoreStashes(repo: Repository, { stashes }: Manifest, call: Call): Promise<void> {
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
