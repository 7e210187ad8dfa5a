import { isRecord } from '../../is-record.ts';
import { canAnswer, type Question } from '../ask.ts';
import type { CatalogTool } from '../catalog.ts';
import { isPlainCapabilities, isPlainClient, plainCall, plainRequest, type Id } from '../direct/plain.ts';
import { identityOf } from '../introduction.ts';
import type { Serving } from '../mcp.ts';
import { offerOf } from '../offer.ts';
import type { RequestContext } from '../request.ts';
import { toolsFor, type ConnectionTools } from '../tools.ts';
import type { Exchange } from './exchange.ts';

/** The version with self-contained requests. A test compares it with the SDK's. */
export const modernVersion = '2026-07-28';

const prefix = 'io.modelcontextprotocol/';
const versionKey = `${prefix}protocolVersion`;
const infoKey = `${prefix}clientInfo`;
const capabilitiesKey = `${prefix}clientCapabilities`;
const metaKeys: ReadonlySet<string> = new Set([versionKey, infoKey, capabilitiesKey]);

const usualHeaders: ReadonlySet<string> = new Set(['mcp-method', 'mcp-name', 'mcp-protocol-version']);

interface DirectCall<Context> {
  id: Id;
  offered: CatalogTool<Context>;
  given: unknown;
  envelope: Readonly<Record<string, unknown>>;
}

/**
 * Tool calls from 2026-07-28 on, answered without the SDK: it would create an instance with all handlers, a request and a
 * response for each. Only calls in the usual form are answered here, with what the SDK would answer.
 */
export class DirectCalls<Context> {
  readonly #tools: ConnectionTools<Context>;
  readonly #byName: ReadonlyMap<string, CatalogTool<Context>>;
  readonly #serverInfo: object;
  readonly #running = new Set<Exchange>();

  constructor(serving: Serving<Context>) {
    this.#byName = offerOf(serving).byName;
    this.#serverInfo = identityOf(serving.server);
    this.#tools = toolsFor(serving, {
      capabilities: () => undefined,
      info: () => undefined,
      version: () => undefined,
      context: async () => serving.context,
      changed: async () => {},
    });
  }

  /** Answers a request if it is such a call. */
  async answer(exchange: Exchange, body: unknown): Promise<boolean> {
    const call = this.#read(exchange, body);
    if (call === undefined) return false;
    const ctx: RequestContext = {
      mcpReq: {
        signal: exchange.signal,
        envelope: call.envelope,
        // Without a token or a level in the request, nothing is sent before the answer.
        notify: async () => {},
        log: async () => {},
      },
      http: { req: exchange },
    };
    this.#running.add(exchange);
    try {
      const result = await this.#tools.call(call.offered, call.given, ctx);
      if (exchange.signal.aborted) exchange.reply(499);
      // The SDK refuses a question that the client did not say it can answer.
      else if (!isAnswerable(result, call.envelope[capabilitiesKey])) return false;
      else await exchange.sendJson(JSON.stringify(this.#message(call.id, result)));
      return true;
    } finally {
      this.#running.delete(exchange);
    }
  }

  /** Abandons the calls in progress. */
  close(): void {
    for (const exchange of this.#running) exchange.abandon();
  }

  #message(id: Id, result: Readonly<Record<string, unknown>>): object {
    const { _meta: meta } = result;
    const _meta = { ...(isRecord(meta) && meta), [`${prefix}serverInfo`]: this.#serverInfo };
    return { result: { resultType: 'complete', ...result, _meta }, jsonrpc: '2.0', id };
  }

  #read({ incoming: { headers, method } }: Exchange, body: unknown): DirectCall<Context> | undefined {
    const request = method === 'POST' ? plainRequest(body) : undefined;
    if (request?.method !== 'tools/call') return undefined;
    const call = plainCall(request.params);
    if (call?.meta === undefined || !isEnvelope(call.meta)) return undefined;
    const stated = headers['mcp-method'] === 'tools/call' && headers['mcp-name'] === call.name;
    if (!stated || headers['mcp-protocol-version'] !== modernVersion) return undefined;
    if (Object.keys(headers).some((name) => name.startsWith('mcp-') && !usualHeaders.has(name))) return undefined;
    const offered = this.#byName.get(call.name);
    return offered && { id: request.id, offered, given: call.arguments, envelope: call.meta };
  }
}

function isEnvelope(meta: Readonly<Record<string, unknown>>): boolean {
  for (const key in meta) if (!metaKeys.has(key)) return false;
  return (
    meta[versionKey] === modernVersion && isPlainClient(meta[infoKey]) && isPlainCapabilities(meta[capabilitiesKey])
  );
}

/** True for an answer, and for questions that the client can answer. */
function isAnswerable(result: Readonly<Record<string, unknown>>, capabilities: unknown): boolean {
  const { inputRequests } = result;
  if (!isRecord(inputRequests)) return true;
  return Object.values(inputRequests).every((question) => {
    if (!isRecord(question)) return false;
    const { method, params } = question;
    const mode = isRecord(params) && params['mode'] === 'url' ? 'url' : 'form';
    return canAnswer(capabilities, method as Question['method'], mode);
  });
}
