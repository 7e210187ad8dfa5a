import type { Answer } from './request.ts';

/** An answer that can be asked for again by its tag. */
interface Kept {
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

  /** Asks with the tag of the answer that is kept, which costs no quota when nothing has changed. */
  async ask(key: string, ask: (tag: Record<string, string>) => Promise<Answer>): Promise<Answer> {
    const kept = this.get(key);
    const answer = await ask(kept === undefined ? {} : { 'if-none-match': kept.etag });
    const { status, headers, data } = answer;
    if (status === 304 && kept) return { status: 200, headers: kept.headers, data: kept.data };
    const etag = headers.get('etag');
    if (etag !== null && status === 200)
      this.set(key, { etag, data, size: Number(headers.get('content-length') ?? 0), headers });
    return answer;
  }

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
