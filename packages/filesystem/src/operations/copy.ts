import {
  PendingFile,
  missing,
  ToolError,
  visible,
  type Confined,
  type Folder,
  type Job,
  type NamedSpot,
  type Spot,
} from '@mcp-reference/kit/sandbox';
import { assertNotInside, placeFor } from './place.ts';

export interface Copied {
  files: number;
  folders: number;
  bytes: number;
  /** Pipes, sockets and devices. */
  skipped: number;
}

const piece = 1024 * 1024;
/** Each level holds two folders. */
const maxDepth = 100;

/** Copies a file or a whole folder to a name that is free. Links are copied as links. */
export function* copy(
  fs: Confined,
  { source, destination }: { source: string; destination: string },
  job: Job,
): Generator<undefined, Copied> {
  const spot: Spot = fs.spot(source);
  if (spot.stat === undefined) throw missing(source);
  if (spot.name === undefined)
    throw new ToolError('denied', `"${visible(source)}" is an allowed folder itself; copy what is in it.`);
  const from: NamedSpot = { ...spot, name: spot.name };
  const to = placeFor(fs, destination, spot.stat.kind);
  if (from.stat?.kind === 'other')
    throw new ToolError('unsupported', `"${visible(source)}" is a pipe, socket or device and cannot be copied.`);
  assertNotInside(from, to);
  const copied: Copied = { files: 0, folders: 0, bytes: 0, skipped: 0 };
  yield* copySpot(from, to, copied, job);
  return copied;
}

export function* copySpot(from: NamedSpot, to: NamedSpot, copied: Copied, job: Job): Generator<undefined, void> {
  yield* copyEntry(from.folder, from.name, to.folder, to.name, copied, job, 1);
}

function* copyEntry(
  from: Folder,
  name: string,
  to: Folder,
  newName: string,
  copied: Copied,
  job: Job,
  depth: number,
): Generator<undefined, void> {
  const stat = from.stat(name);
  assertInTime(copied, job);
  if (stat.kind === 'link') {
    to.makeLink(newName, from.readLink(name));
    copied.files++;
  } else if (stat.kind === 'file') {
    yield* copyFile(from, name, to, newName, copied, job);
    job.progress(copied.files, undefined, `${copied.files} files copied`);
    yield;
  } else if (stat.kind === 'folder') {
    if (depth === maxDepth)
      throw new ToolError(
        'too_large',
        `"${visible(from.show(name))}" is more than ${maxDepth} folders deep; copy it in parts.`,
      );
    // Its owner must be able to fill it; others get what they had.
    to.makeFolder(newName, (stat.mode & 0o777) | 0o700);
    copied.folders++;
    const source = from.child(name);
    const target = to.child(newName);
    for (const entry of source.entries())
      yield* copyEntry(source, entry.name, target, entry.name, copied, job, depth + 1);
    source.close();
    target.close();
  } else copied.skipped++;
}

function* copyFile(
  from: Folder,
  name: string,
  to: Folder,
  newName: string,
  copied: Copied,
  job: Job,
): Generator<undefined, void> {
  const source = from.open(name);
  // Special bits (set-user-ID and the like) are not copied: nobody granted them to the copy.
  const mode = source.stat().mode & 0o777;
  const pending = new PendingFile(to, newName, 0o600);
  try {
    for (let position = 0; ;) {
      const bytes = source.read(position, piece);
      if (bytes.length === 0) break;
      pending.write(bytes);
      position += bytes.length;
      copied.bytes += bytes.length;
      assertInTime(copied, job);
      yield;
    }
    pending.file.setMode(mode);
    pending.publish();
  } finally {
    pending.discard();
    source.close();
  }
  copied.files++;
}

function assertInTime(copied: Copied, job: Job): void {
  if (!job.overdue()) return;
  throw new ToolError(
    'timeout',
    `Stopped at the time limit after ${copied.files} files; what was copied so far stays.`,
  );
}
