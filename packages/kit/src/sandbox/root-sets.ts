import type { RootSpec } from './helper/roots.ts';

interface RootSet {
  roots: RootSpec[];
  /** The reason why a set without roots has none, for errors. */
  none: string | undefined;
}

/** The sets of roots that calls run in, by number. A helper gets each set once. */
export class RootSets {
  readonly #sets = new Map<number, RootSet>();

  /** Returns the number of a set; equal sets share one. */
  add(set: RootSet): number {
    const text = JSON.stringify(set);
    for (const [number, known] of this.#sets) if (JSON.stringify(known) === text) return number;
    const number = this.#sets.size + 1;
    this.#sets.set(number, set);
    return number;
  }

  get(number: number): RootSet {
    return this.#sets.get(number) ?? { roots: [], none: undefined };
  }
}
