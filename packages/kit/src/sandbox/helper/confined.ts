import { ToolError } from '../../errors.ts';
import { errnoOf, translate } from '../errno.ts';
import { visible } from '../paths.ts';
import type { CallScope } from './call-scope.ts';
import { Folder } from './folder.ts';
import { followLinks } from './follow-links.ts';
import { onlyOne } from './only-one.ts';
import type { OpenFile } from './open-file.ts';
import { outside, parentOf, startOf, type Located, type Root } from './roots.ts';
import { assertRegular, missing, respelled, withName, type NamedSpot, type Spot } from './spot.ts';
import type { Stat } from './stat.ts';

/** Attempts for a failing lookup: another process may be renaming folders at that moment. */
const tries = 3;

/** The sandbox within one call: turns a caller's path into a place that cannot be redirected. */
export class Confined {
  readonly #scope: CallScope;
  /** The folder of the last file that was opened: files that are read together are often neighbors. */
  #last: { root: Root; names: string; folder: Folder } | undefined;

  constructor(scope: CallScope) {
    scope.roots.refresh();
    this.#scope = scope;
  }

  get roots(): readonly Root[] {
    return this.#scope.roots.all;
  }

  /** Looks up `path`; a link at its end is not followed. */
  spot(path: string): Spot {
    return this.#retry(() => this.#look(this.#locate(path)));
  }

  /** Looks up `path` and follows links like the system, but never out of the roots. */
  follow(path: string): Spot {
    return this.#retry(() => followLinks(this.#look(this.#locate(path))));
  }

  /** Opens the folder at `path`. */
  folder(path: string): Folder {
    const spot = this.follow(path);
    if (spot.name === undefined) return spot.folder;
    if (spot.stat === undefined) throw missing(path);
    if (spot.stat.kind !== 'folder') throw new ToolError('invalid', `"${visible(path)}" is not a folder.`);
    return this.#retry(() => spot.folder.hold(`./${spot.name}`, path));
  }

  /** Opens the regular file at `path` for reading. */
  file(path: string): OpenFile {
    return this.#retry(() => this.#openAtOnce(path) ?? this.#openFollowing(path));
  }

  /** Like {@link spot}, for something that will be moved, removed or created: a root has no name and is rejected. */
  named(path: string): NamedSpot {
    return withName(this.spot(path));
  }

  /** Like {@link follow}, for something that will be written: a root is rejected. */
  followNamed(path: string): NamedSpot {
    return withName(this.follow(path));
  }

  /** Creates a folder and its missing parents, one open folder at a time. Returns the number created. */
  makeFolders(path: string): number {
    const first = this.#locate(path);
    let at = this.#hold(first.root, [], startOf(first), path);
    let made = 0;
    for (const name of first.names) {
      let stat = at.find(name);
      if (stat?.kind === 'link') {
        const end = followLinks({ folder: at, name, stat, shown: path });
        if (end.name === undefined) {
          at = end.folder;
          continue;
        }
        if (end.stat?.kind !== 'folder')
          throw new ToolError('conflict', `"${visible(path)}" goes through a link that leads to no folder.`);
        at = end.folder.child(end.name);
        continue;
      }
      if (stat === undefined) {
        try {
          at.makeFolder(name);
          made++;
        } catch (error) {
          // Another process may have created it just now, so its kind is checked next.
          if (!(error instanceof ToolError) || error.code !== 'conflict') throw error;
        }
        stat = at.stat(name);
      }
      if (stat.kind !== 'folder')
        throw new ToolError('conflict', `"${visible(at.show(name))}" exists and is not a folder.`);
      at = at.child(name);
    }
    return made;
  }

