import {
  copyAttributes,
  copyMarks,
  missing,
  PendingFile,
  setFolderMode,
  setFolderOwner,
  setFolderTimes,
  ToolError,
  visible,
  withMarks,
  type Confined,
  type Folder,
  type Job,
  type NamedSpot,
  type Spot,
  type Stat,
  count,
} from '@mcp-reference/kit/sandbox';
import {
  attempt,
  copyAttributesOfFolders,
  folderMode,
  withoutAttributes,
  type CopiedEntry,
} from '../files/attributes.ts';
import { assertEnds } from '../files/growth.ts';
import { keepsChanges, record } from '../files/journal.ts';
import { stateOf } from './remove.ts';
import { Rollback } from '../files/rollback.ts';
import { assertNotInside, intoItself, placeFor } from '../files/place.ts';

export interface Copied {
  files: number;
  folders: number;
  bytes: number;
  /** Pipes, sockets and devices. */
  skipped: number;
  /** Entries that came without what the system notes beside them: quarantine, tags, the Mark of the Web. */
  unmarked: number;
  /** True if entries on the deny list were left out. */
  hidden: boolean;
}

const piece = 1024 * 1024;
/** Each level holds two folders. */
const maxDepth = 100;

/** Copies a file or a whole folder to a name that is free, all of it or nothing. Links are copied as links. */
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
  const copier = new Copier(fs, job, false);
  yield* copier.run(from, to);
  // Identified by what is there, so that undo removes nothing that was put into the copy later.
  if (keepsChanges()) {
    const path = to.folder.placeOf(to.name);
    record({ did: 'copy', path, state: yield* stateOf(fs, path) });
  }
  return copier.copied;
}

/**
 * Copies one entry with all that is in it, and takes everything back when it fails. A faithful copy also keeps times,
 * owners where possible and extended attributes, and refuses what it cannot copy: it is the first half of a move.
 */
export class Copier {
  readonly copied: Copied = { files: 0, folders: 0, bytes: 0, skipped: 0, unmarked: 0, hidden: false };
  /** In the order of the copy: a folder before what is in it. */
  readonly entries: CopiedEntry[] = [];
  readonly rollback: Rollback;
  readonly #job: Job;
  readonly #faithful: boolean;
  #start: { from: NamedSpot; to: NamedSpot; made?: string } | undefined;

  constructor(fs: Confined, job: Job, faithful: boolean) {
    this.#job = job;
    this.#faithful = faithful;
    this.rollback = new Rollback(fs);
  }

