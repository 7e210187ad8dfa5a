import {
  errnoOf,
  missing,
  ToolError,
  visible,
  type Confined,
  type Job,
  type NamedSpot,
} from '@mcp-reference/kit/sandbox';
import { assertNotInside, placeFor, taken } from './place.ts';
import { copySpot, type Copied } from './copy.ts';
import { removeSpot } from './remove.ts';

export interface MoveParams {
  source: string;
  destination: string;
}

/** Moves or renames, never replacing anything: each way that is used here fails when the name is taken. */
export function* move(
  fs: Confined,
  { source, destination }: MoveParams,
  job: Job,
): Generator<undefined, { kind: string }> {
  const from = fs.named(source);
  if (from.stat === undefined) throw missing(source);
  const to = placeFor(fs, destination, from.stat.kind);
  if (from.stat.kind === 'other')
    throw new ToolError('unsupported', `"${visible(source)}" is a pipe, socket or device and cannot be moved.`);
  assertNotInside(from, to);
  try {
    if (from.stat.kind === 'folder') moveFolder(from, to);
    else if (from.stat.kind === 'link') moveLink(from, to);
    else moveFile(from, to);
  } catch (error) {
    if (!(error instanceof ToolError) || errnoOf(error.cause) !== 'EXDEV') throw translateTaken(error, destination);
    // Another file system: a copy that is complete first, and only then the removal.
    const copied: Copied = { files: 0, folders: 0, bytes: 0, skipped: 0 };
    yield* copySpot(from, to, copied, job);
    yield* removeSpot(from, { files: 0, folders: 0 }, job);
  }
  return { kind: from.stat.kind };
}

const translateTaken = (error: unknown, destination: string): unknown =>
  error instanceof ToolError && ['EEXIST', 'ENOTEMPTY'].includes(errnoOf(error.cause) ?? '')
    ? taken(destination, false)
    : error;

/** A second name first, which fails when it is taken; then the first name goes. */
function moveFile(from: NamedSpot, to: NamedSpot): void {
  from.folder.assertWritable(from.name);
  try {
    from.folder.link(from.name, to.folder, to.name);
  } catch (error) {
    if (!(error instanceof ToolError) || !['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(errnoOf(error.cause) ?? ''))
      throw error;
    // No hard links here: take the name with an empty file, and let the rename replace that.
    to.folder.create(to.name, 0o600).close();
    from.folder.rename(from.name, to.folder, to.name);
    return;
  }
  from.folder.removeFile(from.name);
}

/** rename(2) replaces an empty folder: the name is taken with one. */
function moveFolder(from: NamedSpot, to: NamedSpot): void {
  from.folder.assertMovable(from.name);
  to.folder.makeFolder(to.name);
  try {
    from.folder.rename(from.name, to.folder, to.name);
  } catch (error) {
    to.folder.removeFolder(to.name);
    throw error;
  }
}

/** The link itself moves; what it points to stays where it is. */
function moveLink(from: NamedSpot, to: NamedSpot): void {
  from.folder.assertWritable(from.name);
  to.folder.makeLink(to.name, from.folder.readLink(from.name));
  from.folder.removeFile(from.name);
}
