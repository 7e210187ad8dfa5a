import { noteChange } from '../../arrivals.ts';
import { ToolError } from '../../errors.ts';

/** Thrown inside an operation in the server's process that may have to wait. A helper runs it again from the start. */
export class NeedsHelper extends Error {}

/** Limits of one operation in the server's process, chosen so that it is over before another call notices. */
export interface BoundsOptions {
  /** Bytes that it may read or write. */
  bytes: number;
  /** System calls by name: a listing with sizes makes one for each entry. */
  looks: number;
  /** The time at which it has to be over, as `performance.now()` gives it. */
  end: number;
  /** Returns how long other programs kept this process from running since it started, in milliseconds. */
  delay?(): number;
  /** True if nothing on the way to an absolute path can make a system call wait. */
  isLocal(path: string): boolean;
}

/** The time is checked after this many looks. */
const looksPerCheck = 32;

/**
 * One operation in the server's process, which must not wait. It is left to a helper as soon as a limit is reached, as
 * long as it has changed nothing.
 */
export class Bounds {
  /** True after it was left: its result must not be used, even if the operation has caught the error. */
  left = false;
  /** The limit at which it was left: of size or of time. Undefined if it would have waited. */
  reached: 'large' | 'slow' | undefined;
  /** The folders in which it worked, as the kernel spells them. */
  readonly touched = new Set<string>();
  #bytes: number;
  #looks: number;
  #changed = false;
  readonly #options: BoundsOptions;

  constructor(options: BoundsOptions) {
    this.#options = options;
    this.#bytes = options.bytes;
    this.#looks = options.looks;
  }

  /** Counts a system call. */
  look(): void {
    if (--this.#looks < 0) this.#leave('large');
    if (this.#looks % looksPerCheck === 0) this.pause();
  }

  /** Counts bytes before they are read or written. */
  move(bytes: number): void {
    this.#bytes -= bytes;
    if (this.#bytes < 0) this.#leave('large');
  }

  /** Checks the time. */
  pause(): void {
    const over = performance.now() - this.#options.end;
    if (over > 0 && over > (this.#options.delay?.() ?? 0)) this.#leave('slow');
  }

  /** Records an effect: the operation can no longer be run again. */
  change(): void {
    this.#changed = true;
    noteChange();
  }

  /** Leaves an operation that would have to wait. After an effect, that is an error. */
  mustNotWait(): never {
    this.#leave(undefined);
    throw new ToolError('unavailable', 'The file system changed while this call was running; check the result.');
  }

  /** Leaves an operation that uses a place, such as the user's home, on a file system that can make it wait. */
  mustBeLocal(path: string): void {
    if (!this.#options.isLocal(path)) this.mustNotWait();
  }

  #leave(limit: Bounds['reached']): void {
    if (this.#changed) return;
    this.left = true;
    this.reached = limit;
    throw new NeedsHelper();
  }
}

let current: Bounds | undefined;

/** Returns the bounds of the running operation; undefined in a helper, which may wait. */
export const bounds = (): Bounds | undefined => current;

/** Runs a synchronous step of an operation within its bounds. */
export function within<T>(limits: Bounds, act: () => T): T {
  const outer = current;
  current = limits;
  try {
    return act();
  } finally {
    current = outer;
  }
}

/** Called before a step that can wait, such as starting a program. */
export function mayWait(): void {
  current?.mustNotWait();
}
