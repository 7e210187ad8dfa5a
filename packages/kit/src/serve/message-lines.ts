import { Transform, type TransformCallback } from 'node:stream';

/** Characters at both ends of a message that is too large in which its id is looked for. */
const endBytes = 4_096;

const newline = 0x0a;

/** The id of a request, as JSON. Clients write it near the beginning or as the last member. */
const idAtStart =
  /^\s*\{\s*(?:"(?:jsonrpc|method)"\s*:\s*"[^"\\]*"\s*,\s*)*"id"\s*:\s*("(?:[^"\\]|\\.){0,200}"|-?\d{1,16})\s*,/;
const idAtEnd =
  /"id"\s*:\s*("(?:[^"\\]|\\.){0,200}"|-?\d{1,16})\s*(?:,\s*"(?:jsonrpc|method)"\s*:\s*"[^"\\]*"\s*)*\}\s*$/;

/**
 * Passes on whole messages, one or more lines at a time. Parts of a long message are collected and joined once, so that the time is
 * proportional to its size. A message over the limit is skipped, and reported when its end is reached.
 */
export class MessageLines extends Transform {
  readonly #limit: number;
  readonly #tooLarge: (id: string | number | undefined) => void;
  #parts: Buffer[] = [];
  #size = 0;
  /** The first and last bytes of a message that is being skipped. */
  #skipped: { start: Buffer; end: Buffer } | undefined;

  /**
   * @param limit bytes of one message.
   * @param tooLarge receives the id of a skipped message, where it was found.
   */
  constructor(limit: number, tooLarge: (id: string | number | undefined) => void) {
    super();
    this.#limit = limit;
    this.#tooLarge = tooLarge;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let rest = chunk;
    if (this.#size > 0 || this.#skipped !== undefined) {
      const end = rest.indexOf(newline);
      this.#collect(end === -1 ? rest : rest.subarray(0, end + 1));
      if (end === -1) return done();
      this.#finish();
      rest = rest.subarray(end + 1);
    }
    const last = rest.lastIndexOf(newline);
    if (last !== -1) this.push(rest.subarray(0, last + 1));
    if (last + 1 < rest.length) this.#collect(rest.subarray(last + 1));
    done();
  }

  #collect(part: Buffer): void {
    if (this.#skipped !== undefined) {
      this.#skipped.end = Buffer.concat([this.#skipped.end, part.subarray(-endBytes)]).subarray(-endBytes);
      return;
    }
    this.#parts.push(part);
    this.#size += part.length;
    if (this.#size <= this.#limit) return;
    const start = Buffer.concat(this.#parts.slice(0, endBytes)).subarray(0, endBytes);
    this.#skipped = { start, end: Buffer.from(part.subarray(-endBytes)) };
    this.#parts = [];
    this.#size = 0;
  }

  #finish(): void {
    const skipped = this.#skipped;
    this.#skipped = undefined;
    if (skipped !== undefined) return this.#tooLarge(idIn(skipped.start.toString(), skipped.end.toString()));
    this.push(Buffer.concat(this.#parts));
    this.#parts = [];
    this.#size = 0;
  }
}

function idIn(start: string, end: string): string | number | undefined {
  const found = idAtStart.exec(start)?.[1] ?? idAtEnd.exec(end)?.[1];
  if (found === undefined) return undefined;
  try {
    return JSON.parse(found) as string | number;
  } catch {
    return undefined;
  }
}
