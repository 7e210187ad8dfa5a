import type { Log } from '../../log.ts';
import { outcomeOf, type CallObserver } from '../observe.ts';
import type { Exchange } from './exchange.ts';

/**
 * Records in the request which tools were called and with what outcome; calls that may have changed something are
 * audited.
 */
export function watchCalls(exchanges: WeakMap<object, Exchange>, log: Log): CallObserver {
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

/** Writes the access log: one line per request, with nothing that a caller sent except names. */
export function recordAccess(exchange: Exchange, log: Log): void {
  const { id, incoming, outgoing, caller, methods, calls, started } = exchange;
  const [path] = (incoming.url ?? '').split('?');
  log.info('request', {
    request: id,
    method: incoming.method,
    path: path?.slice(0, 200),
    // 499: the client left before it got an answer.
    status: outgoing.headersSent ? outgoing.statusCode : 499,
    ms: Math.round((performance.now() - started) * 10) / 10,
    ...(caller && { caller: caller.id }),
    ...(methods.length > 0 && { rpc: methods.slice(0, 10) }),
    ...(calls.length > 0 && { calls: calls.slice(0, 10) }),
    ...(!outgoing.writableFinished && { cut: true }),
  });
}
