import { ToolError } from '../../errors.ts';
import { assertCreatable, contains, inside, insideShown, pathOf, visible } from '../paths.ts';
import { bounds } from './bounds.ts';
import { outside, type Root, type Roots } from './roots.ts';
import { single } from './single.ts';
import { isTemporary } from './temporary-name.ts';

/** Decides what may be seen and done in one open folder: by its root, by the deny lists, and by the name itself. */
export class FolderRules {
  readonly root: Root;
  readonly #path: string;
  readonly #shown: string;
  readonly #roots: Roots;

  /** @throws ToolError where the folder is outside the roots, or hidden */
  constructor(path: string, shown: string, roots: Roots) {
    const root = roots.containing(path);
    // A folder that was allowed for one file in it gives no access to subfolders.
    if (root === undefined || (root.only !== undefined && roots.placeAt(root) !== path)) throw outside(shown);
    this.root = root;
    this.#path = path;
    this.#shown = shown;
    this.#roots = roots;
    bounds()?.touched.add(root.real);
    roots.hiding?.assertFolder(path, shown);
  }

  /** False for an entry beside the files that a folder was allowed for. */
  allows(name: string): boolean {
    const { only } = this.root;
    if (only === undefined || only.names.includes(name)) return true;
    return only.prefixes.some((prefix) => name.startsWith(prefix)) || isTemporary(name);
  }

  hides(name: string): boolean {
    return this.#roots.hiding?.hidesEntry(this.#path, name) === true;
  }

  /** False if nothing in the folder can be on a deny list. */
  get mayHide(): boolean {
    return this.#roots.hiding?.appliesIn(this.#path) === true;
  }

  /** False if nothing below a name can be on a deny list. */
  mayHideBelow(name: string): boolean {
    return this.#roots.hiding?.appliesBelow(inside(this.#path, name)) === true;
  }

  /** Accepts a name only if it stays in this folder and is not hidden: every effect relies on this rule. */
  single(name: string): string {
    if (!this.allows(name)) throw outside(this.#show(name));
    this.#roots.hiding?.assertEntry(this.#path, name, this.#show(name));
    return single(name);
  }

  /**
   * True if the text of a link's target leads inside the roots. Decides what an error may mention, not what may be
   * opened.
   */
  pointsInside(target: string): boolean {
    const meant = pathOf(process.platform).resolve(this.#path, target);
    try {
      this.#roots.hiding?.assertFolder(meant, target);
    } catch {
      return false;
    }
    return this.#roots.all.some(
      ({ path, real }) => contains(path, meant, process.platform) || contains(real, meant, process.platform),
    );
  }

  /** Refuses changes in a folder that may only be read; the empty name means the folder itself. */
  assertWritable(name: string): void {
    if (!this.root.writable) {
      const shown = name === '' ? this.#shown : this.#show(name);
      throw new ToolError('denied', `"${visible(shown)}" is in a folder that this server may only read.`);
    }
    if (name !== '') this.#roots.hiding?.assertNoList(this.#path, name, this.#show(name));
    bounds()?.change();
  }

  /** Rejects names that may not be moved or removed: read-only ones, and those that are or contain a root. */
  assertMovable(name: string): void {
    this.assertWritable(name);
    if (this.#roots.anyBelow(inside(this.#path, name))) {
      throw new ToolError(
        'denied',
        `"${visible(this.#show(name))}" is or holds an allowed folder, which cannot be moved or removed.`,
      );
    }
  }

  assertCreatable(name: string): void {
    this.assertWritable(name);
    assertCreatable(name, this.#show(name), process.platform);
  }

  #show(name: string): string {
    return insideShown(this.#shown, name);
  }
}
