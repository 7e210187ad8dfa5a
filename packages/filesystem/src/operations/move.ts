import {
  assertNothingHidden,
  errnoOf,
  missing,
  ToolError,
  visible,
  type Confined,
  type Job,
  type NamedSpot,
  count,
} from '@mcp-reference/kit/sandbox';
import { record } from '../files/journal.ts';
import { Branch } from '../files/branch.ts';
import type { CopiedEntry } from '../files/attributes.ts';
import { Copier } from './copy.ts';
import { assertNotInside, isOtherSpelling, placeFor, taken } from '../files/place.ts';
import { isUnchanged } from '../files/rollback.ts';

export interface MoveParams {
  source: string;
  destination: string;
}

/** The errors of a file system without hard links; EISDIR is that of FAT and exFAT on Windows. */
const withoutLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EISDIR']);

/** Moves or renames, never replacing anything: each way that is used here fails when the name is taken. */
export function* move(
  fs: Confined,
  { source, destination }: MoveParams,
  job: Job,
): Generator<undefined, { kind: string; from: string; to: string }> {
  const from = fs.named(source);
  if (from.stat === undefined) throw missing(source);
  const to = placeFor(fs, destination, from.stat.kind, from);
  if (from.stat.kind === 'other')
    throw new ToolError('unsupported', `"${visible(source)}" is a pipe, socket or device and cannot be moved.`);
  assertNotInside(from, to);
  assertNothingHidden(from.folder, from.name);
  try {
    if (isOtherSpelling(from, to)) from.folder.rename(from.name, to.folder, to.name);
    else if (from.stat.kind === 'folder') moveFolder(from, to, process.platform);
    else if (from.stat.kind === 'link') moveLink(from, to);
    else moveFile(from, to);
  } catch (error) {
    if (!(error instanceof ToolError) || errnoOf(error.cause) !== 'EXDEV') throw translateTaken(error, destination);
    yield* moveAcross(fs, from, to, job);
  }
  const places = { from: from.folder.placeOf(from.name), to: to.folder.placeOf(to.name) };
  record({ did: 'move', ...places });
  return { kind: from.stat.kind, ...places };
}

const translateTaken = (error: unknown, destination: string): unknown =>
  error instanceof ToolError && ['EEXIST', 'ENOTEMPTY'].includes(errnoOf(error.cause) ?? '')
    ? taken(destination, false)
    : error;

/** A second name first, which fails when it is taken; then the first name goes. */
function moveFile(from: NamedSpot, to: NamedSpot): void {
  from.folder.rules.assertWritable(from.name);
  try {
    from.folder.link(from.name, to.folder, to.name);
  } catch (error) {
    if (!(error instanceof ToolError) || !withoutLinks.has(errnoOf(error.cause) ?? '')) throw error;
    // No hard links here: take the name with an empty file, and let the rename replace that.
    to.folder.create(to.name, 0o600).close();
    orTakenBack(
      () => from.folder.rename(from.name, to.folder, to.name),
      () => to.folder.removeFile(to.name),
      to,
    );
    return;
  }
  orTakenBack(
    () => from.folder.removeFile(from.name),
    () => to.folder.removeFile(to.name),
    to,
  );
}

/**
 * Takes the name with an empty folder first, which rename(2) replaces. Windows never replaces a folder, so the
 * rename itself fails when the name is taken.
 */
export function moveFolder(from: NamedSpot, to: NamedSpot, platform: NodeJS.Platform): void {
  from.folder.rules.assertMovable(from.name);
  if (platform === 'win32') {
    if (to.folder.find(to.name) !== undefined) throw taken(to.shown, true);
    from.folder.rename(from.name, to.folder, to.name);
    return;
  }
  to.folder.makeFolder(to.name);
  orTakenBack(
    () => from.folder.rename(from.name, to.folder, to.name),
    () => to.folder.removeFolder(to.name),
    to,
  );
}

/** The link itself moves; what it points to stays where it is. */
function moveLink(from: NamedSpot, to: NamedSpot): void {
  from.folder.rules.assertWritable(from.name);
  to.folder.makeLink(to.name, from.folder.readLink(from.name));
  orTakenBack(
    () => from.folder.removeFile(from.name),
    () => to.folder.removeFile(to.name),
    to,
  );
}

/** Does the second half of a move; when it fails, the first half is taken back, or the error says that it stays. */
function orTakenBack(act: () => void, back: () => void, to: NamedSpot): void {
  try {
    act();
  } catch (error) {
    try {
      back();
    } catch {
      if (!(error instanceof ToolError)) throw error;
      const left = `"${visible(to.shown)}" was made on the way and could not be removed again.`;
      throw new ToolError(error.code, `${error.message} ${left}`, { cause: error, reason: 'partial' });
    }
    throw error;
  }
}

/** To another file system: a copy that is complete first, and only then the removal of what is still as it was copied. */
function* moveAcross(fs: Confined, from: NamedSpot, to: NamedSpot, job: Job): Generator<undefined, void> {
  from.folder.rules.assertMovable(from.name);
  const copier = new Copier(fs, job, true);
  yield* copier.run(from, to);
  const branch = new Branch(from.folder);
  const changed = changedSince(copier.entries, branch);
  if (changed !== undefined) {
    const error = new ToolError(
      'conflict',
      `"${visible(changed)}" was changed by another program while it was copied to the other file system. Nothing was moved; try again.`,
    );
    branch.close();
    throw copier.rollback.explain(error, to.folder);
  }
  const left: string[] = [];
  let reason = '';
  for (const { names, stat } of copier.entries.toReversed()) {
    try {
      const folder = branch.at(names.slice(0, -1));
      const name = names.at(-1) ?? '';
      if (stat.kind === 'folder') folder.removeFolder(name);
      else if (isUnchanged(stat, folder.find(name))) folder.removeFile(name);
      else left.push(names.join('/'));
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      left.push(names.join('/'));
      reason ||= ` ${error.message}`;
    }
    yield;
  }
  branch.close();
  if (left.length === 0) return;
  if (left.length === copier.entries.length) {
    const error = new ToolError('denied', `"${visible(from.shown)}" could not be removed from its old place.${reason}`);
    throw copier.rollback.explain(error, to.folder);
  }
  const examples = left.slice(0, 5).map((name) => `"${visible(name)}"`);
  throw new ToolError(
    'conflict',
    `"${visible(to.shown)}" is a complete copy now, but ${count(left.length, 'entry', 'entries')} of "${visible(from.shown)}" could not be removed or changed meanwhile and stay there: ${examples.join(', ')}${left.length > 5 ? ' ...' : ''}.${reason}`,
    { reason: 'partial' },
  );
}

/** The first entry that is not as it was when it was copied, or that was not there then. */
function changedSince(entries: readonly CopiedEntry[], branch: Branch): string | undefined {
  const known = new Set(entries.map(({ names }) => names.join('/')));
  for (const { names, stat } of entries) {
    const folder = branch.at(names.slice(0, -1));
    const name = names.at(-1) ?? '';
    if (stat.kind !== 'folder') {
      if (!isUnchanged(stat, folder.find(name))) return names.join('/');
      continue;
    }
    if (folder.find(name)?.identity !== stat.identity) return names.join('/');
    for (const entry of branch.at(names).entries()) {
      const path = [...names, entry.name].join('/');
      if (!known.has(path)) return path;
    }
  }
  return undefined;
}
