import { PassThrough, type Writable } from 'node:stream';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import type { Batches } from './batches.ts';
import { cork } from './cork.ts';
import { ResourceListeners } from './listen.ts';
import { makeInstance, type Serving } from './mcp.ts';
import type { Subscriptions } from './subscriptions.ts';

/** The SDK's side of a connection over stdio. */
export interface SdkConnection {
  /** Takes lines of the client; ending it closes the connection. */
  input: PassThrough;
  /** Ends streams of changes, then closes the connection. */
  close(): Promise<void>;
}

export interface SdkConnectionOptions {
  stdout: Writable;
  /** Bytes that may wait to be read as a message. */
  maxBufferSize: number;
  batches: Pick<Batches, 'takes'>;
  /** The id of a handshake that was already answered: its answer is not sent again. */
  answered: unknown;
  closed(): void;
}

/** Serves the client with the SDK, in the era that it starts with. */
export function connectSdk<Context>(
  serving: Serving<Context>,
  { stdout, maxBufferSize, batches, answered, closed }: SdkConnectionOptions,
): SdkConnection {
  let current: Subscriptions<Context> | undefined;
  let waiting = answered !== undefined;
  const listens = new ResourceListeners(() => current);
  const input = new PassThrough();
  const transport = new StdioServerTransport(input, stdout, { maxBufferSize });
  const handle = serveStdio(
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
        takes(message) {
          if (waiting && 'id' in message && message.id === answered) {
            waiting = false;
            return true;
          }
          return batches.takes(message);
        },
        closed() {
          current?.close();
          closed();
        },
      }),
      onerror: (error) => serving.log.warn('protocol', { error }),
    },
  );
  return { input, close: () => handle.close() };
}

interface TransportObserver {
  heard(message: JSONRPCMessage): void;
  closed(): void;
  /** Returns true if the message is not to be sent, or not now. */
  takes(message: JSONRPCMessage): boolean;
  /** The promise that notifications wait for, if any. */
  held(): Promise<unknown> | undefined;
}

/** Lets a second listener observe messages and close. */
function observeTransport(inner: Transport, stdout: Writable, observer: TransportObserver): Transport {
  const write: Transport['send'] = (message, options) => {
    cork(stdout);
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
