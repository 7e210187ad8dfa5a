import { firstOf, ToolError, type Call } from '@mcp-reference/kit';
import { makeWorktree } from '../git/linked-worktree.ts';
import { detachHead, setHead, updateRefs } from '../git/commands/branch.ts';
import { isOid, listedRef, type Oid, type RefName } from '../git/names.ts';
import type { Git } from '../git/git.ts';
import type { TreePath } from '../git/paths.ts';
import { refsIn } from '../git/refs-in.ts';
import type { Repository } from '../git/repository.ts';
import { exists, headOf } from '../git/revision.ts';
import { readManifest, timeOf, type Manifest } from '../git/manifest.ts';
import { takeSnapshot } from '../git/snapshot.ts';
import { readStatus } from '../git/status.ts';
import { branchLine, under } from '../present.ts';
import { brief, count, dateOf, shortRef, shownLine } from '../text.ts';
import { some } from './consent.ts';
import { assertKept, inTheWay } from './in-the-way.ts';
import { readWorktrees, snapshotRows } from './lists.ts';
import { restoreFiles, restoreStashes } from './restore.ts';

interface RefChange {
  ref: RefName;
  from: Oid | undefined;
  to: Oid;
}

/** Puts the whole repository back to a snapshot, bit for bit; the state that is left is kept as another one. */
export async function undoText(
  git: Git,
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
      firstOf(rows, 50, 'git_list {what: "snapshots"}'),
    );
  }
  const { manifest, commit } = await readManifest(repo, snapshot, call);
  const elsewhere = manifest.top !== undefined && manifest.top !== repo.layout.top ? manifest.top : undefined;
  if (elsewhere !== undefined)
    return manifest.removed === true
      ? restoreWorktree(git, repo, { ...manifest, top: elsewhere }, commit, dry_run, call)
      : refuseElsewhere(repo, elsewhere);
  const { changes, leave } = await refChanges(repo, manifest, call);
  if (dry_run)
    return under(
      [`would go back to ${dateOf(timeOf(snapshot) / 1000)}, before: ${shownLine(manifest.reason)}`],
      await describe(repo, manifest, changes),
    );
  return repo.exclusively(call, async () => {
    const { id, left, endangered } = await keepBefore(repo, manifest, `undo to ${snapshot}`, call);
    assertKept(left, endangered);
    await moveRefs(repo, manifest, changes, call);
    await restoreBranchSettings(repo, manifest, changes);
    const problems = repo.layout.top === undefined ? [] : await restoreFiles(repo, manifest, commit, call);
    await restoreStashes(repo, manifest, call);
    const status = repo.layout.top === undefined ? undefined : await readStatus(repo, call);
    return under(
      [
        status && branchLine(status),
        `as it was before: ${shownLine(manifest.reason)}`,
        `undo of this: ${id}`,
        leave.length > 0 && `left as they are, checked out in other work trees: ${some(leave.map(shownLine))}`,
        problems.length > 0 && `${count(problems.length, 'file')} could not be put back`,
      ],
      problems,
    );
  });
}

function refuseElsewhere(repo: Repository, top: string): never {
  const inside = repo.files.roots.some(({ real }) => top === real || top.startsWith(`${real}/`));
  throw new ToolError(
    'conflict',
    `That snapshot was taken in another work tree${inside ? `: call git_undo with repo_path "${shownLine(top)}"` : ', outside the allowed folders'}.`,
  );
}

