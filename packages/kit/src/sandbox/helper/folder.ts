import fs from 'node:fs';
import { ToolError } from '../../errors.ts';
import { translate, errnoOf } from '../errno.ts';
import { assertCreatable, contains, inside, insideShown, pathOf, visible } from '../paths.ts';
import type { Backend, Handle } from './backend.ts';
import { bounds } from './bounds.ts';
import { OpenFile } from './open-file.ts';
import { isTemporary } from './temporary-name.ts';
import { outside, type Root, type Roots } from './roots.ts';
import { single } from './single.ts';
import { kindOf, statOf, type Entry, type Stat } from './stat.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY, O_APPEND } = fs.constants;

/** The resources of one call. Everything left open is closed when it ends. */
export interface CallScope {
  readonly backend: Backend;
  readonly roots: Roots;
  readonly open: Set<{ close(): void }>;
}

/**
 * An open folder inside the roots. Every effect of the sandbox is one of its methods: it acts on a single name directly
 * inside and follows no link, so renaming the folder at the same time changes nothing.
 */
export class Folder {
  /** The caller's name for it. */
  readonly shown: string;
  /** Its path according to the kernel, when it was opened. */
  readonly path: string;
  readonly root: Root;
  readonly #handle: Handle;
  readonly #scope: CallScope;
  readonly #backend: Backend;

  /** Takes ownership of `handle`, unless it is a root's, and closes it again if it is outside the roots. */
  constructor(handle: Handle, shown: string, scope: CallScope) {
    const { backend, roots } = scope;
    const known = roots.placeOf(handle);
    const owned = known === undefined;
    try {
      this.path = known ?? backend.whereIs(handle);
      const root = roots.containing(this.path);
      // A folder that was allowed for one file in it gives no access to subfolders.
      if (root === undefined || (root.only !== undefined && roots.placeAt(root) !== this.path)) throw outside(shown);
      this.root = root;
      bounds()?.touched.add(root.real);
      roots.hiding?.assertFolder(this.path, shown);
    } catch (error) {
      if (owned) backend.release(handle);
      throw translate(error, shown);
    }
    this.#handle = handle;
    this.#scope = scope;
    this.#backend = backend;
    this.shown = shown;
    if (owned) scope.open.add(this);
  }

  get writable(): boolean {
    return this.root.writable;
  }

