import { createHash } from 'node:crypto';
import {
  assertNothingHidden,
  count,
  missing,
  ToolError,
  visible,
  walk,
  type Confined,
  type Folder,
  type Job,
  type NamedSpot,
  type Stat,
} from '@mcp-reference/kit/sandbox';

/** Each level holds a folder open. */
const maxDepth = 300;

export interface Measured {
  kind: 'file' | 'folder' | 'link' | 'other';
  /** The entries below a folder. */
  files: number;
  folders: number;
  bytes: number;
  /** The time limit came first: there is more. */
  partial: boolean;
  /** The real path. */
  place: string;
  /** `dev:ino`. */
  identity: string;
  /** Identifies everything that was measured, as it was then. */
  state: string;
}

export interface RemoveParams {
  path: string;
  recursive: boolean;
  /** The object that was measured; another one with its name is not removed. */
  identity?: string | undefined;
}

/** Measures what a removal would delete. */
export function* measure(
  fs: Confined,
  { path, recursive }: { path: string; recursive: boolean },
  job: Job,
): Generator<undefined, Measured> {
  const { folder, name, stat } = fs.named(path);
  if (stat === undefined) throw missing(path);
  folder.rules.assertMovable(name);
  const measured: Measured = {
    kind: stat.kind,
    files: 0,
    folders: 0,
    bytes: stat.kind === 'folder' ? 0 : stat.size,
    partial: false,
    place: folder.placeOf(name),
    identity: stat.identity,
    state: '',
  };
  const digest = createHash('sha256');
  const note = (path: string, one: Stat | undefined) => digest.update(noteOf(path, one));
  const finish = (partial = false): Measured => ({ ...measured, partial, state: digest.digest('hex') });
  note(measured.place, stat.kind === 'folder' ? { ...stat, changed: 0 } : stat);
  if (stat.kind !== 'folder') return finish();
  assertNothingHidden(folder, name);
  const inside = folder.child(name);
  if (!recursive) assertEmpty(inside, path);
  for (const { path: at, entry, folder: holder } of walk(inside)) {
    const one = holder.peek(entry.name);
    note(at, one);
    if (entry.kind === 'folder') measured.folders++;
    else {
      measured.files++;
      measured.bytes += one?.size ?? 0;
    }
    if (job.overdue()) return finish(true);
    yield;
  }
  return finish();
}

const noteOf = (path: string, one: Stat | undefined): string =>
  `${path}\0${one?.identity}\0${one?.size}\0${one?.modified}\0${one?.changed}\n`;

/** Returns a text that identifies everything at a path, as it is now. The entry itself may have been moved away and back. */
export function* stateOf(fs: Confined, path: string): Generator<undefined, string> {
  const { folder, name, stat } = fs.named(path);
  const digest = createHash('sha256').update(noteOf('', stat && { ...stat, changed: 0 }));
  if (stat?.kind === 'folder') {
    const inside = folder.child(name);
    for (const { path: at, entry, folder: holder } of walk(inside)) {
      digest.update(noteOf(at, holder.peek(entry.name)));
      yield;
    }
    inside.close();
  }
  return digest.digest('hex');
}

export interface Removed {
  files: number;
  folders: number;
}

/** Removes a file, a link (never what it points to) or a folder; one that is not empty only when that was said. */
export function* remove(fs: Confined, params: RemoveParams, job: Job): Generator<undefined, Removed> {
  const { path, recursive } = params;
  const spot = fs.named(path);
  if (spot.stat === undefined) throw missing(path);
  assertSame(spot, params);
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
  try {
    yield* removeSpot(spot, removed, job);
  } catch (error) {
    const { files, folders } = removed;
    if (!(error instanceof ToolError) || files + folders === 0) throw error;
    throw new ToolError(
      error.code,
      `${error.message} ${count(files, 'file')} and ${count(folders, 'folder')} in "${visible(path)}" were deleted before that; the rest is still there.`,
      { cause: error, reason: 'partial' },
    );
  }
  return removed;
}

/** @throws ToolError `conflict` when another object has taken the name since it was measured. */
export function assertSame({ stat, shown }: NamedSpot, { identity }: RemoveParams): void {
  if (identity === undefined || stat?.identity === identity) return;
  throw new ToolError(
    'conflict',
    `"${visible(shown)}" is not what it was a moment ago; nothing was deleted. Call again.`,
  );
}

/** Refuses a folder that is not empty, unless everything in it is meant. */
export function assertStillEmpty({ folder, name, stat, shown }: NamedSpot, { recursive }: RemoveParams): void {
  if (stat?.kind !== 'folder' || recursive) return;
  const inside = folder.child(name);
  assertEmpty(inside, shown);
  inside.close();
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
  folder.rules.assertMovable(name);
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
    if (job.overdue()) throw new ToolError('timeout', 'Stopped at the time limit.');
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
