import fs from 'node:fs';
import { ToolError } from '../../errors.ts';
import { translate, errnoOf } from '../errno.ts';
import { inside, insideShown, visible } from '../paths.ts';
import type { Backend, Handle } from './backend.ts';
import type { CallScope } from './call-scope.ts';
import { FolderRules } from './folder-rules.ts';
import { assertNothingHidden } from './nothing-hidden.ts';
import { OpenFile } from './open-file.ts';
import type { Root } from './roots.ts';
import { kindOf, statOf, type Entry, type Stat } from './stat.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY, O_APPEND } = fs.constants;

/**
 * An open folder inside the roots. Every effect of the sandbox on a name is one of its methods: it acts on a single name
 * directly inside and follows no link, so renaming the folder at the same time changes nothing.
 */
export class Folder {
  /** The caller's name for it. */
  readonly shown: string;
  /** Its path according to the kernel, when it was opened. */
  readonly path: string;
  /** Decides what may be seen and done in it. */
  readonly rules: FolderRules;
  readonly #handle: Handle;
  readonly #scope: CallScope;
  readonly #backend: Backend;

  /** Takes ownership of `handle`, unless it is a root's or shared, and closes it again if it is outside the roots. */
  constructor(handle: Handle, shown: string, scope: CallScope, use: 'own' | 'shared' = 'own') {
    const { backend, roots } = scope;
    const known = roots.placeOf(handle);
    const owned = known === undefined && use === 'own';
    try {
      this.path = known ?? backend.whereIs(handle);
      this.rules = new FolderRules(this.path, shown, roots);
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

  get root(): Root {
    return this.rules.root;
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
      .filter(({ name }) => this.rules.allows(name) && !this.rules.hides(name))
      .map((row) => ({ name: row.name, kind: kindOf(row) }));
  }

  /** True if there is nothing in it. */
  isEmpty(): boolean {
    return this.#try('', () => this.#backend.entries(this.#handle).length === 0);
  }

  /** True if {@link entries} leaves something out that is on a deny list. */
  hidesSome(): boolean {
    if (!this.rules.mayHide) return false;
    return this.#try('', () => this.#backend.entries(this.#handle)).some(({ name }) => this.rules.hides(name));
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

  /** Opens a subfolder; fails for a link. */
  child(name: string): Folder {
    const handle = this.#try(name, () => this.#backend.holdChild(this.#handle, this.rules.single(name)));
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
    this.rules.assertWritable(name);
    const flags = how === 'append' ? O_WRONLY | O_APPEND : O_WRONLY;
    const fd = this.#try(name, () => this.#backend.openForWriting(this.#handle, this.rules.single(name), flags));
    return new OpenFile(fd, this.show(name), this.#scope.open);
  }

  /** Creates a file and opens it for writing. The umask applies to `mode`. */
  create(name: string, mode: number): OpenFile {
    this.rules.assertCreatable(name);
    const fd = this.#try(name, () =>
      fs.openSync(this.#at(name), O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0) | O_WRONLY, mode),
    );
    return new OpenFile(fd, this.show(name), this.#scope.open);
  }

  makeFolder(name: string, mode = 0o777): void {
    this.rules.assertCreatable(name);
    this.#try(name, () => fs.mkdirSync(this.#at(name), { mode }));
  }

  makeLink(name: string, target: string): void {
    this.rules.assertCreatable(name);
    this.#try(name, () => fs.symlinkSync(target, this.#at(name)));
  }

  /** Creates a hard link to the file `name`; fails when the new name exists. */
  link(name: string, to: Folder, newName: string): void {
    to.rules.assertCreatable(newName);
    this.#try(
      name,
      () => this.#backend.link(this.#handle, this.rules.single(name), to.#handle, to.rules.single(newName)),
      to.show(newName),
    );
  }

  /** Renames `name`, replacing a file or an empty folder with the new name. */
  rename(name: string, to: Folder, newName: string): void {
    this.rules.assertMovable(name);
    assertNothingHidden(this, name);
    to.rules.assertCreatable(newName);
    this.#try(
      name,
      () => this.#backend.rename(this.#handle, this.rules.single(name), to.#handle, to.rules.single(newName)),
      to.show(newName),
    );
  }

  /**
   * Moves an entry out of the folders, to a path of this program's own such as the user's trash. Fails with EXDEV where
   * that is on another file system.
   */
  moveOut(name: string, target: string): void {
    this.rules.assertMovable(name);
    assertNothingHidden(this, name);
    this.#try(name, () => fs.renameSync(this.#at(name), target));
  }

  /** Brings back what {@link moveOut} moved, under a name that is free. */
  bringBack(target: string, name: string): void {
    this.rules.assertCreatable(name);
    if (this.find(name) !== undefined) throw new ToolError('conflict', `"${visible(this.show(name))}" already exists.`);
    this.#try(name, () => fs.renameSync(target, this.#at(name)));
  }

  removeFile(name: string): void {
    this.rules.assertWritable(name);
    this.#try(name, () => fs.unlinkSync(this.#at(name)));
  }

  /** Removes an empty folder. */
  removeFolder(name: string): void {
    this.rules.assertMovable(name);
    this.#try(name, () => fs.rmdirSync(this.#at(name)));
  }

  /** Sets the times of a link inside, not of what it leads to. */
  setLinkTimes(name: string, accessed: number, modified: number): void {
    this.rules.assertWritable(name);
    this.#try(name, () => fs.lutimesSync(this.#at(name), accessed / 1000, modified / 1000));
  }

  #opened(name: string, listed: boolean): OpenFile {
    const { fd, stat } = this.#try(name, () =>
      this.#backend.openForReading(this.#handle, this.rules.single(name), listed),
    );
    return new OpenFile(fd, this.show(name), this.#scope.open, stat);
  }

  #at(name: string): string {
    return this.#backend.at(this.#handle, this.rules.single(name));
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
}
