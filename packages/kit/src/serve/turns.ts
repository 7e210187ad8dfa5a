import type { Writable } from 'node:stream';
import { cork } from './cork.ts';

/** The time for which an answer waits for those behind it, in milliseconds. */
const longestWait = 2;
/** Bytes that wait to be written: half of what a pipe holds. */
const mostWaiting = 32 * 1024;

const newline = 0x0a;

/**
 * Handles the messages of one chunk one after the other: a message that is answered without waiting is answered before
 * the next one is looked at. Started together, calls would take each step side by side, and what each has allocated would
 * live until the last one is over. The answers of one chunk are written together, and wait as bytes outside the heap.
 */
export class Turns {
  readonly #stdout: Writable;
  readonly #handle: (line: string) => void;
  #lines: string[] = [];
  #next = 0;
  #isRunning = false;
  /** When the answers so far are written, in milliseconds. */
  #flushAt = 0;
  #waiting: Buffer | undefined;
  #size = 0;
  #afterwards: (() => void) | undefined;

  constructor(stdout: Writable, handle: (line: string) => void) {
    this.#stdout = stdout;
    this.#handle = handle;
  }

  /** Takes whole messages. One that comes alone is handled immediately. */
  take(lines: readonly string[]): void {
    const [only] = lines;
    if (!this.#isRunning && only !== undefined && lines.length === 1) return this.#handle(only);
    for (const line of lines) this.#lines.push(line);
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#flushAt = performance.now() + longestWait;
    this.#turn();
  }

  /** Writes a message. */
  send(message: object): void {
    const text = JSON.stringify(message);
    // No character takes more than three bytes.
    const most = text.length * 3 + 1;
    if (!this.#isRunning || most > mostWaiting) {
      this.#flush();
      cork(this.#stdout);
      this.#stdout.write(`${text}\n`);
      return;
    }
    if (this.#size + most > mostWaiting) this.#flush();
    this.#waiting ??= Buffer.allocUnsafeSlow(mostWaiting);
    this.#size += this.#waiting.write(text, this.#size);
    this.#waiting[this.#size++] = newline;
  }

  /** Calls `act` when every message has been handled. */
  whenDone(act: () => void): void {
    if (this.#isRunning) this.#afterwards = act;
    else act();
  }

  #turn(): void {
    const line = this.#lines[this.#next++];
    if (line === undefined) return this.#end();
    if (performance.now() > this.#flushAt) {
      this.#flush();
      this.#flushAt = performance.now() + longestWait;
    }
    this.#handle(line);
    // Promises that are ready are continued before an immediate.
    setImmediate(() => this.#turn());
  }

  #flush(): void {
    if (this.#size === 0 || this.#waiting === undefined) return;
    // A copy, because a stream may keep what it was given.
    this.#stdout.write(Buffer.from(this.#waiting.subarray(0, this.#size)));
    this.#size = 0;
  }

  #end(): void {
    this.#lines = [];
    this.#next = 0;
    this.#isRunning = false;
    this.#flush();
    this.#afterwards?.();
  }
}
