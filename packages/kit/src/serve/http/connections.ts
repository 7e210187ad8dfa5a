import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps the number of open connections bounded without letting idle ones lock anybody out: when it is full, the
 * connection that has been idle longest makes room, and only when all are busy the new one is refused.
 */
export class Connections {
  readonly #most: number;
  /** Connections on which nothing is being answered, the one that is idle longest first. */
  readonly #idle = new Set<Socket>();
  readonly #busy = new Set<Socket>();

  constructor(server: Server, most: number) {
    this.#most = most;
    server.on('connection', (socket) => this.#opened(socket));
  }

  /** Marks a connection as being answered on. Returns what marks it idle again. */
  busy(socket: Socket): () => void {
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
