import type { Writable } from 'node:stream';

/** Writes answers that are ready in the same turn of the event loop together. */
export function cork(stdout: Writable): void {
  if (stdout.writableCorked > 0) return;
  stdout.cork();
  process.nextTick(() => stdout.uncork());
}
