import type { Call } from './tool.ts';

/** A call that reports progress may take this many times the time limit. */
export const longestExtension = 10;

/** The longest delay of a timer of Node, in milliseconds. */
const longestTimer = 2 ** 31 - 1;

/** The end of a call. Progress moves it: to one time limit from now, and at most to ten from the start. */
export class Deadline {
  readonly started = Date.now();
  readonly #limit: number;
  #at: number;
  #last: unknown;

  /** @param limit The time limit in milliseconds. */
  constructor(limit: number) {
    this.#limit = limit;
    this.#at = this.started + limit;
  }

  /** Milliseconds since the epoch. */
  get deadline(): number {
    return this.#at;
  }

  /** Notes progress. The same report twice is not progress. */
  progress(done: number, message?: string): void {
    const report = `${done} ${message ?? ''}`;
    if (report === this.#last) return;
    this.#last = report;
    this.#at = Math.max(this.#at, Math.min(Date.now() + this.#limit, this.started + longestExtension * this.#limit));
  }
}

/**
 * Runs `act` once the deadline of a call has passed, also if it moves in the meantime.
 * @param grace milliseconds after the deadline.
 * @returns a function that ends the wait.
 */
export function afterDeadline(call: Pick<Call, 'deadline'>, act: () => void, grace = 0): () => void {
  let timer: NodeJS.Timeout;
  const wait = () => {
    const left = call.deadline + grace - Date.now();
    timer = setTimeout(check, Math.max(0, Math.min(left, longestTimer)));
  };
  const check = () => (Date.now() >= call.deadline + grace ? act() : wait());
  wait();
  return () => clearTimeout(timer);
}

/** Returns a call that the server makes for itself, without a client that waits for it. @param limit milliseconds. */
export const internalCall = (limit: number): Pick<Call, 'signal' | 'deadline' | 'progress' | 'warn'> => ({
  signal: AbortSignal.timeout(limit),
  deadline: Date.now() + limit,
  progress() {},
  warn() {},
});
