import fs from 'node:fs';
import path from 'node:path';
import { named } from '../../answer/quote.ts';
import { ToolError } from '../../errors.ts';
import { below, contains, visible } from '../paths.ts';
import { bounds, mayWait } from './bounds.ts';
import { readAgain, unread, type DenyList, type ListOptions, type PatternList } from './deny-list.ts';
import { stateHome } from './own-store.ts';
import type { RootSpec } from './roots.ts';
import { isTemporary } from './temporary-name.ts';

export interface HidingOptions extends ListOptions {
  /** Applies in every allowed folder. */
  everywhere: PatternList | undefined;
  /** Applies to absolute paths, without the `/` in front. */
  absolute: PatternList | undefined;
  /** Brings a name into a form in which all spellings are equal that a file system may take for it. */
  fold(name: string): string;
}

const mostKnown = 20_000;

const isSame = (some: readonly Pick<RootSpec, 'real'>[], others: readonly DenyList[]): boolean =>
  some.length === others.length && some.every(({ real }, index) => real === others[index]?.real);

/**
 * Decides which paths no operation may see or change: those on a deny list, and this program's own state. Decides by
 * the kernel's path of an open folder and a single name in it, so links and other spellings of a path change nothing.
 * What a rule needs to be read is read again when it changes.
 */
export class Hiding {
  readonly #options: HidingOptions;
  #lists: readonly DenyList[] = [];
  #private: readonly string[] | undefined;
  readonly #known = new Map<string, ToolError | undefined>();
  /** The folders whose lists this call has looked at. */
  readonly #fresh = new Set<string>();
  /** The last answer of {@link appliesIn} in this call. */
  #last: { place: string; applies: boolean } | undefined;

  constructor(options: HidingOptions) {
    this.#options = options;
  }

  /**
   * Called at the beginning of each call, and when a root was found in another place. A list is looked at when a path
   * leads to its folder, so that a root on a disk that hangs does not hold up calls in the others.
   */
  refresh(roots: readonly Pick<RootSpec, 'real' | 'cutFrom'>[]): void {
    this.#fresh.clear();
    this.#last = undefined;
    const before = this.#lists;
    const isPlain = roots.every(({ cutFrom }) => cutFrom === undefined);
    if (isPlain && isSame(roots, before)) return;
    const places = [...new Set(roots.flatMap(({ real, cutFrom = [] }) => [real, ...cutFrom]))];
    if (
      isSame(
        places.map((real) => ({ real })),
        before,
      )
    )
      return;
    this.#lists = places.map((real) => before.find((list) => list.real === real) ?? unread(real));
    this.#private = undefined;
    this.#known.clear();
  }

  /**
   * False if nothing in a folder can be hidden. In the server's process, leaves the call to a helper if there is a rule
   * for the folder: matching takes time that the author of a list decides about.
   */
  appliesIn(place: string): boolean {
    if (this.#last?.place !== place) {
      const lists = this.#lookAlong((real) => contains(real, place, process.platform));
      this.#last = { place, applies: this.#appliesEverywhere() || lists };
    }
    return this.#last.applies;
  }

  /** False if nothing in a folder and in those below it can be hidden. */
  appliesBelow(place: string): boolean {
    return this.appliesIn(place) || this.#lookAlong((real) => contains(place, real, process.platform));
  }

  /** Throws if a folder is hidden, by itself or with one that it is in. */
  assertFolder(place: string, shown: string): void {
    const reason = this.appliesIn(place) ? this.#reasonFor(place) : undefined;
    if (reason !== undefined) throw refusal(reason, shown);
  }

  /** Throws if a name in a folder that is not hidden itself is hidden. */
  assertEntry(folder: string, name: string, shown: string): void {
    if (isTemporary(name) || !this.appliesIn(folder)) return;
    const reason = this.#entryReason(folder, name) ?? this.#longReason(folder, name);
    if (reason !== undefined) throw refusal(reason, shown);
  }

  hidesEntry(folder: string, name: string): boolean {
    return !isTemporary(name) && this.appliesIn(folder) && this.#entryReason(folder, name) !== undefined;
  }

