import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import { isRecord } from '../is-record.ts';
import type { Replies } from './ask.ts';
import { budgetFor } from './budget.ts';
import type { Client } from './call.ts';
import type { Limits } from './results.ts';
import type { CatalogTool } from './catalog.ts';
import { Codes } from './consent-codes.ts';
import { markActive } from './heap.ts';
import { hiddenTools } from './hidden-tools.ts';
import type { Serving } from './mcp.ts';
import { instructionsSince } from './instructions.ts';
import { offerMore, offerOf } from './offer.ts';
import { observed } from './observe.ts';
import type { RequestContext } from './request.ts';
import { definitionFor, showsViews } from './views.ts';

/** Keys of the facts that each request carries from 2026-07-28 on. */
const clientInfoKey = 'io.modelcontextprotocol/clientInfo';
const clientCapabilitiesKey = 'io.modelcontextprotocol/clientCapabilities';

/** The first version of the protocol in which an answer may link to resources. */
const firstWithLinks = '2025-06-18';

/** The client of a connection. */
export interface Peer<Context> {
  /** The facts from the handshake, for clients before 2026-07-28. */
  capabilities(): unknown;
  info(): unknown;
  version(): string | undefined;
  context(asking: Client): Promise<Context>;
  /** Tells the client that the list of tools has changed. */
  changed(): Promise<void>;
}

/** The tools of a connection, the same with the SDK and without it. */
export interface ConnectionTools<Context> {
  list(
    ctx: RequestContext,
  ): Promise<{ tools: CatalogTool<Context>['definition'][]; cacheScope?: 'private'; ttlMs?: 0 }>;
  call(
    offered: CatalogTool<Context>,
    given: unknown,
    ctx: RequestContext,
    replies?: Replies,
  ): Promise<CallToolResult | InputRequiredResult>;
  /** Returns the facts of a request about its client, for questions to it. */
  asking(ctx: RequestContext, replies?: Replies): Client;
  limits(ctx: RequestContext): Limits;
}

let boundary: typeof import('./call.ts') | undefined;

export function toolsFor<Context>(serving: Serving<Context>, peer: Peer<Context>): ConnectionTools<Context> {
  const { server, values, log } = serving;
  const { tools } = offerOf(serving);
  const factOf = (ctx: RequestContext, key: string): unknown => {
    const { envelope } = ctx.mcpReq;
    return isRecord(envelope) ? envelope[key] : undefined;
  };
  /** From 2026-07-28 on every request carries the client's capabilities; before, the handshake did. */
  const capabilitiesIn = (ctx: RequestContext): unknown => factOf(ctx, clientCapabilitiesKey) ?? peer.capabilities();
  const viewsOf = (ctx: RequestContext): boolean => server.view !== undefined && showsViews(capabilitiesIn(ctx));
  const relist = (): void => void peer.changed().catch((error: unknown) => log.debug('protocol', { error }));
  const listing = serving.extensible && {
    relist,
    offer: (names: readonly string[]) => {
      const { callable, added } = offerMore(serving, names);
      if (added.length > 0) relist();
      return { callable, instructions: instructionsSince(serving, added) };
    },
  };
  const dataFor = ({ outputSchema, view }: CatalogTool<Context>, ctx: RequestContext): Limits['data'] => {
    if (values.structuredOutput && outputSchema !== undefined) return 'announced';
    return view === true && viewsOf(ctx) ? 'shown' : undefined;
  };
  const limits = (ctx: RequestContext): Limits => {
    const budget = budgetFor(factOf(ctx, clientInfoKey) ?? peer.info(), values.maxOutput);
    // From 2026-07-28 on, each request carries the facts about its client, and no handshake said a version.
    const links = factOf(ctx, clientCapabilitiesKey) !== undefined || (peer.version() ?? '') >= firstWithLinks;
    return { budget, timeout: values.timeout, noConfirm: values.noConfirm, links };
  };
  const asking = (ctx: RequestContext, replies: Replies = {}): Client => ({
    capabilities: capabilitiesIn(ctx),
    responses: replies,
    unaskable: serving.unaskable,
    caller: serving.callerOf?.(ctx) ?? '',
    codes: codesOf(serving),
  });
  return {
    asking,
    limits,
    async list(ctx) {
      markActive(server.youngHeap);
      if (serving.ready) setImmediate(serving.ready);
      const known = await hiddenTools(serving, () => peer.changed());
      const hidden = new Set(known);
      const view = viewsOf(ctx) ? server.name : undefined;
      const extras = { outputSchemas: values.structuredOutput, view };
      const list = { tools: tools.filter(({ name }) => !hidden.has(name)).map((tool) => definitionFor(tool, extras)) };
      if (known === undefined) return { ...list, cacheScope: 'private', ttlMs: 0 };
      // A shared cache must not give it to clients without views, with other rights or with another choice.
      const isCommon = view === undefined && serving.narrowed === undefined && hidden.size === 0;
      return isCommon ? list : { ...list, cacheScope: 'private' };
    },
    async call(offered, given, ctx, replies) {
      markActive(server.youngHeap);
      const loading = offered.load();
      // Loaded with the first tool: it brings the schema library, which a start does not need.
      boundary ??= await import('./call.ts');
      const { callTool } = boundary;
      const tool = await loading;
      const client = asking(ctx, replies);
      return observed(serving.observers, tool, ctx, () =>
        callTool(tool, given, async () => peer.context(client), ctx, {
          limits: { ...limits(ctx), data: dataFor(offered, ctx) },
          asking: client,
          log,
          session: serving.session,
          before: serving.before,
          normalize: serving.normalize,
          explain: server.explain,
          glossary: server.glossary,
          listing: listing || undefined,
        }),
      );
    },
  };
}

const codes = new WeakMap<object, Codes>();

/** Returns the consent codes of what is served, which over HTTP outlives an instance. */
function codesOf<Context>(serving: Serving<Context>): Codes {
  let made = serving.codes ?? codes.get(serving);
  if (made === undefined) codes.set(serving, (made = new Codes()));
  return made;
}
