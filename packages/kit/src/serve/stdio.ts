import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { serveStdio as serve, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { makeInstance, type Serving } from './mcp.ts';
import type { Subscriptions } from './subscriptions.ts';

/** One message may be this long, in bytes: writing a file of 48 MB as base64 fits. */
const maxMessage = 64 * 1024 * 1024;

/** Serves one client over stdin and stdout, in whichever era it opens. Resolves when the client is gone. */
export function serveStdio<Context>(serving: Serving<Context>): { closed: Promise<void>; close(): Promise<void> } {
  let current: Subscriptions<Context> | undefined;
  let gone: () => void;
  const closed = new Promise<void>((resolve) => (gone = resolve));
  // The SDK's transport listens once per answer that waits to be written, and many wait together.
  process.stdout.setMaxListeners(0);
  const transport = new StdioServerTransport(process.stdin, process.stdout, { maxBufferSize: maxMessage });
  const handle = serve(
    ({ era }) => {
      const { mcp, subscriptions } = makeInstance(serving, era);
      current?.close();
      current = subscriptions;
      return mcp;
    },
    {
      transport: withEars(transport, {
        heard: listener(() => current),
        closed: () => {
          current?.close();
          gone();
        },
      }),
      onerror: (error) => serving.log.warn('protocol', { error }),
    },
  );
  return { closed, close: () => handle.close() };
}

/** Adds and removes what a connection watches. */
type Watching = Pick<Subscriptions<unknown>, 'add' | 'remove'>;

/**
 * From 2026-07-28 on, the SDK's entry answers `subscriptions/listen` itself and tells nobody what is listened to;
 * what passes by on the wire tells it.
 */
function listener(watching: () => Watching | undefined): (message: JSONRPCMessage) => void {
  const listens = new Map<string | number, string[]>();
  return (message) => {
    if (!('method' in message)) return;
    if (message.method === 'subscriptions/listen' && 'id' in message) {
      const uris = listenedTo(message.params);
      listens.set(message.id, uris);
      // The entry makes the instance while it handles this message, which is after this.
      setImmediate(() =>
        uris.forEach(
          (uri) =>
            void watching()
              ?.add(uri)
              .catch(() => {}),
        ),
      );
    } else if (message.method === 'notifications/cancelled') {
      const id = message.params?.['requestId'];
      if (typeof id !== 'string' && typeof id !== 'number') return;
      listens.get(id)?.forEach((uri) => watching()?.remove(uri));
      listens.delete(id);
    }
  };
}

function listenedTo(params: unknown): string[] {
  const filter = isRecord(params) ? params['notifications'] : undefined;
  const uris = isRecord(filter) ? filter['resourceSubscriptions'] : undefined;
  return Array.isArray(uris) ? uris.filter((uri): uri is string => typeof uri === 'string') : [];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A transport whose inbound messages and end are noticed by someone besides its owner. */
function withEars(inner: Transport, ears: { heard(message: JSONRPCMessage): void; closed(): void }): Transport {
  const outer: Transport = {
    start: () => inner.start(),
    send(message, options) {
      // Answers that are ready in the same turn of the event loop are written at once.
      if (process.stdout.writableCorked === 0) {
        process.stdout.cork();
        process.nextTick(() => process.stdout.uncork());
      }
      return inner.send(message, options);
    },
    close: () => inner.close(),
  };
  inner.onmessage = (message, extra) => {
    ears.heard(message);
    outer.onmessage?.(message, extra);
  };
  inner.onerror = (error) => outer.onerror?.(error);
  inner.onclose = () => {
    ears.closed();
    outer.onclose?.();
  };
  return outer;
}