  /** Throws if a name is that of a list that decides what is hidden: no operation may make, change or remove one. */
  assertNoList(folder: string, name: string, shown: string): void {
    const { fold, listName } = this.#options;
    if (fold(name) !== fold(listName) || !this.#lists.some(({ real }) => real === folder)) return;
    throw new ToolError(
      'denied',
      `"${visible(shown)}" decides what this server hides, so its tools never change it; the user can edit it by hand.`,
    );
  }

  #appliesEverywhere(): boolean {
    if ((this.#options.everywhere ?? this.#options.absolute) === undefined) return this.#ownState().length > 0;
    mayWait();
    return true;
  }

  /** Returns the folder of this program's own state, if it is in an allowed folder. */
  #ownState(): readonly string[] {
    if (this.#private === undefined) {
      const folder = path.join(stateHome(), 'mcp-reference');
      bounds()?.mustBeLocal(folder);
      const own = realOf(folder);
      this.#private = this.#lists.some(({ real }) => contains(real, own, process.platform)) ? [own] : [];
    }
    return this.#private;
  }

  /** Looks at the lists of some folders. Returns true if there is one. */
  #lookAlong(isOnTheWay: (real: string) => boolean): boolean {
    let found = false;
    this.#lists = this.#lists.map((list) => {
      if (!isOnTheWay(list.real)) return list;
      const now = this.#fresh.has(list.real) ? list : readAgain(list, this.#options);
      this.#fresh.add(list.real);
      if (now !== list) this.#known.clear();
      found ||= now.list !== undefined || now.broken !== undefined;
      return now;
    });
    return found;
  }

  #reasonFor(place: string): ToolError | undefined {
    const known = this.#known.get(place);
    if (known !== undefined || this.#known.has(place)) return known;
    const parent = path.dirname(place);
    const above = parent === place ? undefined : this.#reasonFor(parent);
    const reason = above ?? this.#exactly(place);
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.set(place, reason);
    return reason;
  }

  #entryReason(folder: string, name: string): ToolError | undefined {
    const place = folder.endsWith(path.sep) ? folder + name : folder + path.sep + name;
    return this.#exactly(place);
  }

  /** On Windows a name has a short form (`SECRET~1.TXT`), which no pattern knows. */
  #longReason(folder: string, name: string): ToolError | undefined {
    if (process.platform !== 'win32' || !/~\d/.test(name)) return undefined;
    try {
      return this.#entryReason(folder, path.basename(fs.realpathSync.native(path.join(folder, name))));
    } catch {
      return undefined;
    }
  }

  /** The reason to hide this path, without looking at the folders that it is in. */
  #exactly(place: string): ToolError | undefined {
    if (this.#ownState().some((own) => contains(own, place, process.platform))) return ownState;
    const { everywhere, absolute, fold } = this.#options;
    if (absolute?.(fold(place.split(path.sep).filter(Boolean).join('/'))) === true) return denied;
    for (const { real, list, broken } of this.#lists) {
      const names = below(real, place, process.platform);
      if (names === undefined || names.length === 0) continue;
      if (broken !== undefined) return unusable(path.join(real, this.#options.listName), broken);
      const relative = fold(names.join('/'));
      if (list?.(relative) === true || everywhere?.(relative) === true) return denied;
    }
    return undefined;
  }
}

const denied = new ToolError('denied', 'is on the deny list of this server, so no tool can see or change it.');
const ownState = new ToolError('denied', 'belongs to this server itself, so no tool can see or change it.');
const unusable = (list: string, why: string): ToolError =>
  new ToolError(
    'denied',
    `is hidden, as is everything beside it: the deny list ${named(list)} ${why}. The user has to correct it.`,
  );

const refusal = ({ code, message }: ToolError, shown: string): ToolError =>
  new ToolError(code, `"${visible(shown)}" ${message}`, { reason: 'hidden' });

/** Returns the path as the kernel spells it, also of something that does not exist yet. */
function realOf(place: string): string {
  const rest: string[] = [];
  for (let at = path.resolve(place); ; at = path.dirname(at)) {
    try {
      return path.join(fs.realpathSync.native(at), ...rest);
    } catch {
      if (path.dirname(at) === at) return path.resolve(place);
      rest.unshift(path.basename(at));
    }
  }
}
