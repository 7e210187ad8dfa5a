import { ToolError, type Call } from '@mcp-reference/kit';
import { checkoutMerge, checkoutSide, remove, updateIndex } from '../git/commands/index.ts';
import { askedPaths } from '../git/asked-paths.ts';
import { stagePaths } from '../git/adding.ts';
import { showPath, type TreePath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { takeSnapshot } from '../git/snapshot.ts';
import { isSparse } from '../git/sparse.ts';
import { under } from '../present.ts';
import { brief, count } from '../text.ts';
import { some } from './consent.ts';
import { conflictHunks, takeSides, type Side } from './conflict-hunks.ts';
import { kindOf, markersIn, readConflicts, type Conflict, type Stage } from './conflicts.ts';
import { proceedText } from './sequence.ts';
import { refuseFiltered } from './stage.ts';
import type { ResolveInput } from '../tools/git-resolve.ts';

const mostBlob = 64 * 1024 * 1024;

/** Settles files in conflict, or concludes what they came from. */
export async function resolveText(repo: Repository, input: ResolveInput, call: Call): Promise<string> {
  const { action } = input;
  if (action === 'continue' || action === 'skip' || action === 'abort') return proceedText(repo, action, call);
  const paths = await askedPaths(repo, input.paths, call);
  if (paths.length === 0) throw new ToolError('invalid', 'Say which files: paths.');
  if ((action === 'content') !== (input.content !== undefined))
    throw new ToolError('invalid', '"content" is the whole text of the file, and goes with action content.');
  if (action === 'content' && paths.length !== 1) throw new ToolError('invalid', 'One content is for one path.');
  if ((action === 'sides') !== (input.sides !== undefined) || (action === 'sides' && paths.length !== 1))
    throw new ToolError('invalid', '"sides" has one side for each hunk of one file, and goes with action sides.');
  return repo.exclusively(call, async () => {
    const all = await readConflicts(repo, call);
    const chosen = paths.map((path) => {
      const conflict = all.find((one) => one.path.equals(path));
      if (conflict === undefined)
        throw new ToolError('not_found', `"${showPath(path)}" is not in conflict; git_conflicts lists what is.`);
      return conflict;
    });
    await refuseFiltered(repo, paths, call);
    if (action === 'mark') for (const conflict of chosen) await refuseMarkers(repo, conflict, input.markers, call);
    const { id } = await takeSnapshot(repo, `resolve ${some(paths.map(showPath), 3)}`, call);
    for (const conflict of chosen) await settle(repo, conflict, input, call);
    const left = await readConflicts(repo, call);
    const keeps = action === 'restart' || input.sides?.includes('keep') === true;
    const still = keeps ? [] : left.filter(({ path }) => paths.some((one) => one.equals(path)));
    if (still.length > 0)
      throw new ToolError(
        'unavailable',
        `git left ${some(still.map(({ path }) => showPath(path)))} in conflict; git_undo {snapshot: "${id}"} takes back what was done.`,
      );
    const next =
      left.length > 0
        ? `${count(left.length, 'conflict')} left: ${some(left.map(({ path }) => showPath(path)))}`
        : repo.layout.operation === undefined
          ? 'none left; nothing else is in progress'
          : 'none left; conclude with {action: "continue"}, or git_commit';
    return under([
      action === 'restart'
        ? `markers are back in ${some(paths.map(showPath))}`
        : input.sides?.includes('keep') === true
          ? `changed ${some(paths.map(showPath))}, in conflict still`
          : `resolved ${some(paths.map(showPath))}`,
      submoduleNote(chosen, action),
      next,
      `undo: ${id}`,
    ]);
  });
}

async function settle(
  repo: Repository,
  conflict: Conflict,
  { action, content = '', markers, sides: taken = [] }: ResolveInput,
  call: Call,
): Promise<void> {
  const { path, ours, theirs, base } = conflict;
  const side = action === 'ours' || action === 'theirs' || action === 'base' ? conflict[action] : undefined;
  if (side?.mode === gitlink) return void (await repo.run(updateIndex(entryOf(repo, path, side)), call));
  if (action === 'restart') return void (await repo.run(checkoutMerge([path]), call));
  // The folder of a submodule stays: there may be work in it that no snapshot keeps.
  const cached = [ours, theirs, base].some((one) => one?.mode === gitlink);
  const removal = remove([path], { cached, sparse: isSparse(repo) });
  if (action === 'delete') return void (await repo.run(removal, call));
  if (action === 'ours' || action === 'theirs') {
    if ((action === 'ours' ? ours : theirs) === undefined) return void (await repo.run(removal, call));
    await repo.run(checkoutSide([path], action), call);
  }
  if (action === 'base') {
    if (base === undefined) throw new ToolError('conflict', `"${showPath(path)}" has no base (${kindOf(conflict)}).`);
    await write(repo, conflict, await repo.objects.content(base.oid, mostBlob), call);
  }
  if (action === 'sides') {
    await writeSides(repo, conflict, taken, call);
    if (taken.includes('keep')) return;
  }
  if (action === 'content') await write(repo, conflict, Buffer.from(content), call);
  if (action === 'content') await refuseMarkers(repo, conflict, markers, call);
  await stagePaths(repo, [path], { sparse: isSparse(repo) }, call);
}

/** The mode of a submodule's entry, whose id is a commit of another repository. */
const gitlink = '160000';

/** The input that gives a path one entry in the index in place of the sides of a conflict. */
const entryOf = ({ known }: Repository, path: TreePath, { mode, oid }: Stage): Buffer =>
  Buffer.concat([
    Buffer.from(`0 ${'0'.repeat(known.objectFormat === 'sha256' ? 64 : 40)}\t`),
    path,
    Buffer.from(`\0${mode} ${oid} 0\t`),
    path,
    Buffer.from([0]),
  ]);

function submoduleNote(chosen: readonly Conflict[], action: ResolveInput['action']): string | undefined {
  const side = action === 'ours' || action === 'theirs' || action === 'base' ? action : undefined;
  const modules = side === undefined ? [] : chosen.filter((conflict) => conflict[side]?.mode === gitlink);
  return modules.length === 0
    ? undefined
    : `recorded ${some(modules.map((conflict) => `${showPath(conflict.path)} at ${brief((side && conflict[side]?.oid) ?? '')}`))}; git_update_submodules checks that out`;
}

async function writeSides(repo: Repository, conflict: Conflict, taken: readonly Side[], call: Call): Promise<void> {
  const { bytes } = await repo.files.run(
    'readBytes',
    { path: `${repo.top()}/${conflict.path.toString()}`, most: mostBlob },
    call,
  );
  const file = conflictHunks(Buffer.from(bytes ?? '', 'base64').toString('latin1'));
  if (file.hunks.length === 0)
    throw new ToolError(
      'conflict',
      `"${showPath(conflict.path)}" has no conflict markers; use ours, theirs or content.`,
    );
  if (file.hunks.length !== taken.length)
    throw new ToolError(
      'invalid',
      `"${showPath(conflict.path)}" has ${count(file.hunks.length, 'hunk')}, and sides has ${taken.length}; give one for each, "keep" to leave one.`,
    );
  const without = file.hunks.findIndex(({ base }, i) => taken[i] === 'base' && base === undefined);
  if (without !== -1)
    throw new ToolError(
      'conflict',
      `Hunk ${without + 1} shows no base in its markers (merge.conflictStyle); take another side, or write the content.`,
    );
  await write(repo, conflict, Buffer.from(takeSides(file, taken), 'latin1'), call);
}

async function write(
  repo: Repository,
  { path, base, ours, theirs }: Conflict,
  bytes: Buffer,
  call: Call,
): Promise<void> {
  // As git merges it: the side that changed the mode decides.
  const decisive = ours !== undefined && ours.mode === base?.mode ? (theirs ?? ours) : (ours ?? theirs);
  const mode = decisive?.mode === '100755' ? 0o755 : 0o644;
  const file = {
    path: path.toString(),
    kind: 'file' as const,
    mode,
    size: bytes.length,
    data: bytes.toString('base64'),
  };
  const { failed } = await repo.files.run('writeFiles', { top: repo.top(), files: [file] }, call);
  if (failed[0]) throw new ToolError('conflict', failed[0].why);
}

async function refuseMarkers(repo: Repository, { path }: Conflict, allowed: boolean, call: Call): Promise<void> {
  if (allowed) return;
  const { bytes } = await repo.files.run(
    'readBytes',
    { path: `${repo.top()}/${path.toString()}`, most: mostBlob },
    call,
  );
  const lines = bytes === undefined ? [] : markersIn(Buffer.from(bytes, 'base64').toString('latin1'));
  if (lines.length > 0)
    throw new ToolError(
      'conflict',
      `"${showPath(path)}" still has conflict markers, the first in line ${lines[0]}. If they belong there, give markers: true.`,
    );
}
