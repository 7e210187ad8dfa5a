import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import * as z from 'zod/v4';
import { onTestFinished } from 'vitest';
import { commonOptions, type CommonValues } from '../src/common-options.ts';
import { createLog, type Log } from '../src/log.ts';
import { parseOptions, type Options } from '../src/options.ts';
import { errorCodeKey } from '../src/serve/result-keys.ts';
import { catalogOf, type Announcement } from '../src/serve/catalog.ts';
import { makeInstance } from '../src/serve/mcp.ts';
import type { SessionFile } from '../src/serve/session-file.ts';
import type { CallObserver } from '../src/serve/observe.ts';
import { defineServer, type Server } from '../src/server.ts';
import { defineTool, type Call, type Tool } from '../src/tool.ts';

/** Makes a folder for one test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mcp-kit-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const defaults: CommonValues = parseOptions(commonOptions, [], {}, ':');

/** A log whose lines are kept. */
export function keptLog(level: 'debug' | 'info' | 'warn' | 'error' | 'silent' = 'debug'): {
  log: Log;
  lines: Record<string, unknown>[];
  raw: string[];
} {
  const raw: string[] = [];
  const lines: Record<string, unknown>[] = [];
  const log = createLog('test', level, (line) => {
    raw.push(line);
    lines.push(JSON.parse(line) as Record<string, unknown>);
  });
  return { log, lines, raw };
}

/** A tool without a context; what it is made of can be replaced. */
export function toolOf<Input extends z.ZodRawShape>(
  input: Input,
  handler: (input: z.output<z.ZodObject<Input>>, call: Call) => Promise<string>,
  name = 'do_it',
) {
  return defineTool({
    name,
    title: 'Do it',
    description: 'Do it.',
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    input: z.object(input),
    handler: (given, _context: undefined, call) => handler(given, call),
  });
}

export function serverOf(
  tools: readonly Tool<undefined>[],
  rest: Partial<Server<Options, undefined>> = {},
): Server<Options, undefined> {
  return defineServer({
    name: 'test',
    command: 'test',
    title: 'Test',
    version: '1.2.3',
    instructions: 'For tests.',
    options: {},
    open: async () => ({ context: undefined }),
    toolsets: { main: { description: 'All tools.', default: true, tools } },
    ...rest,
  });
}

export interface Connection {
  client: Client;
  lines: Record<string, unknown>[];
  raw: string[];
  /** Calls a tool and looks at the answer as tests do. */
  call(
    name: string,
    args?: unknown,
    options?: Parameters<Client['callTool']>[1],
  ): Promise<{ isError: boolean; code: unknown; text: string; structured: unknown; content: unknown }>;
}

export interface ConnectOptions<Context> {
  server: Server<Options, Context>;
  context: Context;
  values?: Partial<CommonValues>;
  /** The client's name. */
  name?: string;
  capabilities?: NonNullable<ConstructorParameters<typeof Client>[1]>['capabilities'];
  observers?: readonly CallObserver[];
  /** The list of a built server. */
  list?: readonly Announcement[];
  /** The file of --session-file. */
  session?: SessionFile;
  /** Prepares the client before it connects. */
  prepare?(client: Client): void;
}

/** A server value and the SDK's client in one process (protocol versions before 2026-07-28). */
export async function connect<Context>({
  server,
  context,
  values,
  name = 'test',
  capabilities = {},
  prepare,
  observers,
  list,
  session,
}: ConnectOptions<Context>): Promise<Connection> {
  const { log, lines, raw } = keptLog();
  const { mcp } = makeInstance({
    server,
    catalog: await catalogOf(server, list),
    values: { ...defaults, ...values },
    context,
    log,
    ...(observers && { observers }),
    ...(session && { session }),
  });
  const client = new Client({ name, version: '1' }, { capabilities });
  prepare?.(client);
  const [here, there] = InMemoryTransport.createLinkedPair();
  await Promise.all([mcp.connect(there), client.connect(here)]);
  onTestFinished(() => client.close());
  return {
    client,
    lines,
    raw,
    async call(name, args = {}, options) {
      const result = await client.callTool({ name, arguments: args as Record<string, unknown> }, options);
      const content = result.content;
      return {
        isError: result.isError === true,
        code: result._meta?.[errorCodeKey],
        text: content.map((block) => (block.type === 'text' ? block.text : '')).join('\n'),
        structured: result.structuredContent,
        content,
      };
    },
  };
}

/** Connects to a server with one tool. */
export const connectTool = (
  tool: Tool<undefined>,
  rest: Partial<Omit<ConnectOptions<undefined>, 'server' | 'context'>> = {},
): Promise<Connection> => connect({ server: serverOf([tool]), context: undefined, ...rest });

/** A promise, and what settles it. */
export function deferred<T>(): { promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