/** Makes a linked work tree again that was removed, and puts its files back. Branches stay as they are. */
async function restoreWorktree(
  git: Git,
  repo: Repository,
  manifest: Manifest & { top: string },
  commit: Oid,
  dryRun: boolean,
  call: Call,
): Promise<string> {
  const { head, top } = manifest;
  if (head.oid === undefined || !isOid(head.oid))
    throw new ToolError('unsupported', 'The work tree had no commit yet; it cannot be made again.');
  if (dryRun) return under([`would make the work tree ${shownLine(top)} again, at ${brief(head.oid)}`]);
  const at = head.oid;
  const branch = head.ref === undefined ? undefined : listedRef(head.ref);
  const now = branch === undefined ? undefined : await exists(repo, branch);
  const taken = (await readWorktrees(repo, call)).some((tree) => `refs/heads/${tree.branch}` === head.ref);
  return repo.exclusively(call, async () => {
    const { path } = await repo.files.run('freshFolder', { path: top }, call);
    await makeWorktree(git, repo, path, { branch: undefined, at, detach: true }, call);
    const made = await git.open(path, call);
    if (branch !== undefined && !taken && (now === undefined || now === at)) {
      if (now === undefined) await made.run(updateRefs([{ ref: branch, to: at }], 'undo'), call);
      await made.run(setHead(branch, 'undo'), call);
    }
    const problems = await restoreFiles(made, manifest, commit, call);
    return under(
      [
        `work tree ${shownLine(path)} is back`,
        branchLine(await readStatus(made, call)),
        problems.length > 0 && `${count(problems.length, 'file')} could not be put back`,
      ],
      problems,
    );
  });
}

/** Keeps what is there now. `endangered` are the files that going back overwrites or removes. */
async function keepBefore(
  repo: Repository,
  manifest: Manifest,
  reason: string,
  call: Call,
): Promise<{ id: string; left: string[]; endangered: TreePath[] }> {
  if (repo.layout.top === undefined) return { ...(await takeSnapshot(repo, reason, call)), endangered: [] };
  const { tracked, files, brings = [] } = manifest;
  const coming = {
    tracked: true,
    trees: tracked !== undefined && isOid(tracked) ? [tracked] : [],
    files: [...files.filter(({ kind }) => kind !== 'large').map(({ path }) => path), ...brings],
  };
  const { paths } = await inTheWay(repo, coming, call);
  const status = await readStatus(repo, call, { untracked: 'all' });
  const changed = [...status.changes, ...status.conflicts].filter(({ submodule }) => submodule === undefined);
  const kept = await takeSnapshot(repo, reason, call, { extra: paths, status });
  return { ...kept, endangered: [...paths, ...changed.map(({ path }) => path)] };
}

/** A branch that comes back follows what it followed. */
async function restoreBranchSettings(
  repo: Repository,
  { branches = [] }: Manifest,
  changes: readonly RefChange[],
): Promise<void> {
  const settings = changes
    .filter(({ ref, from }) => from === undefined && ref.startsWith('refs/heads/'))
    .flatMap(({ ref }) => {
      const section = `branch.${ref.slice('refs/heads/'.length)}.`;
      const isSet = repo.known.declared.entries.some(({ key }) => key.startsWith(section));
      return isSet ? [] : branches.filter(([key]) => key.startsWith(section));
    });
  await repo.configure(settings);
}

/** References that were something else then. Those that came since stay: nothing that is new is taken away. */
async function refChanges(
  repo: Repository,
  { refs }: Manifest,
  call: Call,
): Promise<{ changes: RefChange[]; leave: string[] }> {
  const now = new Map(await refsIn(repo, ['refs/heads', 'refs/tags', 'refs/notes'], call));
  const changes = refs
    .filter(([ref, oid]) => now.get(ref) !== oid && isOid(oid))
    .map(([ref, oid]) => ({ ref: listedRef(ref), from: now.get(ref) as Oid | undefined, to: oid as Oid }));
  if (changes.length === 0) return { changes, leave: [] };
  // The branch of another work tree cannot move without the files there, unless it is that of this one as well.
  const trees = await readWorktrees(repo, call);
  const own = trees.find(({ path }) => path === repo.layout.top)?.branch;
  const others = new Set(
    trees.flatMap(({ path, branch }) =>
      branch === undefined || branch === own || path === repo.layout.top ? [] : [`refs/heads/${branch}`],
    ),
  );
  return {
    changes: changes.filter(({ ref }) => !others.has(ref)),
    leave: changes.filter(({ ref }) => others.has(ref)).map(({ ref }) => shortRef(ref)),
  };
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
