import {
  missing,
  ToolError,
  visible,
  walk,
  type Confined,
  type Folder,
  type Job,
  type NamedSpot,
} from '@mcp-reference/kit/sandbox';

/** Each level holds a folder open. */
const maxDepth = 300;

export interface Measured {
  kind: 'file' | 'folder' | 'link' | 'other';
  /** What is below it, for a folder. */
  files: number;
  folders: number;
  bytes: number;
  /** The time limit came first: there is more. */
  partial: boolean;
}

/** What a removal would take with it. */
export function* measure(
  fs: Confined,
  { path, recursive }: { path: string; recursive: boolean },
  job: Job,
): Generator<undefined, Measured> {
  const { folder, name, stat } = fs.named(path);
  if (stat === undefined) throw missing(path);
  folder.assertMovable(name);
  const measured: Measured = {
    kind: stat.kind,
    files: 0,
    folders: 0,
    bytes: stat.kind === 'folder' ? 0 : stat.size,
    partial: false,
  };
  if (stat.kind !== 'folder') return measured;
  const inside = folder.child(name);
  if (!recursive) assertEmpty(inside, path);
  for (const { entry, folder: holder } of walk(inside)) {
    if (entry.kind === 'folder') measured.folders++;
    else {
      measured.files++;
      measured.bytes += holder.peek(entry.name)?.size ?? 0;
    }
    if (job.overdue()) return { ...measured, partial: true };
    yield;
  }
  return measured;
}

export interface Removed {
  files: number;
  folders: number;
}

/** Removes a file, a link (never what it points to) or a folder; one that is not empty only when that was said. */
export function* remove(
  fs: Confined,
  { path, recursive }: { path: string; recursive: boolean },
  job: Job,
): Generator<undefined, Removed> {
  const spot = fs.named(path);
  if (spot.stat === undefined) throw missing(path);
  if (spot.stat.kind === 'folder' && !recursive) {
    const inside = spot.folder.child(spot.name);
    assertEmpty(inside, path);
    inside.close();
  }
  const removed: Removed = { files: 0, folders: 0 };
  if (spot.stat.kind === 'folder' && !recursive) {
    // Not by way of what is in it: something may have been put there since.
    spot.folder.removeFolder(spot.name);
    return { files: 0, folders: 1 };
  }
  yield* removeSpot(spot, removed, job);
  return removed;
}

function assertEmpty(folder: Folder, path: string): void {
  const left = folder.entries().length;
  if (left === 0) return;
  throw new ToolError(
    'conflict',
    `"${visible(path)}" is a folder with ${left} ${left === 1 ? 'entry' : 'entries'}; set "recursive" to delete it with all that is in it.`,
  );
}

export function* removeSpot({ folder, name }: NamedSpot, removed: Removed, job: Job): Generator<undefined, void> {
  folder.assertMovable(name);
  if (folder.stat(name).kind === 'folder') yield* removeFolder(folder, name, removed, job, 1);
  else {
    folder.removeFile(name);
    removed.files++;
  }
}

/** Depth first through held folders, so that a link that is swapped in is removed and never entered. */
function* removeFolder(
  parent: Folder,
  name: string,
  removed: Removed,
  job: Job,
  depth: number,
): Generator<undefined, void> {
  if (depth > maxDepth) {
    throw new ToolError(
      'too_large',
      `"${visible(parent.show(name))}" is more than ${maxDepth} folders deep; delete it from the inside, in parts.`,
    );
  }
  const folder = parent.child(name);
  for (const entry of folder.entries()) {
    if (job.overdue())
      throw new ToolError(
        'timeout',
        `Stopped at the time limit after ${removed.files} files; the rest is still there.`,
      );
    if (entry.kind === 'folder') yield* removeFolder(folder, entry.name, removed, job, depth + 1);
    else {
      folder.removeFile(entry.name);
      removed.files++;
    }
    job.progress(removed.files, undefined, `${removed.files} files deleted`);
    yield;
  }
  folder.close();
  parent.removeFolder(name);
  removed.folders++;
}