  /** Closes what the call has open so far, but for the folder in which it works. */
  closeFiles(): void {
    for (const open of this.#scope.open) if (open !== this.#last?.folder) open.close();
  }

  /** Closes everything that the call left open. */
  close(): void {
    for (const open of this.#scope.open) open.close();
  }

  /** Opens a file in the common case: no link at the end, one possible root. Returns undefined in all others. */
  #openAtOnce(path: string): OpenFile | undefined {
    const [located, ...others] = this.#scope.roots.locate(path);
    const name = located?.names.at(-1);
    if (located === undefined || name === undefined || others.length > 0 || located.folder) return undefined;
    try {
      return this.#folderOf(located, path).open(name);
    } catch (error) {
      this.#last = undefined;
      if (error instanceof ToolError && error.code === 'denied') throw error;
      return undefined;
    }
  }

  #folderOf({ root, names }: Located, path: string): Folder {
    const called = parentOf(path);
    const above = names.slice(0, -1);
    const key = above.join('/');
    const last = this.#last;
    const isSame = last?.root === root && last.names === key && last.folder.shown === called;
    if (isSame && this.#scope.open.has(last.folder)) return last.folder;
    const shared = above.length === 0 ? undefined : this.#scope.backend.share?.(key, root.handle);
    if (shared !== undefined) return new Folder(shared, called, this.#scope, 'shared');
    const folder = this.#hold(root, above, called, path);
    this.#last = { root, names: key, folder };
    return folder;
  }

  #openFollowing(path: string): OpenFile {
    const { folder, name, stat } = this.follow(path);
    if (name === undefined) throw new ToolError('invalid', `"${visible(path)}" is a folder, not a file.`);
    if (stat === undefined) throw missing(path);
    assertRegular(stat, path);
    return folder.open(name);
  }

  /** Resolves a relative path to the one root in which it exists; several make it ambiguous. */
  #locate(path: string): Located {
    const located = this.#scope.roots.locate(path);
    return located.length === 1 && located[0] ? located[0] : onlyOne(path, located, (one) => this.#look(one));
  }

  #look({ root, names, shown, folder: folderOnly }: Located): Spot {
    const name = names.at(-1);
    if (name === undefined) {
      const folder = this.#hold(root, [], shown, shown);
      return { folder, name: undefined, stat: folder.self(), shown };
    }
    const folder = this.#hold(root, names.slice(0, -1), parentOf(shown), shown);
    let spot: Spot = { folder, name, stat: this.#find(folder, name, shown), shown };
    if (spot.stat === undefined) spot = { ...spot, ...respelled(folder, name) };
    const isFolder = spot.stat?.kind === 'folder' || spot.stat?.kind === 'link';
    if (folderOnly && spot.stat !== undefined && !isFolder)
      throw new ToolError('invalid', `"${visible(shown)}" is not a folder.`);
    return spot;
  }

  #find(folder: Folder, name: string, shown: string): Stat | undefined {
    try {
      return folder.find(name);
    } catch (error) {
      throw error instanceof ToolError && error.cause !== undefined ? translate(error.cause, shown) : error;
    }
  }

  /**
   * Opens the folder that `names` lead to from a root. `called` is the caller's name for it, `shown` the requested
   * path.
   */
  #hold(root: Root, names: string[], called: string, shown: string): Folder {
    const { backend } = this.#scope;
    try {
      const handle = names.length === 0 ? root.handle : backend.hold(names.join('/'), root.handle);
      return new Folder(handle, called, this.#scope);
    } catch (error) {
      const code = errnoOf(error instanceof ToolError ? error.cause : error);
      if (code === 'ENOENT' && names.some((name) => /[^\p{ASCII}]/u.test(name))) {
        const folder = this.#holdRespelled(root, names, called);
        if (folder) return folder;
      }
      throw error instanceof ToolError ? error : this.#explain(root, names, shown, error);
    }
  }

  /** Opens the names one by one, for names that may be stored in another Unicode normal form. */
  #holdRespelled(root: Root, names: string[], called: string): Folder | undefined {
    let at = new Folder(root.handle, called, this.#scope);
    for (const name of names) {
      const found = at.find(name) ? name : respelled(at, name).name;
      if (at.find(found)?.kind !== 'folder') return undefined;
      at = at.child(found);
    }
    return at;
  }

  /** Chooses the error for a failed lookup. Nothing outside the roots may be revealed, not even that it is missing. */
  #explain(root: Root, names: string[], shown: string, error: unknown): unknown {
    const { backend, roots } = this.#scope;
    for (let depth = 0; depth <= names.length; depth++) {
      try {
        const handle = backend.hold(names.slice(0, depth).join('/') || '.', root.handle);
        const inside = roots.containing(backend.whereIs(handle)) !== undefined;
        backend.release(handle);
        if (!inside) return outside(shown);
      } catch {
        if (depth === 0) break;
        const { folder, name } = this.#look({ root, names: names.slice(0, depth), shown, folder: false });
        const stuck = name === undefined ? undefined : folder.find(name);
        // Windows says of a path through a file that it does not exist.
        if (stuck?.kind === 'file' && errnoOf(error) === 'ENOENT') return translate(throughFile, shown);
        if (stuck?.kind !== 'link') return translate(error, shown);
        try {
          followLinks({ folder, name, stat: stuck, shown });
        } catch (reason) {
          return reason;
        }
        return translate(error, shown);
      }
    }
    return translate(error, shown);
  }

  #retry<T>(look: () => T): T {
    for (let attempt = 1; ; attempt++) {
      try {
        return look();
      } catch (error) {
        if (attempt === tries || !fleeting(error)) throw error;
      }
    }
  }
}

const throughFile = Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });

/** True if a lookup may have failed only because of a rename at the same time. */
const fleeting = (error: unknown): boolean =>
  error instanceof ToolError && ['ELOOP', 'ENOENT', 'ESTALE'].includes(errnoOf(error.cause) ?? '');
