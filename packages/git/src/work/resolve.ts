import { ToolError, type Call } from '@mcp-reference/kit';
import { add, checkoutMerge, checkoutSide, remove } from '../git/commands/index.ts';
import { showPath, treePath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { takeSnapshot } from '../git/snapshot.ts';
import { under } from '../present.ts';
import { count } from '../text.ts';
import { some } from './consent.ts';
import { kindOf, markersIn, readConflicts, type Conflict } from './conflicts.ts';
import { proceedText } from './sequence.ts';
import { refuseFiltered } from './stage.ts';

export interface ResolveInput {
  action: 'ours' | 'theirs' | 'base' | 'content' | 'delete' | 'mark' | 'restart' | 'continue' | 'skip' | 'abort';
  paths: string[];
  content?: string | undefined;
  markers: boolean;
}

const mostBlob = 64 * 1024 * 1024;

/** Settles files in conflict, or concludes what they came from. */
export async function resolveText(repo: Repository, input: ResolveInput, call: Call): Promise<string> {
  const { action } = input;
  if (action === 'continue' || action === 'skip' || action === 'abort') return proceedText(repo, action, call);
  const paths = input.paths.map((path) => treePath(path, repo.top()));
  if (paths.length === 0) throw new ToolError('invalid', 'Say which files: paths.');
  if ((action === 'content') !== (input.content !== undefined))
    throw new ToolError('invalid', '"content" is the whole text of the file, and goes with action content.');
  if (action === 'content' && paths.length !== 1) throw new ToolError('invalid', 'One content is for one path.');
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
    const next =
      left.length > 0
        ? `${count(left.length, 'conflict')} left: ${some(left.map(({ path }) => showPath(path)))}`
        : 'none left; go on with {action: "continue"}, or git_commit';
    return under([
      action === 'restart'
        ? `markers are back in ${some(paths.map(showPath))}`
        : `resolved ${some(paths.map(showPath))}`,
      next,
      `undo: ${id}`,
    ]);
  });
}

async function settle(
  repo: Repository,
  conflict: Conflict,
  { action, content = '', markers }: ResolveInput,
  call: Call,
): Promise<void> {
  const { path, ours, theirs, base } = conflict;
  if (action === 'restart') return void (await repo.run(checkoutMerge([path]), call));
  if (action === 'delete') return void (await repo.run(remove([path], false), call));
  if (action === 'ours' || action === 'theirs') {
    if ((action === 'ours' ? ours : theirs) === undefined) return void (await repo.run(remove([path], false), call));
    await repo.run(checkoutSide([path], action), call);
  }
  if (action === 'base') {
    if (base === undefined) throw new ToolError('conflict', `"${showPath(path)}" has no base (${kindOf(conflict)}).`);
    await write(repo, conflict, await repo.objects.content(base.oid, mostBlob), call);
  }
  if (action === 'content') await write(repo, conflict, Buffer.from(content), call);
  if (action === 'content') await refuseMarkers(repo, conflict, markers, call);
  await repo.run(add([path]), call);
}

async function write(repo: Repository, { path, ours, theirs }: Conflict, bytes: Buffer, call: Call): Promise<void> {
  const mode = (ours ?? theirs)?.mode === '100755' ? 0o755 : 0o644;
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
