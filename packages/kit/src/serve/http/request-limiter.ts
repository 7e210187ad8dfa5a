import { busy } from './http-error.ts';

export interface RequestLimits {
  /** Concurrent requests of all callers. */
  total: number;
  /** Concurrent requests of one caller. */
  perCaller: number;
  /** The message for a caller who has reached the limit, if it does not count requests. */
  refusal?: string;
}

/** Limits the requests that are answered at the same time. */
export class RequestLimiter {
  readonly #limits: RequestLimits;
  readonly #perCaller = new Map<string, number>();
  #total = 0;

  constructor(limits: RequestLimits) {
    this.#limits = limits;
  }

  get total(): number {
    return this.#total;
  }

  /**
   * Reserves places for a request, one per message that it contains.
   * @param caller undefined if callers cannot be distinguished.
   * @returns a function that frees them; calling it again has no effect.
   * @throws HttpError 429 when the caller has too many requests, 503 when all callers together do.
   */
  enter(caller: string | undefined, count = 1): () => void {
    const mine = caller === undefined ? 0 : (this.#perCaller.get(caller) ?? 0);
    if (mine + count > this.#limits.perCaller)
      throw busy(
        429,
        this.#limits.refusal ?? `More than ${this.#limits.perCaller} of your requests are being answered; try again.`,
        1,
      );
    if (this.#total + count > this.#limits.total)
      throw busy(503, 'The server is answering as much as it can; try again.', 1);
    this.#add(caller, count);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#add(caller, -count);
    };
  }

  #add(caller: string | undefined, count: number): void {
    this.#total += count;
    if (caller === undefined) return;
    const mine = (this.#perCaller.get(caller) ?? 0) + count;
    if (mine > 0) this.#perCaller.set(caller, mine);
    else this.#perCaller.delete(caller);
  }
}
