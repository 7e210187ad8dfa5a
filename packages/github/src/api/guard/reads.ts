import { word } from '../routes.ts';
import type { Source } from './labels.ts';
import { Origins } from './origins.ts';

/** Milliseconds for which a read counts: a session can last for days, and nobody acts on a text for that long. */
const lasting = 30 * 60_000;
const mostSources = 500;

type Noted = Source & { at: number };

/** The reads of one caller in the last half hour, as far as they decide about writes. */
export class Reads {
  readonly #noted = new Map<string, Noted>();
  #folded: Noted | undefined;
  readonly #heads = new Map<string, string>();
  readonly origins = new Origins();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  note(sources: readonly Source[]): void {
    for (const source of sources) {
      const { repository, what, integrity, ref, pull, account, confidentiality } = source;
      const key = JSON.stringify([repository ?? what, integrity, ref, pull, account, confidentiality]);
      this.#noted.delete(key);
      this.#noted.set(key, { ...source, at: this.#now() });
    }
    for (const [oldest, source] of this.#noted) {
      if (this.#noted.size <= mostSources) break;
      this.#noted.delete(oldest);
      this.#fold(source);
    }
  }

  /** The sources that still count, the latest first. */
  recent(): Noted[] {
    const all = [...(this.#folded ? [this.#folded] : []), ...this.#noted.values()];
    return all.filter(({ at }) => this.#now() - at < lasting).reverse();
  }

  noteHead(repository: string, number: unknown, sha: unknown): void {
    if (typeof sha === 'string') this.#heads.set(headKey(repository, number), sha);
  }

  /** The commit of a pull request when it was read. */
  headOf(repository: string, number: unknown): string | undefined {
    return this.#heads.get(headKey(repository, number));
  }

  /** Keeps the worst of what no longer fits: reading a lot must not make a stranger's text forgotten. */
  #fold({ integrity, confidentiality }: Source): void {
    const before = this.#folded;
    this.#folded = {
      repository: undefined,
      what: 'an earlier read of this session',
      integrity: integrity === 'trusted' ? (before?.integrity ?? 'trusted') : 'untrusted',
      ref: undefined,
      confidentiality: confidentiality === 'public' ? (before?.confidentiality ?? 'public') : 'private',
      at: this.#now(),
    };
  }
}

const headKey = (repository: string, number: unknown): string => `${repository.toLowerCase()}#${word(number)}`;

/** Callers whose reads are kept, those that came last. */
const mostCallers = 1_000;

/**
 * The reads of each caller over HTTP, by a digest of the credential: a caller's context closes after ten idle minutes, and what
 * was read before it closed still counts.
 */
export class ReadsOfCallers {
  readonly #all = new Map<string, Reads>();

  of(caller: string): Reads {
    const reads = this.#all.get(caller) ?? new Reads();
    this.#all.delete(caller);
    this.#all.set(caller, reads);
    for (const oldest of this.#all.keys()) {
      if (this.#all.size <= mostCallers) break;
      this.#all.delete(oldest);
    }
    return reads;
  }
}
