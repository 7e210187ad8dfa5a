import type { RequestContext } from '../request.ts';
import type { PlainCall } from './plain.ts';

type Level = Parameters<RequestContext['mcpReq']['log']>[0];

/** The way back to the client of a connection. */
export interface Outlet {
  send(message: object): void;
  /** True if the client wants log messages of this level. */
  logs(level: Level): boolean;
}

/** A request that is answered without the SDK. A class, because closures for what few calls use would be made for each one. */
export class DirectRequest {
  readonly _meta: PlainCall['meta'];
  /** True when the client no longer waits for the answer. The deadline aborts the signal, too, and is answered. */
  isCancelled = false;
  readonly #outlet: Outlet;
  readonly #end = new AbortController();

  constructor(meta: PlainCall['meta'], outlet: Outlet) {
    this._meta = meta;
    this.#outlet = outlet;
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  abort(reason: unknown): void {
    this.#end.abort(reason);
  }

  cancel(reason?: unknown): void {
    this.isCancelled = true;
    this.abort(reason);
  }

  async notify({ method, params }: { method: string; params: object }): Promise<void> {
    if (!this.isCancelled) this.#outlet.send({ jsonrpc: '2.0', method, params });
  }

  async log(level: Level, data: string): Promise<void> {
    if (this.#outlet.logs(level)) await this.notify({ method: 'notifications/message', params: { level, data } });
  }
}
