import fs from 'node:fs';
import { errnoOf } from '../errno.ts';
import { decoder, encode, type FromHelper, type ToHelper } from '../wire.ts';

/**
 * The connection to the server, with blocking calls: a helper has nothing else to do while it waits, and an event loop
 * would take as long as a small read.
 */
const stdin = 0;
const stdout = 1;
const chunk = Buffer.allocUnsafe(64 * 1024);
const waiting: ToHelper[] = [];
// The bytes are copied, because the chunk is reused before a message that spans it is complete.
const take = decoder<ToHelper>((message) => void waiting.push(message));

/** Waits for the next message; returns undefined when the server is gone. */
export function receive(): ToHelper | undefined {
  while (waiting.length === 0) {
    const length = read();
    if (length === 0) return undefined;
    take(Buffer.from(chunk.subarray(0, length)));
  }
  return waiting.shift();
}

/** Sends immediately: an answer must not wait for a later call that may hang. */
export function send(message: FromHelper): void {
  const bytes = Buffer.from(encode(message));
  for (let done = 0; done < bytes.length;) {
    try {
      done += fs.writeSync(stdout, bytes, done);
    } catch (error) {
      if (errnoOf(error) !== 'EAGAIN') process.exit(0);
      pause();
    }
  }
}

function read(): number {
  for (;;) {
    try {
      return fs.readSync(stdin, chunk);
    } catch (error) {
      // Windows reports the end of a pipe as an error.
      if (errnoOf(error) !== 'EAGAIN') return 0;
      pause();
    }
  }
}

/** Waits a millisecond, for systems with non-blocking pipes. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
}
