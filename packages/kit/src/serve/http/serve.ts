import type { CommonValues } from '../../common-options.ts';
import { ToolError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Options, Values } from '../../options.ts';
import { useLastingCursors } from '../../page.ts';
import type { Server } from '../../server.ts';
import { offerOf } from '../offer.ts';
import type { CatalogTool } from '../catalog.ts';
import type { CallObserver } from '../observe.ts';
import { allowedHostnames, parseAddress } from './address.ts';
import { chooseGate } from './auth/choose.ts';
import { unauthorised, type Gate } from './auth/gate.ts';
import { assertGranted } from './auth/scopes.ts';
import { readJson } from './body.ts';
import { openContexts, type Contexts } from './contexts.ts';
import type { Exchange } from './exchange.ts';
import { listenedTo } from '../listen.ts';
import { HttpListener, type ClientTimeouts } from './listener.ts';
import { HostCheck } from './host-check.ts';
import { RequestLimiter } from './request-limiter.ts';
import { messagesIn } from './messages.ts';
import { narrowingOf } from './narrow.ts';
import { recordAccess, watchCalls } from './access-log.ts';
import { busy } from './http-error.ts';

export interface HttpServing {
  /** Resolves when everything has ended. */
  closed: Promise<void>;
  /** Shuts down: becomes unready, finishes running calls, closes streams. */
  close(): Promise<void>;
}

/** Serves any number of clients over HTTP, in both eras. Tests shorten the timeouts. */
export async function serveHttp<O extends Options, Context>(
  server: Server<O, Context>,
  catalog: readonly CatalogTool<Context>[],
  values: Values<O> & CommonValues,
  log: Log,
  observers: readonly CallObserver[],
  timeouts?: Partial<ClientTimeouts>,
): Promise<HttpServing> {
  const address = parseAddress(values.http ?? '');
  const { perCaller, publicUrl, gateAt, sharedKey } = await chooseGate(server, values, address, log);
  const exchanges = new WeakMap<object, Exchange>();
  const contexts = await openContexts(server, catalog, values, {
    log,
    observers: [watchCalls(exchanges, log), ...observers],
    perCaller,
    sharedKey,
    callerOf: ({ http }) => http?.req && exchanges.get(http.req)?.caller?.id,
  });
  const choices = {
    toolsets: Object.keys(server.toolsets),
    tools: new Set(catalog.flatMap(({ name, formerName = name }) => [name, formerName])),
    switches: Object.keys(server.restrictions ?? {}),
  };
  const front = new HttpListener(values.httpMaxConnections, log, timeouts);
  const start = (own: URL) => {
    const url = publicUrl(own);
    const gate = gateAt(url);
    log.record('listening', { url: own.href, authorisation: gate.name });
    return {
      names: new HostCheck(allowedHostnames(address, url, values.httpHosts), values.httpOrigins),
      metadata: gate.metadata && {
        path: `/.well-known/oauth-protected-resource${url.pathname}`,
        document: gate.metadata,
      },
      serve: service({ name: server.name, values, gate, contexts, choices, exchanges }),
      done: (exchange: Exchange) => recordAccess(exchange, log),
    };
  };
  const endLasting = useLastingCursors();
  try {
    await front.listen(address, start);
  } catch (error) {
    endLasting();
    await contexts.close();
    throw error;
  }
  let ended: () => void;
  const closed = new Promise<void>((resolve) => (ended = resolve));
  return {
    closed,
    async close() {
      log.record('draining');
      front.drain();
      if (values.httpDrain > 0) {
        await new Promise((resolve) => setTimeout(resolve, values.httpDrain * 1000));
        await front.leave();
      }
      // Calls have ended by then; the rest are clients that read slowly.
      await front.finish(isCall, values.timeout * 1000 + 5_000);
      await contexts.close();
      await front.end();
      endLasting();
      log.record('ended');
      ended();
    },
  };
}

/** The maximum number of open streams, of all callers and per caller. */
const mostStreams = 1_024;
const mostStreamsPerCaller = 64;
/** The maximum number of resources that all streams watch, and those of one caller. Each spelling counts. */
const mostWatched = 1_000;
const mostWatchedPerCaller = 100;

interface Service<Context> {
  /** The server's name, used in the names of the scopes. */
  name: string;
  values: CommonValues;
  gate: Gate;
  contexts: Contexts<Context>;
  /** Names that a request can choose by. */
  choices: Parameters<typeof narrowingOf>[1];
  exchanges: WeakMap<object, Exchange>;
}

/** Answers one protocol request: authenticates, limits, reads and authorizes it first. */
function service<Context>({ name, values, gate, contexts, choices, exchanges }: Service<Context>) {
  const load = new RequestLimiter({ total: values.httpMaxCalls, perCaller: values.httpMaxCallsPerCaller });
  const streams = new RequestLimiter({ total: mostStreams, perCaller: mostStreamsPerCaller });
  const watches = new RequestLimiter({
    total: mostWatched,
    perCaller: mostWatchedPerCaller,
    refusal: `One caller may watch ${mostWatchedPerCaller} resources at most, on all streams together. Watch fewer.`,
  });
  return async (exchange: Exchange): Promise<void> => {
    const caller = await gate.check(exchange.incoming);
    exchange.caller = caller;
    exchange.whenOver(() => caller.token?.forget());
    const hasBody = exchange.incoming.method === 'POST';
    // Credentials that were not checked yet share the places of one caller, because making them up is free.
    const whose = !gate.individual ? undefined : contexts.knows(caller) ? caller.id : 'unchecked';
    const leave = hasBody ? load.enter(whose) : () => {};
    exchange.whenOver(leave);
    const body = hasBody ? await readJson(exchange.incoming, values.httpMaxBody) : undefined;
    const messages = hasBody ? messagesIn(body) : [];
    exchange.methods = messages.map(({ method }) => method);
    if (messages.length > 1) exchange.whenOver(load.enter(whose, messages.length - 1));
    const { value: whole, release } = await contexts.of(caller).catch((error: unknown) => {
      if (!(error instanceof ToolError)) throw error;
      caller.token?.forget();
      if (error.code === 'denied') throw unauthorised(gate, error.message);
      // The authority for credentials does not respond, or may decide differently later.
      throw busy(503, error.message, error.retryAfter ?? 5);
    });
    exchange.whenOver(release);
    const narrowing = narrowingOf(exchange.incoming, choices);
    const endpoint = narrowing === undefined ? whole : whole.narrowed(narrowing);
    const { byName } = offerOf(endpoint.serving);
    assertGranted(gate, caller, name, messages, (tool) => byName.get(tool));
    // A stream of changes stays open for hours and has its own limit.
    if (!isCall(exchange)) {
      leave();
      const id = gate.individual ? caller.id : undefined;
      exchange.whenOver(streams.enter(id));
      exchange.whenOver(watches.enter(id, new Set(listenedTo(body)).size));
    }
    exchanges.set(exchange, exchange);
    if (await endpoint.answerDirectly(exchange, body)) return;
    const request = exchange.toRequest();
    exchanges.set(request, exchange);
    await exchange.send(await endpoint.answer(exchange, request, body));
  };
}

/** True if a request ends by itself, unlike a stream of changes. */
const isCall = ({ incoming, methods }: Exchange): boolean =>
  incoming.method === 'POST' && !(methods.length === 1 && methods[0] === 'subscriptions/listen');
