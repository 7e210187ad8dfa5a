import {
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
import type { Block, Call } from '../tool.ts';
import { unlabelled } from '../trust.ts';
import { NeedsAnswer } from './ask.ts';
import { neutral } from './failure.ts';
import { quietCall } from './quiet-call.ts';
import { toContent } from './results.ts';
import type { CatalogTool } from './catalog.ts';
import { ClientRoots } from './client-roots.ts';
import type { Codes } from './consent-codes.ts';
import type { Narrowing } from './http/narrow.ts';
import { instructionsFor } from './instructions.ts';
import { capabilitiesOf, identityOf, type Era } from './introduction.ts';
import { offerOf } from './offer.ts';
import type { CallObserver } from './observe.ts';
import { noticeRefusedQuestions, withoutQuestions } from './refused-questions.ts';
import { repliesIn } from './replies.ts';
import type { RequestContext } from './request.ts';
import { Subscriptions } from './subscriptions.ts';
import { toolsFor } from './tools.ts';
import { unknownTool } from './unknown-tool.ts';
import { readView } from './views.ts';

/** Everything that a connection needs: the server, its options, and the context that they opened. */
export interface Serving<Context> {
  server: Server<Options, Context>;
  catalog: readonly CatalogTool<Context>[];
  values: CommonValues;
  context: Context;
  log: Log;
  /** Tools that this start made, in addition to those in the server's table. */
  tools?: readonly CatalogTool<Context>[];
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
  /** Rewrites arguments before they are read; see `Opened`. */
  normalize?(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /** Called after the tools were listed: the client is connected and will soon make its first call. */
  ready?(): void;
  /** Observers of each tool call, outermost first. */
  observers?: readonly CallObserver[];
  /** A sentence for the error on how the client could be asked. */
  unaskable?: string;
  /** Distinguishes callers that share the context. */
  callerOf?(ctx: RequestContext): string | undefined;
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
  era: Era = 'legacy',
): {
  mcp: McpServer;
  subscriptions: Subscriptions<Context>;
} {
  const { server, values, log } = serving;
  const { tools, byName } = offerOf(serving);
  const { resources, prompts } = server;
  const mcp = new McpServer(identityOf(server), {
    instructions: instructionsFor(serving),
    capabilities: capabilitiesOf(serving, era),
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

  const connection = toolsFor(serving, {
    capabilities() {
      const declared = mcp.getClientCapabilities();
      return refusesQuestions() ? withoutQuestions(declared) : declared;
    },
    info: () => mcp.getClientVersion(),
    version: () => mcp.getNegotiatedProtocolVersion(),
    context: (asking) => roots.context(asking),
    changed: () => mcp.sendToolListChanged(),
  });
  const repliesOf = ({ mcpReq }: ServerContext) => repliesIn(mcpReq.inputResponses, mcpReq.requestState());
  mcp.setRequestHandler('tools/list', (_request, ctx) => connection.list(ctx));
  mcp.setRequestHandler('tools/call', async (request, ctx) => {
    const { name, arguments: given } = request.params;
    const offered = byName.get(name);
    if (offered === undefined) {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, unknownTool(name, tools, serving.catalog, serving));
    }
    const result = await connection.call(offered, given, ctx, repliesOf(ctx));
    return isInputRequiredResult(result)
      ? result
      : mcp.projectCallToolResult(result, values.structuredOutput ? offered.outputSchema : undefined);
  });
  const guarded = async <T>(
    what: string,
    ctx: ServerContext,
    act: (context: Context, call: Call) => Promise<T>,
  ): Promise<T> => {
    try {
      const asking = connection.asking(ctx, repliesOf(ctx));
      return await act(await roots.context(asking), quietCall(ctx, connection.limits(ctx), asking));
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
        await serving.session?.note('prompts/get', prompt.labels ?? unlabelled);
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

function toContents(content: ResourceContent) {
  const { uri, mimeType } = content;
  return 'text' in content ? { uri, mimeType, text: content.text } : { uri, mimeType, blob: content.data };
}

/** Converts a failure to a protocol error, because resources, prompts and completions have no error result. */
function asProtocolError(what: string, error: unknown, log: Log): ProtocolError {
  if (error instanceof ProtocolError) return error;
  if (!(error instanceof ToolError))
    return new ProtocolError(ProtocolErrorCode.InternalError, neutral(what, error, log));
  if (error.code === 'not_found') return new ResourceNotFoundError(what);
  return new ProtocolError(ProtocolErrorCode.InvalidParams, error.message);
}
