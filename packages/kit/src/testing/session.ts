import { Client as ModernClient } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import {
  ElicitRequestSchema,
  ListRootsRequestSchema,
  ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { errorCodeKey } from '../serve/result-keys.ts';
import { legacyTransport, modernTransport, type Program, type Target } from './transports.ts';

/** The two families of protocol versions: up to 2025-11-25 with the first SDK, 2026-07-28 with the second. */
export type Era = 'legacy' | 'modern';
export const eras: readonly Era[] = ['legacy', 'modern'];

/**
 * The era of tests for which it makes no difference: the one that hosts speak, and whose servers start in two thirds of
 * the time. `MCP_TEST_ERA=modern` runs them in the other one.
 */
export const defaultEra: Era = process.env['MCP_TEST_ERA'] === 'modern' ? 'modern' : 'legacy';

type Reply = (text: string) => 'accept' | 'decline' | 'cancel';

/** A session with a server that the client starts, as hosts do. */
export interface SessionOptions extends ClientOptions, Program {}

export interface ClientOptions {
  era: Era;
  /** The user's answers to questions. Without it, the client cannot ask. */
  answer?: Reply;
  /** The user's reply to a page that the server wants opened. Without it, the client opens no pages. */
  openPage?: Reply;
  /** The client's roots, as `file://` URLs. */
  roots?: readonly string[];
}

/** The answer of a tool, in the form that tests use. */
export interface Answer {
  isError: boolean;
  /** The error code; undefined for a success. */
  code: string | undefined;
  /** All text blocks, joined. */
  text: string;
  content: readonly { type: string; [key: string]: unknown }[];
  structured: unknown;
  /** The result's `_meta`. */
  meta: Readonly<Record<string, unknown>>;
}

/** A prompt or a resource template from a list. */
export type Listed = { name: string; [key: string]: unknown };

export interface ResourcePart {
  uri: string;
  mimeType?: string | undefined;
  text?: string | undefined;
  blob?: string | undefined;
}

export interface Session {
  era: Era;
  call(
    name: string,
    args?: Record<string, unknown>,
    options?: { signal?: AbortSignal; onProgress?: (done: number) => void; timeout?: number },
  ): Promise<Answer>;
  listTools(): Promise<{ name: string; [key: string]: unknown }[]>;
  listResources(): Promise<{ uri: string; [key: string]: unknown }[]>;
  listResourceTemplates(): Promise<Listed[]>;
  readResource(uri: string): Promise<ResourcePart[]>;
  listPrompts(): Promise<Listed[]>;
  /** Returns the text of a prompt's only message. */
  getPrompt(name: string, args?: Record<string, string>): Promise<string>;
  complete(uriTemplate: string, argument: string, value: string): Promise<string[]>;
  /** Watches a resource; `changed` resolves at the next update. */
  subscribe(uri: string): Promise<{ changed: Promise<string>; stop(): Promise<void> }>;
  /** Listens for changes of the tool list, and returns how often it has changed since. */
  watchTools(): Promise<() => number>;
  instructions(): string | undefined;
  pid(): number | null;
  /** The server's stderr so far. */
  stderr(): string;
  close(): Promise<void>;
}

/** Starts a server as a host would, or connects to one over HTTP, with the official client of the era. */
export async function startSession(options: ClientOptions & Target): Promise<Session> {
  return options.era === 'legacy' ? startLegacy(options) : startModern(options);
}

interface Replies {
  answer: Reply | undefined;
  openPage: Reply | undefined;
}

/** Returns the capability; before 2025-11-25 a form was the only mode, and had no name. */
const elicitationOf = ({ answer, openPage }: Replies) =>
  openPage ? { elicitation: { ...(answer && { form: {} }), url: {} } } : answer && { elicitation: { form: {} } };

function replyTo(
  { mode, message, url }: { mode?: string | undefined; message: string; url?: string },
  { answer, openPage }: Replies,
): 'accept' | 'decline' | 'cancel' {
  const reply = mode === 'url' ? openPage?.(`${message} ${url ?? ''}`) : answer?.(message);
  if (reply === undefined)
    throw new Error(`The client was asked in a mode that it did not declare: ${mode ?? 'form'}.`);
  return reply;
}

/** The time limit of a call, in milliseconds: a busy machine needs more than the SDK's 60 s. */
const requestTimeout = 240_000;

const info = { name: 'kit-testing', version: '1.0.0' };

async function startLegacy({ answer, openPage, roots, ...way }: ClientOptions & Target): Promise<Session> {
  const { transport, pid, stderr } = legacyTransport(way);
  const client = new LegacyClient(info, {
    capabilities: { ...elicitationOf({ answer, openPage }), ...(roots && { roots: {} }) },
  });
  if (answer || openPage) {
    client.setRequestHandler(ElicitRequestSchema, (request) => {
      const action = replyTo(request.params, { answer, openPage });
      return { action, ...(action === 'accept' && { content: {} }) };
    });
  }
  if (roots) client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: roots.map((uri) => ({ uri })) }));
  const updates = new Updates();
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => updates.happened(params.uri));
  await client.connect(transport, { timeout: requestTimeout });
  return {
    era: 'legacy',
    call: async (name, given = {}, { signal, onProgress, timeout } = {}) =>
      toAnswer(
        await client.callTool({ name, arguments: given }, undefined, {
          ...(signal && { signal }),
          timeout: timeout ?? requestTimeout,
          ...(onProgress && { onprogress: ({ progress }) => onProgress(progress) }),
        }),
      ),
    listTools: async () => (await client.listTools()).tools,
    listResources: async () => (await client.listResources()).resources,
    listResourceTemplates: async () => (await client.listResourceTemplates()).resourceTemplates,
    readResource: async (uri) => (await client.readResource({ uri })).contents.map((content) => ({ ...content })),
    listPrompts: async () => (await client.listPrompts()).prompts,
    getPrompt: async (name, given = {}) => toText(await client.getPrompt({ name, arguments: given })),
    complete: async (uri, name, value) =>
      (await client.complete({ ref: { type: 'ref/resource', uri }, argument: { name, value } })).completion.values,
    async subscribe(uri) {
      await client.subscribeResource({ uri });
      return { changed: updates.next(uri), stop: async () => void (await client.unsubscribeResource({ uri })) };
    },
    async watchTools() {
      let changes = 0;
      client.setNotificationHandler(ToolListChangedNotificationSchema, () => void changes++);
      return () => changes;
    },
    instructions: () => client.getInstructions(),
    pid,
    stderr,
    close: () => client.close(),
  };
}

