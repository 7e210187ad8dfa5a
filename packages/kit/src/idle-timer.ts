/**
 * Runs a task once nothing was used for some time. A use only notes the time, and the timer looks at it when it fires: moving the
 * timer with each call would cost as much as a system call.
 */
export class IdleTimer {
  readonly #time: number;
  readonly #act: () => void;
  #timer: NodeJS.Timeout | undefined;
  #usedAt = 0;

  /** @param time in milliseconds */
  constructor(time: number, act: () => void) {
    this.#time = time;
    this.#act = act;
  }

  /** Starts the time again. */
  use(): void {
    this.#usedAt = performance.now();
    if (this.#timer === undefined) this.#wait(this.#time);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(delay: number): void {
    this.#timer = setTimeout(() => this.#look(), delay).unref();
  }

  #look(): void {
    const left = this.#usedAt + this.#time - performance.now();
    // A timer can fire a fraction of a millisecond early.
    if (left >= 1) return this.#wait(left);
    this.#timer = undefined;
    this.#act();
  }
}
