import { ToolError } from '../../errors.ts';
import { parsePath, pathOf, below, contains, visible, type ParsedPath, type PathRules } from '../paths.ts';
import type { Backend, Handle } from './backend.ts';
import { mayWait } from './bounds.ts';
import { HeldRoot, identityAt } from './held-root.ts';
import type { Hiding } from './hiding.ts';

/** Some names in a folder, and nothing below it: a file, and the names that programs put beside it. */
export interface NameFilter {
  names: readonly string[];
  /** Prefixes of names. */
  prefixes: readonly string[];
}

/** An allowed folder, as the server's process saw it at the start. */
export interface RootSpec {
  /** The user's spelling, made absolute; answers use it. */
  path: string;
  /** The kernel's spelling. */
  real: string;
  writable: boolean;
  /** The allowed names, if not all are. */
  only?: NameFilter;
  /** Relative paths do not lead into it, and errors that list the allowed folders leave it out. */
  unnamed?: boolean;
  /**
   * `dev:ino` at start: a folder that was put in its place later is not what the user allowed. Empty: it did not exist
   * yet.
   */
  identity: string;
  /** The kernel's paths of the allowed folders that it is a part of, if a client narrowed them: their deny lists apply. */
  cutFrom?: readonly string[];
}

export interface Root extends RootSpec {
  handle: Handle;
  /** Why it cannot be used at this moment. */
  gone?: ToolError | undefined;
}

/** A path inside a root, not yet looked up. */
export interface Located {
  root: Root;
  /** The names from the root to it; empty for the root itself. */
  names: string[];
  /** The caller's spelling. */
  shown: string;
  /** True if only a folder is acceptable. */
  folder: boolean;
}

/** The advice in an error about a path outside; a server without that tool has its own. */
export const outsideHint = { text: '' };

export const outside = (shown: string): ToolError =>
  new ToolError('denied', `"${visible(shown)}" leads outside the allowed folders. ${outsideHint.text}`.trim());

/** The allowed folders, held open for the lifetime of the helper. */
export class Roots {
  readonly all: readonly Root[];
  readonly hiding: Hiding | undefined;
  readonly #held: readonly HeldRoot[];
  readonly #backend: Backend;
  readonly #rules: PathRules;
  readonly #none: string;
  #places: string[] | undefined;
  /** Roots that this call has looked at. */
  readonly #fresh = new Set<Root>();
  readonly #currentBatch: () => object | undefined;
  /** The batch of requests that the last look at the roots was made for. */
  #batch: object | undefined;

  /**
   * @param hiding decides what in them stays hidden; required, so that no way to the files forgets it
   * @param none why there are no folders, and what to do, as a sentence
   * @param currentBatch identifies the requests that share one look at the roots; undefined if each makes its own
   */
  constructor(
    specs: readonly RootSpec[],
    backend: Backend,
    rules: PathRules,
    hiding: Hiding | undefined,
    none = '',
    currentBatch: () => object | undefined = () => undefined,
  ) {
    this.#currentBatch = currentBatch;
    this.hiding = hiding;
    this.#none = none;
    this.#backend = backend;
    this.#rules = rules;
    this.#held = specs.map((spec) => new HeldRoot(spec, backend));
    this.all = this.#held.map(({ root }) => root);
  }

