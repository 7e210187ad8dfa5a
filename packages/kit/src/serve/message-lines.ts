import { Transform, type TransformCallback } from 'node:stream';
import { isNestedTooDeeply } from './nesting.ts';

/** Characters at both ends of a message that is too large in which its id is looked for. */
const endBytes = 4_096;

const newline = 0x0a;

/** The id of a request, as JSON. Clients write it near the beginning or as the last member. */
const idAtStart =
  /^\s*\{\s*(?:"(?:jsonrpc|method)"\s*:\s*"[^"\\]*"\s*,\s*)*"id"\s*:\s*("(?:[^"\\]|\\.){0,200}"|-?\d{1,16})\s*,/;
const idAtEnd =
  /"id"\s*:\s*("(?:[^"\\]|\\.){0,200}"|-?\d{1,16})\s*(?:,\s*"(?:jsonrpc|method)"\s*:\s*"[^"\\]*"\s*)*\}\s*$/;

/** Receives a skipped message: its id, where it was found, and the limit that it passed. */
type Skip = (id: string | number | undefined, limit: 'size' | 'nesting') => void;

/**
 * Passes on whole messages, one or more lines at a time. Parts of a long message are collected and joined once, so that the time is
 * proportional to its size. A message over the limit, or that is nested too deeply, is skipped and reported.
 */
export class MessageLines extends Transform {
  readonly #limit: number;
  readonly #skip: Skip;
  #parts: Buffer[] = [];
  #size = 0;
  /** The first and last bytes of a message that is being skipped. */
  #skipped: { start: Buffer; end: Buffer } | undefined;

  /**
   * @param limit bytes of one message.
   * @param skip receives the id of a skipped message, where it was found, and the reason.
   */
  constructor(limit: number, skip: Skip) {
    super();
    this.#limit = limit;
    this.#skip = skip;
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
    if (last !== -1) this.#passLines(rest.subarray(0, last + 1));
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
    if (skipped !== undefined) return this.#skip(idIn(skipped.start, skipped.end), 'size');
    const line = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#size = 0;
    this.#passLine(line);
  }

  #passLines(lines: Buffer): void {
    if (!isNestedTooDeeply(lines)) return void this.push(lines);
    for (let start = 0; start < lines.length;) {
      const end = lines.indexOf(newline, start) + 1;
      this.#passLine(lines.subarray(start, end));
      start = end;
    }
  }

  #passLine(line: Buffer): void {
    if (isNestedTooDeeply(line)) this.#skip(idIn(line.subarray(0, endBytes), line.subarray(-endBytes)), 'nesting');
    else this.push(line);
  }
}

function idIn(start: Buffer, end: Buffer): string | number | undefined {
  const found = idAtStart.exec(start.toString())?.[1] ?? idAtEnd.exec(end.toString())?.[1];
  if (found === undefined) return undefined;
  try {
    return JSON.parse(found) as string | number;
  } catch {
    return undefined;
  }
}
