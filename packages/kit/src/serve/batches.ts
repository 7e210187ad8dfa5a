import { Transform, type TransformCallback } from 'node:stream';
import { isRecord } from '../is-record.ts';

const newline = 0x0a;
const bracket = '['.charCodeAt(0);

/** The maximum number of messages in a batch. */
const most = 1_000;

interface Batch {
  waiting: Set<unknown>;
  answers: unknown[];
}

/**
 * Takes batches of messages apart, which clients of 2025-03-26 may send, and puts their answers together again. Passes
 * everything else on as it is.
 */
export class Batches extends Transform {
  readonly #open = new Set<Batch>();
  readonly #write: (line: string) => void;

  /** @param write writes a line to the client. */
  constructor(write: (line: string) => void) {
    super();
    this.#write = write;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (chunk[0] !== bracket && !chunk.includes('\n[')) return done(null, chunk);
    for (let start = 0; start < chunk.length;) {
      const end = chunk.indexOf(newline, start);
      const line = chunk.subarray(start, end === -1 ? chunk.length : end + 1);
      start += line.length;
      this.push(line[0] === bracket ? this.#split(line.toString()) : line);
    }
    done();
  }

  /** Takes the answer to a request of a batch. Returns false if the request came alone. */
  takes(message: object): boolean {
    const id = 'id' in message ? message.id : undefined;
    for (const batch of this.#open) {
      if (!batch.waiting.delete(id)) continue;
      batch.answers.push(message);
      this.#finish(batch);
      return true;
    }
    return false;
  }

  #split(line: string): string {
    const messages = parsed(line);
    // The parser behind this reports a line that is not JSON.
    if (!Array.isArray(messages)) return line;
    if (messages.length === 0 || messages.length > most) {
      const message = `A batch holds 1 to ${most} messages, not ${messages.length}.`;
      this.#write(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32600, message } }));
      return '';
    }
    const requests = messages.filter((one) => isRecord(one) && 'id' in one && 'method' in one);
    const batch: Batch = { waiting: new Set(requests.map(({ id }: Record<string, unknown>) => id)), answers: [] };
    if (requests.length > 0) this.#open.add(batch);
    return messages.map((one) => `${JSON.stringify(one)}\n`).join('');
  }

  #finish(batch: Batch): void {
    if (batch.waiting.size > 0) return;
    this.#open.delete(batch);
    this.#write(JSON.stringify(batch.answers));
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
