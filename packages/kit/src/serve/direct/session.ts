import { isRecord } from '../../is-record.ts';
import type { CatalogTool } from '../catalog.ts';
import type { Serving } from '../mcp.ts';
import { offerOf } from '../offer.ts';
import { toolsFor, type ConnectionTools } from '../tools.ts';
import { readHandshake, type Handshake } from './handshake.ts';
import { isPlainMeta, plainCall, plainRequest, type Id, type PlainCall, type PlainRequest } from './plain.ts';
import { DirectRequest, type Outlet } from './request.ts';

/** The ways out of a {@link DirectSession}. */
export interface Ways {
  /** Sends a message to the client. */
  send(message: object): void;
  /** Passes a message of the client on to the SDK. */
  pass(line: string): void;
}

const done = Promise.resolve();

/** JSON-RPC's code for a failure of the server itself. */
const internalError = -32_603;

/** From the least to the most severe. */
const logLevels = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];

/**
 * The requests that almost every session consists of, answered without the SDK: the handshake of the versions before
 * 2026-07-28, `ping`, `tools/list`, `tools/call`. The SDK checks each message several times against its schemas, and
 * loading it takes half of a start. Only messages in the usual form are answered here, with what the SDK would answer;
 * everything else is passed on to it, with the handshake before it.
 */
export class DirectSession<Context> {
  readonly #serving: Serving<Context>;
  readonly #ways: Ways;
  readonly #running = new Map<Id, DirectRequest>();
  readonly #tools: ConnectionTools<Context>;
  readonly #byName: ReadonlyMap<string, CatalogTool<Context>>;
  #client: Handshake | undefined;
  /** True when the SDK answers everything. */
  #isOver = false;
  #isFirst = true;
  #logLevel: string | undefined;
  readonly #outlet: Outlet = {
    send: (message) => this.#ways.send(message),
    logs: (level) => this.#logLevel === undefined || logLevels.indexOf(level) >= logLevels.indexOf(this.#logLevel),
  };
  #handshake: string[] = [];
  /** Settles when the last message was answered. */
  #answered = done;
  /** True when the SDK has heard the handshake, and hears what belongs to it itself. */
  #isHandedOver = false;

  constructor(serving: Serving<Context>, ways: Ways) {
    this.#serving = serving;
    this.#ways = ways;
    this.#byName = offerOf(serving).byName;
    this.#tools = toolsFor(serving, {
      capabilities: () => this.#client?.capabilities,
      info: () => this.#client?.info,
      version: () => this.#client?.version,
      context: async () => serving.context,
      changed: async () => ways.send({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' }),
    });
  }

  /** Returns the client's messages that the SDK has to hear before any other. Later ones of that kind are passed on. */
  handOver(): readonly string[] {
    this.#isHandedOver = true;
    return this.#handshake;
  }

  /**
   * Takes a message of the client, and answers it or passes it on.
   * @returns a promise that settles when it was answered; undefined if it was passed on.
   */
  receive(line: string): Promise<void> | undefined {
    this.#answered = done;
    if (!this.#isOver && this.#takes(line)) return this.#answered;
    this.#ways.pass(line);
    return undefined;
  }

  /** Abandons all calls; they are not answered. */
  close(): void {
    this.#isOver = true;
    for (const running of this.#running.values()) running.cancel();
    this.#running.clear();
  }

  #takes(line: string): boolean {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      return false;
    }
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    const request = plainRequest(message);
    if (isFirst) {
      const isOpen = request?.method === 'initialize' && this.#open(request, line);
      this.#isOver = !isOpen;
      return isOpen;
    }
    if (request === undefined) return isRecord(message) && this.#notice(message, line);
    const { id, method, params } = request;
    switch (method) {
      case 'ping':
        return params === undefined && this.#answer(id, {});
      case 'tools/list':
        return this.#list(request);
      case 'tools/call':
        return this.#call(request, line);
      case 'initialize':
        this.#isOver = true;
        return false;
      case 'logging/setLevel':
        if (logLevels.includes(String(params?.['level']))) this.#logLevel = String(params?.['level']);
        return false;
      default:
        return false;
    }
  }

  #open(request: PlainRequest, line: string): boolean {
    this.#client = readHandshake(request, this.#serving);
    if (this.#client === undefined) return false;
    this.#handshake.push(line);
    return this.#answer(request.id, this.#client.result);
  }

  /** Handles notifications. Returns true for those that the SDK need not hear. */
  #notice({ method, params, id }: Record<string, unknown>, line: string): boolean {
    if (id !== undefined) return false;
    if (method === 'notifications/initialized') return !this.#isHandedOver && this.#handshake.push(line) > 0;
    if (method !== 'notifications/cancelled' || !isRecord(params)) return false;
    const running = this.#running.get(params['requestId'] as Id);
    running?.cancel(params['reason']);
    return running !== undefined;
  }

  #list({ id, params }: PlainRequest): boolean {
    if (params !== undefined && Object.keys(params).length > 0) return false;
    void this.#tools.list({ mcpReq: new DirectRequest(undefined, this.#outlet) }).then(
      (list) => this.#answer(id, list),
      (error: unknown) => this.#fail(id, 'tools/list', error),
    );
    return true;
  }

  #call({ id, params }: PlainRequest, line: string): boolean {
    const call = plainCall(params);
    const offered = call && this.#byName.get(call.name);
    if (call === undefined || offered === undefined || !isPlainMeta(call.meta)) return false;
    // The SDK sends its question to the user, and waits for the answer.
    const mayAsk = !offered.annotations.readOnlyHint || this.#serving.before !== undefined;
    if (mayAsk && this.#client?.capabilities['elicitation'] !== undefined) return false;
    this.#answered = this.#run(id, offered, call, line);
    return true;
  }

  async #run(
    id: Id,
    offered: CatalogTool<Context>,
    { arguments: given, meta }: PlainCall,
    line: string,
  ): Promise<void> {
    const running = new DirectRequest(meta, this.#outlet);
    this.#running.set(id, running);
    try {
      const result = await this.#tools.call(offered, given, { mcpReq: running });
      if (running.isCancelled) return;
      // A call that asks changed nothing, and runs again from its beginning.
      if ('resultType' in result) this.#ways.pass(line);
      else this.#answer(id, result);
    } catch (error) {
      // Not passed on: it may have had its effect, and would have it twice.
      if (!running.isCancelled) await this.#fail(id, offered.name, error);
    } finally {
      if (this.#running.get(id) === running) this.#running.delete(id);
    }
  }

  /** Answers with an error that tells only where the log has the reason. */
  async #fail(id: Id, what: string, error: unknown): Promise<void> {
    const { neutral } = await import('../failure.ts');
    const message = neutral(what, error, this.#serving.log);
    this.#ways.send({ jsonrpc: '2.0', id, error: { code: internalError, message } });
  }

  #answer(id: Id, result: object): true {
    this.#ways.send({ result, jsonrpc: '2.0', id });
    return true;
  }
}