async function startModern({ answer, openPage, roots, ...way }: ClientOptions & Target): Promise<Session> {
  const { transport, pid, stderr } = modernTransport(way);
  const client = new ModernClient(info, {
    capabilities: { ...elicitationOf({ answer, openPage }), ...(roots && { roots: {} }) },
    versionNegotiation: { mode: { pin: '2026-07-28' } },
  });
  if (answer || openPage) {
    client.setRequestHandler('elicitation/create', (request) => {
      const action = replyTo(request.params, { answer, openPage });
      return { action, ...(action === 'accept' && { content: {} }) };
    });
  }
  if (roots) client.setRequestHandler('roots/list', () => ({ roots: roots.map((uri) => ({ uri })) }));
  const updates = new Updates();
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => updates.happened(params.uri));
  await client.connect(transport, { timeout: requestTimeout });
  return {
    era: 'modern',
    call: async (name, given = {}, { signal, onProgress, timeout } = {}) =>
      toAnswer(
        await client.callTool(
          { name, arguments: given },
          {
            ...(signal && { signal }),
            timeout: timeout ?? requestTimeout,
            ...(onProgress && { onprogress: ({ progress }) => onProgress(progress) }),
          },
        ),
      ),
    listTools: async () => (await client.listTools()).tools.map((tool) => ({ ...tool })),
    listResources: async () => (await client.listResources()).resources,
    listResourceTemplates: async () => (await client.listResourceTemplates()).resourceTemplates,
    readResource: async (uri) => (await client.readResource({ uri })).contents.map((content) => ({ ...content })),
    listPrompts: async () => (await client.listPrompts()).prompts,
    getPrompt: async (name, given = {}) => toText(await client.getPrompt({ name, arguments: given })),
    complete: async (uri, name, value) =>
      (await client.complete({ ref: { type: 'ref/resource', uri }, argument: { name, value } })).completion.values,
    async subscribe(uri) {
      const subscription = await client.listen({ resourceSubscriptions: [uri] });
      return { changed: updates.next(uri), stop: () => subscription.close() };
    },
    async watchTools() {
      let changes = 0;
      client.setNotificationHandler('notifications/tools/list_changed', () => void changes++);
      await client.listen({ toolsListChanged: true });
      return () => changes;
    },
    instructions: () => client.getInstructions(),
    pid,
    stderr,
    close: () => client.close(),
  };
}

/** The updates that a client received. */
class Updates {
  readonly #waiting = new Map<string, ((uri: string) => void)[]>();

  next(uri: string): Promise<string> {
    return new Promise((resolve) => this.#waiting.set(uri, [...(this.#waiting.get(uri) ?? []), resolve]));
  }

  happened(uri: string): void {
    for (const resolve of this.#waiting.get(uri) ?? []) resolve(uri);
    this.#waiting.delete(uri);
  }
}

function toText({ messages }: { messages: { content: { type: string; text?: unknown } }[] }): string {
  return messages.map(({ content }) => (typeof content.text === 'string' ? content.text : '')).join('\n');
}

function toAnswer(result: { [key: string]: unknown }): Answer {
  const content = Array.isArray(result['content']) ? result['content'] : [];
  const meta: Record<string, unknown> =
    typeof result['_meta'] === 'object' && result['_meta'] !== null ? { ...result['_meta'] } : {};
  const code = meta[errorCodeKey];
  return {
    isError: result['isError'] === true,
    code: typeof code === 'string' ? code : undefined,
    text: content.flatMap((block) => (block.type === 'text' ? block.text : [])).join('\n'),
    content,
    structured: result['structuredContent'],
    meta,
  };
}