  /** Returns the places that a path can mean: one for an absolute path, one per named root for a relative one. */
  locate(shown: string): Located[] {
    const named = this.all.filter(({ unnamed }) => !unnamed);
    if (named.length === 0) throw new ToolError('denied', `No folder is allowed. ${this.#none}`.trim());
    const asked = parsePath(shown, this.#rules);
    if (asked.absolute) return [this.#absolute(asked)];
    const names = asked.path === '.' ? [] : asked.path.split(this.#rules.platform === 'win32' ? '\\' : '/');
    for (const held of this.#held) this.#look(held);
    const there = named.filter(({ gone }) => gone === undefined);
    // Only a helper tells why a folder is gone.
    if (there.length < named.length) mayWait();
    const [first] = named;
    if (there.length === 0 && first?.gone) throw first.gone;
    return there.map((root) => ({ root, names, shown, folder: asked.folder }));
  }

  /** Returns the innermost root that contains `kernelPath`. */
  containing(kernelPath: string): Root | undefined {
    let found: Root | undefined;
    let depth = -1;
    const places = this.#where();
    for (const [index, root] of this.all.entries()) {
      const base = places[index] ?? root.real;
      if (base.length > depth && contains(base, kernelPath, this.#rules.platform)) [found, depth] = [root, base.length];
    }
    return found;
  }

  /** Returns the path of the root that `handle` holds; undefined for any other handle. */
  placeOf(handle: Handle): string | undefined {
    const index = this.all.findIndex((root) => root.handle === handle);
    return index === -1 ? undefined : this.#where()[index];
  }

  /** Returns the path of a root. */
  placeAt(root: Root): string | undefined {
    return this.#where()[this.all.indexOf(root)];
  }

  /** True if a root is at `kernelPath` or below it. */
  anyBelow(kernelPath: string): boolean {
    return this.#where().some((place) => contains(kernelPath, place, this.#rules.platform));
  }

  close(): void {
    for (const held of this.#held) held.release();
  }

  /**
   * Called at the beginning of a call: since the last one, roots may have been moved, removed or replaced. Each is looked
   * at when a path leads to it, so that one on a disk that hangs does not hold up calls in the others.
   */
  refresh(): void {
    const batch = this.#currentBatch();
    if (batch !== undefined && batch === this.#batch) return;
    this.#batch = batch;
    this.#places = undefined;
    this.#fresh.clear();
    this.hiding?.refresh(this.all);
  }

  #look(held: HeldRoot): void {
    const { root } = held;
    if (this.#fresh.has(root)) return;
    this.#fresh.add(root);
    this.#places = undefined;
    const { real } = root;
    held.refresh();
    if (root.real !== real) this.hiding?.refresh(this.all);
  }

  #where(): string[] {
    return (this.#places ??= this.all.map((root) =>
      root.gone === undefined && this.#fresh.has(root) ? this.#backend.whereIs(root.handle) : root.real,
    ));
  }

  #absolute({ shown, path, folder }: ParsedPath): Located {
    let best: Located | undefined;
    for (const root of this.all) {
      for (const spelling of root.path === root.real ? [root.real] : [root.path, root.real]) {
        const names = below(spelling, path, this.#rules.platform);
        if (names === undefined || (best !== undefined && names.length >= best.names.length)) continue;
        if (this.#isSpelledLike(root, spelling, path, names)) best = { root, names, shown, folder };
      }
    }
    if (best === undefined) throw outside(shown);
    const held = this.#held[this.all.indexOf(best.root)];
    if (held !== undefined) this.#look(held);
    if (best.root.gone) {
      mayWait();
      throw best.root.gone;
    }
    return best;
  }

  /** True if a path names the root as `spelling` does, or in another way that leads to the same folder on this disk. */
  #isSpelledLike(root: Root, spelling: string, path: string, names: readonly string[]): boolean {
    const { platform } = this.#rules;
    if (root.identity === '' || contains(spelling, path, platform)) return true;
    return identityAt(pathOf(platform).resolve(path, ...names.map(() => '..'))) === root.identity;
  }
}

/** Returns the caller's name for the folder of a requested path. */
export function parentOf(shown: string, platform: NodeJS.Platform = process.platform): string {
  const isSeparator = (at: number) => shown[at] === '/' || (platform === 'win32' && shown[at] === '\\');
  let end = shown.length;
  while (end > 0 && isSeparator(end - 1)) end--;
  while (end > 0 && !isSeparator(end - 1)) end--;
  while (end > 0 && isSeparator(end - 1)) end--;
  if (end > 0) return shown.slice(0, end);
  return /^[/\\]/.test(shown) ? '/' : '.';
}

/** Returns the caller's name for the root of a requested path. */
export function startOf({ root, shown }: Located): string {
  return [root.path, root.real].find((spelling) => shown.startsWith(spelling)) ?? '.';
}

/** Names a few of the folders, for servers without a tool that lists them. */
export function allowedFolders({ all }: Roots): string {
  const given = all.filter(({ unnamed }) => !unnamed);
  const names = given.slice(0, 5).map(({ path }) => `"${visible(path)}"`);
  return names.length === 0 ? '' : `Allowed: ${names.join(', ')}${given.length > 5 ? ' and others' : ''}.`;
}