  close(): void {
    if (this.#scope.open.delete(this)) this.#backend.release(this.#handle);
  }

  /** Returns the caller's name for an entry. */
  show(name: string): string {
    return insideShown(this.shown, name);
  }

  /** Returns the path of an entry, as the kernel spells it. */
  placeOf(name: string): string {
    return inside(this.path, name);
  }

  /** Passes a path to `use` that a program can be started in; it leads here whatever happens to the folder's name. */
  within<T>(use: (cwd: string) => T): T {
    return this.#try('', () => use(this.#backend.at(this.#handle)));
  }

  entries(): Entry[] {
    const rows = this.#try('', () => this.#backend.entries(this.#handle));
    return rows
      .filter(({ name }) => this.#allows(name) && !this.#hides(name))
      .map((row) => ({ name: row.name, kind: kindOf(row) }));
  }

  /** True if there is nothing in it. */
  isEmpty(): boolean {
    return this.#try('', () => this.#backend.entries(this.#handle).length === 0);
  }

  /** True if {@link entries} leaves something out that is on a deny list. */
  hidesSome(): boolean {
    if (this.#scope.roots.hiding?.appliesIn(this.path) !== true) return false;
    return this.#try('', () => this.#backend.entries(this.#handle)).some(({ name }) => this.#hides(name));
  }

  /** Throws if something below a name is on a deny list: a move or removal would take it along. */
  assertNothingHidden(name: string): void {
    if (this.#scope.roots.hiding?.appliesBelow(this.placeOf(name)) !== true) return;
    if (this.find(name)?.kind !== 'folder') return;
    const folder = this.child(name);
    try {
      if (folder.hidesSome()) {
        throw new ToolError(
          'denied',
          `"${visible(folder.shown)}" has entries on the deny list of this server, so it stays where it is.`,
          { reason: 'hidden' },
        );
      }
      for (const entry of folder.entries()) if (entry.kind === 'folder') folder.assertNothingHidden(entry.name);
    } finally {
      folder.close();
    }
  }

  self(): Stat {
    return this.#try('', () => statOf(fs.statSync(this.#backend.at(this.#handle), { bigint: true })));
  }

  stat(name: string): Stat {
    return this.#try(name, () => statOf(fs.lstatSync(this.#at(name), { bigint: true })));
  }

  /** Like {@link stat}, but returns undefined if the name does not exist. */
  find(name: string): Stat | undefined {
    const stat = this.#try(name, () => fs.lstatSync(this.#at(name), { bigint: true, throwIfNoEntry: false }));
    return stat && statOf(stat);
  }

  /** Like {@link find}, and undefined also for what cannot be looked at: one entry must not end a walk. */
  peek(name: string): Stat | undefined {
    try {
      return this.find(name);
    } catch (error) {
      if (error instanceof ToolError) return undefined;
      throw error;
    }
  }

  readLink(name: string): string {
    return this.#try(name, () => fs.readlinkSync(this.#at(name)));
  }

  /**
   * True if the text of a link's target leads inside the roots. Decides what an error may mention, not what may be
   * opened.
   */
  pointsInside(target: string): boolean {
    const meant = pathOf(process.platform).resolve(this.path, target);
    try {
      this.#scope.roots.hiding?.assertFolder(meant, target);
    } catch {
      return false;
    }
    return this.#scope.roots.all.some(
      ({ path, real }) => contains(path, meant, process.platform) || contains(real, meant, process.platform),
    );
  }

  /** Opens a subfolder; fails for a link. */
  child(name: string): Folder {
    const handle = this.#try(name, () => this.#backend.holdChild(this.#handle, this.#single(name)));
    return new Folder(handle, this.show(name), this.#scope);
  }

  /** Opens the target of a link in this folder, if it is a folder inside the roots. */
  hold(target: string, shown: string): Folder {
    try {
      return new Folder(this.#backend.hold(target, this.#handle), shown, this.#scope);
    } catch (error) {
      throw translate(error, shown);
    }
  }

  /** Opens a regular file for reading. */
  open(name: string): OpenFile {
    return this.#opened(name, false);
  }

  /** Like {@link open}, without another check, for a name that {@link entries} has just listed as a file. */
  openListed(name: string): OpenFile {
    return this.#opened(name, true);
  }

  /** Opens a regular file for appending or for writing in place. */
  openForWriting(name: string, how: 'append' | 'in place'): OpenFile {
    this.assertWritable(name);
    const flags = how === 'append' ? O_WRONLY | O_APPEND : O_WRONLY;
    const fd = this.#try(name, () => this.#backend.openForWriting(this.#handle, this.#single(name), flags));
    return new OpenFile(fd, this.show(name), this.#scope.open);
  }

  /** Creates a file and opens it for writing. The umask applies to `mode`. */
  create(name: string, mode: number): OpenFile {
    this.#assertCreatable(name);
    const fd = this.#try(name, () =>
      fs.openSync(this.#at(name), O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0) | O_WRONLY, mode),
    );
    return new OpenFile(fd, this.show(name), this.#scope.open);
  }

  makeFolder(name: string, mode = 0o777): void {
    this.#assertCreatable(name);
    this.#try(name, () => fs.mkdirSync(this.#at(name), { mode }));
  }

  makeLink(name: string, target: string): void {
    this.#assertCreatable(name);
    this.#try(name, () => fs.symlinkSync(target, this.#at(name)));
  }

  /** Creates a hard link to the file `name`; fails when the new name exists. */
  link(name: string, to: Folder, newName: string): void {
    to.#assertCreatable(newName);
    this.#try(
      name,
      () => this.#backend.link(this.#handle, this.#single(name), to.#handle, to.#single(newName)),
      to.show(newName),
    );
  }

  /** Renames `name`, replacing a file or an empty folder with the new name. */
  rename(name: string, to: Folder, newName: string): void {
    this.assertMovable(name);
    this.assertNothingHidden(name);
    to.#assertCreatable(newName);
    this.#try(
      name,
      () => this.#backend.rename(this.#handle, this.#single(name), to.#handle, to.#single(newName)),
      to.show(newName),
    );
  }

  /**
   * Moves an entry out of the folders, to a path of this program's own such as the user's trash. Fails with EXDEV where
   * that is on another file system.
   */
  moveOut(name: string, target: string): void {
    this.assertMovable(name);
    this.assertNothingHidden(name);
    this.#try(name, () => fs.renameSync(this.#at(name), target));
  }

  /** Brings back what {@link moveOut} moved, under a name that is free. */
  bringBack(target: string, name: string): void {
    this.#assertCreatable(name);
    if (this.find(name) !== undefined) throw new ToolError('conflict', `"${visible(this.show(name))}" already exists.`);
    this.#try(name, () => fs.renameSync(target, this.#at(name)));
  }

  removeFile(name: string): void {
    this.assertWritable(name);
    this.#try(name, () => fs.unlinkSync(this.#at(name)));
  }

  /** Removes an empty folder. */
  removeFolder(name: string): void {
    this.assertMovable(name);
    this.#try(name, () => fs.rmdirSync(this.#at(name)));
  }

  /** Sets the folder's own mode, as far as the system lets it. */
  setMode(mode: number): void {
    this.assertWritable('');
    this.#try('', () => fs.chmodSync(this.#backend.at(this.#handle), mode));
  }

  /** Sets the folder's own owner and group, as far as the system lets it. */
  setOwner(uid: number, gid: number): void {
    this.assertWritable('');
    this.#try('', () => fs.chownSync(this.#backend.at(this.#handle), uid, gid));
  }

  /** Sets the folder's own times, in milliseconds since the epoch. */
  setTimes(accessed: number, modified: number): void {
    this.assertWritable('');
    this.#try('', () => fs.utimesSync(this.#backend.at(this.#handle), accessed / 1000, modified / 1000));
  }

  /** Sets the times of a link inside, not of what it leads to. */
  setLinkTimes(name: string, accessed: number, modified: number): void {
    this.assertWritable(name);
    this.#try(name, () => fs.lutimesSync(this.#at(name), accessed / 1000, modified / 1000));
  }

  /** Refuses what is in a folder that may only be read. */
  assertWritable(name: string): void {
    if (!this.writable) {
      const shown = name === '' ? this.shown : this.show(name);
      throw new ToolError('denied', `"${visible(shown)}" is in a folder that this server may only read.`);
    }
    if (name !== '') this.#scope.roots.hiding?.assertNoList(this.path, name, this.show(name));
    bounds()?.change();
  }

  /** Rejects names that may not be moved or removed: read-only ones, and those that are or contain a root. */
  assertMovable(name: string): void {
    this.assertWritable(name);
    if (this.#scope.roots.anyBelow(this.placeOf(name))) {
      throw new ToolError(
        'denied',
        `"${visible(this.show(name))}" is or holds an allowed folder, which cannot be moved or removed.`,
      );
    }
  }

  #opened(name: string, listed: boolean): OpenFile {
    const { fd, stat } = this.#try(name, () => this.#backend.openForReading(this.#handle, this.#single(name), listed));
    return new OpenFile(fd, this.show(name), this.#scope.open, stat);
  }

  #allows(name: string): boolean {
    const { only } = this.root;
    if (only === undefined || only.names.includes(name)) return true;
    return only.prefixes.some((prefix) => name.startsWith(prefix)) || isTemporary(name);
  }

  #hides(name: string): boolean {
    return this.#scope.roots.hiding?.hidesEntry(this.path, name) === true;
  }

  /** Accepts a name only if it stays in this folder and is not hidden: the rule that everything above relies on. */
  #single(name: string): string {
    if (!this.#allows(name)) throw outside(this.show(name));
    this.#scope.roots.hiding?.assertEntry(this.path, name, this.show(name));
    return single(name);
  }

  #at(name: string): string {
    return this.#backend.at(this.#handle, this.#single(name));
  }

  /** Reports failures with the caller's name; `target` is the name for EEXIST in calls with two names. */
  #try<T>(name: string, act: () => T, target?: string): T {
    try {
      return act();
    } catch (error) {
      const taken = target !== undefined && ['EEXIST', 'ENOTEMPTY'].includes(errnoOf(error) ?? '');
      throw translate(error, taken ? target : name === '' ? this.shown : this.show(name));
    }
  }

  #assertCreatable(name: string): void {
    this.assertWritable(name);
    assertCreatable(name, this.show(name), process.platform);
  }
}
