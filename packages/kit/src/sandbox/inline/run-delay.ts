import fs from 'node:fs';

/** The age up to which a reading is used again, in milliseconds. */
const freshFor = 5;

/**
 * Measures how long this thread was ready to run while other programs had its processor (proc_pid_schedstat(5)). On a
 * busy machine an operation takes long without waiting for a disk, and a helper would be no faster.
 */
export class RunDelay {
  #fd: number | undefined;
  readonly #buffer = Buffer.allocUnsafe(128);
  #start = 0;
  #readAt = -Infinity;

  /** Starts to measure. A start of the last few milliseconds is kept. @param now as `performance.now()` gives it */
  start(now: number): void {
    if (now - this.#readAt < freshFor) return;
    this.#readAt = now;
    this.#start = this.#read();
  }

  /** Returns the milliseconds since the start; 0 where the system does not tell. */
  get(): number {
    return Math.max(0, this.#read() - this.#start);
  }

  #read(): number {
    try {
      this.#fd ??= fs.openSync('/proc/self/schedstat', 'r');
      const length = fs.readSync(this.#fd, this.#buffer, 0, this.#buffer.length, 0);
      const nanoseconds = Number(this.#buffer.toString('latin1', 0, length).split(' ')[1]);
      return Number.isFinite(nanoseconds) ? nanoseconds / 1e6 : 0;
    } catch {
      return 0;
    }
  }
}