  *run(from: NamedSpot, to: NamedSpot): Generator<undefined, void> {
    this.#start = { from, to };
    try {
      yield* this.#entry(from.folder, [from.name], to.folder, [to.name], withMarks(from.folder, [from.name]));
      if (this.#faithful) copyAttributesOfFolders(from, to, this.entries);
    } catch (error) {
      throw this.rollback.explain(error, to.folder);
    }
  }

  /** @param marked those of the folder's names that have marks */
  *#entry(
    from: Folder,
    names: readonly string[],
    to: Folder,
    newNames: readonly string[],
    marked: ReadonlySet<string>,
  ): Generator<undefined, void> {
    const [name = '', newName = ''] = [names.at(-1), newNames.at(-1)];
    const stat = from.stat(name);
    this.#assertInTime();
    if (stat.kind === 'folder') {
      yield* this.#folder(from, names, to, newNames, stat);
      if (marked.has(name)) this.#noteMarks(copyMarks(from, name, to, newName), from.show(name));
      return;
    }
    if (stat.kind === 'other') return this.#skip(from.show(name));
    if (stat.kind === 'link') {
      to.makeLink(newName, from.readLink(name));
      if (this.#faithful) attempt(() => to.setLinkTimes(newName, stat.accessed, stat.modified));
    }
    const copied = stat.kind === 'link' ? stat : yield* this.#file(from, name, to, newName, marked.has(name));
    this.copied.files++;
    this.rollback.file(newNames, to.find(newName));
    this.entries.push({ names, stat: copied });
    this.#job.progress(this.copied.files, undefined, `${count(this.copied.files, 'file')} copied`);
    yield;
  }

  *#folder(
    from: Folder,
    names: readonly string[],
    to: Folder,
    newNames: readonly string[],
    stat: Stat,
  ): Generator<undefined, void> {
    const [name = '', newName = ''] = [names.at(-1), newNames.at(-1)];
    if (names.length === maxDepth)
      throw new ToolError(
        'too_large',
        `"${visible(from.show(name))}" is more than ${maxDepth} folders deep; copy it in parts.`,
      );
    // A mount can show the destination inside the source under another path.
    if (this.#start?.made === stat.identity) throw intoItself(this.#start.from.shown, this.#start.to.shown);
    // Its owner must be able to fill it; others get what they had.
    to.makeFolder(newName, (stat.mode & 0o777) | 0o700);
    this.rollback.folder(newNames);
    this.copied.folders++;
    this.entries.push({ names, stat });
    const source = from.child(name);
    if (source.hidesSome()) this.copied.hidden = true;
    const target = to.child(newName);
    if (this.#start && this.#start.made === undefined) this.#start.made = target.self().identity;
    const entries = source.entries();
    const marked = withMarks(
      source,
      entries.map((entry) => entry.name),
    );
    for (const entry of entries)
      yield* this.#entry(source, [...names, entry.name], target, [...newNames, entry.name], marked);
    if (this.#faithful) {
      attempt(() => setFolderOwner(target, stat.uid, stat.gid));
      attempt(() => setFolderMode(target, stat.mode & folderMode));
      attempt(() => setFolderTimes(target, stat.accessed, stat.modified));
    }
    source.close();
    target.close();
  }

  /** Returns what the source was when it was opened. */
  *#file(from: Folder, name: string, to: Folder, newName: string, isMarked: boolean): Generator<undefined, Stat> {
    const source = from.open(name);
    // Special bits (set-user-ID and the like) are not copied: nobody granted them to the copy. A moved file keeps them.
    const stat = source.stat();
    const { mode, accessed, modified, uid, gid } = stat;
    const pending = new PendingFile(to, newName, 0o600);
    try {
      for (let position = 0; ;) {
        const bytes = source.read(position, piece);
        if (bytes.length === 0) break;
        pending.write(bytes);
        position += bytes.length;
        assertEnds(from.show(name), stat.size, position);
        this.copied.bytes += bytes.length;
        this.#assertInTime();
        yield;
      }
      let isOwned = false;
      if (this.#faithful) {
        isOwned = attempt(() => pending.file.setOwner(uid, gid));
        this.#assertKept(copyAttributes(source, pending.file), from.show(name));
      }
      if (isMarked) this.#noteMarks(pending.copyMarks(from, name), from.show(name));
      pending.file.setMode(mode & (isOwned ? 0o7777 : 0o777));
      if (this.#faithful) pending.file.setTimes(accessed, modified);
      pending.publish();
      return stat;
    } finally {
      pending.discard();
      source.close();
    }
  }

  #skip(shown: string): void {
    if (this.#faithful) {
      throw new ToolError(
        'unsupported',
        `"${visible(shown)}" is a pipe, socket or device, which cannot be moved to another file system.`,
      );
    }
    this.copied.skipped++;
  }

  #noteMarks(areKept: boolean, shown: string): void {
    if (!areKept) this.copied.unmarked++;
    this.#assertKept(areKept, shown);
  }

  /** A copy may lack what its file system does not keep; a move would lose it. */
  #assertKept(isKept: boolean, shown: string): void {
    if (this.#faithful && !isKept) throw withoutAttributes(shown);
  }

  #assertInTime(): void {
    if (!this.#job.overdue()) return;
    throw new ToolError('timeout', `Stopped at the time limit after ${count(this.copied.files, 'file')}.`);
  }
}
