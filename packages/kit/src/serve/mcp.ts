import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  isInputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  Server as McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { CommonValues } from '../common-options.ts';
import type { SessionFile } from './session-file.ts';
import { ToolError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Options } from '../options.ts';
import type { ResourceContent } from '../resource.ts';
import type { Server } from '../server.ts';
import type { Block, Call, Tool } from '../tool.ts';
import { unlabelled } from '../trust.ts';
import { ask, canAnswer, NeedsAnswer, repliesIn, type Replies } from './ask.ts';
import { budgetFor } from './budget.ts';
import { callTool, logOf, neutral, toContent, type Limits } from './call.ts';
import type { CatalogTool } from './catalog.ts';
import { ClientRoots } from './client-roots.ts';
import { Codes } from './consent-codes.ts';
import { markActive } from './heap.ts';
import { hiddenTools } from './hidden-tools.ts';
import type { Narrowing } from './http/narrow.ts';
import { offerMore, offerOf } from './offer.ts';
import { observed, type CallObserver } from './observe.ts';
import { noticeRefusedQuestions, withoutQuestions } from './refused-questions.ts';
import { Subscriptions } from './subscriptions.ts';
import { unknownTool } from './unknown-tool.ts';
import { definitionFor, readView, showsViews } from './views.ts';

/** Everything that a connection needs: the server, its options, and the context that they opened. */
export interface Serving<Context> {
  server: Server<Options, Context>;
  catalog: readonly CatalogTool<Context>[];
  values: CommonValues;
  context: Context;
  log: Log;
  /** Tools that this start made, in addition to those in the server's table. */
  tools?: readonly Tool<Context>[];
  /** Names of tools that are not offered, whatever the options say. */
  without?: readonly string[];
  /** Looks up further tools that are not listed, once it is known; see `Opened`. */
  hides?(): Promise<readonly string[]>;
  /** A smaller choice of tools, by a request over HTTP. */
  narrowed?: Narrowing;
  /** True where one client is served, for which a call may offer more tools. */
  extensible?: true;
  /** Called before each tool call; see `Opened`. */
  before?(call: Call): Promise<void>;
  /** Called after the tools were listed: the client is connected and will soon make its first call. */
  ready?(): void;
  /** Observers of each tool call, outermost first. */
  observers?: readonly CallObserver[];
  /** A sentence for the error on how the client could be asked. */
  unaskable?: string;
  /** Distinguishes callers that share the context. */
  callerOf?(ctx: ServerContext): string | undefined;
  /**
   * Makes the codes that stand for a user's consent; replicas share them if their configuration has a common secret.
   */
  codes?: Codes;
  /** The answers that the servers of this session gave. */
  session?: SessionFile;
}

/**
 * Creates one protocol instance for the SDK: per connection over stdio, per request over HTTP. Nothing is registered
 * per tool, so it costs the same for any number of tools.
 */
