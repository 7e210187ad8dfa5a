import { setTimeout as pause } from 'node:timers/promises';
import type { Subscriptions } from './subscriptions.ts';
import { isRecord } from '../is-record.ts';

/** Returns the resources that a `subscriptions/listen` asks for; undefined for any other message. */
export function listenedTo(message: unknown): string[] | undefined {
  if (!isRecord(message) || message['method'] !== 'subscriptions/listen') return undefined;
  const filter = isRecord(message['params']) ? message['params']['notifications'] : undefined;
  const uris = isRecord(filter) ? filter['resourceSubscriptions'] : undefined;
  return Array.isArray(uris) ? uris.filter((uri): uri is string => typeof uri === 'string') : [];
}

/**
 * The time that notifications wait for a watch to start, in milliseconds. A disk that hangs must not hold them forever.
 */
const watchTimeout = 5_000;

/** Adds and removes the resources that a connection watches. */
type Watching = Pick<Subscriptions<unknown>, 'add' | 'remove'>;

/**
 * Tracks the subscriptions of one stdio client from 2026-07-28 on. The SDK's entry answers `subscriptions/listen`
 * itself and does not report its content, so the messages are read as they pass by.
 */
export class ResourceListeners {
  readonly #watching: () => Watching | undefined;
  readonly #watchTimeout: number;
  /** The watched resources, by the id of the request that asked for them. */
  readonly #watched = new Map<unknown, string[]>();
  #beginning: Promise<unknown> | undefined;

  constructor(watching: () => Watching | undefined, timeout = watchTimeout) {
    this.#watching = watching;
    this.#watchTimeout = timeout;
  }

  /** Receives each message of the client before the SDK does. */
  heard(message: unknown): void {
    if (!isRecord(message)) return;
    const uris = listenedTo(message);
    if (uris !== undefined && 'id' in message) {
      this.#begin(message['id'], uris);
    } else if (message['method'] === 'notifications/cancelled' && isRecord(message['params'])) {
      const id = message['params']['requestId'];
      const watched = this.#watched.get(id);
      this.#watched.delete(id);
      watched?.forEach((uri) => this.#watching()?.remove(uri));
    }
  }

  /**
   * Settles when the requested resources are being watched; undefined when they are. The acknowledgement waits for it,
   * so that no later change is missed, and so do other notifications, so that none overtakes it.
   */
  get beginning(): Promise<unknown> | undefined {
    return this.#beginning;
  }

  #begin(id: unknown, uris: readonly string[]): void {
    const before = this.#beginning;
    const watched: string[] = [];
    this.#watched.set(id, watched);
    const add = async (uri: string): Promise<void> => {
      await this.#watching()?.add(uri);
      if (this.#watched.get(id) === watched) watched.push(uri);
      else this.#watching()?.remove(uri);
    };
    // The SDK creates the instance while it handles this message, which is after this call. Failing to watch a resource
    // is not an error.
    const begun = new Promise((resolve) => void setImmediate(resolve))
      .then(() =>
        Promise.race([
          Promise.allSettled([before, ...uris.map(add)]),
          pause(this.#watchTimeout, undefined, { ref: false }),
        ]),
      )
      .finally(() => {
        if (this.#beginning === begun) this.#beginning = undefined;
      });
    this.#beginning = begun;
  }
}
