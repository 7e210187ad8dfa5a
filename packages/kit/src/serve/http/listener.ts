import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ToolError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { inUrl, type Address } from './address.ts';
import { Connections } from './connections.ts';
import { Exchange } from './exchange.ts';
import { assertUnambiguous, preflightHeaders, type HostCheck } from './host-check.ts';
import { busy, HttpError } from './http-error.ts';
import { isEndpoint } from './narrow.ts';

/** Timeouts for clients, in milliseconds. */
export interface ClientTimeouts {
  /** For the headers of a request, and for all of it. */
  headers: number;
  request: number;
  /** For reading the next part of an answer. */
  reading: number;
}

const defaultTimeouts: ClientTimeouts = { headers: 10_000, request: 60_000, reading: 30_000 };

/** The lifetime of an idle connection, in milliseconds; load balancers keep theirs for 60 s. */
const keepAliveTimeout = 75_000;

/** The maximum size of all headers, in bytes. */
const maxHeaderBytes = 16_384;

/** The time in which new calls are redirected before the server stops listening, in milliseconds. */
const drainNotice = 1_000;

/** The time that streams have to end before their connections are cut, in milliseconds. */
const streamCloseTimeout = 2_000;

export interface Routes {
  names: HostCheck;
  /** The path and content of the protected-resource metadata. */
  metadata?: { path: string; document: object } | undefined;
  /** Answers requests for the protocol. */
  serve(exchange: Exchange): Promise<void>;
  /** Called when a request is over. */
  done(exchange: Exchange): void;
}

/** The network side of HTTP: routes, host checks, timeouts, size limits and shutdown. */
export class HttpListener {
  readonly #server: Server;
  readonly #connections: Connections;
  readonly #log: Log;
  readonly #open = new Set<Exchange>();
  readonly #timeouts: ClientTimeouts;
  #routes: Routes | undefined;
  #isDraining = false;
  #isLeaving = false;
  #changed: (() => void) | undefined;

  constructor(maxConnections: number, log: Log, given: Partial<ClientTimeouts> = {}) {
    this.#log = log;
    this.#timeouts = { ...defaultTimeouts, ...given };
    this.#server = createServer(
      {
        maxHeaderSize: maxHeaderBytes,
        headersTimeout: this.#timeouts.headers,
        requestTimeout: this.#timeouts.request,
        connectionsCheckingInterval: 1_000,
        keepAliveTimeout,
        requireHostHeader: true,
        insecureHTTPParser: false,
        noDelay: true,
      },
      (incoming, outgoing) => void this.#handle(incoming, outgoing),
    );
    this.#connections = new Connections(this.#server, maxConnections);
  }

  /** @returns its address on this machine; `routesAt` receives it and returns the routes. */
  async listen({ host, port }: Address, routesAt: (url: URL) => Routes): Promise<URL> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error) =>
        reject(new ToolError('unavailable', `Cannot listen at ${inUrl(host)}:${port}: ${error.message}.`)),
      );
      this.#server.listen({ host, port, backlog: 511 }, resolve);
    });
    this.#server.on('error', (error) => this.#log.error('listening', { error }));
    const bound = this.#server.address();
    const url = new URL(`http://${inUrl(host)}:${typeof bound === 'object' && bound ? bound.port : port}/mcp`);
    this.#routes = routesAt(url);
    return url;
  }

  /** Makes `/readyz` fail, and closes connections after their next answer. */
  drain(): void {
    this.#isDraining = true;
  }

  /**
   * Rejects new calls with 503 before doing anything, so that a load balancer without readiness checks moves on before
   * waiting connections are lost.
   */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    await new Promise((resolve) => setTimeout(resolve, drainNotice));
  }

  /**
   * Stops accepting connections. Resolves when every request that `counts` has been answered, or after `limit`
   * milliseconds.
   */
  async finish(counts: (exchange: Exchange) => boolean, limit: number): Promise<void> {
    this.#server.close();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, limit)));
    await Promise.race([this.#until(() => ![...this.#open].some(counts)), late]);
    clearTimeout(timer);
  }

  /** Waits for requests that end by themselves, and cuts off the rest. */
  async end(): Promise<void> {
    const timer = setTimeout(() => this.#server.closeAllConnections(), streamCloseTimeout);
    await this.#until(() => this.#open.size === 0);
    clearTimeout(timer);
    this.#server.closeAllConnections();
  }

  async #until(isSo: () => boolean): Promise<void> {
    if (!isSo()) await new Promise<void>((resolve) => (this.#changed = () => isSo() && resolve()));
  }

  async #handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const idle = this.#connections.busy(incoming.socket);
    const exchange = new Exchange(incoming, outgoing, this.#timeouts.reading);
    this.#open.add(exchange);
    outgoing.once('close', () => {
      idle();
      this.#open.delete(exchange);
      this.#routes?.done(exchange);
      this.#changed?.();
    });
    if (this.#isDraining || this.#connections.isReserved(incoming.socket)) exchange.headers['connection'] = 'close';
    try {
      await this.#route(exchange);
    } catch (error) {
      this.#refuse(exchange, error);
    }
  }

  async #route(exchange: Exchange): Promise<void> {
    const { incoming } = exchange;
    assertUnambiguous(incoming);
    if (this.#routes === undefined) throw busy(503, 'The server is starting.', 1);
    const { names, metadata, serve } = this.#routes;
    const [path] = (incoming.url ?? '').split('?');
    const { method = '' } = incoming;
    const reads = method === 'GET' || method === 'HEAD';
    // These reveal nothing, and health checks know only the address of one process.
    if (path === '/healthz' && reads) return exchange.reply(200, { 'content-type': 'text/plain' }, 'ok\n');
    if (path === '/readyz' && reads) {
      const isReady = !this.#isDraining;
      return exchange.reply(isReady ? 200 : 503, { 'content-type': 'text/plain' }, isReady ? 'ready\n' : 'draining\n');
    }
    if (this.#connections.isReserved(incoming.socket)) throw busy(503, 'All connections are in use; try again.', 1);
    names.check(incoming);
    Object.assign(exchange.headers, names.corsHeaders(incoming));
    if (metadata && reads && (path === metadata.path || path === '/.well-known/oauth-protected-resource'))
      return exchange.replyJson(200, JSON.stringify(metadata.document), { 'access-control-allow-origin': '*' });
    if (path === undefined || !isEndpoint(path))
      throw new HttpError(404, 'There is nothing here; the server is at /mcp.');
    if (method === 'OPTIONS') return exchange.reply(204, preflightHeaders);
    if (method !== 'POST' && method !== 'GET' && method !== 'DELETE')
      throw new HttpError(405, `${method.slice(0, 20)} is not a method of this address.`, {
        allow: 'GET, POST, DELETE',
      });
    if (this.#isLeaving) throw busy(503, 'This replica is ending, and did nothing; another one will.', 1);
    await serve(exchange);
  }

  #refuse(exchange: Exchange, error: unknown): void {
    if (exchange.outgoing.headersSent) return void exchange.outgoing.destroy();
    if (error instanceof HttpError) return exchange.replyJson(error.status, error.body(), error.headers);
    this.#log.error('internal error', { request: exchange.id, error });
    exchange.replyJson(
      500,
      new HttpError(500, `Failed inside the server; its log has more under ${exchange.id}.`).body(),
    );
  }
}
