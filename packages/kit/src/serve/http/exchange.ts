import { randomUUID } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Caller } from './auth/gate.ts';

/** The size of one part of an answer, in bytes. The read timeout applies to each part. */
const slice = 65_536;

/** A request and its answer, with the facts gathered on the way. */
export class Exchange {
  readonly id: string;
  readonly #readTimeout: number;
  readonly started = performance.now();
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Headers that are sent with every answer. */
  readonly headers: OutgoingHttpHeaders;
  readonly #gone = new AbortController();
  caller: Caller | undefined;
  /** The protocol methods in the body, and the tools that were called with their outcome. */
  methods: string[] = [];
  readonly calls: { tool: string; outcome: string }[] = [];

  /** @param readTimeout how long part of an answer may stay unread before the connection is closed, in milliseconds. */
  constructor(incoming: IncomingMessage, outgoing: ServerResponse, readTimeout: number) {
    this.#readTimeout = readTimeout;
    this.incoming = incoming;
    this.outgoing = outgoing;
    const given = incoming.headers['x-request-id'];
    this.id = typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
    this.headers = { 'x-request-id': this.id };
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) this.#gone.abort();
    });
  }

  /** Aborts when the client leaves before it has the answer, or the call is abandoned. */
  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  /** Ends the work on the answer. */
  abandon(): void {
    this.#gone.abort();
  }

  /** Calls `act` when the answer was sent or the client has left; immediately if that has already happened. */
  whenOver(act: () => void): void {
    if (this.outgoing.closed) act();
    else this.outgoing.once('close', act);
  }

  /**
   * Converts the request for the SDK: without the body, which is passed on parsed, and with the protocol's headers
   * only. Credentials stop here.
   */
  toRequest(): Request {
    const headers = new Headers();
    for (const [name, value] of Object.entries(this.incoming.headers)) {
      if (typeof value === 'string' && isOfProtocol(name)) headers.set(name, value);
    }
    return new Request('http://localhost/mcp', { method: this.incoming.method ?? 'GET', headers, signal: this.signal });
  }

  /** Sends a short answer. */
  reply(status: number, headers: OutgoingHttpHeaders = {}, body = ''): void {
    if (this.outgoing.headersSent || this.outgoing.destroyed) return;
    this.outgoing.writeHead(status, { ...this.headers, ...headers, 'content-length': Buffer.byteLength(body) });
    this.outgoing.end(body);
  }

  replyJson(status: number, body: string, headers: OutgoingHttpHeaders = {}): void {
    this.reply(status, { 'content-type': 'application/json', ...headers }, body);
  }

  /** Sends the SDK's answer. Resolves when it has been sent or the client has left. */
  async send(response: Response): Promise<void> {
    // The listener decides how long the connection lives.
    const { connection: _, ...headers } = Object.fromEntries(response.headers);
    if (response.body === null) return this.reply(response.status, headers);
    if (headers['content-type']?.startsWith('text/event-stream') !== true) {
      return this.#sendWhole(response.status, headers, Buffer.from(await response.arrayBuffer()));
    }
    this.outgoing.writeHead(response.status, { ...this.headers, ...headers });
    this.outgoing.flushHeaders();
    const reader = response.body.getReader();
    const gone = () => void reader.cancel().catch(() => {});
    this.signal.addEventListener('abort', gone, { once: true });
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        await this.#write(value);
      }
      this.outgoing.end();
    } catch {
      // A started answer cannot be taken back; cutting the connection tells the client that it is incomplete.
      this.outgoing.destroy();
    }
  }

  /** Sends an answer of the protocol. Resolves when it has been sent or the client has left. */
  async sendJson(body: string): Promise<void> {
    if (body.length <= slice / 3) this.replyJson(200, body);
    else await this.#sendWhole(200, { 'content-type': 'application/json' }, Buffer.from(body));
  }

  async #sendWhole(status: number, headers: OutgoingHttpHeaders, body: Buffer): Promise<void> {
    this.outgoing.writeHead(status, { ...this.headers, ...headers, 'content-length': body.length });
    for (let at = 0; at < body.length - slice && !this.outgoing.destroyed; at += slice)
      await this.#write(body.subarray(at, at + slice));
    this.outgoing.end(body.subarray(Math.max(0, Math.ceil(body.length / slice) - 1) * slice));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (!this.outgoing.write(bytes)) await this.#drained();
  }

  /** Waits until the client has read more. A client that does not is disconnected, so that nothing piles up. */
  #drained(): Promise<void> {
    return new Promise((resolve) => {
      if (this.outgoing.destroyed) return resolve();
      const over = () => {
        clearTimeout(timer);
        this.outgoing.off('drain', over);
        this.outgoing.off('close', over);
        resolve();
      };
      const timer = setTimeout(() => this.outgoing.destroy(), this.#readTimeout);
      this.outgoing.once('drain', over);
      this.outgoing.once('close', over);
    });
  }
}

const isOfProtocol = (name: string): boolean =>
  name === 'accept' || name === 'content-type' || name === 'last-event-id' || name.startsWith('mcp-');
