import type { Writable } from 'node:stream';
import { beginBatch, endBatch } from '../arrivals.ts';
import { cork } from './cork.ts';

/** The time for which an answer waits for those behind it, in milliseconds, and for which one chunk holds up everything else. */
const longestWait = 2;
/** Bytes that wait to be written: half of what a pipe holds. */
const mostWaiting = 32 * 1024;

const newline = 0x0a;

/** Handles a message. The promise settles when it was answered; without one, something else answers it later. */
export type Handler = (line: string) => Promise<unknown> | undefined;

/**
 * Handles the messages of one chunk one after the other: a message that is answered without waiting is answered before
 * the next one is looked at. Started together, calls would take each step side by side, and what each has allocated would
 * live until the last one is over. The answers of one chunk are written together, and wait as bytes outside the heap.
 */
export class Turns {
  readonly #stdout: Writable;
  readonly #handle: Handler;
  readonly #now: () => number;
  #lines: string[] = [];
  #next = 0;
  /** The number of the message that the next one waits for. */
  #current = 0;
  #isRunning = false;
  #isScheduled = false;
  /** When the answers so far are written and the event loop turns, in milliseconds. */
  #pauseAt = 0;
  #waiting: Buffer | undefined;
  #size = 0;
  #afterwards: (() => void) | undefined;

  constructor(stdout: Writable, handle: Handler, now: () => number = () => performance.now()) {
    this.#stdout = stdout;
    this.#handle = handle;
    this.#now = now;
  }

  /** Takes whole messages. One that comes alone is handled immediately. */
  take(lines: readonly string[]): void {
    const [only] = lines;
    if (!this.#isRunning && only !== undefined && lines.length === 1) {
      // The checks for a chunk just before were made before this one arrived.
      endBatch();
      return void this.#handle(only);
    }
    beginBatch();
    for (const line of lines) this.#lines.push(line);
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#pauseAt = this.#now() + longestWait;
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
      if (most <= mostWaiting) return void this.#stdout.write(`${text}\n`);
      // Not joined: a large text would be copied for its last character.
      this.#stdout.write(text);
      return void this.#stdout.write('\n');
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

  /** @param isFirst true for the first message after a turn of the event loop, which is handled whatever the time. */
  #turn(isFirst = false): void {
    const line = this.#lines[this.#next];
    if (line === undefined) return this.#end();
    this.#schedule();
    if (!isFirst && this.#now() > this.#pauseAt) return;
    this.#next++;
    const number = ++this.#current;
    // Continued without a turn of the event loop, which costs as much as a small call.
    void this.#handle(line)?.then(() => {
      if (this.#current === number && this.#isRunning) this.#turn();
    });
  }

  /** Continues after a turn of the event loop: promises that were ready are continued, so the current message has to wait. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      endBatch();
      if (!this.#isRunning) return;
      const now = this.#now();
      if (now > this.#pauseAt) {
        this.#flush();
        this.#pauseAt = now + longestWait;
      }
      beginBatch();
      this.#current++;
      this.#turn(true);
    });
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