export function makeInstance<Context>(
  serving: Serving<Context>,
  era: 'legacy' | 'modern' = 'legacy',
): {
  mcp: McpServer;
  subscriptions: Subscriptions<Context>;
} {
  const { server, values, log } = serving;
  const { tools, byName } = offerOf(serving);
  const { resources, prompts } = server;
  const mcp = new McpServer(identityOf(server), {
    instructions: server.instructions,
    capabilities: {
      tools: serving.extensible ? { listChanged: true } : {},
      // Deprecated from 2026-07-28 on; older clients may ask for it.
      ...(era === 'legacy' && { logging: {} }),
      ...(resources && { resources: { subscribe: resources.watch !== undefined } }),
      ...(prompts && { prompts: {} }),
      ...((resources || prompts) && { completions: {} }),
    },
    // The tools change after the start only with a notification.
    cacheHints: { 'tools/list': { ttlMs: 3_600_000, cacheScope: 'public' } },
  });
  const refusesQuestions = noticeRefusedQuestions(mcp);
  const roots = new ClientRoots(mcp, serving);
  const subscriptions = new Subscriptions<Context>(
    (uri) => mcp.sendResourceUpdated({ uri }),
    server.resources,
    () => roots.context(),
    log,
  );

  const viewsOf = (ctx: ServerContext): boolean => server.view !== undefined && showsViews(capabilitiesOf(ctx));
  const offer = serving.extensible && {
    offer: (names: readonly string[]) => {
      const { callable, added } = offerMore(serving, names);
      if (added) void mcp.sendToolListChanged().catch((error: unknown) => log.debug('protocol', { error }));
      return callable;
    },
  };
  mcp.setRequestHandler('tools/list', async (_request, ctx) => {
    markActive();
    if (serving.ready) setImmediate(serving.ready);
    const hidden = new Set(await hiddenTools(serving, () => mcp.sendToolListChanged()));
    const view = viewsOf(ctx) ? server.name : undefined;
    const extras = { outputSchemas: values.structuredOutput, view };
    const listed = tools.filter(({ name }) => !hidden.has(name));
    const list = { tools: listed.map((tool) => definitionFor(tool, extras)) };
    // A shared cache must not give it to clients without views, with other rights or with another choice.
    const isCommon = view === undefined && serving.narrowed === undefined && hidden.size === 0;
    return isCommon ? list : { ...list, cacheScope: 'private' as const };
  });
  mcp.setRequestHandler('tools/call', async (request, ctx) => {
    markActive();
    const { name, arguments: given } = request.params;
    const offered = byName.get(name);
    if (offered === undefined) {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, unknownTool(name, tools, serving.catalog, serving));
    }
    const tool = await offered.load();
    const asking = askingOf(ctx);
    const result = await observed(serving.observers, tool, ctx, () =>
      callTool(tool, given, async () => roots.context(asking), ctx, {
        limits: { ...limitsOf(ctx), data: dataFor(offered, ctx) },
        asking,
        log,
        session: serving.session,
        before: serving.before,
        explain: server.explain,
        ...offer,
      }),
    );
    return isInputRequiredResult(result)
      ? result
      : mcp.projectCallToolResult(result, values.structuredOutput ? offered.outputSchema : undefined);
  });

  const dataFor = ({ outputSchema, view }: CatalogTool<Context>, ctx: ServerContext): Limits['data'] => {
    if (values.structuredOutput && outputSchema !== undefined) return 'announced';
    return view === true && viewsOf(ctx) ? 'shown' : undefined;
  };
  /** From 2026-07-28 on every request carries the client's capabilities; before, the handshake did. */
  const capabilitiesOf = (ctx: ServerContext): unknown => {
    const envelope: Readonly<Record<string, unknown>> = ctx.mcpReq.envelope ?? {};
    const declared = envelope[CLIENT_CAPABILITIES_META_KEY] ?? mcp.getClientCapabilities();
    return refusesQuestions() ? withoutQuestions(declared) : declared;
  };

  const limitsOf = (ctx: ServerContext): Limits => {
    const envelope: Readonly<Record<string, unknown>> = ctx.mcpReq.envelope ?? {};
    const budget = budgetFor(envelope[CLIENT_INFO_META_KEY] ?? mcp.getClientVersion(), values.maxOutput);
    return { budget, timeout: values.timeout, noConfirm: values.noConfirm };
  };
  const askingOf = (ctx: ServerContext) => ({
    capabilities: capabilitiesOf(ctx),
    responses: repliesIn(ctx.mcpReq.inputResponses, ctx.mcpReq.requestState()),
    unaskable: serving.unaskable,
    caller: serving.callerOf?.(ctx) ?? '',
    codes: codesOf(serving),
  });
  const guarded = async <T>(
    what: string,
    ctx: ServerContext,
    act: (context: Context, call: Call) => Promise<T>,
  ): Promise<T> => {
    try {
      const asking = askingOf(ctx);
      return await act(await roots.context(asking), quietCall(ctx, limitsOf(ctx), asking));
    } catch (error) {
      // Passed on to callers that can answer with a question.
      if (error instanceof NeedsAnswer) throw error;
      throw asProtocolError(what, error, log);
    }
  };

  if (resources) {
    mcp.setRequestHandler('resources/list', (_request, ctx) =>
      guarded('resources/list', ctx, async (context, call) => ({ resources: await resources.list(context, call) })),
    );
    mcp.setRequestHandler('resources/templates/list', () => ({
      resourceTemplates: resources.templates.map(({ complete: _, ...template }) => template),
    }));
    mcp.setRequestHandler('resources/read', async (request, ctx) => {
      const { uri } = request.params;
      const view = await readView(uri, server);
      if (view !== undefined) return view;
      return guarded(uri, ctx, async (context, call) => {
        const contents = (await resources.read(uri, context, call)).map(toContents);
        await serving.session?.note('resources/read', unlabelled);
        return { contents };
      });
    });
    if (resources.watch) {
      mcp.setRequestHandler('resources/subscribe', async (request, ctx) => {
        await guarded(request.params.uri, ctx, () => subscriptions.add(request.params.uri));
        return {};
      });
      mcp.setRequestHandler('resources/unsubscribe', (request) => {
        subscriptions.remove(request.params.uri);
        return {};
      });
    }
  }
  if (prompts) {
    mcp.setRequestHandler('prompts/list', () => ({
      prompts: prompts.map((prompt) => ({
        name: prompt.name,
        title: prompt.title,
        description: prompt.description,
        arguments: prompt.arguments.map(({ complete: _, ...argument }) => argument),
      })),
    }));
    mcp.setRequestHandler('prompts/get', (request, ctx) => {
      const prompt = prompts.find(({ name }) => name === request.params.name);
      if (prompt === undefined)
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Prompt ${request.params.name} does not exist.`);
      return guarded(prompt.name, ctx, async (context, call) => {
        const given = request.params.arguments ?? {};
        const absent = prompt.arguments.filter(({ name, required }) => required && given[name] === undefined);
        if (absent.length > 0) throw new ToolError('invalid', `Missing: ${absent.map(({ name }) => name).join(', ')}.`);
        const start = await prompt.render(given, context, call);
        const blocks: Block[] = typeof start === 'string' ? [{ type: 'text', text: start }] : start;
        const messages = blocks.map((block) => ({ role: 'user' as const, content: toContent(block) }));
        return { description: prompt.description, messages };
      }).catch((error: unknown) => {
        if (error instanceof NeedsAnswer) return error.question;
        throw error;
      });
    });
  }
  if (resources || prompts) {
    mcp.setRequestHandler('completion/complete', (request, ctx) => {
      const { ref, argument } = request.params;
      const others = request.params.context?.arguments ?? {};
      const complete =
        ref.type === 'ref/prompt'
          ? prompts?.find(({ name }) => name === ref.name)?.arguments.find(({ name }) => name === argument.name)
              ?.complete
          : ((of) =>
              of && ((value: string, context: Context, call: Call) => of(argument.name, value, context, call, others)))(
              resources?.templates.find(({ uriTemplate }) => uriTemplate === ref.uri)?.complete,
            );
      return guarded('completion', ctx, async (context, call) => {
        const all = complete ? await complete(argument.value, context, call).catch(() => []) : [];
        return { completion: { values: all.slice(0, 100), total: all.length, hasMore: all.length > 100 } };
      });
    });
  }
  return { mcp, subscriptions };
}

const codes = new WeakMap<object, Codes>();

/** Returns the consent codes of what is served, which over HTTP outlives an instance. */
function codesOf<Context>(serving: Serving<Context>): Codes {
  let made = serving.codes ?? codes.get(serving);
  if (made === undefined) codes.set(serving, (made = new Codes()));
  return made;
}

function toContents(content: ResourceContent) {
  const { uri, mimeType } = content;
  return 'text' in content ? { uri, mimeType, text: content.text } : { uri, mimeType, blob: content.data };
}

/** Returns the way a server introduces itself. */
const identityOf = <Context>({ name, title, version, description, websiteUrl, icon }: Server<Options, Context>) => ({
  name,
  title,
  version,
  ...(description !== undefined && { description }),
  ...(websiteUrl !== undefined && { websiteUrl }),
  ...(icon !== undefined && {
    icons: [
      {
        src: `data:image/svg+xml;base64,${Buffer.from(icon).toString('base64')}`,
        mimeType: 'image/svg+xml',
        sizes: ['any'],
      },
    ],
  }),
});

/** Returns the call of a request that reports no progress and changes nothing. */
function quietCall(
  ctx: ServerContext,
  { timeout, budget }: Limits,
  { capabilities, responses, caller }: { capabilities: unknown; responses: Replies; caller: string },
): Call {
  const deadline = Date.now() + timeout * 1000;
  return {
    signal: AbortSignal.any([ctx.mcpReq.signal, AbortSignal.timeout(timeout * 1000)]),
    deadline,
    ...(caller !== '' && { caller }),
    budget: budget.characters,
    progress() {},
    warn() {},
    async confirm() {
      throw new ToolError('unsupported', 'Only a tool call can ask the user for consent.');
    },
    label() {},
    earlier: async () => [],
    ask: async (questions) => ask(questions, responses),
    canAsk: (method, mode) => canAnswer(capabilities, method, mode),
    log: logOf(ctx),
  };
}

/** Converts a failure to a protocol error, because resources, prompts and completions have no error result. */
function asProtocolError(what: string, error: unknown, log: Log): ProtocolError {
  if (error instanceof ProtocolError) return error;
  if (!(error instanceof ToolError))
    return new ProtocolError(ProtocolErrorCode.InternalError, neutral(what, error, log));
  if (error.code === 'not_found') return new ResourceNotFoundError(what);
  return new ProtocolError(ProtocolErrorCode.InvalidParams, error.message);
}
