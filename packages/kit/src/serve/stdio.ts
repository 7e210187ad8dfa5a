import type { Readable, Writable } from 'node:stream';
import { Batches } from './batches.ts';
import { DirectSession } from './direct/session.ts';
import type { Serving } from './mcp.ts';
import { MessageLines } from './message-lines.ts';
import { tooManyLevels } from './nesting.ts';
import { refusalOf } from './refusal.ts';
import type { SdkConnection } from './stdio-sdk.ts';
import { Turns } from './turns.ts';

/** The maximum size of one message, in bytes: enough to write a file of 48 MB as base64. */
const maxMessage = 64 * 1024 * 1024;

/** JSON-RPC's code for a message that is not a request. */
const invalidRequest = -32_600;

const newline = 0x0a;

/** The client's side of a connection: this process's own streams, or those of a test. */
export interface Streams {
  stdin: Readable;
  stdout: Writable;
}

/** Serves one client over stdin and stdout, in the era that it starts with. Resolves when the client has left. */
export function serveStdio<Context>(
  serving: Serving<Context>,
  { stdin, stdout }: Streams = process,
): { closed: Promise<void>; close(): Promise<void> } {
  const { promise: closed, resolve } = withResolvers();
  // The SDK's transport adds a listener for each answer that waits to be written, and many wait together.
  stdout.setMaxListeners(0);
  const messages = new MessageLines(maxMessage, (id, limit) => {
    serving.log.warn('a message was skipped', { id, limit });
    const what = limit === 'size' ? `is larger than ${maxMessage} bytes` : `has ${tooManyLevels}`;
    const message = `The message ${what} and was skipped. Send less at a time.`;
    stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: id ?? null, error: { code: invalidRequest, message } })}\n`);
  });
  const batches = new Batches((line) => void stdout.write(`${line}\n`));
  const sdk = new LazySdk(async () => {
    const { connectSdk } = await import('./stdio-sdk.ts');
    const handshake = direct.handOver();
    const [first] = handshake;
    const answered = first === undefined ? undefined : (JSON.parse(first) as { id: unknown }).id;
    const connection = connectSdk(serving, { stdout, maxBufferSize: 2 * maxMessage, batches, answered, closed: end });
    for (const line of handshake) connection.input.write(line);
    return connection;
  });
  const direct = new DirectSession(serving, {
    send(message) {
      if (!batches.takes(message)) turns.send(message);
    },
    pass(line) {
      const refusal = refusalOf(line);
      if (refusal === undefined) return sdk.write(line);
      serving.log.warn('a message was refused', { id: refusal.id, why: refusal.error.message });
      if (!batches.takes(refusal)) turns.send(refusal);
    },
  });
  const turns = new Turns(stdout, (line) => direct.receive(line));
  const end = () => {
    direct.close();
    // Nothing else keeps the process from ending.
    stdin.unpipe(messages).pause();
    resolve();
  };
  const leave = () => {
    direct.close();
    sdk.end(end);
  };
  stdin.pipe(messages).pipe(batches);
  stdin.once('error', (error) => messages.destroy(error));
  messages.once('error', (error) => batches.destroy(error));
  stdin.once('close', () => messages.end());
  stdout.on('error', leave);
  batches.on('data', (chunk: Buffer) => turns.take(linesIn(chunk)));
  batches.once('end', () => turns.whenDone(leave)).once('close', () => turns.whenDone(leave));
  return {
    closed,
    async close() {
      direct.close();
      await sdk.close(end);
    },
  };
}

/** Splits whole lines. Each keeps its end. */
function linesIn(chunk: Buffer): string[] {
  const lines: string[] = [];
  for (let start = 0; start < chunk.length;) {
    const found = chunk.indexOf(newline, start);
    const end = found === -1 ? chunk.length : found + 1;
    lines.push(chunk.toString('utf8', start, end));
    start = end;
  }
  return lines;
}

/** The SDK's side of the connection, which is loaded with the first message for it. */
class LazySdk {
  readonly #connect: () => Promise<SdkConnection>;
  #loading: Promise<SdkConnection> | undefined;
  #connection: SdkConnection | undefined;
  #waiting: string[] = [];

  constructor(connect: () => Promise<SdkConnection>) {
    this.#connect = connect;
  }

  write(line: string): void {
    if (this.#connection !== undefined) return void this.#connection.input.write(line);
    this.#waiting.push(line);
    this.#loading ??= this.#connect().then((connection) => {
      this.#connection = connection;
      for (const waiting of this.#waiting) connection.input.write(waiting);
      this.#waiting = [];
      return connection;
    });
  }

  /** Ends the connection with the client's input; calls `otherwise` if there is none. */
  end(otherwise: () => void): void {
    if (this.#loading === undefined) otherwise();
    else void this.#loading.then(({ input }) => input.end());
  }

  /** Closes the connection; calls `otherwise` if there is none. */
  async close(otherwise: () => void): Promise<void> {
    if (this.#loading === undefined) otherwise();
    else await (await this.#loading).close();
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
