import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Connections beyond the limit, which are good for health checks only. */
const mostReserved = 8;

/**
 * Keeps the number of open connections bounded without letting idle ones lock anybody out: when it is full, the
 * connection that has been idle longest makes room, and only when all are busy the new one is refused. A few more are taken
 * for health checks: a server that is busy is not a server that is down.
 */
export class Connections {
  readonly #most: number;
  /** Connections on which nothing is being answered, the one that is idle longest first. */
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

  /** Marks a connection as being answered on. Returns what marks it idle again. */
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
