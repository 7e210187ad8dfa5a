import type { Log } from '../../log.ts';
import { outcomeOf, type CallObserver } from '../observe.ts';
import type { Exchange } from './exchange.ts';

/** Notes at the request which tools were called and how that ended; what may have changed something goes on record. */
export function watchCalls(exchanges: WeakMap<Request, Exchange>, log: Log): CallObserver {
  return async ({ name, annotations }, ctx, run) => {
    const exchange = ctx.http?.req && exchanges.get(ctx.http.req);
    const started = performance.now();
    const result = await run();
    const outcome = outcomeOf(result);
    exchange?.calls.push({ tool: name, outcome });
    if (!annotations.readOnlyHint) {
      const { id, caller } = exchange ?? {};
      const ms = Math.round(performance.now() - started);
      log.record('audit', { request: id, caller: caller?.id, tool: name, outcome, ms });
    }
    return result;
  };
}

/** The access log: a line for every request, without anything that a caller sent besides names. */
export function recordAccess(exchange: Exchange, log: Log): void {
  const { id, incoming, outgoing, caller, methods, calls, started } = exchange;
  const [path] = (incoming.url ?? '').split('?');
  log.info('request', {
    request: id,
    method: incoming.method,
    path: path?.slice(0, 200),
    // What was never answered, because the client left.
    status: outgoing.headersSent ? outgoing.statusCode : 499,
    ms: Math.round((performance.now() - started) * 10) / 10,
    ...(caller && { caller: caller.id }),
    ...(methods.length > 0 && { rpc: methods.slice(0, 10) }),
    ...(calls.length > 0 && { calls: calls.slice(0, 10) }),
    ...(!outgoing.writableFinished && { cut: true }),
  });
}
