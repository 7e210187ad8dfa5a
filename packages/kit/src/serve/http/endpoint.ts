import { createMcpHandler, isLegacyRequest, type McpHttpHandler } from '@modelcontextprotocol/server';
import { listenedTo } from '../listen.ts';
import { makeInstance, type Serving } from '../mcp.ts';
import { Subscriptions } from '../subscriptions.ts';
import { DirectCalls } from './direct-calls.ts';
import type { Exchange } from './exchange.ts';
import { busy } from './http-error.ts';
import { keyOf, type Narrowing } from './narrow.ts';
import { Sessions } from './sessions.ts';

/** The maximum number of streams per context that wait for changes. */
const mostStreams = 1_024;
/** The maximum number of different choices of tools per context. */
const mostChoices = 64;

/** The protocol over one context: handles its HTTP requests in both eras. */
export class Endpoint<Context> {
  readonly #serving: Serving<Context>;
  /** Endpoints of smaller choices, least recently used first. */
  readonly #narrowed = new Map<string, Endpoint<Context>>();
  /** Requests and streams that are open. */
  #uses = 0;
  readonly #direct: DirectCalls<Context>;
  readonly #handler: McpHttpHandler;
  readonly #sessions: Sessions<Context> | undefined;
  readonly #ownsSessions: boolean;
  /** The resources that the streams of all clients watch. */
  readonly #watched: Subscriptions<Context>;

  /** @param sessions those of the endpoint that this one narrows: their limit counts for both. */
  constructor(serving: Serving<Context>, sessions?: Sessions<Context>) {
    const { server, values, context, log } = serving;
    this.#serving = serving;
    this.#direct = new DirectCalls(serving);
    this.#sessions = sessions ?? (values.httpSessions > 0 ? new Sessions(values.httpSessions) : undefined);
    this.#ownsSessions = sessions === undefined;
    this.#handler = createMcpHandler(({ era }) => makeInstance(serving, era).mcp, {
      maxSubscriptions: mostStreams,
      onerror: (error) => log.debug('protocol', { error }),
    });
    this.#watched = new Subscriptions(
      (uri) => this.#handler.notify.resourceUpdated(uri),
      server.resources,
      async () => context,
      log,
    );
  }

  /** Answers a tool call in the usual form. Returns false for all other requests. */
  answerDirectly(exchange: Exchange, body: unknown): Promise<boolean> {
    this.#uses++;
    exchange.whenOver(() => this.#uses--);
    return this.#direct.answer(exchange, body);
  }

  /**
   * Answers a request. `body` is undefined for requests without one.
   * @param request the request of `exchange` in the SDK's form.
   */
  async answer(exchange: Exchange, request: Request, body: unknown): Promise<Response> {
    if (this.#sessions && (body === undefined || (await isLegacyRequest(request, body)))) {
      const response = await this.#sessions.answer(request, body, exchange.caller?.id ?? '', this.#serving);
      if (response) return response;
    }
    const uris = listenedTo(body);
    if (uris !== undefined) await this.#watch(uris, exchange);
    return this.#handler.fetch(request, body === undefined ? {} : { parsedBody: body });
  }

  /**
   * Returns the endpoint for a smaller choice of tools. Choices that no request uses make way for new ones; their sessions end.
   * @throws HttpError 503 when requests use too many different choices at the same time
   */
  narrowed(narrowing: Narrowing): Endpoint<Context> {
    const key = keyOf(narrowing);
    let found = this.#narrowed.get(key);
    if (found === undefined) {
      if (this.#narrowed.size >= mostChoices) this.#dropIdle();
      const { restrictions = {} } = this.#serving.server;
      const context = narrowing.switches.reduce((all, name) => restrictions[name]?.(all) ?? all, this.#serving.context);
      found = new Endpoint({ ...this.#serving, context, narrowed: narrowing }, this.#sessions);
    }
    this.#narrowed.delete(key);
    this.#narrowed.set(key, found);
    return found;
  }

  /** Ends the streams and abandons requests in progress. */
  async close(): Promise<void> {
    this.#direct.close();
    await Promise.all([...this.#narrowed.values()].map((one) => one.close()));
    await Promise.all([this.#handler.close(), this.#ownsSessions && this.#sessions?.close()]);
    this.#watched.close();
  }

  get serving(): Serving<Context> {
    return this.#serving;
  }

  #dropIdle(): void {
    const idle = [...this.#narrowed].find(([, one]) => one.#uses === 0);
    if (idle === undefined) throw busy(503, 'Too many different choices of tools are in use.', 60);
    const [key, endpoint] = idle;
    this.#narrowed.delete(key);
    void endpoint.close();
  }

  /** Watches while the stream is open, starting before the client learns that it is. */
  async #watch(uris: readonly string[], exchange: Exchange): Promise<void> {
    const added: string[] = [];
    await Promise.all(
      [...new Set(uris)].map(async (uri) => {
        try {
          await this.#watched.add(uri);
          added.push(uri);
        } catch {
          // Failing to watch a resource is not an error of the stream.
        }
      }),
    );
    exchange.whenOver(() => added.forEach((uri) => this.#watched.remove(uri)));
  }
}
