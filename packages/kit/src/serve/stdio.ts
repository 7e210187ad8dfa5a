import type { Readable, Writable } from 'node:stream';
import { ProtocolErrorCode, type JSONRPCMessage, type Transport } from '@modelcontextprotocol/server';
import { serveStdio as serve, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { Batches } from './batches.ts';
import { ResourceListeners } from './listen.ts';
import { makeInstance, type Serving } from './mcp.ts';
import { MessageLines } from './message-lines.ts';
import type { Subscriptions } from './subscriptions.ts';

/** The maximum size of one message, in bytes: enough to write a file of 48 MB as base64. */
const maxMessage = 64 * 1024 * 1024;

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
  let current: Subscriptions<Context> | undefined;
  let gone: () => void;
  const closed = new Promise<void>((resolve) => (gone = resolve));
  // The SDK's transport adds a listener for each answer that waits to be written, and many wait together.
  stdout.setMaxListeners(0);
  const listens = new ResourceListeners(() => current);
  const messages = new MessageLines(maxMessage, (id) => {
    serving.log.warn('a message was too large', { id, limit: maxMessage });
    const message = `The message is larger than ${maxMessage} bytes and was skipped. Send less at a time.`;
    const error = { jsonrpc: '2.0', id: id ?? null, error: { code: ProtocolErrorCode.InvalidRequest, message } };
    stdout.write(`${JSON.stringify(error)}\n`);
  });
  const batches = new Batches((line) => void stdout.write(`${line}\n`));
  stdin.pipe(messages).pipe(batches);
  stdin.once('error', (error) => messages.destroy(error));
  messages.once('error', (error) => batches.destroy(error));
  stdin.once('close', () => messages.end());
  const transport = new StdioServerTransport(batches, stdout, { maxBufferSize: 2 * maxMessage });
  const handle = serve(
    ({ era }) => {
      const { mcp, subscriptions } = makeInstance(serving, era);
      current?.close();
      current = subscriptions;
      return mcp;
    },
    {
      transport: observeTransport(transport, stdout, {
        heard: (message) => listens.heard(message),
        held: () => listens.beginning,
        takes: (message) => batches.takes(message),
        closed: () => {
          current?.close();
          // Nothing else keeps the process from ending.
          stdin.unpipe(messages).pause();
          gone();
        },
      }),
      onerror: (error) => serving.log.warn('protocol', { error }),
    },
  );
  return { closed, close: () => handle.close() };
}

interface TransportObserver {
  heard(message: JSONRPCMessage): void;
  closed(): void;
  /** Returns true if it sends the message itself, later. */
  takes(message: JSONRPCMessage): boolean;
  /** The promise that notifications wait for, if any. */
  held(): Promise<unknown> | undefined;
}

/** Lets a second listener observe messages and close. */
function observeTransport(inner: Transport, stdout: Writable, observer: TransportObserver): Transport {
  const write: Transport['send'] = (message, options) => {
    // Answers that are ready in the same turn of the event loop are written together.
    if (stdout.writableCorked === 0) {
      stdout.cork();
      process.nextTick(() => stdout.uncork());
    }
    return inner.send(message, options);
  };
  const outer: Transport = {
    start: () => inner.start(),
    async send(message, options) {
      if (!('method' in message) && observer.takes(message)) return;
      const held = 'id' in message ? undefined : observer.held();
      return held === undefined ? write(message, options) : held.then(() => write(message, options));
    },
    close: () => inner.close(),
  };
  inner.onmessage = (message, extra) => {
    observer.heard(message);
    outer.onmessage?.(message, extra);
  };
  inner.onerror = (error) => outer.onerror?.(error);
  inner.onclose = () => {
    observer.closed();
    outer.onclose?.();
  };
  return outer;
}
