import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Connections beyond the limit, which only health checks can use. */
const mostReserved = 8;

/**
 * Limits open connections without letting idle ones lock out new clients: when the limit is reached, the connection
 * that has been idle longest is closed, and a new one is refused only if all are busy. A few more are accepted for
 * health checks: a busy server is not a failed one.
 */
export class Connections {
  readonly #most: number;
  /** Connections without a request in progress, longest idle first. */
  readonly #idle = new Set<Socket>();
  readonly #busy = new Set<Socket>();
  readonly #reserved = new Set<Socket>();

  constructor(server: Server, most: number) {
    this.#most = most;
    server.on('connection', (socket) => this.#opened(socket));
  }

  /** True for a connection beyond the limit, on which only health checks are answered. */
  isReserved(socket: Socket): boolean {
    return this.#reserved.has(socket);
  }

  /** Marks a connection as busy. Returns a function that marks it as idle again. */
  busy(socket: Socket): () => void {
    if (this.isReserved(socket)) return () => {};
    this.#idle.delete(socket);
    this.#busy.add(socket);
    return () => {
      this.#busy.delete(socket);
      if (!socket.destroyed) this.#idle.add(socket);
    };
  }

  get open(): number {
    return this.#idle.size + this.#busy.size;
  }

  #opened(socket: Socket): void {
    if (this.open >= this.#most) {
      const [oldest] = this.#idle;
      if (oldest === undefined && this.#reserved.size < mostReserved) {
        this.#reserved.add(socket);
        socket.once('close', () => this.#reserved.delete(socket));
        return;
      }
      if (oldest === undefined) {
        socket.end(
          'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
        );
        socket.destroySoon();
        return;
      }
      this.#forget(oldest);
      oldest.destroy();
    }
    this.#idle.add(socket);
    socket.once('close', () => this.#forget(socket));
  }

  #forget(socket: Socket): void {
    this.#idle.delete(socket);
    this.#busy.delete(socket);
  }
}
