/** An answer that can be asked for again by its tag. */
export interface Kept {
  etag: string;
  data: unknown;
  /** Of the body, in characters. */
  size: number;
  headers: Headers;
}

/** Characters of bodies that are kept. */
const mostKept = 8_000_000;
/** A larger body is not worth the memory. */
const largest = 1_000_000;

/**
 * Answers by token, address and form. A repeated read sends the tag and costs no quota when nothing changed. The digest
 * of the token is part of the key: what one account may see, another is never shown.
 */
export class Cache {
  readonly #kept = new Map<string, Kept>();
  #size = 0;

  get(key: string): Kept | undefined {
    const kept = this.#kept.get(key);
    if (kept) {
      // The youngest last: the first is the one to drop.
      this.#kept.delete(key);
      this.#kept.set(key, kept);
    }
    return kept;
  }

  set(key: string, kept: Kept): void {
    this.delete(key);
    if (kept.size > largest) return;
    this.#kept.set(key, kept);
    this.#size += kept.size;
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= mostKept) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    this.#size -= this.#kept.get(key)?.size ?? 0;
    this.#kept.delete(key);
  }
}
