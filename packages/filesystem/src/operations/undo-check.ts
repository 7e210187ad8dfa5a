import path from 'node:path';
import { ToolError, visible, type Confined, type NamedSpot } from '@mcp-reference/kit/sandbox';
import { contentOf, isInTrash, type Step } from '../files/journal.ts';
import type { Steps } from '../files/detect.ts';
import { hashOf, hashOfFile } from '../files/hash.ts';
import { isOtherSpelling } from '../files/place.ts';
import { stateOf } from './remove.ts';

/** The expected entry at a path after the steps that were checked so far; `hash` of a file, if it is known. */
interface Expected {
  exists: boolean;
  hash?: string | undefined;
}

/**
 * Checks steps in the order of undoing, each against what the ones before it will leave: one change can write a file
 * twice, or give its name to another.
 */
export class Foreseen {
  readonly #fs: Confined;
  readonly #expected = new Map<string, Expected>();

  constructor(fs: Confined) {
    this.#fs = fs;
  }

  /** @throws ToolError `conflict` if a step's result is no longer there. */
  *check(step: Step): Steps<void> {
    switch (step.did) {
      case 'move': {
        if (this.#exists(step.to) === false) throw gone(step.to);
        if (this.#exists(step.from) === true && !this.#isOneEntry(step)) throw taken(step.from);
        const moved = this.#expected.get(step.to);
        this.#expected.set(step.from, { exists: true, hash: moved?.hash });
        this.#expected.set(step.to, { exists: false });
        return;
      }
      case 'trash':
        if (this.#exists(step.path) === true) throw taken(step.path);
        if (!isInTrash(step.target)) {
          throw new ToolError('not_found', `"${visible(step.path)}" is no longer in the trash.`);
        }
        this.#expected.set(step.path, { exists: true });
        return;
      case 'copy':
        if (this.#exists(step.path) === false) throw gone(step.path);
        if (!this.#isUnknown(step.path) && (yield* stateOf(this.#fs, step.path)) !== step.state)
          throw changed(step.path);
        this.#expected.set(step.path, { exists: false });
        return;
      case 'append':
        if (this.#exists(step.path) === false) throw gone(step.path);
        if (!this.#isUnknown(step.path)) assertAppended(this.#fs, step);
        return;
      case 'make':
        return;
      case 'write':
        if (this.#exists(step.path) === false) throw gone(step.path);
        if (![undefined, step.after].includes(yield* this.#hash(step.path))) throw changed(step.path);
        if (step.before !== null && contentOf(step.before) === undefined)
          throw new ToolError('not_found', `The old content of "${visible(step.path)}" is no longer kept.`);
        this.#expected.set(step.path, { exists: step.before !== null, hash: step.before?.slice(0, 16) });
    }
  }

  /** True if a step before brings the file back, or a folder that it is in: then its state cannot be known yet. */
  #isUnknown(place: string): boolean {
    for (let at = place; ; at = path.dirname(at)) {
      const expected = this.#expected.get(at);
      if (expected !== undefined) return expected.exists && (at !== place || expected.hash === undefined);
      if (path.dirname(at) === at) return false;
    }
  }

  /** True if a move only changed how the name is spelled, in a folder that finds the entry under both. */
  #isOneEntry({ from, to }: Step & { did: 'move' }): boolean {
    const [now, before] = [find(this.#fs, to), find(this.#fs, from)];
    return now !== undefined && before !== undefined && isOtherSpelling(now, before);
  }

  /** Undefined if it cannot be known yet. */
  #exists(place: string): boolean | undefined {
    const expected = this.#expected.get(place)?.exists;
    if (expected !== undefined || this.#isUnknown(place)) return expected;
    return find(this.#fs, place)?.stat !== undefined;
  }

  /** Undefined if it cannot be known yet; empty for anything but a file. */
  *#hash(place: string): Steps<string | undefined> {
    const expected = this.#expected.get(place);
    if (expected?.hash !== undefined) return expected.hash;
    if (this.#isUnknown(place)) return undefined;
    const spot = find(this.#fs, place);
    return spot?.stat?.kind === 'file' ? yield* hashOfFile(spot.folder.open(spot.name)) : '';
  }
}

/** @throws ToolError `conflict` unless a file still ends in what was appended. */
export function assertAppended(fs: Confined, step: Step & { did: 'append' }): void {
  const { folder, name, stat } = fs.named(step.path);
  if (stat?.kind !== 'file' || stat.size !== step.after) throw changed(step.path);
  const added = folder.open(name).read(step.before, step.after - step.before);
  if (hashOf(added) !== step.added) throw changed(step.path);
}

/** Returns undefined if a folder on the way is missing. */
function find(fs: Confined, place: string): NamedSpot | undefined {
  try {
    return fs.named(place);
  } catch (error) {
    if (error instanceof ToolError && error.code === 'not_found') return undefined;
    throw error;
  }
}

export const changed = (path: string): ToolError => new ToolError('conflict', `"${visible(path)}" has changed since.`);
const gone = (path: string): ToolError => new ToolError('conflict', `"${visible(path)}" is no longer there.`);
const taken = (path: string): ToolError => new ToolError('conflict', `"${visible(path)}" exists again.`);
