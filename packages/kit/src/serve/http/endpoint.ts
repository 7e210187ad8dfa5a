import { createMcpHandler, isLegacyRequest, type McpHttpHandler } from '@modelcontextprotocol/server';
import { listenedTo } from '../listen.ts';
import { makeInstance, type Serving } from '../mcp.ts';
import { Subscriptions } from '../subscriptions.ts';
import type { Exchange } from './exchange.ts';
import { Sessions } from './sessions.ts';

/** The maximum number of streams per context that wait for changes. */
const mostStreams = 1_024;

/** The protocol over one context: handles its HTTP requests in both eras. */
export class Endpoint<Context> {
  readonly #serving: Serving<Context>;
  readonly #handler: McpHttpHandler;
  readonly #sessions: Sessions<Context> | undefined;
  /** The resources that the streams of all clients watch. */
  readonly #watched: Subscriptions<Context>;

  constructor(serving: Serving<Context>) {
    const { server, values, context, log } = serving;
    this.#serving = serving;
    this.#sessions = values.httpSessions > 0 ? new Sessions(serving, values.httpSessions) : undefined;
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

  /**
   * Answers a request. `body` is undefined for requests without one.
   * @param request the request of `exchange` in the SDK's form.
   */
  async answer(exchange: Exchange, request: Request, body: unknown): Promise<Response> {
    if (this.#sessions && (body === undefined || (await isLegacyRequest(request, body)))) {
      const response = await this.#sessions.answer(request, body, exchange.caller?.id ?? '');
      if (response) return response;
    }
    const uris = listenedTo(body);
    if (uris !== undefined) await this.#watch(uris, exchange);
    return this.#handler.fetch(request, body === undefined ? {} : { parsedBody: body });
  }

  /** Ends the streams and abandons requests in progress. */
  async close(): Promise<void> {
    await Promise.all([this.#handler.close(), this.#sessions?.close()]);
    this.#watched.close();
  }

  get serving(): Serving<Context> {
    return this.#serving;
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
